"""公开公示 · 财务: the accounts of communities."""
