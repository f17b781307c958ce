"""One issue to read: its chips, its facts, and its past."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from db.issues import IssuePage
from domain import masks
from domain.rules import Rules
from domain.workflow import SOURCE_WORDS, STATE_WORDS
from ui.issue_past import past
from ui.issue_words import chip_of, lamp_chip, time_left
from widgets import theme
from widgets.buttons import link_button
from widgets.cards import Divider, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.timeline import Timeline


class IssueCard(QScrollArea):
    """Facts above, the past below with the newest last; all of it scrolls as one."""

    uncover_wanted = Signal()
    """The user wants to see the phone in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title, self.description = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        for label in (self.title, self.description):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts = KeyValues()
        self.uncovering = link_button(self.tr("显示电话"))
        self.uncovering.clicked.connect(self.uncover_wanted)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(theme.px(8))
        self._past: QWidget | None = None
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, theme.px(6), 0)
        self._column.setSpacing(theme.px(10))
        self._column.addLayout(self._chips)
        for part in (self.title, self.description, self.facts):
            self._column.addWidget(part)
        self._column.addWidget(self.uncovering, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(Divider())
        self.setWidget(content)

    def show_page(self, page: IssuePage, now: datetime, office: Rules, uncovered: bool) -> None:
        """Show an issue; its phone is masked until uncovered."""
        row = page.row
        self._show_chips(page, now, office)
        self.title.setText(row.title)
        self.description.setText(page.description)
        self.description.setVisible(bool(page.description) and page.description != row.title)
        phone = page.phone if uncovered or not page.phone else masks.mask_phone(page.phone)
        self.uncovering.setVisible(bool(page.phone) and not uncovered)
        person = " · ".join(filter(None, (page.person, phone)))
        facts = [
            (self.tr("编号"), row.number),
            (self.tr("地点"), row.place),
            (self.tr("类别"), row.category.replace("/", " / ")),
            (self.tr("来源"), SOURCE_WORDS.get(row.source, row.source)),
            (self.tr("反映人"), person),
            (self.tr("主办"), row.unit),
        ]
        if row.due_at is not None:
            left = time_left(row, now, office)
            due = f"{row.due_at:%Y-%m-%d}"
            facts.append((self.tr("时限"), f"{due}（{left}）" if left else due))
        self.facts.set_facts(facts)
        self._show_past(page, now, office)

    def _show_chips(self, page: IssuePage, now: datetime, office: Rules) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        lamp = lamp_chip(page.row, now, office)
        state = Chip(STATE_WORDS[page.row.state], "blue")
        for chip in (chip_of(page.row.colour, office), state, *([lamp] if lamp else [])):
            self._chips.addWidget(ChipLabel(chip))
        self._chips.addStretch(1)

    def _show_past(self, page: IssuePage, now: datetime, office: Rules) -> None:
        if self._past is not None:
            self._column.removeWidget(self._past)
            self._past.deleteLater()
        events = past(page, now.date(), office)
        timeline = Timeline()
        timeline.set_events(events)
        # The past scrolls with the facts above it: it is taken out of its own scroll area.
        self._past = timeline.takeWidget()
        self._past.setAutoFillBackground(False)
        self._column.addWidget(self._past, 1)
