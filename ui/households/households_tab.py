"""住户: the place tree, the table of households, and one household with its members."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db import places
from db.column_filter import ColumnFilter
from db.households import households
from db.households.households import HouseholdFilter
from db.reading import Reader
from db.session import today
from db.teams import coverage
from domain import masks
from domain.people import CARE_TAGS
from ui.column_filters import ColumnFilters, Values
from ui.feed import Feed, Source
from ui.households.household_panel import HouseholdPanel
from ui.importing.importing_view import ImportingView
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.export_button import ExportButton
from ui.papers.exports import Wanted
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.place_tree import PlaceTree, read_places
from ui.tasks import Task
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.chips import Chip
from widgets.filter_box import FilterBox
from widgets.flow import FlowLayout
from widgets.paged_model import Align, Column, Kind, Row
from widgets.paged_table import PagedTable


def columns(tr: "QWidget") -> tuple[Column, ...]:
    """The columns of the big table, in the order of `cells`."""
    return (
        Column("community", tr.tr("社区"), 126, sortable=False),
        Column("address", tr.tr("住址"), 190, stretch=True, filterable=True),
        Column("head", tr.tr("户主"), 72, filterable=True),
        Column("people", tr.tr("人口"), 54, Align.RIGHT, Kind.NUMBER, filterable=True),
        Column("phone", tr.tr("电话"), 112, kind=Kind.MONO),
        Column("tags", tr.tr("重点人群"), 104, kind=Kind.CHIP, filterable=True),
        Column("team", tr.tr("工作组"), 104, sortable=False),
        Column("residence_status", tr.tr("人户状态"), 96, visible=False, filterable=True),
        Column("tenure", tr.tr("房屋性质"), 90, visible=False, filterable=True),
        Column("remark", tr.tr("备注"), 160, sortable=False, visible=False, filterable=True),
    )


def cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of the big table, phones masked."""
    teams = coverage.responsible(connection, ids, today())
    communities = places.communities(connection, ids)
    return {
        id_: (
            communities.get(id_, ""),
            row.address,
            row.head,
            row.people,
            masks.mask_phone(row.phone) if row.phone else "",
            tuple(Chip(tag, "blue") for tag in row.tags.split("、") if tag),
            "、".join(teams[id_]),
            row.residence_status,
            row.tenure,
            row.remark,
        )
        for id_, row in households.rows(connection, ids).items()
    }


SOURCE = Source(households.order, cells)


@dataclass(frozen=True, slots=True)
class _Totals:
    households: int
    people: int


class HouseholdsTab(ImportingView):
    """Everything about households; what is typed anywhere on the table goes to the filter."""

    imports = "households"
    topics = frozenset({"households", "places", "teams", "visits", "batches"})
    print_wanted = Signal(object)
    """The `ShownList` to print."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._totals = _Totals(0, 0)
        self._counting: Task | None = None
        self._go_to: int | None = None
        self._place_named = False
        self.tree = PlaceTree()
        self.filter = FilterBox(self.tr("姓名 / 拼音首字母 / 电话 / 身份证 / 住址（3-1-502）"))
        self.tags, self.special = QComboBox(), plain_button("", "x")
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.exporting = ExportButton(
            bench, self.tr("住户台账"), self._export_wanted, self.shown_list
        )
        self.importing = plain_button(self.tr("导入台账"), "file-up", "Ctrl+I")
        self.adding = primary_button(self.tr("新增住户"), "plus", "Ctrl+N")
        self.table = PagedTable(columns(self))
        self.status = QLabel()
        self.status.setProperty("role", "muted")
        self.panel = HouseholdPanel(bench)
        self.feed = Feed(self.table, bench, SOURCE, self._begin(), "address")
        self.narrowing = ColumnFilters(bench, self.table, self._values)
        self.columns = KeptColumns(self.table, bench, "households")
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.filter, 1)
        for part in (self.importing, self.adding):
            bar.addWidget(part)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(bar)
        column.addWidget(self._second_row())
        column.addWidget(self.narrowing)
        column.addWidget(self.table, 1)
        column.addWidget(self.status)
        parts = (self.tree, 230, 230), (middle, 820, 400), (self.panel, 360, 300)
        page_column(self).addWidget(beside(*parts, grows=1))
        self.empty = self.table.set_empty_text(
            self.tr("还没有住户"),
            self.tr("把各社区的入户台账（Excel）拖到这里，或点下面的按钮选择文件"),
            self.tr("导入台账"),
            "house",
        )

    def _second_row(self) -> QWidget:
        if not self._place_named:
            self.special.hide()
        self.special.setToolTip(self.tr("点一下取消这个筛选"))
        self.tags.setAccessibleName(self.tr("重点人群"))
        self.tags.setMaxVisibleItems(20)
        self.tags.addItem(self.tr("全部人群"), "")
        for tag in CARE_TAGS:
            self.tags.addItem(tag, tag)
        row = QWidget()
        flow = FlowLayout(row)
        flow.setSpacing(theme.px(8))
        for part in (self.tags, self.narrowing.button, self.special, self.printing, self.exporting):
            flow.addWidget(part)
        return row

    def _connect(self) -> None:
        self.filter.changed.connect(self._filter_changed)
        self.filter.left_down.connect(self.table.setFocus)
        self.table.typed.connect(self.filter.take_typed)
        self.table.current_changed.connect(self._current_changed)
        self.table.row_opened.connect(self.panel.edit)
        self.table.selection_changed.connect(self._show_status)
        self.table.noted.connect(self.bench.messages.success)
        self.tags.activated.connect(self._tag_chosen)
        self.narrowing.changed.connect(self._narrowed)
        self.special.clicked.connect(self._show_all)
        self.tree.current_changed.connect(self._place_chosen)
        self.adding.clicked.connect(self._add)
        self.importing.clicked.connect(self.want_import)
        self.printing.clicked.connect(self._print)
        self.empty.acted.connect(self.want_import)
        self.feed.ordered.connect(self._ordered)
        self.panel.saved.connect(self._saved)

    def _begin(self) -> HouseholdFilter:
        """Whoever works for one place begins there, and sees that."""
        scope = self.bench.scope
        if scope is None or not scope.only:
            return HouseholdFilter()
        self._name_place(scope.names[0])
        self._place_named = True
        return HouseholdFilter(position=scope.only)

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the tree, the list and the household again."""
        self.bench.read(self, read_places, self.tree.show_places)
        self.feed.refresh()
        self.panel.refresh()

    def search_for(self, text: str) -> None:
        """Show what the header's search asks for, everywhere."""
        self._drop_choices()
        self._show_list(HouseholdFilter(query=text.strip()))
        self.filter.setText(text)

    def show_ids(self, ids: tuple[int, ...], title: str) -> None:
        """Show exactly these households, as another page asked for them."""
        self.filter.clear()
        self._drop_choices()
        self.special.setText(title)
        self.special.setAccessibleName(self.tr("取消筛选：{0}").format(title))
        self._show_list(HouseholdFilter(ids=ids))

    def show_household(self, household_id: int, title: str) -> None:
        """Show one household and its card."""
        self._go_to = household_id
        self.show_ids((household_id,), title)

    def show_place(self, position: str, name: str) -> None:
        """Show the households of a place, however deep it lies."""
        self.filter.clear()
        self._drop_choices()
        self._name_place(name)
        self._show_list(HouseholdFilter(position=position), place_named=True)

    def _name_place(self, name: str) -> None:
        self.special.setText(name)
        self.special.setAccessibleName(self.tr("取消筛选：{0}").format(name))

    def _drop_choices(self) -> None:
        self.tree.setCurrentIndex(QModelIndex())
        self.tags.setCurrentIndex(0)

    def _show_all(self) -> None:
        position = "" if self._place_named else self.feed.wanted.position
        self._show_list(replace(self.feed.wanted, ids=None, position=position))

    def _tag_chosen(self, _: int) -> None:
        self._show_list(replace(self.feed.wanted, tag=self.tags.currentData()))

    def _filter_changed(self, text: str) -> None:
        self._show_list(replace(self.feed.wanted, query=text))

    def _tell_empty(self, wanted: HouseholdFilter) -> None:
        """What stands there when nothing is found."""
        if wanted.query:
            title = self.tr("没有找到“{0}”").format(wanted.query)
            hint = self.tr("换个说法试试：姓名、拼音首字母、电话、身份证号或住址")
            self.table.set_empty_text(title, hint, "", "search")
        elif wanted.tag or wanted.columns:
            title = self.tr("没有符合条件的住户")
            self.table.set_empty_text(title, self.tr("取消一个筛选再看"), "", "search")
        else:
            title = self.tr("这里还没有住户")
            self.table.set_empty_text(title, "", self.tr("导入台账"), "house")

    def _values(self) -> Values:
        """What the list as it is now holds in a column."""
        wanted = self.feed.wanted
        return lambda connection, asked: households.values(connection, wanted, asked)

    def _narrowed(self, columns: tuple[ColumnFilter, ...]) -> None:
        self._show_list(replace(self.feed.wanted, columns=columns))

    def _place_chosen(self, place_id: int | None) -> None:
        position = self.tree.places[place_id].place.position if place_id is not None else ""
        self._allow_adding(position)
        self._show_list(replace(self.feed.wanted, position=position))

    def _allow_adding(self, position: str) -> None:
        """A household is not added where the user does not work."""
        scope = self.bench.scope
        inside = scope is None or not position or scope.holds(position)
        self.adding.setEnabled(inside)
        told = self.tr("新增住户（Ctrl+N）") if inside else self.tr("这里在您的范围以外")
        self.adding.setToolTip(told)

    def _show_list(self, wanted: HouseholdFilter, place_named: bool = False) -> None:
        same = wanted.position == self.feed.wanted.position
        self._place_named = place_named or (self._place_named and bool(wanted.position) and same)
        if self._counting is not None:
            self._counting.cancel()  # it may take longer than the list it is no longer about
        self.special.setVisible(wanted.ids is not None or self._place_named)
        self._tell_empty(wanted)
        if wanted.columns != self.narrowing.narrowed:
            self.narrowing.show_filters(wanted.columns)
        self.feed.show(wanted)

    def _ordered(self) -> None:
        self._count()
        # Rows that grew stale are asked for when painted, and an equal order paints nothing.
        self.table.viewport().update()
        wanted, self._go_to = self._go_to, None
        if wanted is not None:
            self.table.go_to(wanted)

    def _count(self) -> None:
        wanted = self.feed.wanted

        def count(connection: Reader) -> _Totals:
            return _Totals(*households.totals(connection, wanted))

        self._counting = self.bench.read(self, count, self._show_totals)

    def _show_totals(self, totals: _Totals) -> None:
        self._totals = totals
        self._show_status()

    def _show_status(self) -> None:
        chosen = self.table.selected_count()
        text = self.tr("{0:,} 户 {1:,} 人").format(self._totals.households, self._totals.people)
        if chosen > 1:
            text += self.tr(" · 已选 {0:,} 户").format(chosen)
        self.status.setText(text)

    def _current_changed(self, household_id: int | None) -> None:
        if household_id is not None and not self.table.selected_count():
            # A home that left the list takes its card along: nobody chose its neighbour.
            self.table.selectionModel().clear()
        else:
            self.panel.show_household(household_id)

    # What the user does

    def _add(self) -> None:
        """A new home, most likely where the chosen one is, or where the list is from."""
        at = self.feed.wanted.position
        shown = (c.place.id for c in self.tree.places.values() if c.place.position == at)
        chosen = self.panel.place_id() if self.table.selected_count() else None
        self.panel.add(chosen or next(shown, None))

    def _saved(self, household_id: int) -> None:
        self._go_to = household_id
        self.feed.refresh()
        self.table.setFocus()  # the arrows go on from it

    def _export_wanted(self) -> Wanted:
        return Wanted("households", self.feed.wanted, *self.feed.sort())

    def shown_list(self) -> ShownList:
        """What is shown, for paper and Excel; phones are masked as on screen."""
        words = self._filter_words()
        return ShownList(
            self.tr("住户清单"),
            SOURCE,
            self.feed.wanted,
            *self.feed.sort(),
            shown_list.columns_of(self.table),
            lambda connection: words,
            self.tr("户"),
            {
                "address": masks.mask_address,
                "head": masks.mask_name,
                "remark": masks.mask_text,
                "tags": masks.mask_tags,
            },
        )

    def _filter_words(self) -> str:
        wanted = self.feed.wanted
        here = [
            c.place.name for c in self.tree.places.values() if c.place.position == wanted.position
        ]
        parts = (
            here[0] if here else "",
            wanted.tag,
            self.special.text() if wanted.ids is not None else "",
            self.tr("含“{0}”").format(wanted.query) if wanted.query else "",
            *self.narrowing.words(),
        )
        return "；".join(filter(None, parts)) or self.tr("全部住户")

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())
