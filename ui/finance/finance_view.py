"""公开公示 · 财务: the accounts of the communities, period by period."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.finance import finance
from db.finance.finance import Account, EntryRow, FinanceFilter, PeriodRow
from db.reading import Reader
from db.session import today
from domain import masks
from domain.finance import equation
from domain.paper_words import period_words
from ui.feed import Feed
from ui.finance import finance_lists
from ui.finance.account_tree import AccountTree
from ui.finance.books import Books, read_books
from ui.finance.entry_line import EntryLine, Typed
from ui.finance.equation import Equation
from ui.finance.finance_changes import Done, FinanceChanges, entry_words
from ui.finance.period_questions import PeriodQuestions
from ui.importing.importing_view import ImportingView
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.export_button import ExportButton
from ui.papers.shown_list import ShownList
from ui.parts import beside, clear, page_column
from ui.permits import is_withheld
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.chips import Chip, ChipLabel
from widgets.empty_state import EmptyState
from widgets.filter_box import FilterBox
from widgets.paged_table import PagedTable


class FinanceView(ImportingView):
    """Communities with their periods at the left; the entries of one in the middle, under what
    they add up to and over the line in which they are written."""

    imports = "finance"
    topics = frozenset({"finance", "places", "batches"})
    print_wanted = Signal(object)
    """The `ShownList` to print."""
    notice_wanted = Signal(object)
    """The `PeriodRow` to be posted."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._place: int | None = None
        self._wanted: int | None = None
        self._books = Books()
        self._go_to: int | None = None
        self.accounts, self.equation, self.line = AccountTree(), Equation(), EntryLine(bench.drafts)
        self.changes = FinanceChanges(bench, self)
        self.title, self.chips, self.told = QLabel(), QHBoxLayout(), QLabel()
        self.filter = FilterBox(self.tr("摘要 / 凭证号 / 姓名"))
        self.opening = plain_button(self.tr("开新一期"), "plus")
        self.spanning = plain_button(self.tr("改账期"), "pencil")
        self.posting = plain_button(self.tr("公示"), "megaphone")
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.exporting = ExportButton(bench, self.tr("财务收支"), None, self.shown_list)
        self.importing = plain_button(self.tr("导入"), "file-up", "Ctrl+I")
        self.writing = plain_button(self.tr("记账"), "plus", "Ctrl+N")
        self.changing = plain_button(self.tr("修改"), "pencil", "F2")
        self.correcting = plain_button(self.tr("更正"), "pencil", "F2")
        self.removing = plain_button(self.tr("删除"), "trash-2", "Del")
        self.table = PagedTable(finance_lists.entry_columns(self))
        self.feed = Feed(self.table, bench, finance_lists.SOURCE, FinanceFilter(), "day")
        self._kept = KeptColumns(self.table, bench, "finance")
        self.empty = EmptyState("")
        self.questions = PeriodQuestions(self.changes, self)
        self._lay_out()
        self._connect()

    # Building

    def _lay_out(self) -> None:
        self.title.setProperty("role", "title")
        self.told.setProperty("role", "muted")
        head, bar = QHBoxLayout(), QHBoxLayout()
        for row in (head, bar, self.chips):
            row.setSpacing(theme.px(8))
        head.addWidget(self.title)
        head.addLayout(self.chips)
        head.addStretch(1)
        for part in (self.posting, self.printing, self.exporting, self.importing, self.opening):
            head.addWidget(part)
        bar.addWidget(self.filter, 2)
        bar.addWidget(self.told, 3)
        for part in (
            self.spanning, self.writing, self.changing, self.correcting, self.removing,
        ):  # fmt: skip
            bar.addWidget(part)
        books = QWidget()
        column = QVBoxLayout(books)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.equation)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.line)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(books)
        page = page_column(self)
        page.addLayout(head)
        page.addWidget(beside((self.accounts, 250, 190), (self.pages, 1150, 560), grows=1), 1)
        self.setAcceptDrops(True)

    def _connect(self) -> None:
        self.accounts.chosen.connect(self._chosen)
        self.filter.changed.connect(self._narrow)
        self.filter.left_down.connect(self._to_table)
        self.table.typed.connect(self.filter.take_typed)
        self.table.noted.connect(self.bench.messages.success)
        self.table.row_opened.connect(self._change_or_correct)
        self.table.current_changed.connect(self._show_possible)
        self.feed.ordered.connect(self._ordered)
        self.equation.declared.connect(self._declare)
        self.equation.close_wanted.connect(self._close)
        self.equation.reopen_wanted.connect(self._ask_reason)
        self.equation.carry_wanted.connect(self._carry)
        self.line.entered.connect(self.changes.enter)
        self.line.left.connect(self._to_table)
        self.changes.done.connect(self._done)
        self.changes.refused.connect(self._refused)
        self.changes.entry_refused.connect(self._entry_refused)
        self.empty.acted.connect(self._act_on_empty)
        for button, act in (
            (self.opening, self.open_period),
            (self.spanning, self._change_span),
            (self.posting, self._post),
            (self.printing, self._print),
            (self.importing, self.want_import),
            (self.writing, self._write),
            (self.changing, self._change_or_correct),
            (self.correcting, self._change_or_correct),
            (self.removing, self._remove),
        ):
            button.clicked.connect(act)

    # What is shown

    def start(self) -> None:
        """Begin in the list, or where there is none among the communities."""
        if self.pages.currentIndex() == 1:
            self.table.setFocus()
        else:
            self.accounts.tree.setFocus()

    def _to_table(self) -> None:
        self.table.setFocus()

    def show_period(self, place_id: int, period_id: int | None) -> None:
        """Show a period of a community; with none, the community as such."""
        self._place, self._wanted = place_id, period_id
        self.refresh()

    def _chosen(self, place_id: int, period_id: int | None) -> None:
        if (place_id, period_id) != (self._place, self._wanted):
            self.show_period(place_id, period_id)

    def refresh(self) -> None:
        """Read all accounts and the period that is shown again; what is being typed stays."""
        place_id, wanted = self._place, self._wanted

        def read(connection: Reader) -> Books:
            return read_books(connection, place_id, wanted)

        self.bench.read(self, read, self._show)

    def _show(self, books: Books) -> None:
        before, self._books = self._books.period, books
        self.accounts.show_accounts(books.accounts)
        row = books.period
        if row is not None and (self._place is None or row.place_id == self._place):
            self._place, self._wanted = row.place_id, row.id
        if self._place is not None:
            self.accounts.choose(self._place, self._wanted)
        self._show_head(row)
        if row is None:
            self._say_why_empty()
            self.pages.setCurrentIndex(0)
            return
        self.pages.setCurrentIndex(1)
        self.equation.show_period(row)
        if books.target is not None and not self.line.is_busy():
            self.line.show_period(books.target, today())
            self.line.offer(books.known)
        self._show_line()
        if before is None or before.id != row.id:
            self._narrow()
        else:
            self.feed.refresh()

    def _show_head(self, row: PeriodRow | None) -> None:
        name = self._name()
        clear(self.chips)
        if row is not None:
            name = f"{name} · {period_words(row.since, row.until)}"
            chip = Chip(self.tr("已关账"), "blue") if row.is_closed else Chip(self.tr("未关账"))
            self.chips.addWidget(ChipLabel(chip))
        self.title.setText(name or self.tr("财务公开"))
        self.opening.setEnabled(self._place is not None)
        for button in (self.posting, self.printing, self.exporting):
            button.setEnabled(row is not None)

    def _name(self) -> str:
        account = self._account()
        return account.name if account is not None else ""

    def _say_why_empty(self) -> None:
        if self._place is None:
            hint = self.tr("在左边选一个社区或村，或把收支表（Excel）拖到这里")
            self.empty.set_text(
                self.tr("还没有一个社区、村开账"), hint, self.tr("导入收支表"), "inbox"
            )
        else:
            hint = self.tr("填上期结余就能开始记账；也可以把收支表（Excel）拖到这里")
            title = self.tr("{0}还没有账期").format(self._name())
            self.empty.set_text(title, hint, self.tr("开新一期"), "inbox")

    def _act_on_empty(self) -> None:
        if self._place is None:
            self.want_import()
        else:
            self.open_period()

    def _narrow(self, _: object = None) -> None:
        query, row = self.filter.text().strip(), self._books.period
        if query:
            told = (self.tr("没有找到“{0}”").format(query), "", "", "search")
        elif row is not None and row.is_closed:
            told = (self.tr("这一期没有收支"),)
        else:
            told = (
                self.tr("这一期还没有分录"),
                self.tr("在下面记第一笔（Ctrl+N），回车到下一格，填完就记下"),
            )
        self.table.set_empty_text(*told)
        self.feed.show(FinanceFilter(row.id if row else 0, query))

    def _ordered(self) -> None:
        wanted, self._go_to = self._go_to, None
        if wanted is not None:
            self.table.go_to(wanted)
        row, shown = self._books.period, self.table.rows.rowCount()
        if row is not None:
            words = self.tr("{0:,} 笔").format(row.entries)
            if self.filter.text().strip():
                words = self.tr("找到 {0:,} 笔，共 {1:,} 笔").format(shown, row.entries)
            self.told.setText(words)
        self._show_possible()

    def _show_possible(self, _: object = None) -> None:
        """Which of the buttons can be pressed."""
        row = self._books.period
        is_open = row is not None and not row.is_closed
        for button in (self.writing, self.changing, self.removing, self.spanning):
            button.setVisible(is_open)
        self.correcting.setVisible(not is_open)
        standing = self.table.current_id() is not None
        for button in (self.changing, self.correcting, self.removing):
            button.setEnabled(standing)

    def _show_line(self) -> None:
        row = self._books.period
        self.line.setVisible(row is not None and (not row.is_closed or self.line.is_busy()))
        self._show_possible()

    # Entries

    def _write(self) -> None:
        if self.line.is_busy():
            self.line.start_over()
        self.line.start()

    def _with_current(self, then: Callable[[EntryRow | None], None]) -> None:
        """Hand the entry one stands on over, as it is stored."""
        wanted = self.table.current_id() or 0
        self.bench.read(self, lambda c: finance.rows(c, [wanted]).get(wanted), then)

    def _change_or_correct(self, *_: object) -> None:
        if not is_withheld(self.changing, self.bench.messages):
            self._with_current(self._open_entry)

    def _open_entry(self, entry: EntryRow | None) -> None:
        row, target = self._books.period, self._books.target
        if entry is None or row is None or entry.period_id != row.id:
            return
        if not row.is_closed:
            self.line.change(entry)
        elif target is None:
            words = self.tr("已关账的分录要在未关账的一期里更正；请先开新一期。")
            self.bench.messages.said.emit("info", words, self.tr("开新一期"), self.open_period)
        else:
            self.line.show()
            self.line.correct(entry, self._books.known.voucher, today())

    def _remove(self) -> None:
        self._with_current(self._remove_entry)

    def _remove_entry(self, entry: EntryRow | None) -> None:
        if entry is not None:
            self.changes.remove(entry)

    def _done(self, done: Done) -> None:
        row = self._books.period
        if done.period_id is not None and (row is None or done.period_id != row.id):
            is_target = self._books.target is not None and done.period_id == self._books.target.id
            if done.entry_id is None or not is_target:
                self._wanted = done.period_id  # a period that was just opened
        self._go_to = done.entry_id
        self.refresh()

    def _refused(self, _: str) -> None:
        self.equation.mend()
        self.refresh()

    def _entry_refused(self, typed: Typed, problem: str) -> None:
        over = typed.over.id if typed.over is not None else 0

        def read(connection: Reader) -> tuple[Typed, str, EntryRow | None]:
            return typed, problem, finance.rows(connection, [over]).get(over)

        self.bench.read(self, read, self._put_back)
        self.refresh()

    def _put_back(self, refused: tuple[Typed, str, EntryRow | None]) -> None:
        typed, problem, now = refused
        self.line.put_back(typed, now)
        if now is not None and typed.over is not None and now.entry != typed.over.entry:
            told = self.tr("对方刚改成“{0}”；再保存就以这里的为准")
            problem = told.format(entry_words(now.entry))
        self.line.show_problem(problem)
        self._show_line()

    # Periods

    def _account(self) -> Account | None:
        return self.accounts.accounts.get(self._place or 0)

    def open_period(self) -> None:
        """Ask for a new period of the community that is shown."""
        if (account := self._account()) is not None:
            self.questions.open_period(account, self.opening)

    def _change_span(self) -> None:
        account, row = self._account(), self._books.period
        if account is not None and row is not None:
            self.questions.change_span(account, row, self.spanning)

    def _carry(self) -> None:
        row = self._books.period
        if row is not None and row.before is not None:
            self.changes.save_period(row, row.since, row.until, row.before)

    def _declare(self, closing: int | None) -> None:
        row = self._books.period
        if row is not None and closing != row.sums.closing:
            self.changes.declare(row, closing)
        self.equation.ending.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        if self._books.period is not None:
            self.changes.close(self._books.period)

    def _ask_reason(self) -> None:
        if self._books.period is not None:
            self.questions.ask_reason(self._books.period, self.equation.reopening)

    # What leaves the page

    def _post(self) -> None:
        if self._books.period is not None:
            self.notice_wanted.emit(self._books.period)

    def shown_list(self) -> ShownList:
        """What is shown, for paper and Excel; numbers in summaries are masked."""
        row = self._books.period
        title, told = self.tr("财务收支"), ""
        if row is not None:
            title = f"{self._name()}{period_words(row.since, row.until)}{title}"
            told = equation(row.sums)
        return ShownList(
            title,
            finance_lists.SOURCE,
            FinanceFilter(row.id if row else 0, self.filter.text().strip()),
            *self.feed.sort(),
            shown_list.columns_of(self.table),
            lambda _: told,
            self.tr("笔"),
            {"summary": masks.mask_text},
        )

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())
