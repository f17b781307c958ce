"""One coordination meeting to read: when, what for, and what was decided of each issue."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.coordination.meetings import Item, MeetingRow
from domain.rules import Rules
from ui.issues.issue_words import chip_of
from ui.parts import clear
from widgets import theme
from widgets.buttons import link_button
from widgets.cards import Divider, KeyValues
from widgets.chips import ChipLabel


class MeetingCard(QWidget):
    """Reads only."""

    opened = Signal(str)
    """The number of an issue to be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.told, self.agenda = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.told.setProperty("role", "muted")
        for label in (self.title, self.agenda):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.items = QVBoxLayout()
        self.items.setSpacing(theme.px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        for part in (self.title, self.told, self.agenda):
            column.addWidget(part)
        column.addLayout(self.items)
        column.addStretch(1)

    def show_meeting(self, row: MeetingRow, items: tuple[Item, ...], office: Rules) -> None:
        """Show a meeting with its items in the order of the agenda."""
        self.title.setText(row.title)
        words = self.tr("{0} · 研究 {1} 件")
        self.told.setText(words.format(f"{row.held_at:%Y-%m-%d %H:%M}", len(items)))
        self.agenda.setText(row.agenda)
        self.agenda.setVisible(bool(row.agenda))
        clear(self.items)
        for item in items:
            self.items.addWidget(Divider())
            self.items.addWidget(self._item(item, office))

    def _item(self, item: Item, office: Rules) -> QWidget:
        part = QWidget()
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        title = QLabel(item.title)
        title.setProperty("role", "section")
        title.setWordWrap(True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        opening = link_button(self.tr("查看"))
        opening.setProperty("number", item.number)
        opening.setAccessibleName(self.tr("查看 {0}").format(item.number))
        opening.clicked.connect(self._open)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(ChipLabel(chip_of(item.colour, office)), 0, top)
        head.addWidget(title, 1)
        head.addWidget(opening, 0, top)
        facts = KeyValues()
        facts.set_facts(
            [
                (self.tr("编号"), item.number),
                (self.tr("主办"), item.lead_unit),
                (self.tr("协办"), "、".join(item.co_units)),
                (self.tr("决定"), item.decision),
                (self.tr("时限"), f"{item.due_at:%Y-%m-%d}" if item.due_at else ""),
            ]
        )
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(facts)
        return part

    def _open(self) -> None:
        self.opened.emit(self.sender().property("number"))
