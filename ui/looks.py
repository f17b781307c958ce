"""How the program looks to each user on this machine: the scheme, and the size of its type.

The file lies beside the one that knows the ledger opened last. What was shown last stands under no
name: the pages before anybody has come in show it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from resources import tokens
from widgets import theme

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A scheme, and the size of the body text in px (12–20), which scales all the others."""

    mode: theme.Mode = theme.Mode.SYSTEM
    body_px: int = tokens.BODY_PX


def shown() -> Look:
    """The look of now."""
    return Look(theme.mode(), theme.body_px())


def kept(user: str = NOBODY) -> Look | None:
    """What a user chose on this machine, or what was shown last; None when there is nothing."""
    held = _read().get(user)
    try:
        return Look(theme.Mode(held["mode"]), int(held["body_px"])) if held else None
    except (ValueError, KeyError, TypeError):
        return None


def begin() -> None:
    """Show what was shown last on this machine."""
    _show(kept() or Look())


def take_up(user: str) -> None:
    """Show what the user chose; who chose nothing goes on with what is shown."""
    wanted = kept(user)
    if wanted is not None and wanted != shown():
        _show(wanted)
        _keep({NOBODY: wanted})


def choose(look: Look, user: str) -> None:
    """Show a look and keep it as this user's; a folder that cannot be written is no obstacle."""
    _show(look)
    _keep(dict.fromkeys((NOBODY, user), shown()))


def resized(by: int) -> Look:
    """The look of now with type so many px larger, within its bounds."""
    size = max(theme.SMALLEST_PX, min(theme.LARGEST_PX, theme.body_px() + by))
    return Look(theme.mode(), size)


def _show(look: Look) -> None:
    theme.set_look(look.mode, look.body_px)


def _file() -> Path:
    return user_data_path("xiachen-desk", appauthor=False) / "looks.json"


def _read() -> dict[str, Any]:
    try:
        held = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _keep(looks: dict[str, Look]) -> None:
    told = {user: {"mode": look.mode, "body_px": look.body_px} for user, look in looks.items()}
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**_read(), **told}, ensure_ascii=False, indent=1)
        _file().write_text(text, encoding="utf-8")
    except OSError:
        return
