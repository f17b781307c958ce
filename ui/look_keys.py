"""The keys that make the type larger or smaller on every page, and whose look a window shows."""

from functools import partial

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui import looks
from ui.looks import Look
from widgets import theme

LARGER_KEYS, SMALLER_KEYS, USUAL_KEYS = "Ctrl++", "Ctrl+-", "Ctrl+0"

_LEAST = 1000, 640
_SMALL_SCREEN = QSize(1366, 700)  # 1366 × 768 without the frame and the task bar


class LookKeys(QObject):
    """What is chosen before anybody has come in is the choice of whoever comes in next; with
    ``follows_users`` off, what users chose before is not shown."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.follows_users = True
        self._user, self._unclaimed = looks.NOBODY, False
        larger, smaller = partial(self._resize, 1), partial(self._resize, -1)
        for keys, act in (
            ((LARGER_KEYS, "Ctrl+="), larger),  # the plus needs Shift on most keyboards
            ((SMALLER_KEYS,), smaller),
            ((USUAL_KEYS,), self._take_usual),
        ):
            shortcut = QShortcut(window)
            shortcut.setKeys([QKeySequence(key) for key in keys])
            shortcut.activated.connect(act)
        self.bound()

    def bound(self) -> None:
        """Keep the window as large as the pages need, and no larger than a small screen."""
        needed = QSize(*map(theme.px, _LEAST))
        self._window.setMinimumSize(needed.boundedTo(_SMALL_SCREEN))

    def come_in(self, user: str) -> None:
        """A user works in the window from now on."""
        self._user = user
        if not self.follows_users:
            return
        if self._unclaimed:
            self.choose(looks.shown())
        else:
            looks.take_up(user)
        self._unclaimed = False

    def go_out(self) -> None:
        """Nobody works in the window; it stays as it is shown."""
        self._user = looks.NOBODY

    def choose(self, look: Look) -> None:
        """Show a look and keep it for whoever is there."""
        looks.choose(look, self._user)
        self._unclaimed = self._user == looks.NOBODY

    def _resize(self, by: int) -> None:
        self.choose(looks.resized(by))

    def _take_usual(self) -> None:
        self.choose(Look(looks.shown().mode))
