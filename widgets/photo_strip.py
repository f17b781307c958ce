"""Photos side by side as small pictures: pressed to be seen large, Del to be taken off, and more of
them by a button or by dropping files on the strip."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from resources import tokens
from widgets import theme
from widgets.buttons import plain_button
from widgets.file_dialogs import file_dialog
from widgets.flow import FlowLayout
from widgets.icons import paint_icon
from widgets.popover import Popover

_WIDTH, _HEIGHT = 92, 69
_LARGE = QSize(760, 560)


@dataclass(frozen=True, slots=True)
class StripPhoto:
    """A photo by its key, its bytes, and the words under it when it is seen large."""

    key: int
    content: bytes
    words: str = ""


class PhotoStrip(QWidget):
    """Shows photos; what a chosen file holds is for its owner to read."""

    files_chosen = Signal(object)
    """The `Path`s of pictures to be added."""
    removed = Signal(object)
    """The key of a photo to be taken off."""

    def __init__(self, endings: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._endings = endings
        self._shown: tuple[StripPhoto, ...] | None = None
        self.thumbs: list[_Thumb] = []
        self.adding = _Tile("plus", self.tr("加照片"))
        self.adding.setToolTip(self.tr("点一下选照片，或者把照片拖到这里"))
        self.setAcceptDrops(True)
        self._flow = FlowLayout(self)
        self._flow.addWidget(self.adding)
        self.adding.clicked.connect(self._choose)

    def set_photos(self, photos: Sequence[StripPhoto]) -> None:
        """Show these photos in their order, and the tile for more at the end."""
        if tuple(photos) == self._shown:
            return
        self._shown = tuple(photos)
        had_focus = any(thumb.hasFocus() for thumb in self.thumbs)
        for old in (*self.thumbs, self.adding):
            self._flow.removeWidget(old)
        for old in self.thumbs:
            old.hide()
            old.deleteLater()
        self.thumbs = [_Thumb(photo) for photo in photos]
        for thumb in self.thumbs:
            thumb.pressed_off.connect(self.removed)
            self._flow.addWidget(thumb)
            thumb.show()
        self._flow.addWidget(self.adding)
        self._flow.invalidate()
        if had_focus:
            self.adding.setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()

    def _choose(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in self._endings)
        dialog = file_dialog(self, self.tr("选照片"), self.tr("图片 ({0})").format(kinds))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, names: list[str]) -> None:
        self.files_chosen.emit([Path(name) for name in names])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self._chosen(files)


class _Tile(QAbstractButton):
    """A rectangle of a thumbnail's size with an icon and a word."""

    def __init__(self, icon_name: str, words: str) -> None:
        super().__init__()
        self._icon = icon_name
        self.setText(words)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse()
        pen = QPen(QColor(scheme.accent if lit else scheme.faint), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(scheme.hover if self.underMouse() else scheme.paper))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        side = theme.px(tokens.ICON_PX)
        ink = scheme.accent if lit else scheme.muted
        icon_box = QRectF((self.width() - side) / 2, self.height() * 0.2, side, side)
        paint_icon(painter, self._icon, icon_box, ink)
        painter.setFont(theme.font(theme.px(tokens.SMALL_PX)))
        painter.setPen(QColor(ink))
        box = QRectF(0, self.height() * 0.55, self.width(), self.height() * 0.35)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())


class _Thumb(QAbstractButton):
    """One photo, its middle in the frame; pressed it opens large under itself."""

    pressed_off = Signal(object)

    def __init__(self, photo: StripPhoto) -> None:
        super().__init__()
        self._photo = photo
        self._picture = QPixmap()
        self._picture.loadFromData(photo.content)
        self.large: Popover | None = None
        self.setAccessibleName(self.tr("照片 {0}").format(photo.words))
        self.setToolTip(self.tr("{0}：点一下看大图，Del 删除").format(photo.words or "照片"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open_large)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._press_off()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _press_off(self) -> None:
        if self.large is not None:
            self.large.close()
        self.pressed_off.emit(self._photo.key)

    def open_large(self) -> None:
        """Show the photo as large as it is, up to a limit, with a button to take it off."""
        self.large = Popover(self)
        self.large.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.large.destroyed.connect(self._forget_large)
        picture, words = QLabel(), QLabel(self._photo.words)
        words.setProperty("role", "muted")
        most = QSize(theme.px(_LARGE.width()), theme.px(_LARGE.height()))
        shown = self._picture
        if shown.width() > most.width() or shown.height() > most.height():
            smooth = Qt.TransformationMode.SmoothTransformation
            shown = shown.scaled(most, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        picture.setPixmap(shown)
        removing = plain_button(self.tr("删除这张照片"), "trash-2")
        removing.clicked.connect(self._press_off)
        foot = QHBoxLayout()
        foot.addWidget(words, 1)
        foot.addWidget(removing)
        self.large.body.addWidget(picture)
        self.large.body.addLayout(foot)
        self.large.open_under(self)

    def _forget_large(self) -> None:
        self.large = None

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        if not self._picture.isNull():
            painter.drawPixmap(QRectF(self.rect()), self._picture, self._middle())
        edge = scheme.accent if self.hasFocus() else scheme.line
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _middle(self) -> QRectF:
        """The largest part of the picture in the frame's shape, from its middle."""
        whole = QRectF(self._picture.rect())
        shape = self.width() / max(1, self.height())
        width = min(whole.width(), whole.height() * shape)
        part = QRectF(0, 0, width, width / shape)
        part.moveCenter(whole.center())
        return part
