"""Issues: the list, one issue, its moves, and the office's rules for them."""
