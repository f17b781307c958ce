"""财务公开: the accounts of communities."""
