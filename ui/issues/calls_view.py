"""回访: the call list, the call at hand, and what the calls have heard."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.engine import Database
from db.issues import calls, issues, rules
from db.issues.calls import CallFilter, Progress, Waiting
from db.issues.issues import IssuePage
from db.reading import Reader
from db.session import now, today
from db.users import whereabouts
from domain import deadlines
from ui import actions
from ui.feed import Feed, Source
from ui.issues.call_card import Call, CallCard
from ui.issues.issue_words import chip_of
from ui.issues.satisfaction_card import SatisfactionCard
from ui.parts import beside, page_column
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.chips import Chip
from widgets.filter_box import FilterBox
from widgets.paged_model import Column, Kind, Row
from widgets.paged_table import PagedTable
from widgets.segments import Segments


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the call list, in the order of `cells`."""
    return (
        Column("number", tr.tr("编号"), 100, sortable=False),
        Column("waiting", tr.tr("已等"), 120, kind=Kind.CHIP, sortable=False),
        Column("colour", tr.tr("颜色"), 76, kind=Kind.CHIP, sortable=False),
        Column("title", tr.tr("问题"), 160, sortable=False, stretch=True),
        Column("place", tr.tr("地点"), 140, sortable=False),
        Column("unit", tr.tr("主办"), 120, sortable=False),
        Column("resolved_at", tr.tr("办结时间"), 108, kind=Kind.DATE, sortable=False),
    )


def cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of the call list."""
    office, day = rules.current(connection), now().date()
    made: dict[int, Row] = {}
    for id_, row in issues.rows(connection, ids).items():
        resolved = row.resolved_at.date() if row.resolved_at else day
        waited = deadlines.workdays_between(resolved, day, office.office)
        tone = "red" if waited >= office.follow_up_days else "grey"
        made[id_] = (
            row.number,
            Chip(f"{waited} 个工作日", tone),
            chip_of(row.colour, office),
            row.title,
            row.place,
            row.unit,
            resolved,
        )
    return made


SOURCE = Source(calls.order, cells)


class CallsView(View):
    """Number, person, phone, what was done; then what was heard, Ctrl+S, and the next."""

    topics = frozenset({"issues", "rules", "batches"})

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._wanted: int | None = None
        self._uncovered: int | None = None
        self._starting = False
        self.progress = QLabel()
        self.progress.setProperty("role", "section")
        self.which = Segments(self._pairs(Progress(0, 0, 0, 0)))
        self.filter = FilterBox(self.tr("编号 / 标题 / 地点 / 姓名"))
        self.table = PagedTable(columns(self))
        self.card = CallCard(bench)
        self.satisfaction = SatisfactionCard(bench)
        self.feed = Feed(self.table, bench, SOURCE, CallFilter(), "waiting")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(12))
        bar.addWidget(self.which)
        bar.addWidget(self.filter, 1)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.progress)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        left = beside((above, 480, 0), (self.satisfaction, 260, 0), along=Qt.Orientation.Vertical)
        page_column(self).addWidget(beside((left, 960, 560), (self.card, 420, 400)))

    def _connect(self) -> None:
        self.which.changed.connect(self._filter)
        self.filter.changed.connect(self._filter)
        self.filter.left_down.connect(self.table.setFocus)
        self.table.typed.connect(self.filter.take_typed)
        self.table.current_changed.connect(self._current_changed)
        self.table.row_opened.connect(self._open)
        self.table.noted.connect(self.bench.messages.success)
        self.feed.ordered.connect(self._ordered)
        self.card.submitted.connect(self._save)
        self.card.skipped.connect(self._go_on)
        self.card.uncover_wanted.connect(self._uncover)
        self._say_why_empty("")

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read list, figures and the call at hand again; what is entered stays."""
        self.feed.refresh()
        self.satisfaction.refresh()
        self.bench.read(self, lambda c: calls.progress(c, today()), self._show_progress)
        self._read_page()

    def _show_progress(self, done: Progress) -> None:
        told = self.tr("今天已回访 {0:,} 件，还有 {1:,} 件").format(done.done, done.first)
        if done.late:
            told += self.tr("，其中 {0:,} 件办结已超过 {1} 个工作日").format(
                done.late, self.bench.rules.follow_up_days
            )
        self.progress.setText(told)
        self.which.set_segments(self._pairs(done))

    def _pairs(self, done: Progress) -> list[tuple[str, str]]:
        return [
            (Waiting.FIRST.value, self.tr("待回访 {0:,}").format(done.first)),
            (Waiting.AGAIN.value, self.tr("再次联系 {0:,}").format(done.again)),
        ]

    def _filter(self, _: object = None) -> None:
        query = self.filter.text().strip()
        self._say_why_empty(query)
        self.feed.show(CallFilter(Waiting(self.which.current()), query))

    def _say_why_empty(self, query: str) -> None:
        if query:
            told = self.tr("没有找到“{0}”").format(query), "", "", "search"
            beside = (*told[:2], "", "search")
        else:
            hint = self.tr("问题办结以后排在这里，等最久的在最前")
            told = self.tr("没有要回访的问题"), hint, "", "phone"
            beside = self.tr("都回访过了"), hint, "", "phone"
        self.table.set_empty_text(*told)
        self.card.empty.set_text(*beside)

    def _ordered(self) -> None:
        if self.table.current_id() is None and self.table.rows.rowCount():
            self.table.go_to(self.table.rows.id_at(0))

    def _current_changed(self, issue_id: int | None) -> None:
        entering = self.card.is_entering() and not self.table.hasFocus()
        if entering and not self._starting:
            return  # the row went by somebody else's hand: what is being entered stays in view
        self._wanted = issue_id
        self._read_page()

    def _read_page(self) -> None:
        wanted = self._wanted
        if wanted is None:
            self.card.show_page(None, uncovered=False)
            return
        self.bench.read(self, lambda c: issues.page(c, wanted), self._show_page)

    def _show_page(self, page: IssuePage | None) -> None:
        if page is None or page.row.id != self._wanted:
            return
        self.card.show_page(page, self._uncovered == page.row.id)
        starting, self._starting = self._starting, False
        if starting:
            self.card.start()

    def _open(self, _issue_id: int) -> None:
        self.card.start()

    # What the user does

    def _uncover(self) -> None:
        if self.card.page is None:
            return
        row = self.card.page.row

        def note(database: Database, user: str) -> int:
            where = whereabouts.issues([row.id])
            actions.note_uncovering(database, user, row.number, where)
            return row.id

        self.bench.write(self, note, self._uncover_now)

    def _uncover_now(self, issue_id: int) -> None:
        self._uncovered = issue_id
        self._read_page()

    def _save(self, call: Call) -> None:
        def record(database: Database, user: str) -> Call:
            actions.record_call(database, user, call.issue_id, call.version, call.heard, call.then)
            return call

        self.bench.write(self, record, self._saved, self._not_saved)

    def _saved(self, call: Call) -> None:
        self.card.forget(call.issue_id)
        self._go_on()
        self.bench.messages.success(self.tr("{0} 已记下回访").format(call.number))

    def _not_saved(self, error: Exception) -> None:
        self.card.refuse(str(error))
        self.bench.messages.error(error)
        self._read_page()

    def _go_on(self) -> None:
        """To the next call of the list, from the last one to the first."""
        rows = self.table.rows
        at = rows.row_of(self._wanted) if self._wanted is not None else None
        after = 0 if at is None else (at + 1) % rows.rowCount()
        if not rows.rowCount() or after == at:
            return
        self._starting = True
        following = rows.id_at(after)
        if following == self.table.current_id():
            self._current_changed(following)
        else:
            self.table.go_to(following)
