"""Which ledger was opened last on this machine; the window begins with it."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from db.vault import swap


def _file() -> Path:
    return user_data_path("xiachen-desk", appauthor=False) / "recent.json"


def last() -> str | None:
    """The location as it was given, None when there is none or its file is gone."""
    try:
        location = json.loads(_file().read_text(encoding="utf-8"))["location"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    known = isinstance(location, str) and ("://" in location or swap.is_there(Path(location)))
    return location if known else None


def remember(location: str) -> None:
    """Begin with this ledger next time; a folder that cannot be written is no obstacle.

    An address with a password in it is never written down.
    """
    if urlsplit(location).password:
        return
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(json.dumps({"location": location}, ensure_ascii=False), encoding="utf-8")
    except OSError:
        return
