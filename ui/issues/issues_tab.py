"""问题: the list of issues with its filters, and one issue with its moves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from db.issues import issues, rules
from db.issues.issue_filter import IssueFilter
from db.issues.saved_filters import SavedList
from db.reading import Reader
from db.session import now
from domain import masks
from domain.slips import SlipKind
from domain.workflow import STATE_WORDS
from ui.feed import Feed, Source
from ui.importing.importing_view import ImportingView
from ui.issues import filter_words
from ui.issues.issue_filter_bar import EVERYTHING, UNFINISHED, IssueFilterBar
from ui.issues.issue_panel import IssuePanel
from ui.issues.issue_words import chip_of, lamp_chip
from ui.issues.saved_lists import SavedLists
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.export_button import ExportButton
from ui.papers.exports import Wanted
from ui.papers.issue_papers import remind_many
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.paged_model import Column, Kind, Row
from widgets.paged_table import PagedTable

_MOST_STUDIED = 100


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the list, in the order of `cells`."""
    return (
        Column("number", tr.tr("编号"), 92),
        Column("colour", tr.tr("颜色"), 72, kind=Kind.CHIP),
        Column("title", tr.tr("问题"), 150, stretch=True),
        Column("category", tr.tr("类别"), 92),
        Column("place", tr.tr("地点"), 116),
        Column("unit", tr.tr("主办"), 100),
        Column("state", tr.tr("状态"), 74),
        Column("due_at", tr.tr("时限灯"), 96, kind=Kind.CHIP),
        Column("registered_at", tr.tr("登记时间"), 124, kind=Kind.DATE),
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


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of the filter by colour; and of the whole ledger, where the filter is the usual one."""

    by_colour: dict[str, int]
    stored: int


class IssuesTab(ImportingView):
    """Everything about issues; what is typed anywhere on the table goes to the filter."""

    imports = "issues"
    topics = frozenset(
        {"issues", "categories", "units", "places", "teams", "batches", "rules", "rights"}
    )
    print_wanted = Signal(object)
    """The `ShownList` to print."""
    study_wanted = Signal(object)
    """The ids of issues that a coordination meeting is to study."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._go_to: int | None = None
        self._kept: int | None = None
        self._stored = 0
        self._begun = False
        self.bar = IssueFilterBar(bench.rules)
        self.saved = SavedLists(bench, self._shown_list)
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.importing = plain_button(self.tr("导入"), "file-up", "Ctrl+I")
        self.exporting = ExportButton(
            bench, self.tr("问题台账"), self._export_wanted, self.shown_list
        )
        self.adding = primary_button(self.tr("登记问题"), "plus", "Ctrl+N")
        self.table = PagedTable(columns(self))
        self.status = QLabel()
        self.status.setProperty("role", "muted")
        self.bulk = plain_button("", "clipboard-list")
        self.studying = link_button(self.tr("上协调会"))
        self.studying.hide()
        self.slips = plain_button(self.tr("催办督办"), "send")
        self.slips.setToolTip(self.tr("对选中的、或筛选出的全部问题，按主办单位各出一份"))
        menu = QMenu(self)
        self.reminding = menu.addAction("", self._remind)
        self.supervising = menu.addAction("", self._supervise)
        self.slips.setMenu(menu)
        self.panel = IssuePanel(bench)
        self.feed = Feed(self.table, bench, SOURCE, UNFINISHED, "registered_at", descending=True)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._columns = KeptColumns(self.table, bench, "issues")

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(theme.px(8))
        first.addWidget(self.bar.query, 1)
        for part in (self.printing, self.exporting, self.importing, self.adding):
            first.addWidget(part)
        self.bar.add(self.saved)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(first)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        below = QHBoxLayout()
        below.addWidget(self.status, 1)
        below.addWidget(self.bulk)
        below.addWidget(self.slips)
        below.addWidget(self.studying)
        column.addLayout(below)
        page_column(self).addWidget(beside((left, 984, 640), (self.panel, 384, 310)))

    def _connect(self) -> None:
        self.bar.changed.connect(self.show_filter)
        self.bar.query.left_down.connect(self.table.setFocus)
        self.saved.chosen.connect(self._show_saved)
        self.printing.clicked.connect(self._print)
        self.table.typed.connect(self.bar.query.take_typed)
        self.table.current_changed.connect(self._current_changed)
        self.table.row_opened.connect(self.panel.open_next)
        self.table.selection_changed.connect(self._show_status)
        self.table.noted.connect(self.bench.messages.success)
        self.adding.clicked.connect(self.panel.register)
        self.bulk.clicked.connect(self._move_many)
        self.panel.issue_wanted.connect(self._show_other)
        self.importing.clicked.connect(self.want_import)
        self.studying.clicked.connect(self._want_study)
        self.feed.ordered.connect(self._ordered)
        self.panel.registered.connect(self._registered)
        self.panel.moved.connect(self._moved)
        self._empty = self.table.set_empty_text("")
        self._empty.acted.connect(self._act_on_empty)
        self.bar.show_filter(UNFINISHED)
        self._show_empty_text()

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read choices, list and issue again."""
        self.bench.read(self, filter_words.read_names, self._offer)
        self.feed.refresh()
        self._count()
        self.panel.refresh()

    def show_filter(self, wanted: IssueFilter) -> None:
        """Show exactly these issues, as a figure or a day of the chart asks for them."""
        self.bar.show_filter(wanted)
        self._show_empty_text()
        self.feed.show(wanted)
        self._count()

    def search_for(self, text: str) -> None:
        """Show what a text finds, whatever its state."""
        self.show_filter(replace(EVERYTHING, query=text) if text else UNFINISHED)

    def show_issue(self, issue_id: int, number: str) -> None:
        """Show one issue, by its number."""
        self._go_to = issue_id
        self.search_for(number)

    def _show_saved(self, saved: SavedList) -> None:
        self.feed.sort_by(saved.sort, saved.descending)
        self.show_filter(saved.filter)
        self.bench.messages.success(self.tr("已打开清单“{0}”").format(saved.name))

    def _offer(self, names: filter_words.Names) -> None:
        self.bar.offer(names)
        self._show_empty_text()
        scope, self._begun, begun = self.bench.scope, True, self._begun
        if scope is not None and not begun and self.bar.wanted == UNFINISHED:
            # Whoever works for one place begins in its community.
            around = [top for top, _ in names.communities if scope.only.startswith(top)]
            if around:
                self.show_filter(replace(UNFINISHED, position=around[0]))

    def _show_empty_text(self) -> None:
        gone = self.bar.gone()
        if gone:
            self.table.set_empty_text(
                "、".join(part.words for part in gone),
                self.tr("所以一件也没有；去掉上面的这一项，或清除筛选"),
                self.tr("清除筛选"),
                "search",
            )
        elif self.bar.wanted == UNFINISHED and self._stored:
            self.table.set_empty_text(
                self.tr("没有未销号的问题"),
                self.tr("台账里的 {0:,} 件都已了结").format(self._stored),
                self.tr("看全部问题"),
                "circle-check",
            )
        elif self.bar.wanted in (UNFINISHED, EVERYTHING):
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

    def _count(self) -> None:
        wanted = self.bar.wanted

        def count(connection: Reader) -> _Counts:
            stored = issues.count(connection, EVERYTHING) if wanted == UNFINISHED else 0
            return _Counts(issues.colour_counts(connection, wanted), stored)

        self.bench.read(self, count, self._show_counts)

    def _show_counts(self, counts: _Counts) -> None:
        self.bar.follow(self.bench.rules, counts.by_colour)
        self._stored = counts.stored
        self._show_empty_text()

    def _show_status(self) -> None:
        shown, chosen = self.table.rows.rowCount(), self.table.selected_count()
        text = self.tr("{0:,} 件").format(shown)
        if chosen > 1:
            text += self.tr(" · 已选 {0:,} 件").format(chosen)
        if self.bar.wanted.open_on is not None:
            text += self.tr(" · 按当日的颜色筛选，列表里是现在的颜色和状态")
        self.status.setText(text)
        self._show_bulk(chosen if chosen > 1 else shown, chosen > 1)

    def _show_bulk(self, count: int, chosen: bool) -> None:
        which = (self.tr("已选 {0:,} 件") if chosen else self.tr("筛选出的 {0:,} 件")).format(count)
        unread = self.panel.bulk.unread
        self.bulk.setText(
            self.tr("看批量办理的结果") if unread else self.tr("批量办理{0}").format(which)
        )
        self.reminding.setText(self.tr("按单位催办{0}…").format(which))
        self.supervising.setText(self.tr("按单位督办{0}…").format(which))
        self.bulk.setShortcut("Ctrl+B")  # a new text takes the shortcut away
        self.bulk.setToolTip(self.tr("对选中的、或筛选出的全部问题办同一步（Ctrl+B）"))
        self.bulk.setVisible(count > 1 or unread)
        self.studying.setVisible(bool(self._to_study()))

    def _to_study(self) -> tuple[int, ...]:
        """What is selected, as far as one meeting could study it."""
        chosen = self.table.selection()
        ids = self.table.rows.ids() if chosen.everything else chosen.ids
        return tuple(ids) if len(ids) <= _MOST_STUDIED else ()

    def _want_study(self) -> None:
        self.study_wanted.emit(self._to_study())

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

    def _show_other(self, issue_id: int) -> None:
        """An issue that another one speaks of, whether the list shows it or not."""
        self.table.go_to(issue_id)
        self.panel.go_to_issue(issue_id)
        self._show_status()

    def _registered(self, issue_id: int) -> None:
        self._go_to = issue_id
        self.feed.refresh()

    def _chosen(self) -> tuple[int, ...]:
        """Several issues that are selected; none when all that is listed is meant."""
        chosen = self.table.selection()
        return tuple(chosen.ids) if not chosen.everything and len(chosen.ids) > 1 else ()

    def _move_many(self) -> None:
        self.panel.open_bulk(self._chosen() or self.feed.wanted)

    def _remind(self) -> None:
        self._write_slips(SlipKind.REMIND)

    def _supervise(self) -> None:
        self._write_slips(SlipKind.SUPERVISE)

    def _write_slips(self, kind: SlipKind) -> None:
        chosen, wanted = self._chosen(), self.feed.wanted

        def ids(connection: Reader) -> Sequence[int]:
            return chosen or issues.order(connection, wanted)

        remind_many(self.bench, self, kind, ids)

    def _moved(self, issue_id: int) -> None:
        self._kept = issue_id

    def _shown_list(self) -> tuple[IssueFilter, str, bool]:
        return self.bar.wanted, *self.feed.sort()

    def _export_wanted(self) -> Wanted:
        return Wanted("issues", *self._shown_list())

    def shown_list(self) -> ShownList:
        """What is shown, for paper and Excel."""
        wanted, sort, descending = self._shown_list()
        office = self.bench.rules

        def told(connection: Reader) -> str:
            return filter_words.words(wanted, office, filter_words.read_names(connection))

        return ShownList(
            self.tr("问题清单"),
            SOURCE,
            wanted,
            sort,
            descending,
            shown_list.columns_of(self.table),
            told,
            self.tr("件"),
            {"title": masks.mask_text, "place": masks.mask_address},
        )

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())

    def _act_on_empty(self) -> None:
        if self.bar.wanted == UNFINISHED and self._stored:
            self.show_filter(EVERYTHING)
        elif self.bar.wanted in (UNFINISHED, EVERYTHING):
            self.panel.register()
        else:
            self.show_filter(UNFINISHED)
