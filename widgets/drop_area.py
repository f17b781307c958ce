"""Where files are dragged in, or chosen by a click."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from resources import tokens
from widgets import theme
from widgets.file_dialogs import file_dialog
from widgets.icons import paint_icon


class DropArea(QAbstractButton):
    """Takes files of the given endings (``.xlsx``); Enter, Space or a click opens the chooser."""

    files_chosen = Signal(object)
    """A tuple of :class:`~pathlib.Path`."""
    files_refused = Signal(object)
    """Dropped files none of whose endings are taken, as a tuple of paths."""

    def __init__(
        self,
        title: str,
        hint: str,
        endings: Sequence[str],
        icon_name: str = "file-up",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._hint, self._icon_name = title, hint, icon_name
        self._endings = tuple(ending.lower() for ending in endings)
        self._over = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"{title}，{hint}")
        self.clicked.connect(self._choose)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(150))

    def take(self, paths: Sequence[Path]) -> None:
        """Take these files as if they had been dropped."""
        fitting = tuple(path for path in paths if path.suffix.lower() in self._endings)
        if fitting:
            self.files_chosen.emit(fitting)
        elif paths:
            self.files_refused.emit(tuple(paths))

    def _choose(self) -> None:
        patterns = " ".join(f"*{ending}" for ending in self._endings)
        filters = f"{self._hint} ({patterns})", self.tr("所有文件 (*)")
        dialog = file_dialog(self, self._title, *filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, names: list[str]) -> None:
        self.take([Path(name) for name in names])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(False)
        urls = event.mimeData().urls()
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        awake = self._over or self.underMouse() or self.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(scheme.accent if awake else scheme.faint), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(scheme.accent_soft if self._over else scheme.paper))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, tokens.CORNER_PX, tokens.CORNER_PX)
        size, line = theme.px(32), theme.px(24)
        top = self.height() / 2 - (size + 2 * line + theme.px(8)) / 2
        place = QRectF(self.width() / 2 - size / 2, top, size, size)
        paint_icon(painter, self._icon_name, place, scheme.accent if awake else scheme.muted)
        self._line(painter, self._title, top + size + theme.px(8), scheme.ink, True)
        self._line(painter, self._hint, top + size + theme.px(8) + line, scheme.muted, False)

    def _line(self, painter: QPainter, text: str, top: float, colour: str, bold: bool) -> None:
        painter.setFont(theme.font(theme.px(tokens.BODY_PX), bold))
        painter.setPen(QColor(colour))
        room = self.width() - theme.px(24)
        words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        box = QRectF(theme.px(12), top, room, theme.px(24))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
