"""问题: the list of issues with its filters, and one issue with its moves."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from db import categories, issues, places, rules
from db.categories import CategoryRow
from db.issue_filter import IssueFilter, Todo
from db.places import PlaceRow
from db.reading import Reader
from db.session import now
from domain.places import Level
from domain.workflow import OPEN, STATE_WORDS, State
from ui.export_button import ExportButton
from ui.exports import Wanted
from ui.feed import Feed, Source
from ui.importing_view import ImportingView
from ui.issue_panel import IssuePanel
from ui.issue_words import chip_of, lamp_chip
from ui.kept_columns import KeptColumns
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.chips import FilterChips
from widgets.filter_box import FilterBox
from widgets.paged_model import Column, Kind, Row
from widgets.paged_table import PagedTable

EVERYTHING, UNFINISHED = IssueFilter(), IssueFilter(states=OPEN)


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the list, in the order of `cells`."""
    return (
        Column("number", tr.tr("编号"), 100),
        Column("colour", tr.tr("颜色"), 76, kind=Kind.CHIP),
        Column("title", tr.tr("问题"), 150, stretch=True),
        Column("category", tr.tr("类别"), 96, sortable=False),
        Column("place", tr.tr("地点"), 130, sortable=False),
        Column("unit", tr.tr("主办"), 112, sortable=False),
        Column("state", tr.tr("状态"), 80),
        Column("due_at", tr.tr("时限灯"), 100, kind=Kind.CHIP),
        Column("registered_at", tr.tr("登记时间"), 108, kind=Kind.DATE),
    )


def cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of the list."""
    at, office = now(), rules.current(connection)
    return {
        id_: (
            row.number,
            chip_of(row.colour, office),
            row.title,
            row.category.rpartition("/")[2],
            row.place,
            row.unit,
            STATE_WORDS[row.state],
            lamp_chip(row, at, office),
            row.registered_at.date(),
        )
        for id_, row in issues.rows(connection, ids).items()
    }


SOURCE = Source(issues.order, cells)


class IssuesTab(ImportingView):
    """Everything about issues; what is typed anywhere on the table goes to the filter."""

    topics = frozenset({"issues", "categories", "units", "places", "batches"})
    study_wanted = Signal(object)
    """The ids of issues that a coordination meeting is to study."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._go_to: int | None = None
        self._kept: int | None = None
        self._wanted = UNFINISHED
        self.filter = FilterBox(self.tr("编号 / 标题 / 地点 / 姓名 / 拼音首字母"))
        office = bench.rules
        chips = [(rule.key, chip_of(rule.key, office)) for rule in reversed(office.colours)]
        self.colours = FilterChips(chips)
        self.states, self.categories, self.communities = QComboBox(), QComboBox(), QComboBox()
        self.special = plain_button("", "x")
        self.importing = plain_button(self.tr("导入"), "file-up", "Ctrl+I")
        self.exporting = ExportButton(bench, self.tr("问题台账"), self._export_wanted)
        self.adding = primary_button(self.tr("登记问题"), "plus", "Ctrl+N")
        self.table = PagedTable(columns(self))
        self.status = QLabel()
        self.status.setProperty("role", "muted")
        self.studying = link_button(self.tr("上协调会"))
        self.studying.hide()
        self.panel = IssuePanel(bench)
        self.feed = Feed(self.table, bench, SOURCE, UNFINISHED, "registered_at", descending=True)
        self.setAcceptDrops(True)
        self._fill_choices()
        self._lay_out()
        self._connect()
        self._columns = KeptColumns(self.table, bench, "issues")

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
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.filter, 1)
        for part in (self.special, self.exporting, self.importing, self.adding):
            first.addWidget(part)
        second.addWidget(self.colours)
        self.colours.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        for combo in self._combos():
            second.addWidget(combo, 1)
            combo.setMaximumWidth(theme.px(220))
        second.addStretch(2)
        self.special.hide()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for row in (first, second):
            row.setSpacing(theme.px(8))
            column.addLayout(row)
        column.addWidget(self.table, 1)
        below = QHBoxLayout()
        below.addWidget(self.status, 1)
        below.addWidget(self.studying)
        column.addLayout(below)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(theme.px(16))
        self.splitter.setChildrenCollapsible(False)
        for part, width in ((left, 560), (self.panel, 340)):
            self.splitter.addWidget(part)
            part.setMinimumWidth(theme.px(width))
        self.splitter.setSizes([theme.px(984), theme.px(384)])
        self.splitter.setStretchFactor(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.px(16),) * 4)
        outer.addWidget(self.splitter)

    def _connect(self) -> None:
        self.filter.changed.connect(self._filter_changed)
        self.filter.left_down.connect(self.table.setFocus)
        self.colours.changed.connect(self._filter_changed)
        for combo in self._combos():
            combo.activated.connect(self._filter_changed)
        self.special.clicked.connect(self._drop_special)
        self.table.typed.connect(self.filter.take_typed)
        self.table.current_changed.connect(self._current_changed)
        self.table.row_opened.connect(self.panel.open_next)
        self.table.selection_changed.connect(self._show_status)
        self.table.noted.connect(self.bench.messages.success)
        self.adding.clicked.connect(self.panel.register)
        self.importing.clicked.connect(self.want_import)
        self.studying.clicked.connect(self._want_study)
        self.feed.ordered.connect(self._ordered)
        self.panel.registered.connect(self._registered)
        self.panel.moved.connect(self._moved)
        self._empty = self.table.set_empty_text("")
        self._empty.acted.connect(self._act_on_empty)
        self._show_wanted()

    # What is shown

    def refresh(self) -> None:
        """Read choices, list and issue again."""
        self.bench.read(self, _read_choices, self._show_choices)
        self.feed.refresh()
        self._count()
        self.panel.refresh()

    def show_filter(self, wanted: IssueFilter) -> None:
        """Show exactly these issues, as a figure or a day of the chart asks for them."""
        self._wanted = wanted
        self._show_wanted()
        self.feed.show(wanted)
        self._count()

    def search_for(self, text: str) -> None:
        """Show what the header's search asks for, whatever its state."""
        self.show_filter(replace(EVERYTHING, query=text) if text else UNFINISHED)

    def _show_wanted(self) -> None:
        """Let the parts of the filter bar say what the filter is."""
        wanted = self._wanted
        if self.filter.text().strip() != wanted.query:
            self.filter.setText(wanted.query)
        self.colours.set_active(wanted.colours)
        values = (wanted.states, wanted.category, wanted.position)
        for combo, value in zip(self._combos(), values, strict=True):
            combo.setCurrentIndex(max(0, _place_of(combo, value)))
        words = self._special_words()
        self.special.setText(words)
        self.special.setAccessibleName(self.tr("取消筛选：{0}").format(words))
        self.special.setToolTip(self.tr("点一下取消这个筛选"))
        self.special.setVisible(bool(words))
        self._show_empty_text()

    def _special_words(self) -> str:
        if self._wanted.open_on is not None:
            return self.tr("{0} 当日未销号").format(self._wanted.open_on.isoformat())
        return {
            None: "",
            Todo.OVERDUE: self.tr("超期"),
            Todo.SOON: self.tr("临期"),
            Todo.FOLLOW_UP: self.tr("待回访"),
        }[self._wanted.todo]

    def _show_empty_text(self) -> None:
        if self._wanted in (UNFINISHED, EVERYTHING):
            self.table.set_empty_text(
                self.tr("没有未销号的问题"),
                self.tr("登记新的问题，或把问题台账（Excel）拖到这里导入"),
                self.tr("登记问题"),
                "message-square-text",
            )
        else:
            self.table.set_empty_text(
                self.tr("没有符合条件的问题"),
                self.tr("换个说法试试：编号、标题、地点、姓名、拼音首字母；或清除筛选"),
                self.tr("清除筛选"),
                "search",
            )

    def _show_choices(self, choices: tuple[list[CategoryRow], list[tuple[str, str]]]) -> None:
        paths, communities = choices
        _offer(self.categories, [(r.path, "　" * r.path.count("/") + r.name) for r in paths])
        _offer(self.communities, communities)

    def _filter_changed(self, _: object = None) -> None:
        self._wanted = replace(
            self._wanted,
            query=self.filter.text().strip(),
            colours=self.colours.active(),
            states=tuple(self.states.currentData()),
            category=self.categories.currentData(),
            position=self.communities.currentData(),
        )
        self._show_empty_text()
        self.feed.show(self._wanted)
        self._count()

    def _drop_special(self) -> None:
        whole = self._wanted.open_on is not None
        kept = replace(self._wanted, open_on=None, todo=None)
        self.show_filter(replace(kept, states=OPEN) if whole and not kept.states else kept)

    def _count(self) -> None:
        wanted = self._wanted

        def count(connection: Reader) -> dict[str, int]:
            return issues.colour_counts(connection, wanted)

        self.bench.read(self, count, self._show_counts)

    def _show_counts(self, counts: dict[str, int]) -> None:
        shown = self.bench.rules.colours
        self.colours.set_counts({rule.key: counts.get(rule.key, 0) for rule in shown})

    def _show_status(self) -> None:
        shown, chosen = self.table.rows.rowCount(), self.table.selected_count()
        text = self.tr("{0:,} 件").format(shown)
        if chosen > 1:
            text += self.tr(" · 已选 {0:,} 件").format(chosen)
        if self._wanted.open_on is not None:
            text += self.tr(" · 按当日的颜色筛选，列表里是现在的颜色和状态")
        self.status.setText(text)

        self.studying.setVisible(bool(self.table.selection().ids))

    def _want_study(self) -> None:
        self.study_wanted.emit(self.table.selection().ids)

    def _ordered(self) -> None:
        self._show_status()
        wanted, self._go_to = self._go_to, None
        if wanted is not None:
            self.table.go_to(wanted)

    # What the user does

    def _current_changed(self, issue_id: int | None) -> None:
        kept, self._kept = self._kept, None
        if kept is not None and kept != issue_id and self.table.rows.row_of(kept) is None:
            # The issue left the list by its own move: its card stays, no neighbour takes over.
            self.table.blockSignals(True)
            self.table.selectionModel().clear()
            self.table.blockSignals(False)
        elif issue_id is not None and (self.table.hasFocus() or not self.panel.is_typing()):
            self.panel.show_issue(issue_id)

    def _registered(self, issue_id: int) -> None:
        self._go_to = issue_id
        self.feed.refresh()

    def _moved(self, issue_id: int) -> None:
        self._kept = issue_id

    def _export_wanted(self) -> Wanted:
        sort, descending = self.table.sort() or ("registered_at", True)
        return Wanted("issues", self.feed.wanted, sort, descending)

    def _act_on_empty(self) -> None:
        if self._wanted in (UNFINISHED, EVERYTHING):
            self.panel.register()
        else:
            self.show_filter(UNFINISHED)


def _read_choices(connection: Reader) -> tuple[list[CategoryRow], list[tuple[str, str]]]:
    rows = places.all_places(connection)
    by_id = {row.id: row for row in rows}
    several = sum(row.level is Level.TOWNSHIP for row in rows) > 1
    above = Level.COUNTY if several else Level.TOWNSHIP

    def named(row: PlaceRow) -> tuple[str, str]:
        return row.position, places.full_name(row, by_id, above)

    communities = [named(row) for row in rows if row.level is Level.COMMUNITY]
    return categories.all_categories(connection), communities


def _offer(combo: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
    """Offer these below the first item, which stands for all; the choice stays."""
    kept = combo.currentData()
    while combo.count() > 1:
        combo.removeItem(combo.count() - 1)
    for value, words in choices:
        combo.addItem(words, value)
    combo.setCurrentIndex(max(0, _place_of(combo, kept)))


def _place_of(combo: QComboBox, value: object) -> int:
    plain = tuple(value) if isinstance(value, list | tuple) else value
    for place in range(combo.count()):
        found = combo.itemData(place)
        if (tuple(found) if isinstance(found, list | tuple) else found) == plain:
            return place
    return -1
