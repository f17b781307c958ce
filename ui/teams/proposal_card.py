"""The detail card of a 包联方案: what the chosen teams would get, and whether they take part."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from db import places
from db.teams.proposing import Basis
from domain.pieces import Handover
from ui.parts import fill, scrolling
from ui.teams.proposal_table import TeamLine
from widgets import theme
from widgets.buttons import plain_button
from widgets.cards import Card, Divider, KeyValues
from widgets.empty_state import EmptyState


class ProposalCard(Card):
    """Shows one team with every place it would get, or how much several would."""

    part_wanted = Signal(bool)
    """Whether the chosen teams are to take part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._joining = False
        self.title, self.facts, self.heading = QLabel(), KeyValues(), QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.heading.setProperty("role", "section")
        self.places = QVBoxLayout()
        self.places.setSpacing(theme.px(6))
        self.taking_part = plain_button("", "users")
        self.taking_part.setToolTip(self.tr("方案马上重新计算（回车）"))
        empty = EmptyState(
            self.tr("选一个工作组看它增加哪些地点"),
            self.tr("不该承担的工作组可以不参加，方案会重新计算"),
            icon_name="users",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(empty)
        self.stack.addWidget(scrolling(self._lay_out()))
        self.body.addWidget(self.stack)
        self.taking_part.clicked.connect(self.toggle)

    def _lay_out(self) -> QWidget:
        card = QWidget()
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, theme.px(4), 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addWidget(self.taking_part, 0, Qt.AlignmentFlag.AlignLeft)
        self.divider = Divider()
        column.addWidget(self.divider)
        column.addWidget(self.heading)
        column.addLayout(self.places)
        column.addStretch(1)
        return card

    def show_lines(self, chosen: Sequence[TeamLine], basis: Basis | None) -> None:
        """Show what the chosen teams would get."""
        self.stack.setCurrentIndex(1 if chosen and basis is not None else 0)
        if not chosen or basis is None:
            return
        self._joining = not any(line.takes_part for line in chosen)
        self.taking_part.setText(self.tr("参加方案") if self._joining else self.tr("不参加方案"))
        one = chosen[0] if len(chosen) == 1 else None
        told = self.tr("已选 {0:,} 个工作组").format(len(chosen))
        self.title.setText(one.team.name if one else told)
        self.facts.set_facts(self._facts(chosen))
        handovers = one.gain.handovers if one else ()
        self.heading.setText(self.tr("增加的包联 {0:,} 处").format(len(handovers)))
        for part in (self.divider, self.heading):
            part.setVisible(bool(handovers))
        fill(self.places, (self._place(handover, basis) for handover in handovers))

    def _facts(self, chosen: Sequence[TeamLine]) -> list[tuple[str, str]]:
        has = sum(line.team.households for line in chosen)
        gets = sum(line.gain.households for line in chosen)
        before = sum(line.gain.before for line in chosen)
        after = sum(line.gain.after for line in chosen)
        leader = chosen[0].team.leader or self.tr("未定")
        return [
            *([(self.tr("组长"), leader)] if len(chosen) == 1 else []),
            (self.tr("户数"), self.tr("{0:,} → {1:,}").format(has, has + gets)),
            (self.tr("工作量"), self.tr("{0:,} → {1:,}").format(before, after)),
        ]

    def _place(self, handover: Handover, basis: Basis) -> QWidget:
        place = basis.places[handover.place_id]
        name = places.full_name(place, basis.places)
        told = self.tr("{0:,} 户").format(handover.households)
        if handover.household_ids:
            told = self.tr("零散 {0:,} 户").format(handover.households)
        label = QLabel(f"{name}　{told}")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def toggle(self) -> None:
        """Let the chosen teams take part, or not."""
        self.part_wanted.emit(self._joining)
