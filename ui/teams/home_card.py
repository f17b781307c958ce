"""One household of a front: who answers for it, when somebody was met, what is open."""

from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from domain.front_shades import By
from domain.fronts import Home
from ui.parts import scrolling
from ui.teams.front_picture import Picture, mark_of, tone_of
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.empty_state import EmptyState
from widgets.flow import FlowLayout


class HomeCard(Card):
    """Shows the household one is at; its buttons lead to its page, and to a visit of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.facts = KeyValues()
        self.opening = primary_button(self.tr("打开这一户"), "house")
        self.visiting = plain_button(self.tr("登记走访"), "pencil")
        self.opening.setToolTip(self.tr("到住户页看成员和电话（在图上按回车或双击）"))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(12))
        for part in (self.title, self.facts, self.opening, self.visiting):
            column.addWidget(part)
        column.addStretch(1)
        self.empty = EmptyState(
            self.tr("点一户看详情"), self.tr("方向键移动，回车打开"), icon_name="map-pin"
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(scrolling(inner))
        self.body.addWidget(self.stack)

    def show_home(self, home: Home | None, picture: Picture | None) -> None:
        """Show this household, or that none is chosen."""
        if home is None or picture is None:
            self.stack.setCurrentIndex(0)
            return
        self.title.setText(home.address)
        facts: list[tuple[str, str | QWidget]] = list(picture.facts(home))
        if home.issues:
            facts[-1] = (facts[-1][0], _row(*picture.chips(home.issues)))
        shade = picture.shading.of[home.id]
        if picture.by is not By.ISSUE and shade.tint is None:
            at = 1 if picture.by is By.TEAM else 2
            told = [Chip(shade.word, tone_of(shade), mark_of(shade))]
            if at == 1:
                told += [Chip(name, "grey") for name in home.teams]
            elif home.met is not None:
                told.insert(0, Chip(home.met.isoformat(), "grey"))
            facts[at] = (facts[at][0], _row(*told))
        self.facts.set_facts(facts)
        self.stack.setCurrentIndex(1)


def _row(*chips: Chip) -> QWidget:
    part = QWidget()
    flow = FlowLayout(part)
    for chip in chips:
        flow.addWidget(ChipLabel(chip))
    return part
