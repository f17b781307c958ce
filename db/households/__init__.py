"""Households: the big table, one household, storing them, finding them, their fronts."""
