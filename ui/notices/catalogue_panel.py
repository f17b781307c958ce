"""What one community owes and has hung, template by template, and the way to make the rest."""

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.notices.catalogue import Line
from domain.disclosure import TEMPLATES
from domain.notice_life import STATE_WORDS
from domain.notice_texts import EVERY_WORDS, Every
from domain.publication import MISSING, Duty, Publication, Standing
from ui.notices.catalogue_table import KEYS, chip
from ui.parts import fill, scrolling
from widgets import theme
from widgets.buttons import link_button
from widgets.cards import Card
from widgets.chips import ChipLabel
from widgets.empty_state import EmptyState


class CataloguePanel(Card):
    """Shows one line of the catalogue."""

    make_wanted = Signal(str, object)
    """The template to be made, and the id of the community."""
    register_wanted = Signal()
    """What is on its way is to be gone on with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.empty = EmptyState(self.tr("选一个社区、村，看它哪些该公开"), icon_name="megaphone")
        self.links: dict[str, QWidget] = {}
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, theme.px(6), 0)
        self._rows.setSpacing(theme.px(12))
        self._reading = scrolling(content)
        for part in (self.empty, self.title, self._reading):
            self.body.addWidget(part)
        self.show_line(None, {}, date.min)

    def show_line(self, line: Line | None, duties: dict[str, Duty], day: date) -> None:
        """Show a community, or the empty card."""
        self.empty.setVisible(line is None)
        self.title.setVisible(line is not None)
        self._reading.setVisible(line is not None)
        self.links = {}
        if line is not None:
            self.title.setText(line.name)
            fill(self._rows, [self._row(line, key, duties, day) for key in KEYS])
            self._rows.addStretch(1)

    def _row(self, line: Line, key: str, duties: dict[str, Duty], day: date) -> QWidget:
        standing = line.standings.get(key)
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        told = QVBoxLayout()
        told.setSpacing(theme.px(2))
        on_way = STATE_WORDS[standing.on_way] if standing and standing.on_way else ""
        due = QLabel(" · ".join(filter(None, (self._due(duties.get(key)), on_way))))
        if standing is not None and standing.stairs:
            told_of = self.tr("{0}/{1} 个{2}已贴")
            due.setText(told_of.format(standing.hung, standing.stairs, line.stairs))
        due.setProperty("role", "small")
        told.addWidget(QLabel(TEMPLATES[key].title))
        told.addWidget(due)
        row.addLayout(told, 1)
        shown = chip(standing, day) if standing is not None else None
        if shown is not None:
            row.addWidget(ChipLabel(shown))
        row.addWidget(self._link(line, key, standing))
        return part

    def _link(self, line: Line, key: str, standing: Standing | None) -> QWidget:
        if standing is not None and standing.on_way and standing.publication in MISSING:
            link = link_button(self.tr("去登记簿"))
            link.clicked.connect(self.register_wanted)
        else:
            link = link_button(self.tr("去制作"))
            link.clicked.connect(partial(self.make_wanted.emit, key, line.place_id))
            link.setEnabled(standing is None or standing.publication is not Publication.DONE)
        link.setAccessibleName(f"{TEMPLATES[key].title} {link.text()}")
        self.links[key] = link
        return link

    def _due(self, duty: Duty | None) -> str:
        if duty is None:
            return self.tr("不定期")
        month = {
            Every.MONTH: self.tr("{0} 日前"),
            Every.QUARTER: self.tr("首月 {0} 日前"),
            Every.YEAR: self.tr("1 月 {0} 日前"),
        }
        return f"{EVERY_WORDS[duty.every]} {month[duty.every].format(duty.day)}"
