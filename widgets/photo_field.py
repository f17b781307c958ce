"""A photo 3:4 in a form: pressed or dropped upon to choose another file, Del to have none."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from resources import tokens
from widgets import theme
from widgets.file_dialogs import file_dialog
from widgets.icons import paint_icon

_WIDTH, _HEIGHT = 60, 80


class PhotoField(QAbstractButton):
    """Shows a photo's bytes; what a chosen file holds is for its owner to read."""

    edited = Signal()
    file_chosen = Signal(object)
    """The `Path` of a picture, to be read and given to `set_value`."""

    def __init__(self, endings: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._endings = endings
        self._content: bytes | None = None
        self._picture = QPixmap()
        self.setAcceptDrops(bool(endings))
        self.setEnabled(bool(endings))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._choose)
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH), theme.px(_HEIGHT))

    def value(self) -> bytes | None:
        """The photo as it was given, None without one."""
        return self._content

    def set_value(self, value: bytes | None) -> None:
        """Show a photo."""
        changed, self._content = value != self._content, value
        self._picture = QPixmap()
        if value is not None:
            self._picture.loadFromData(value)
        self._describe()
        self.update()
        if changed:
            self.edited.emit()

    def problem(self) -> str:
        """Whatever is shown is a value."""
        return ""

    def _describe(self) -> None:
        told = self.tr("照片") if self._content is not None else self.tr("没有照片")
        self.setAccessibleName(told)
        if self._endings:
            self.setToolTip(self.tr("点一下或拖一张图片进来换照片，Del 删除"))

    def _choose(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in self._endings)
        dialog = file_dialog(self, self.tr("选一张照片"), self.tr("图片 ({0})").format(kinds))
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        self.file_chosen.emit(Path(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.set_value(None)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self._chosen(files[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if not self._picture.isNull():
            painter.drawPixmap(self.rect(), self._picture)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setBrush(QColor(scheme.canvas))
        edge = scheme.accent if self.hasFocus() else scheme.line
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.drawRect(frame)
        if self._picture.isNull():
            size = theme.px(tokens.ICON_PX)
            box = QRectF(0, 0, size, size)
            box.moveCenter(frame.center())
            paint_icon(painter, "circle-user", box, scheme.muted)
