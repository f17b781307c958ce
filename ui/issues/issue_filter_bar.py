"""The filter of the issue list: colours, state, category and community in sight, the rest one
press away, and every other part that narrows the list as a chip that takes it off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from db.issues.issue_filter import IssueFilter
from domain.colours import PALETTE
from domain.rules import Rules
from domain.workflow import OPEN, STATE_WORDS, State
from ui.issues import filter_words
from ui.issues.filter_words import Names, Part
from ui.issues.issue_words import chip_of
from ui.issues.more_filters import KEYS, MoreFilters
from ui.parts import clear
from widgets import theme
from widgets.buttons import part_button, plain_button
from widgets.chips import Chip, FilterChips
from widgets.filter_box import FilterBox
from widgets.flow import FlowLayout

EVERYTHING, UNFINISHED = IssueFilter(), IssueFilter(states=OPEN)


class IssueFilterBar(QWidget):
    """Knows the filter as it stands; ``query`` is its box for text, laid out by the page."""

    changed = Signal(object)
    """The `IssueFilter` as the user's hand just made it."""

    def __init__(self, office: Rules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office, self._names = office, Names()
        self.wanted = UNFINISHED
        self.query = FilterBox(self.tr("编号 / 标题 / 地点 / 姓名 / 拼音首字母"))
        self.colours = FilterChips(self._colour_chips())
        self.states, self.categories, self.communities = QComboBox(), QComboBox(), QComboBox()
        self.more = plain_button(self.tr("更多条件"), "list-filter")
        self.sheet = MoreFilters(office, self)
        self.parts: dict[tuple[str, ...], QWidget] = {}
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._fill_choices()
        self._lay_out()
        self._connect()

    def _colour_chips(self, used: Iterable[str] = ()) -> list[tuple[str, Chip]]:
        """The office's colours, and those it has given up that issues still have."""
        keys = {rule.key for rule in self._office.colours} | set(used)
        return [(key, chip_of(key, self._office)) for key in reversed(PALETTE) if key in keys]

    def _fill_choices(self) -> None:
        self.states.addItem(self.tr("未销号"), OPEN)
        self.states.addItem(self.tr("全部状态"), ())
        for state in State:
            self.states.addItem(STATE_WORDS[state], (state,))
        self.categories.addItem(self.tr("全部类别"), "")
        self.communities.addItem(self.tr("全部社区"), "")
        names = (self.tr("状态"), self.tr("类别"), self.tr("社区"))
        for combo, name in zip(self._combos(), names, strict=True):
            combo.setAccessibleName(name)
            combo.setMaxVisibleItems(20)
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(4)

    def _combos(self) -> tuple[QComboBox, QComboBox, QComboBox]:
        return self.states, self.categories, self.communities

    def _lay_out(self) -> None:
        row = QWidget()
        flow = self._row = FlowLayout(row)
        flow.setSpacing(theme.px(8))
        flow.addWidget(self.colours)
        self.colours.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        for combo in self._combos():
            flow.addWidget(combo)
            combo.setFixedWidth(theme.px(124))
        flow.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(row)
        column.addWidget(self._chips)

    def add(self, part: QWidget) -> None:
        """Room at the end of the row for what goes with the filter."""
        self._row.addWidget(part)

    def _connect(self) -> None:
        self.query.changed.connect(self._edited)
        self.colours.changed.connect(self._edited)
        for combo in self._combos():
            combo.activated.connect(self._edited)
        self.more.clicked.connect(self._open_sheet)
        self.sheet.edited.connect(self._sheet_edited)

    # What is shown

    def show_filter(self, wanted: IssueFilter) -> None:
        """Let all parts say what the filter is; tells nothing."""
        self.wanted = wanted
        if self.query.text().strip() != wanted.query:
            self.query.setText(wanted.query)
        self.colours.set_active(wanted.colours)
        values = (wanted.states, wanted.category, wanted.position)
        for combo, value in zip(self._combos(), values, strict=True):
            combo.setCurrentIndex(max(0, _place_of(combo, value)))
        if not self.sheet.isVisible():
            self.sheet.show_filter(wanted)
        self._show_parts()

    def offer(self, names: Names) -> None:
        """Offer these categories, communities, units and teams; what is chosen stays."""
        self._names = names
        shown = [(r.path, "　" * r.path.count("/") + r.name) for r in names.categories]
        _offer(self.categories, shown)
        _offer(self.communities, names.communities)
        self.sheet.offer(names)
        self.show_filter(self.wanted)

    def follow(self, office: Rules, counts: Mapping[str, int]) -> None:
        """Show how many issues there are of each colour of the office as its rules are now."""
        self._office = office
        self.sheet.follow(office)
        chips = self._colour_chips((*counts, *self.wanted.colours))
        self.colours.set_chips(chips)
        self.colours.set_counts({key: counts.get(key, 0) for key, _ in chips})
        self._show_parts()

    def gone(self) -> tuple[Part, ...]:
        """The parts of the filter that name what is no longer there."""
        told = filter_words.parts(self.wanted, self._office, self._names)
        return tuple(part for part in told if part.gone)

    def _show_parts(self) -> None:
        clear(self._flow)
        self.parts = {}
        beside = {"open_on", "todo", *KEYS}
        for part in filter_words.parts(self.wanted, self._office, self._names):
            if part.gone or beside & set(part.keys):
                self._add_part(part)
        self._chips.setVisible(bool(self.parts))
        hidden = sum(bool(set(KEYS) & set(keys)) for keys in self.parts)
        words = self.tr("更多条件")
        self.more.setText(f"{words} {hidden}" if hidden else words)

    def _add_part(self, part: Part) -> None:
        chip = part_button(part.words)
        chip.setAccessibleName(self.tr("取消筛选：{0}").format(part.words))
        chip.setToolTip(self.tr("点一下取消这个筛选"))
        chip.setProperty("part", list(part.keys))
        chip.clicked.connect(self._take_off)
        self._flow.addWidget(chip)
        chip.show()
        self.parts[part.keys] = chip

    # What the user does

    def _edited(self, _: object = None) -> None:
        wanted = replace(
            self.wanted,
            query=self.query.text().strip(),
            colours=self.colours.active(),
            states=tuple(self.states.currentData()),
        )
        sender = self.sender()
        if sender is self.categories:
            wanted = replace(wanted, category=self.categories.currentData())
        if sender is self.communities:
            wanted = replace(wanted, position=self.communities.currentData())
        self._tell(wanted)

    def _sheet_edited(self) -> None:
        self._tell(self.sheet.applied(self.wanted))

    def _take_off(self) -> None:
        keys = tuple(self.sender().property("part"))
        kept = filter_words.without(self.wanted, keys)
        if "open_on" in keys and not kept.states:
            kept = replace(kept, states=OPEN)
        self._tell(kept)

    def _open_sheet(self) -> None:
        self.sheet.show_filter(self.wanted)
        self.sheet.open_under(self.more)

    def _tell(self, wanted: IssueFilter) -> None:
        self.show_filter(wanted)
        self.changed.emit(wanted)


def _offer(combo: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
    """Offer these below the first item, which stands for all."""
    while combo.count() > 1:
        combo.removeItem(combo.count() - 1)
    for value, words in choices:
        combo.addItem(words, value)


def _place_of(combo: QComboBox, value: Any) -> int:
    plain = tuple(value) if isinstance(value, list | tuple) else value
    for place in range(combo.count()):
        found = combo.itemData(place)
        if (tuple(found) if isinstance(found, list | tuple) else found) == plain:
            return place
    return -1
