"""Backups: made, proven, thinned, and restored."""
