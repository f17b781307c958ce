"""What can be done with any chart: its picture copied or saved, its numbers exported."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from widgets.file_dialogs import file_dialog
from widgets.icons import icon

_FORBIDDEN = '\\/:*?"<>|\n\t'


class ChartTools(QToolButton):
    """A small button with the menu; the same menu opens by the right mouse button."""

    copy_wanted = Signal()
    save_wanted = Signal(str)
    """The name of the file that was chosen."""
    table_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setIcon(icon("ellipsis", "muted"))
        self.setProperty("role", "large")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        words = self.tr("图片和数字")
        self.setToolTip(words)
        self.setAccessibleName(words)
        self._menu = QMenu(self)
        # The chart itself answers Ctrl+C: a shortcut here would answer in the whole window.
        self._menu.addAction(icon("copy"), self.tr("复制图片") + "\tCtrl+C").triggered.connect(
            self._copy
        )
        self._menu.addAction(icon("image"), self.tr("另存为图片…")).triggered.connect(self._choose)
        self._menu.addAction(icon("file-spreadsheet"), self.tr("导出数字")).triggered.connect(
            self._table
        )
        self.setMenu(self._menu)

    def offer(self, name: str, on: bool) -> None:
        """Suggest this name for the picture's file; ``on`` while there is something to show."""
        self._name = "".join("-" if sign in _FORBIDDEN else sign for sign in name)
        for action in self._menu.actions():
            action.setEnabled(on)

    def popup(self, at: QPoint) -> None:
        """Open the menu at a point of the screen."""
        self._menu.popup(at)

    def _copy(self) -> None:
        self.copy_wanted.emit()

    def _table(self) -> None:
        self.table_wanted.emit()

    def _choose(self) -> None:
        filters = self.tr("PNG 图片 (*.png)"), self.tr("SVG 矢量图 (*.svg)")
        dialog = file_dialog(self, self.tr("另存为图片"), *filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(self._follow_filter)
        dialog.selectFile(f"{self._name}.png")
        dialog.fileSelected.connect(self.save_wanted)
        dialog.open()

    def _follow_filter(self, words: str) -> None:
        dialog = self.sender()
        if isinstance(dialog, QFileDialog):
            dialog.setDefaultSuffix("svg" if "*.svg" in words else "png")
            dialog.selectFile(f"{self._name}.{dialog.defaultSuffix()}")
