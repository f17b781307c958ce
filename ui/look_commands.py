"""What Ctrl+K finds of the look."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from ui import looks
from ui.commands import Commands
from ui.look_keys import LARGER_KEYS, SMALLER_KEYS, USUAL_KEYS
from ui.looks import Look
from widgets import theme


def add_to(commands: Commands, user: str) -> None:
    """Let Ctrl+K find the sizes and the schemes; what is chosen is kept as this user's."""
    size, scheme = _tr("字体大小 字号"), _tr("外观 夜间 颜色")
    for title, wanted, keys, icon, words in (
        (_tr("放大字号"), partial(looks.resized, 1), LARGER_KEYS, "plus", size),
        (_tr("缩小字号"), partial(looks.resized, -1), SMALLER_KEYS, "minus", size),
        (_tr("恢复字号"), _usual, USUAL_KEYS, "undo-2", size),
        (_tr("浅色配色"), partial(_in, theme.Mode.LIGHT), "", "sun", scheme),
        (_tr("深色配色"), partial(_in, theme.Mode.DARK), "", "moon", scheme),
        (_tr("配色跟随系统"), partial(_in, theme.Mode.SYSTEM), "", "sun", scheme),
    ):
        commands.add(title, partial(_choose, wanted, user), keys, icon, words)


def _choose(wanted: Callable[[], Look], user: str) -> None:
    looks.choose(wanted(), user)


def _usual() -> Look:
    return Look(looks.shown().mode)


def _in(mode: theme.Mode) -> Look:
    return Look(mode, looks.shown().body_px)


def _tr(words: str) -> str:
    return QCoreApplication.translate("look_commands", words)
