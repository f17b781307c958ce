"""包联方案: who could answer for the households that have no team, seen before it is so."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db import places
from db.reading import Reader
from db.session import today
from db.teams import coverage, proposing
from db.teams.proposing import Basis
from domain.errors import KnownError
from domain.loads import NEED_IN_WORDS
from domain.places import Level
from domain.proposal import Spread, propose
from ui.feed import Source
from ui.papers import shown_list
from ui.papers.export_button import ExportButton
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.tasks import Task, Work
from ui.teams import proposal_table
from ui.teams.adoption import Adoption
from ui.teams.proposal_card import ProposalCard
from ui.teams.proposal_table import ALL, CHANGED, Made, TeamLine
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, FigureCard
from widgets.empty_state import EmptyState
from widgets.filter_box import FilterBox
from widgets.paged_model import Row
from widgets.paged_table import PagedTable
from widgets.pick_field import PickField
from widgets.segments import Segments


class ProposalPage(View):
    """A proposal for one of the 双线, made anew whenever what it is made from changes."""

    topics = frozenset({"teams", "households", "places", "issues", "batches"})
    left = Signal()
    print_wanted = Signal(object)
    """The `ShownList` to print."""
    import_wanted = Signal(str, object)
    """A roster is to be imported: there are no teams."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._line = coverage.DEFAULT_LINE
        self._left_out: frozenset[int] = frozenset()
        self._made: Made | None = None
        self._lines: dict[int, TeamLine] = {}
        self._sort = ("name", False)
        self._task: Task | None = None
        self._without_teams = False
        self.adoption = Adoption(bench, self)
        self.back = plain_button(self.tr("返回"), "chevron-left")
        self.back.setToolTip(self.tr("返回（Esc）"))
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.told.setWordWrap(True)
        self.exporting = ExportButton(bench, self.tr("包联方案"), None, self.shown_list)
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.adopting = primary_button(self.tr("采用方案"), "check", "Ctrl+Return")
        self.gaps = FigureCard(self.tr("空白住户"), clickable=False)
        self.least = FigureCard(self.tr("工作量最轻的组"), clickable=False)
        self.middle = FigureCard(self.tr("工作量居中的组"), clickable=False)
        self.most = FigureCard(self.tr("工作量最重的组"), clickable=False)
        self.switch = Segments(self._segments())
        self.filter = FilterBox(self.tr("工作组 / 组长 / 地点"))
        self.community = PickField(self.tr("全部社区（村）"))
        self.table = PagedTable(proposal_table.columns(self))
        self.card = ProposalCard()
        self.empty = EmptyState("")
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        title = QLabel(self.tr("包联方案"))
        title.setProperty("role", "title")
        head, figures, bar = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part in (self.back, title):
            head.addWidget(part)
        head.addStretch(1)
        for button in (self.exporting, self.printing, self.adopting):
            head.addWidget(button)
        for card in (self.gaps, self.least, self.middle, self.most):
            figures.addWidget(card, 1)
        bar.addWidget(self.switch)
        bar.addWidget(self.filter, 3)
        bar.addWidget(self.community, 2)
        for row, spacing in ((head, 8), (figures, 16), (bar, 8)):
            row.setSpacing(theme.px(spacing))
        body = QWidget()
        column = _column(body)
        column.addWidget(self.told)
        column.addLayout(figures)
        column.addWidget(beside((_list(bar, self.table), 1000, 520), (self.card, 380, 300)), 1)
        waiting = Card()
        waiting.body.addWidget(self.empty)
        self.stack.addWidget(waiting)
        self.stack.addWidget(body)
        page = page_column(self)
        page.addLayout(head)
        page.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(self._leave)
        self.printing.clicked.connect(self._print)
        self.adopting.clicked.connect(self._adopt)
        self.adoption.done.connect(self._leave)
        self.adoption.refused.connect(self.refresh)
        self.switch.changed.connect(self._show_list)
        self.filter.changed.connect(self._show_list)
        self.filter.left_down.connect(self.start)
        self.community.edited.connect(self._community_chosen)
        self.table.typed.connect(self.filter.take_typed)
        self.table.noted.connect(self.bench.messages.success)
        self.table.rows.page_wanted.connect(self._give_rows)
        self.table.sort_wanted.connect(self._sort_by)
        self.table.selection_changed.connect(self._show_chosen)
        self.table.row_opened.connect(self.card.toggle)
        self.card.part_wanted.connect(self._let_take_part)
        self.empty.acted.connect(self._act)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Esc"), self, context=inside).activated.connect(self._leave)

    # What is shown

    def begin(self, line: str) -> None:
        """Make a proposal for a line, all its teams and all gaps in it."""
        self._line, self._left_out = line, frozenset()
        self.community.set_value(None)
        self._made = None
        self._wait(self.tr("正在生成方案…"))
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Make the proposal from what is stored now."""
        self._make(None)

    def _make(self, basis: Basis | None) -> None:
        """Make the proposal from a basis that was read, or from one to be read."""
        bench, line, left_out = self.bench, self._line, self._left_out
        community: int | None = self.community.value()

        def read(connection: Reader) -> Basis:
            return proposing.basis(connection, today(), line)

        def work(task: Work) -> Made:
            known = basis or bench.ask(read)
            crews = [crew for crew in known.crews if crew.id not in left_out]
            return Made(known, propose(known.land, crews, community, task.report), left_out)

        self._give_up()
        self.adopting.setEnabled(False)
        label = self.tr("生成包联方案")
        self._task = bench.tasks.in_pool(self, work, self._show, self._not_made, label)
        self._task.stopped.connect(self._stopped)

    def _give_up(self) -> None:
        """Nobody waits for what is being made, nor wants to hear that it stopped."""
        if self._task is not None:
            self._task.stopped.disconnect(self._stopped)
            self._task.cancel()
            self._task = None

    def _show(self, made: Made) -> None:
        self._made, self._task = made, None
        if not made.proposal.gaps:
            title, hint = self.tr("没有空白住户"), self.tr("不用分配；有了新的空白再来生成")
            self._wait(title, hint, icon_name="circle-check")
            return
        self._lines = proposal_table.lines(made)
        chosen = self.community.value()
        self.community.set_choices(_communities(made.basis))
        if self.community.value() != chosen:  # no gap is left there: all of them again
            self._make(made.basis)
            return
        self._show_figures(made)
        self.switch.set_segments(self._segments())
        self._show_list()
        most = proposal_table.most(self._lines.values())
        self.table.put_rows(
            {id_: proposal_table.cells(line, most) for id_, line in self._lines.items()}
        )
        self._show_chosen()
        for button in (self.adopting, self.printing, self.exporting):
            button.setEnabled(bool(made.proposal.handovers))
        if self.stack.currentIndex() == 0:
            self.stack.setCurrentIndex(1)
            self.start()

    def _show_figures(self, made: Made) -> None:
        proposal = made.proposal
        gaining = sum(bool(gain.handovers) for gain in proposal.gains)
        told = self.tr("{0:,} 个工作组增加 {1:,} 处包联")
        self.gaps.set_figure(
            f"{proposal.gaps:,} → {proposal.left:,}",
            told.format(gaining, len(proposal.handovers)),
        )
        notes = ("", self.tr("平均 {0:,}").format(round(proposal.share)), "")
        for card, note, pair in zip(
            (self.least, self.middle, self.most),
            notes,
            zip(_parts(proposal.before), _parts(proposal.after), strict=True),
            strict=True,
        ):
            card.set_figure(" → ".join(f"{number:,}" for number in pair), note)
        self.told.setText(
            self.tr(
                "已有的包联都不动，只给空白住户找工作组：就近，大家的工作量尽量一样；"
                "单元和小组不拆，楼栋一个组管得过来就不拆。工作量：{0}。"
            ).format(NEED_IN_WORDS)
        )

    def _segments(self) -> list[tuple[str, str]]:
        changed = sum(_is_changed(line) for line in self._lines.values())
        return [
            (CHANGED, self.tr("有变化 {0:,}").format(changed)),
            (ALL, self.tr("全部 {0:,}").format(len(self._lines))),
        ]

    def _show_list(self, _: object = None) -> None:
        words = self.filter.text().lower().split()
        everyone = self.switch.current() == ALL
        found = [
            line
            for line in self._lines.values()
            if (everyone or _is_changed(line)) and all(word in line.found_by for word in words)
        ]
        key, descending = self._sort
        if key in proposal_table.SORTS:
            by = proposal_table.SORTS[key]
            found.sort(key=by, reverse=descending)
            found.sort(key=lambda line: by(line) == "")  # blanks last both ways
        elif descending:
            found.reverse()
        self.table.set_empty_text(self.tr("没有符合条件的工作组"), icon_name="search")
        self.table.set_order([line.team.id for line in found])

    def _give_rows(self, _first: int, ids: Sequence[int]) -> None:
        self.table.put_rows(self._rows(ids), ids)

    def _rows(self, ids: Sequence[int]) -> Mapping[int, Row]:
        most = proposal_table.most(self._lines.values())
        return {
            id_: proposal_table.cells(self._lines[id_], most) for id_ in ids if id_ in self._lines
        }

    def _sort_by(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self.table.set_sort(key, descending)
        self._show_list()

    def _chosen(self) -> list[TeamLine]:
        selection = self.table.selection()
        ids = self.table.rows.ids() if selection.everything else selection.ids
        return [self._lines[id_] for id_ in ids if id_ in self._lines]

    def _show_chosen(self) -> None:
        self.card.show_lines(self._chosen(), self._made.basis if self._made else None)

    def _wait(self, title: str, hint: str = "", action: str = "", icon_name: str = "users") -> None:
        self.empty.set_text(title, hint, action, icon_name)
        self.stack.setCurrentIndex(0)
        for button in (self.adopting, self.printing, self.exporting):
            button.setEnabled(False)

    def _not_made(self, error: Exception) -> None:
        self._stopped()
        if isinstance(error, KnownError):
            self._without_teams = True
            title, action = self.tr("还没有工作组"), self.tr("导入名册")
            self._wait(title, str(error), action)
        else:
            self.bench.messages.error(error)

    def _stopped(self) -> None:
        self._made, self._task, self._without_teams = None, None, False
        self._wait(self.tr("没有生成方案"), action=self.tr("重新生成"), icon_name="clipboard-list")

    # What the user does

    def _act(self) -> None:
        if self._without_teams:
            self.import_wanted.emit("cadres", ())
        else:
            self.refresh()

    def _community_chosen(self) -> None:
        if not self.community.problem() and self._made is not None:
            self._make(self._made.basis)

    def _let_take_part(self, joining: bool) -> None:
        chosen = {line.team.id for line in self._chosen()}
        left_out = self._left_out - chosen if joining else self._left_out | chosen
        if self._made is None or not chosen:
            return
        if left_out >= self._lines.keys():
            sentence = self.tr("至少要有一个工作组参加，方案没有改动。")
            self.bench.messages.error(KnownError(sentence))
            return
        self._left_out = left_out
        self._make(self._made.basis)

    def _adopt(self) -> None:
        if self._made is not None:
            self.adopting.setEnabled(False)
            self.adoption.adopt(self._line, self._made.proposal.handovers)

    def _leave(self) -> None:
        self._give_up()
        self.left.emit()

    def shown_list(self) -> ShownList:
        """What is shown, for paper and for Excel."""
        ids = list(self.table.rows.ids())
        rows = self._rows(ids)
        told = self.community.text() or self.tr("全部社区（村）")
        source = Source(lambda *_: ids, lambda _reader, page: {id_: rows[id_] for id_ in page})
        columns = shown_list.columns_of(self.table)
        title, unit = self.tr("包联方案"), self.tr("个工作组")
        return ShownList(title, source, None, *self._sort, columns, lambda _: told, unit)

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())


def _column(holder: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    return column


def _list(bar: QHBoxLayout, table: PagedTable) -> QWidget:
    holder = QWidget()
    column = _column(holder)
    column.addLayout(bar)
    column.addWidget(table, 1)
    return holder


def _is_changed(line: TeamLine) -> bool:
    return bool(line.gain.handovers) or not line.takes_part


def _parts(spread: Spread) -> tuple[int, int, int]:
    return spread.least, spread.middle, spread.most


def _communities(basis: Basis) -> list[tuple[int, str]]:
    """The communities with gaps, by their names and how many they have."""
    gaps = basis.land.gaps()
    several = sum(row.level is Level.TOWNSHIP for row in basis.places.values()) > 1
    above = Level.COUNTY if several else Level.TOWNSHIP
    return [
        (top, f"{places.full_name(basis.places[top], basis.places, above)} 空白 {count:,} 户")
        for top, count in gaps.items()
    ]
