"""What is stored, and the only SQL of the program. Queries return frozen rows."""
