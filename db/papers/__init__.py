"""Slips and letters about issues."""
