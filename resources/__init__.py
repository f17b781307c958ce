"""Fonts, icons, style, notice texts, calendars and division data that ship with the program."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """The file of a shipped resource, named relative to this folder, e.g. ``fonts/x.ttf``."""
    return _HERE / name
