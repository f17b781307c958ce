"""Common issues, the meetings that study them, and what the analysis reads."""
