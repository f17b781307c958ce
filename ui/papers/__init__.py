"""What leaves the office: slips and their register, print, PDF, Excel."""
