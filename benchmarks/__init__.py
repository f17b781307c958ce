"""The speed table of the program, measured against floors taken in the same run."""
