"""What a place without content says: why it is empty and what to do next."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from widgets import theme
from widgets.buttons import primary_button
from widgets.icon_mark import IconMark

_ICON_PX, _WITH_ICON_PX, _WITH_HINT_PX = 40, 150, 70


class EmptyState(QWidget):
    """An icon, a title, a hint and, where there is something to do, the button for it."""

    acted = Signal()

    def __init__(
        self,
        title: str,
        hint: str = "",
        action: str = "",
        icon_name: str = "inbox",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = IconMark(icon_name, "faint", _ICON_PX)
        self._title = QLabel()
        self._hint = QLabel()
        self._low = self._lowest = False
        self._button = primary_button("")
        self._title.setProperty("role", "section")
        self._hint.setProperty("role", "muted")
        self._button.clicked.connect(self._clicked)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(8))
        column.addStretch(2)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(label is self._hint)
            column.addWidget(label)
        column.addSpacing(theme.px(8))
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.set_text(title, hint, action, icon_name)

    def set_text(
        self, title: str, hint: str = "", action: str = "", icon_name: str = "inbox"
    ) -> None:
        """Say something else; an empty ``action`` hides the button."""
        self._icon.show_icon(icon_name, "faint")
        self._title.setText(title)
        self._hint.setText(hint)
        self._give_way()
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName("，".join(part for part in (title, hint) if part))

    def lay_over(self, box: QRect) -> None:
        """Stand over this part of the parent. Where that is low, the words are shown rather than
        the icon, and the title rather than the hint."""
        self.setGeometry(box)
        self._low = box.height() < theme.px(_WITH_ICON_PX)
        self._lowest = box.height() < theme.px(_WITH_HINT_PX)
        self._give_way()

    def _give_way(self) -> None:
        self._icon.setVisible(not self._low)
        self._hint.setVisible(bool(self._hint.text()) and not self._lowest)

    def _clicked(self) -> None:
        self.acted.emit()
