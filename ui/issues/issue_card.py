"""One issue to read: its chips, its facts, and its past."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from db.coordination.meetings import Decision
from db.issues.issues import IssueName, IssuePage
from domain import masks
from domain.limits import Limit, limits
from domain.rules import Rules
from domain.workflow import SOURCE_WORDS, STATE_WORDS, Move
from ui.issues.issue_past import past
from ui.issues.issue_words import chip_of, lamp_chip, limit_told, time_left
from widgets import theme
from widgets.buttons import link_button
from widgets.cards import Divider, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.timeline import Timeline

MOST_LINKS = 20
_LIMIT_WORDS = {Move.SIGN: "签收", Move.CONTACT: "首次联系", Move.MEASURE: "采取措施"}


class IssueCard(QScrollArea):
    """Facts above, the past below with the newest last; all of it scrolls as one."""

    uncover_wanted = Signal()
    """The user wants to see the phone in full."""
    issue_wanted = Signal(object)
    """The id of another issue that the card speaks of."""

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

    def show_page(
        self,
        page: IssuePage,
        now: datetime,
        office: Rules,
        uncovered: bool,
        decisions: Sequence[Decision] = (),
    ) -> None:
        """Show an issue; its phone is masked until uncovered."""
        row = page.row
        self._show_chips(page, now, office)
        self.title.setText(row.title)
        self.description.setText(page.description)
        self.description.setVisible(bool(page.description) and page.description != row.title)
        self.uncovering.setVisible(bool(page.phone) and not uncovered)
        self.facts.set_facts(self._facts(page, now, office, uncovered))
        self._show_past(page, decisions, now, office)

    def _facts(
        self, page: IssuePage, now: datetime, office: Rules, uncovered: bool
    ) -> list[tuple[str, str | QWidget]]:
        row = page.row
        phone = page.phone if uncovered or not page.phone else masks.mask_phone(page.phone)
        person = " · ".join(filter(None, (page.person, phone)))
        facts: list[tuple[str, str | QWidget]] = [
            (self.tr("编号"), row.number),
            (self.tr("地点"), row.place),
            (self.tr("类别"), row.category.replace("/", " / ")),
            (self.tr("来源"), SOURCE_WORDS.get(row.source, row.source)),
            (self.tr("反映人"), person),
            (self.tr("主办"), row.unit),
        ]
        if page.co_units:
            facts.append((self.tr("协办"), "、".join(page.co_units)))
        if row.due_at is not None:
            left = time_left(row, now, office)
            due = f"{row.due_at:%Y-%m-%d}"
            facts.append((self.tr("时限"), f"{due}（{left}）" if left else due))
        facts += [
            (_LIMIT_WORDS[limit.move], _limit_line(limit, row.colour, now, office))
            for limit in limits(page.standing)
        ]
        if page.common is not None:
            facts.append((self.tr("并入"), self._links((page.common,))))
        if page.merged:
            facts.append(
                (self.tr("并案 {0} 件").format(len(page.merged)), self._links(page.merged))
            )
        return facts

    def _links(self, names: tuple[IssueName, ...]) -> QWidget:
        """Other issues, each a way to its card; of very many the first."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        for name in names[:MOST_LINKS]:
            link = IssueLink(name)
            link.wanted.connect(self.issue_wanted)
            column.addWidget(link)
        if len(names) > MOST_LINKS:
            rest = QLabel(self.tr("还有 {0:,} 件").format(len(names) - MOST_LINKS))
            rest.setProperty("role", "muted")
            column.addWidget(rest)
        return part

    def _show_chips(self, page: IssuePage, now: datetime, office: Rules) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        lamp = lamp_chip(page.row, now, office)
        state = Chip(STATE_WORDS[page.row.state], "blue")
        urgent = []
        if page.row.urgency:
            urgent = [Chip(self.tr("紧急 · {0}").format(page.row.urgency), "red")]
        for chip in (chip_of(page.row.colour, office), state, *urgent, *([lamp] if lamp else [])):
            self._chips.addWidget(ChipLabel(chip))
        self._chips.addStretch(1)

    def _show_past(
        self, page: IssuePage, decisions: Sequence[Decision], now: datetime, office: Rules
    ) -> None:
        if self._past is not None:
            self._column.removeWidget(self._past)
            self._past.deleteLater()
        events = past(page, decisions, now.date(), office)
        timeline = Timeline()
        timeline.set_events(events)
        # The past scrolls with the facts above it: it is taken out of its own scroll area.
        self._past = timeline.takeWidget()
        self._past.setAutoFillBackground(False)
        self._column.addWidget(self._past, 1)


def _limit_line(limit: Limit, colour: str, now: datetime, office: Rules) -> QWidget:
    words, lamp = limit_told(limit, colour, now, office)
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    row.addWidget(QLabel(words))
    if lamp is not None:
        row.addWidget(ChipLabel(lamp))
    row.addStretch(1)
    told = (_LIMIT_WORDS[limit.move], words, lamp.word if lamp is not None else "")
    line.setAccessibleName(" ".join(filter(None, told)))
    return line


class IssueLink(QPushButton):
    """Another issue by its number and title; pressing it goes there."""

    wanted = Signal(object)

    def __init__(self, name: IssueName) -> None:
        super().__init__()
        self._id = name.id
        self._words = f"{name.number} {name.title}"
        self.setProperty("role", "link")
        self.setProperty("left", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self._words)
        self.setAccessibleName(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._press)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - theme.px(14)
        elide = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._words, elide, room).replace("&", "&&"))

    def _press(self) -> None:
        self.wanted.emit(self._id)
