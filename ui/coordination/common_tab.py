"""共性问题: what the analysis proposes for a period, and the common issues that there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.coordination import common
from db.coordination.common import CommonRow
from db.issues import issues
from db.issues.issues import IssueRow
from db.reading import Reader
from db.session import today
from domain.workflow import OPEN, STATE_WORDS, State
from ui.coordination import suggesting
from ui.coordination.common_acts import CommonActs
from ui.coordination.common_panel import CommonPage, CommonPanel, read_page
from ui.coordination.suggesting import Analysed, Suggestion
from ui.coordination.suggestion_panel import SuggestionPanel, kind_chip, span
from ui.issues.issue_words import chip_of
from ui.kept_columns import KeptColumns
from ui.parts import beside, page_column
from ui.tasks import Task, Work
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.elided import ElidedLabel
from widgets.fields import CheckField, DateField
from widgets.paged_model import Align, Column, Kind, Row
from widgets.paged_table import PagedTable
from widgets.segments import Segments

DAYS = 90
SUGGESTED, MADE = "suggested", "made"


@dataclass(frozen=True, slots=True)
class _State:
    """What there is now: the common issues, and of the suggestions those not dismissed and their
    issues as they stand."""

    made: list[CommonRow] = field(default_factory=list)
    remaining: frozenset[int] = frozenset()
    rows: dict[int, IssueRow] = field(default_factory=dict)


def _suggestion_columns(tr: QWidget) -> tuple[Column, ...]:
    count = {"align": Align.RIGHT, "kind": Kind.NUMBER, "sortable": False}
    return (
        Column("kind", tr.tr("类型"), 106, kind=Kind.CHIP, sortable=False),
        Column("title", tr.tr("建议"), 136, sortable=False, stretch=True),
        Column("reason", tr.tr("理由"), 150, sortable=False),
        Column("issues", tr.tr("件"), 48, **count),
        Column("people", tr.tr("人"), 48, **count),
        Column("span", tr.tr("时间"), 190, sortable=False),
    )


def _made_columns(tr: QWidget) -> tuple[Column, ...]:
    count = {"align": Align.RIGHT, "kind": Kind.NUMBER, "sortable": False}
    return (
        Column("number", tr.tr("编号"), 92, sortable=False),
        Column("colour", tr.tr("颜色"), 68, kind=Kind.CHIP, sortable=False),
        Column("title", tr.tr("共性问题"), 140, sortable=False, stretch=True),
        Column("issues", tr.tr("件"), 48, **count),
        Column("people", tr.tr("人"), 48, **count),
        Column("state", tr.tr("状态"), 76, sortable=False),
        Column("unit", tr.tr("主办"), 96, sortable=False),
        Column("meeting", tr.tr("协调会"), 104, sortable=False),
    )


class CommonTab(View):
    """The list follows what is stored: what was merged or dismissed leaves it, and what was undone
    is back where it stood."""

    topics = frozenset({"issues", "proposals", "meetings", "batches"})
    issue_wanted = Signal(str)
    """The number of an issue to be read in the list of issues."""
    study_wanted = Signal(object)
    """The ids of issues that a meeting is to study."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._analysed: Analysed | None = None
        self._begun = False
        self._task: Task | None = None
        self._state = _State()
        self._over = 0
        self.switch = Segments(((SUGGESTED, self.tr("分析建议")), (MADE, self.tr("已建"))))
        self.since, self.until = DateField(), DateField()
        self.run = plain_button(self.tr("分析"), "refresh-cw", "F5")
        self.told = ElidedLabel()
        self.ended = CheckField(self.tr("含已销号的"))
        self.table = PagedTable(_suggestion_columns(self))
        self.list = PagedTable(_made_columns(self))
        self.panel, self.common = SuggestionPanel(), CommonPanel()
        self.acts = CommonActs(bench, self)
        self.tables, self.panels = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()
        self._show_shell()

    def _lay_out(self) -> None:
        day = today()
        for part, value, name in (
            (self.since, day - timedelta(days=DAYS - 1), self.tr("从")),
            (self.until, day, self.tr("到")),
        ):
            part.set_value(value)
            part.setAccessibleName(self.tr("分析的时间，{0}").format(name))
            part.setFixedWidth(theme.px(132))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        self.period = QWidget()
        period = QHBoxLayout(self.period)
        period.setContentsMargins(0, 0, 0, 0)
        period.setSpacing(theme.px(8))
        for part in (self.since, QLabel(self.tr("至")), self.until, self.run):
            period.addWidget(part)
        bar.addWidget(self.switch)
        bar.addStretch(1)
        bar.addWidget(self.period)
        self.told.setProperty("role", "muted")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(bar)
        column.addWidget(self.tables, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(self.ended)
        column.addLayout(foot)
        for table in (self.table, self.list):
            self.tables.addWidget(table)
        for panel in (self.panel, self.common):
            self.panels.addWidget(panel)
        page_column(self).addWidget(beside((left, 960, 560), (self.panels, 408, 360)))

    def _connect(self) -> None:
        self.switch.changed.connect(self.show_list)
        self.run.clicked.connect(self.analyse)
        for part in (self.since, self.until):
            part.returnPressed.connect(self.analyse)
        self.table.rows.page_wanted.connect(self._give_suggestions)
        self.table.current_changed.connect(self._choose)
        self.list.rows.page_wanted.connect(self._give_made)
        self.list.current_changed.connect(self._read_common)
        self.panel.made.connect(self.acts.make)
        self.panel.dismissed.connect(self.acts.dismiss)
        for panel in (self.panel, self.common):
            panel.opened.connect(self.issue_wanted)
        self.common.added.connect(self.acts.add)
        self.acts.added.connect(self.common.number.clear)
        self.common.taken_out.connect(self.acts.take_out)
        self.common.study_wanted.connect(self.study_wanted)
        for table in (self.table, self.list):
            table.noted.connect(self.bench.messages.success)
        self._nothing = self.table.set_empty_text("")
        self._nothing.acted.connect(self._act_on_nothing)
        self.ended.edited.connect(self._show_orders)
        self._none = self.list.set_empty_text(
            self.tr("还没有共性问题"),
            self.tr("先看“分析建议”，一步就能把几件并成一件"),
            self.tr("看分析建议"),
            "merge",
        )
        self._none.acted.connect(self._show_suggested)
        self._columns = [
            KeptColumns(self.table, self.bench, "suggestions"),
            KeptColumns(self.list, self.bench, "common"),
        ]

    # The analysis

    def analyse(self) -> None:
        """Look through the messages of the period; a newer wish replaces an older one."""
        since, until = self.since.value(), self.until.value()
        wrong = self.since.problem() or self.until.problem()
        if wrong:
            self.bench.messages.said.emit("error", wrong, "", None)
            return
        if self._task is not None:
            self._task.cancel()
        self._begun = True

        def work(task: Work) -> Analysed:
            return suggesting.analyse(self.bench.ask, since, until, task.report)

        label = self.tr("正在分析来信")
        self._task = self.bench.tasks.in_pool(self, work, self._analysed_now, self._failed, label)
        self._task.stopped.connect(self._stopped)
        self._show_shell()

    def _analysed_now(self, analysed: Analysed) -> None:
        self._task, self._analysed = None, analysed
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self._task = None
        self.bench.messages.error(error)
        self._show_shell()

    def _stopped(self) -> None:
        if self._task is not None and self._task.cancelled:
            self._task = None
            self._show_shell()

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.tables.currentWidget().setFocus()

    def refresh(self) -> None:
        """Read what there is now; the first time, the analysis runs by itself."""
        if not self._begun:
            self.analyse()
        suggestions = self._suggestions()

        def read(connection: Reader) -> _State:
            remaining = common.remaining(connection, [s.proposal for s in suggestions])
            kept = frozenset(id(proposal) for proposal in remaining)
            ids = list({i for s in suggestions for i in s.ids})
            rows: dict[int, IssueRow] = {}
            for start in range(0, len(ids), 500):
                rows |= issues.rows(connection, ids[start : start + 500])
            at = frozenset(n for n, s in enumerate(suggestions) if id(s.proposal) in kept)
            return _State(common.all_common(connection), at, rows)

        self.bench.read(self, read, self._show)

    def _suggestions(self) -> tuple[Suggestion, ...]:
        return self._analysed.suggestions if self._analysed is not None else ()

    def _show(self, state: _State) -> None:
        self._state = state
        self._show_orders()
        self._read_common(self.list.current_id())

    def _show_orders(self) -> None:
        """Fill both lists; a suggestion stands while two of its issues could be merged."""
        suggestions = self._suggestions()
        whole = [n for n in sorted(self._state.remaining) if n < len(suggestions)]
        possible = [n for n in whole if self._unmerged(n, OPEN) > 1]
        past = [n for n in whole if self._unmerged(n, State) > 1]
        shown = past if self.ended.value() else possible
        self._over = len(past) - len(possible)
        self.table.set_order(shown)
        self.table.rows.refresh()
        self.list.set_order([row.id for row in self._state.made])
        self.list.rows.refresh()
        self.switch.set_segments(
            (
                (SUGGESTED, self.tr("分析建议 {0}").format(len(shown))),
                (MADE, self.tr("已建 {0}").format(len(self._state.made))),
            )
        )
        self._show_shell()
        for table in (self.table, self.list):
            if table.current_id() is None and table.rows.rowCount():
                table.go_to(table.rows.id_at(0))
        self._choose(self.table.current_id())

    def _unmerged(self, number: int, states: Iterable[State]) -> int:
        """How many of a suggestion's issues are there, in one of these states and not merged."""
        rows, wanted = self._state.rows, set(states) - {State.MERGED}
        return sum(i in rows and rows[i].state in wanted for i in self._suggestions()[number].ids)

    def _show_shell(self) -> None:
        """What stands around the lists: how many were read, or that it is being done."""
        busy, analysed = self._task is not None, self._analysed
        self.run.setEnabled(not busy)
        again = self.tr("再分析")
        if busy:
            self.table.set_empty_text(
                self.tr("正在分析来信…"), self.tr("可以先做别的，好了就列在这里")
            )
        elif analysed is None:
            self.table.set_empty_text(self.tr("分析已取消"), "", again, "refresh-cw")
        elif self._over and not self.ended.value():
            words = self.tr("没有可以并案的")
            hint = self.tr("有 {0} 条建议说的都已经销号").format(self._over)
            self.table.set_empty_text(words, hint, self.tr("看已销号的"), "circle-check")
        else:
            hint = self.tr("没有发现说同一件事、集中或者反复反映的；可以换一段时间再看")
            self.table.set_empty_text(self.tr("没有要并案的"), hint, again, "circle-check")
        words = ""
        if analysed is not None:
            words = self.tr(
                "读了 {0:,} 件来信，最响的在前；并成共性问题或者记下“不是一回事”，它就不再列出"
            )
            words = words.format(analysed.read)
        self.told.set_words(words if self.switch.current() == SUGGESTED else "")
        self.panel.empty.set_text(
            self.tr("选一条建议") if analysed is not None and analysed.suggestions else "",
            self.tr("这里看理由和成员，一步建成共性问题") if self.table.rows.rowCount() else "",
            icon_name="merge",
        )

    def show_list(self, key: str) -> None:
        """Go to the suggestions, or to the common issues that there are."""
        self.switch.set_current(key)
        suggested = key == SUGGESTED
        self.tables.setCurrentWidget(self.table if suggested else self.list)
        self.panels.setCurrentWidget(self.panel if suggested else self.common)
        self.period.setVisible(suggested)
        self.ended.setVisible(suggested)
        self._show_shell()

    def _act_on_nothing(self) -> None:
        if self._over and not self.ended.value():
            self.ended.setChecked(True)
        else:
            self.analyse()

    def _show_suggested(self) -> None:
        self.show_list(SUGGESTED)

    def _give_suggestions(self, first: int, ids: Sequence[int]) -> None:
        all_ = self._suggestions()
        self.table.put_rows({n: _suggestion_row(all_[n]) for n in ids if n < len(all_)}, ids)

    def _give_made(self, first: int, ids: Sequence[int]) -> None:
        rows = {row.id: self._made_row(row) for row in self._state.made if row.id in set(ids)}
        self.list.put_rows(rows, ids)

    def _made_row(self, row: CommonRow) -> Row:
        chip, state = chip_of(row.colour, self.bench.rules), STATE_WORDS[row.state]
        words = (row.members, row.people, state, row.unit, row.meeting)
        return (row.number, chip if row.state in OPEN else None, row.title, *words)

    def _choose(self, number: int | None) -> None:
        all_ = self._suggestions()
        shown = all_[number] if number is not None and number < len(all_) else None
        self.panel.show_suggestion(shown, self._state.rows)

    def _read_common(self, parent: int | None) -> None:
        if parent is None:
            self.common.show_page(None, self.bench.rules)
            return

        def read(connection: Reader) -> CommonPage | None:
            return read_page(connection, parent)

        self.bench.read(self, read, self._show_common)

    def _show_common(self, page: CommonPage | None) -> None:
        if page is None or page.row.id == self.list.current_id():
            self.common.show_page(page, self.bench.rules)


def _suggestion_row(suggestion: Suggestion) -> Row:
    proposal = suggestion.proposal
    chip, counts = kind_chip(proposal.kind), (len(suggestion.ids), suggestion.people)
    why = proposal.reason.partition("，")[2]  # when it was has a column of its own
    return (chip, proposal.title, why, *counts, span(suggestion.messages))
