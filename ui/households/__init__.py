"""住户: the list, a household's card, its form."""
