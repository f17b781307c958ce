"""共性问题 and 协调会: what is found, merged, and decided together."""
