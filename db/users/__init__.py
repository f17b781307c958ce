"""Who may do what, where, and what everybody did."""
