"""问题: the list with its filters, an issue's card, its moves, the calls."""
