"""外观: the size of the type and the scheme, for oneself on this machine; no right is needed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui import looks
from ui.look_fields import LookFields
from ui.looks import Look
from ui.workbench import Workbench
from widgets import theme
from widgets.cards import Card, SectionTitle


class LookSection(QWidget):
    """There is nothing to save: what is chosen is shown at once, and kept."""

    dirty_changed = Signal(bool)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._user = bench.user
        self.fields = LookFields()
        hint = QLabel(
            self.tr(
                "选了马上生效，只管您自己在这台电脑上看到的，下次打开还是这样；印出来的纸不变。"
            )
        )
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        card = Card()
        card.body.addWidget(SectionTitle(self.tr("外观")))
        card.body.addWidget(hint)
        card.body.addSpacing(theme.px(4))
        card.body.addWidget(self.fields)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        self.fields.chosen.connect(self._choose)

    def focus(self) -> None:
        """Put the cursor where one begins."""
        self.fields.size.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Nothing waits to be saved."""
        return False

    def _choose(self, look: Look) -> None:
        looks.choose(look, self._user)
