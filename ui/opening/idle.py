"""Whether anybody is there: keys and the mouse in the program's windows, by the wall clock."""

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_LOOK_MS = 5_000
_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Looks at what the system sends to the window that has the keyboard, not at every event of
    the program, which would cost each of them time.

    The wall clock goes on while the machine sleeps: whoever wakes it finds the window locked.
    """

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seconds = 0.0
        self._last = 0.0
        self._window: QWindow | None = None
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self.look)

    def start(self, minutes: float) -> None:
        """Tell when nobody was there for so long."""
        self.seconds = minutes * 60
        self._last = time.time()
        self._looking.start()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication), "there is a window to watch"
        app.focusWindowChanged.connect(self._follow)
        self._follow(app.focusWindow())

    def stop(self) -> None:
        """Nobody needs to be there."""
        if self._looking.isActive():
            self._looking.stop()
            app = QGuiApplication.instance()
            assert isinstance(app, QGuiApplication), "there was a window to watch"
            app.focusWindowChanged.disconnect(self._follow)
            self._follow(None)

    def look(self) -> None:
        """Tell when it is time."""
        if self._looking.isActive() and time.time() - self._last >= self.seconds:
            self.stop()
            self.idle.emit()

    def _follow(self, window: QWindow | None) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window.destroyed.disconnect(self._gone)
        self._window = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._gone)

    def _gone(self) -> None:
        self._window = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS:
            self.look()  # a machine that slept may wake by this very key
            self._last = time.time()
        return False
