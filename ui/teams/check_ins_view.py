"""工作组 · 双报到: who reported to where they live, what they do there, and what goes back."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.check_ins import check_in_counts, check_ins
from db.check_ins.check_in_counts import Count
from db.check_ins.check_ins import CheckInFilter, CheckInRow, Stay
from db.reading import Reader
from db.session import today
from domain import masks
from domain.check_in import hours_words
from ui.feed import Feed
from ui.importing.importing_view import ImportingView
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.export_button import ExportButton
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.teams.check_in_count_card import CountCard
from ui.teams.check_in_lists import (
    COUNTING,
    HOMES,
    MEMBER_SOURCE,
    MEMBERS,
    UNITS,
    count_columns,
    count_source,
    member_columns,
)
from ui.teams.check_in_names import Names, read_names
from ui.teams.check_in_panel import CheckInPanel
from ui.teams.check_in_slip_page import CheckInSlipPage
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.filter_box import FilterBox
from widgets.paged_table import PagedTable
from widgets.pick_field import PickField
from widgets.segments import Segments

_STAYS = {Stay.HERE: "在册", Stay.GONE: "已迁出", Stay.ANY: "全部"}
_NO_UNIT = 0


class CheckInsView(ImportingView):
    """One filter over three lists: the party members, and their figures by compound and employer.

    Enter on a party member goes to the line for the next service.
    """

    imports = "check_ins"
    topics = frozenset({"check_ins", "places", "units", "batches"})
    print_wanted = Signal(object)
    """The `ShownList` to print."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._names: Names | None = None
        self._names_hold = False
        self._go_to: int | None = None
        self._total = Count(0, "", "", "")
        self._any = False
        self.paper: CheckInSlipPage | None = None
        self.switch = Segments(
            (
                (MEMBERS, self.tr("党员")),
                (HOMES, self.tr("按小区")),
                (UNITS, self.tr("按单位")),
            )
        )
        self.filter = FilterBox(self.tr("姓名 / 首字母 / 单位 / 岗位"))
        self.place, self.unit = PickField(self.tr("全部小区")), PickField(self.tr("全部单位"))
        self.posts, self.stays = QComboBox(), QComboBox()
        self.slips = plain_button(self.tr("反馈单"), "send")
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.exporting = ExportButton(
            bench, self.tr("党员报到"), None, self.shown_list, secrets=True
        )
        self.importing = plain_button(self.tr("导入名单"), "file-up", "Ctrl+I")
        self.adding = primary_button(self.tr("登记报到"), "plus", "Ctrl+N")
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.panel, self.card = CheckInPanel(bench), CountCard(bench)
        self.tables: dict[str, PagedTable] = {}
        self.feeds: dict[str, Feed] = {}
        self._make_lists()
        self._lay_out()
        self._connect()

    def _make_lists(self) -> None:
        wanted = check_ins.this_year(today())
        for key in (MEMBERS, HOMES, UNITS):
            members = key == MEMBERS
            table = PagedTable(member_columns(self) if members else count_columns(self, key))
            source = MEMBER_SOURCE if members else count_source(key, self.wanted)
            sort = "home" if members else "name"
            self.tables[key] = table
            self.feeds[key] = Feed(table, self.bench, source, wanted, sort)
        self._kept = [
            KeptColumns(table, self.bench, f"check_ins_{key}") for key, table in self.tables.items()
        ]
        self.empty = self.tables[MEMBERS].set_empty_text("")

    # Building

    def _lay_out(self) -> None:
        self.slips.setToolTip(self.tr("给每个单位一份反馈单"))
        self._fill_combos()
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.switch)
        bar.addStretch(1)
        for part in (self.slips, self.printing, self.exporting, self.importing, self.adding):
            bar.addWidget(part)
        self.stack, self.panels = QStackedWidget(), QStackedWidget()
        for table in self.tables.values():
            self.stack.addWidget(table)
        for panel in (self.panel, self.card):
            self.panels.addWidget(panel)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(self._filter_row())
        column.addWidget(self.stack, 1)
        column.addWidget(self.told)
        page = page_column(self)
        page.addLayout(bar)
        page.addWidget(beside((left, 960, 550), (self.panels, 424, 380)), 1)
        self.setAcceptDrops(True)

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        for part, least, share in (
            (self.filter, 126, 3),
            (self.place, 90, 2),
            (self.unit, 90, 2),
            (self.posts, 112, 1),
            (self.stays, 86, 1),
        ):
            part.setMinimumWidth(theme.px(least))
            if isinstance(part, QComboBox):
                part.setMaximumWidth(theme.px(118))
            row.addWidget(part, share)
        return row

    def _fill_combos(self) -> None:
        self.posts.setAccessibleName(self.tr("岗位"))
        self.stays.setAccessibleName(self.tr("在册或已迁出"))
        self.posts.addItem(self.tr("全部岗位"), "")
        for stay, words in _STAYS.items():
            self.stays.addItem(words, stay)

    def _connect(self) -> None:
        self.switch.changed.connect(self.show_list)
        self.filter.changed.connect(self._narrow)
        self.filter.left_down.connect(self.start)
        for field in (self.place, self.unit):
            field.edited.connect(self._narrow)
        for combo in (self.posts, self.stays):
            combo.activated.connect(self._narrow)
        for table in self.tables.values():
            table.typed.connect(self.filter.take_typed)
            table.noted.connect(self.bench.messages.success)
        self.tables[MEMBERS].current_changed.connect(self.panel.show_member)
        self.tables[MEMBERS].row_opened.connect(self.panel.start_service)
        self.tables[MEMBERS].selection_changed.connect(self._tell)
        for key in (HOMES, UNITS):
            self.tables[key].current_changed.connect(self._show_count)
            self.tables[key].row_opened.connect(self.card.listing.click)
        self.feeds[MEMBERS].ordered.connect(self._ordered)
        self.panel.saved.connect(self._saved)
        self.panel.left.connect(self.start)
        self.panel.slip_wanted.connect(self._print_member)
        self.card.members_wanted.connect(self._list_members)
        self.card.slip_wanted.connect(self._print_unit)
        self.slips.clicked.connect(self.open_slips)
        self.printing.clicked.connect(self._print)
        self.importing.clicked.connect(self.want_import)
        self.empty.acted.connect(self.want_import)
        self.adding.clicked.connect(self.add)

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.stack.currentWidget().setFocus()

    def refresh(self) -> None:
        """Read the list, the figures, the card and what can be typed again."""
        key = self.switch.current()
        self.feeds[key].wanted = self.wanted()
        self.feeds[key].refresh()
        known = self._names if self._names_hold else None
        self.bench.read(self, lambda c: (read_names(c, known), check_ins.count(c)), self._know)
        self._count()
        if key == MEMBERS:
            self.panel.refresh()
        else:
            self._show_count(self.tables[key].current_id())

    def _hear(self, topics: frozenset[str]) -> None:
        if topics & {"places", "units", "batches"}:
            self._names_hold = False
        super()._hear(topics)

    def _know(self, known: tuple[Names, int]) -> None:
        names, count = known
        self._names, self._names_hold, self._any = names, True, count > 0
        self.panel.offer(names)
        self.place.set_choices(names.homes)
        self.unit.set_choices([*names.units, (_NO_UNIT, self.tr("没有填单位"))])
        if [self.posts.itemText(n) for n in range(1, self.posts.count())] != names.posts:
            chosen = self.posts.currentData()
            self.posts.clear()
            self.posts.addItem(self.tr("全部岗位"), "")
            for post in names.posts:
                self.posts.addItem(post, post)
            self.posts.setCurrentIndex(max(0, self.posts.findData(chosen)))
        self._say_why_empty()

    def wanted(self) -> CheckInFilter:
        """The filter as it is set; the counts hold for whoever is there or moved away."""
        place = self.place.value()
        return replace(
            check_ins.this_year(today()),
            query=self.filter.text().strip(),
            position=self._names.positions.get(place, "") if self._names and place else "",
            unit_id=self.unit.value(),
            post=self.posts.currentData() or "",
            stay=Stay(self.stays.currentData()),
        )

    def show_list(self, key: str) -> None:
        """Go to the party members (`MEMBERS`), the compounds (`HOMES`) or the employers."""
        self.switch.set_current(key)
        self.stack.setCurrentWidget(self.tables[key])
        self.panels.setCurrentWidget(self.panel if key == MEMBERS else self.card)
        self.stays.setVisible(key == MEMBERS)
        self._narrow()
        if key != MEMBERS:
            self._show_count(self.tables[key].current_id())

    def _narrow(self, _: object = None) -> None:
        self._say_why_empty()
        self.feeds[self.switch.current()].show(self.wanted())
        self._count()

    def _say_why_empty(self) -> None:
        key = self.switch.current()
        if self.wanted() != check_ins.this_year(today()) and self._any:
            told = self.tr("没有符合条件的党员"), self.tr("换个说法，或去掉一些条件"), "", "search"
        else:
            told = (
                self.tr("还没有党员报到"),
                self.tr("把单位或社区的报到名单（Excel）拖到这里，或点右上角登记"),
                self.tr("导入名单") if key == MEMBERS else "",
                "users",
            )
        self.tables[key].set_empty_text(*told)

    def _count(self) -> None:
        wanted = self.wanted()
        self.bench.read(self, lambda c: check_in_counts.total(c, wanted), self._show_total)

    def _show_total(self, total: Count) -> None:
        self._total = total
        self._tell()

    def _ordered(self) -> None:
        self._tell()
        wanted, self._go_to = self._go_to, None
        if wanted is not None:
            self.tables[MEMBERS].go_to(wanted)

    def _tell(self) -> None:
        total, members = self._total, self.tables[MEMBERS]
        shown, chosen = members.rows.rowCount(), members.selected_count()
        words = []
        if self.switch.current() == MEMBERS:
            words.append(self.tr("{0:,} 名党员").format(shown))
            if chosen > 1:
                words.append(self.tr("已选 {0:,} 名").format(chosen))
        else:
            words.append(self.tr("在册 {0:,} 名党员").format(total.members))
        if total.posts:
            words.append(self.tr("{0:,} 人认领岗位").format(total.posts))
        if total.served:
            told = self.tr("本年服务 {0:,} 次 {1} 小时")
            words.append(told.format(total.served, hours_words(total.hours)))
        self.told.setText(" · ".join(words))

    # The counts

    def _show_count(self, id_: int | None) -> None:
        key, wanted = self.switch.current(), self.wanted()
        if key == MEMBERS:
            return
        if id_ is None:
            self.card.show_count(None, wanted, key == UNITS)
            return

        def read(connection: Reader) -> Count | None:
            found = COUNTING[key](connection, wanted, "name", False)
            return next((count for count in found if count.id == id_), None)

        self.bench.read(self, read, self._card_read)

    def _card_read(self, count: Count | None) -> None:
        key, wanted = self.switch.current(), self.wanted()
        if key == MEMBERS:
            return
        if count is not None and key == HOMES:
            wanted = replace(wanted, position=count.position)
        elif count is not None:
            wanted = replace(wanted, unit_id=count.id)
        self.card.show_count(count, wanted, key == UNITS)

    def _list_members(self, count: Count) -> None:
        """The party members behind a line of the counts."""
        field = self.place if self.switch.current() == HOMES else self.unit
        field.set_value(count.id)
        self.stays.setCurrentIndex(0)
        self.show_list(MEMBERS)
        self.start()

    # What the user does

    def add(self) -> None:
        """Open an empty form for a party member."""
        self.show_list(MEMBERS)
        self.panel.add()

    def _saved(self, check_in_id: int) -> None:
        self._go_to = check_in_id
        self.feeds[MEMBERS].refresh()
        if not self.panel.is_editing():
            self.start()

    def _print_member(self, row: CheckInRow) -> None:
        self._open(CheckInSlipPage(self.bench, self, member=row))

    def _print_unit(self, count: Count) -> None:
        self._open(CheckInSlipPage(self.bench, self, unit_id=count.id))

    def open_slips(self) -> None:
        """Show the slips of the employers, of one where the filter names it."""
        self._open(CheckInSlipPage(self.bench, self, unit_id=self.unit.value() or None))

    def _open(self, page: CheckInSlipPage) -> None:
        self.paper = page
        page.left.connect(self._left)
        page.open()

    def _left(self) -> None:
        self.paper = None

    def shown_list(self) -> ShownList:
        """What is shown, for paper and Excel: nobody consented to be named (DOMAIN.md §3)."""
        key, wanted = self.switch.current(), self.wanted()
        titles = {
            MEMBERS: self.tr("在职党员报到名单"),
            HOMES: self.tr("党员报到情况（按小区）"),
            UNITS: self.tr("党员报到情况（按单位）"),
        }
        units = {MEMBERS: self.tr("名"), HOMES: self.tr("个小区"), UNITS: self.tr("个单位")}
        words = self._filter_words(wanted)
        return ShownList(
            titles[key],
            MEMBER_SOURCE if key == MEMBERS else count_source(key, lambda: wanted),
            wanted,
            *self.feeds[key].sort(),
            shown_list.columns_of(self.tables[key]),
            lambda _: words,
            units[key],
            {"name": masks.mask_name, "door": masks.mask_address} if key == MEMBERS else {},
        )

    def _filter_words(self, wanted: CheckInFilter) -> str:
        stay = _STAYS[wanted.stay] if self.switch.current() == MEMBERS else ""
        parts = (
            stay,
            self.place.text() if wanted.position else "",
            self.unit.text() if wanted.unit_id is not None else "",
            wanted.post,
            self.tr("含“{0}”").format(wanted.query) if wanted.query else "",
        )
        return "；".join(filter(None, parts)) or self.tr("全部")

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())
