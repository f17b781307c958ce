"""A field that takes several of many things, each found by the parts of its name."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets import theme
from widgets.buttons import part_button
from widgets.pick_field import PickField

Pick = tuple[int, str]
"""The key of something, and its words."""


class PicksField(QWidget):
    """The value is a tuple of keys and words, in the order in which they were picked; each is
    taken off again by pressing it."""

    edited = Signal()

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picks: tuple[Pick, ...] = ()
        self.finder = PickField(hint)
        self.finder.picked.connect(self._take)
        self.finder.edited.connect(self.edited)
        self.setFocusProxy(self.finder)
        self.parts = QVBoxLayout()
        self.parts.setSpacing(theme.px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.finder)
        column.addLayout(self.parts)

    def set_choices(self, choices: Sequence[Pick]) -> None:
        """Offer these keys and words."""
        self.finder.set_choices(choices)

    def value(self) -> tuple[Pick, ...]:
        """What is picked; empty when nothing is."""
        return self._picks

    def set_value(self, value: Sequence[Pick] | None) -> None:
        """Show these as picked."""
        self._picks = tuple(value or ())
        self.finder.set_value(None)
        self._show()

    def problem(self) -> str:
        """What is typed must lead to one."""
        return self.finder.problem()

    def unfinished(self) -> bool:
        """Whether what is typed may still lead to one."""
        return self.finder.unfinished()

    def finish(self) -> bool:
        """Take the first that fits what is typed; False when nothing was left to take."""
        return self.finder.finish()

    def _take(self, key: int) -> None:
        words = self.finder.text()
        self.finder.set_value(None)
        if key not in (known for known, _ in self._picks):
            self._picks = (*self._picks, (key, words))
            self._show()
        self.edited.emit()

    def _take_off(self, key: int) -> None:
        self._picks = tuple(pick for pick in self._picks if pick[0] != key)
        self._show()
        self.finder.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _show(self) -> None:
        while (item := self.parts.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for key, words in self._picks:
            part = part_button("")
            room = self.width() - theme.px(48)
            elided = Qt.TextElideMode.ElideMiddle
            part.setText(part.fontMetrics().elidedText(words, elided, max(room, theme.px(120))))
            part.setToolTip(self.tr("去掉 {0}").format(words))
            part.setAccessibleName(part.toolTip())
            part.clicked.connect(partial(self._take_off, key))
            self.parts.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
