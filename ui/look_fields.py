"""字号 and 配色: what is chosen is shown at once."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.looks import Look, shown
from widgets import theme
from widgets.forms import Form
from widgets.segments import SegmentField

_LABELS_PX = 42


class LookFields(QWidget):
    """Shows the look of now, whoever changes it."""

    chosen = Signal(object)
    """The :class:`ui.looks.Look` the user wants."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = range(theme.SMALLEST_PX, theme.LARGEST_PX + 1)
        self.size = SegmentField([(str(size), str(size)) for size in sizes])
        self.mode = SegmentField(
            [
                (theme.Mode.SYSTEM, self.tr("跟随系统")),
                (theme.Mode.LIGHT, self.tr("浅色")),
                (theme.Mode.DARK, self.tr("深色")),
            ]
        )
        self.form = Form()
        self.form.set_label_width(theme.px(_LABELS_PX))
        self.form.add("size", self.tr("字号"), self.size)
        self.form.add("mode", self.tr("配色"), self.mode)
        hint = QLabel(self.tr("Ctrl+加号放大，Ctrl+减号缩小，Ctrl+0 回到 14"))
        hint.setProperty("role", "small")
        self.form.put_below("size", hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.form)
        row.addStretch(1)
        self.form.edited.connect(self._choose)
        self._meet()

    def _meet(self) -> None:
        look = shown()
        self.form.set_values({"size": str(look.body_px), "mode": look.mode.value})

    def _choose(self) -> None:
        values = self.form.values()
        self.chosen.emit(Look(theme.Mode(values["mode"]), int(values["size"])))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.RESTYLED and hasattr(self, "form"):
            self._meet()
