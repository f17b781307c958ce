"""协调会: the meetings, what each decided, and how much every unit leads (领办)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.coordination import meetings
from db.coordination.meetings import MeetingRow
from db.reading import Reader
from ui.coordination.meeting_form import USUAL
from ui.coordination.meeting_panel import MeetingPanel
from ui.kept_columns import KeptColumns
from ui.parts import beside, page_column
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import primary_button
from widgets.chips import Chip
from widgets.paged_model import Align, Column, Kind, Row
from widgets.paged_table import PagedTable
from widgets.segments import Segments

MEETINGS, LEADING = "meetings", "leading"


@dataclass(frozen=True, slots=True)
class _State:
    held: list[MeetingRow] = field(default_factory=list)
    leading: tuple[tuple[str, int], ...] = ()


def _read(connection: Reader) -> _State:
    led = meetings.leading(connection)
    ordered = sorted(led.items(), key=lambda unit: -unit[1])
    return _State(meetings.all_meetings(connection), tuple(ordered))


def _load_chip(count: int) -> Chip:
    """Whether a unit leads as many as it should: one or two (DOMAIN.md §5)."""
    if count > USUAL:
        return Chip("超过 2 件", "yellow", "▲")
    return Chip("正常", "green", "●") if count else Chip("还没有领办", "grey", "○")


class MeetingsTab(View):
    """A meeting is chosen at the left, and read, written and printed at the right."""

    topics = frozenset({"meetings", "issues", "units", "batches"})
    issue_wanted = Signal(str)
    """The number of an issue to be read in the list of issues."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._state = _State()
        self._go_to: int | None = None
        self.switch = Segments(((MEETINGS, self.tr("会议")), (LEADING, self.tr("领办情况"))))
        self.adding = primary_button(self.tr("新建协调会"), "plus", "Ctrl+N")
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        count = {"align": Align.RIGHT, "kind": Kind.NUMBER, "sortable": False}
        self.table = PagedTable(
            (
                Column("held_at", self.tr("时间"), 150, sortable=False),
                Column("items", self.tr("议题"), 64, **count),
                Column("title", self.tr("协调会"), 180, sortable=False, stretch=True),
            )
        )
        self.units = PagedTable(
            (
                Column("unit", self.tr("单位"), 200, sortable=False, stretch=True),
                Column("leading", self.tr("领办未销号"), 110, **count),
                Column("load", self.tr("领办情况"), 140, kind=Kind.CHIP, sortable=False),
            )
        )
        self.panel = MeetingPanel(bench)
        self.tables = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self.switch)
        bar.addStretch(1)
        bar.addWidget(self.adding)
        for table in (self.table, self.units):
            self.tables.addWidget(table)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(bar)
        column.addWidget(self.tables, 1)
        column.addWidget(self.told)
        page_column(self).addWidget(beside((left, 820, 460), (self.panel, 548, 440)))

    def _connect(self) -> None:
        self.switch.changed.connect(self.show_list)
        self.adding.clicked.connect(self._begin)
        self.table.rows.page_wanted.connect(self._give_meetings)
        self.units.rows.page_wanted.connect(self._give_units)
        self.table.current_changed.connect(self.panel.show_meeting)
        self.table.row_opened.connect(self._edit)
        self.panel.saved.connect(self._saved)
        self.panel.opened.connect(self.issue_wanted)
        for table in (self.table, self.units):
            table.noted.connect(self.bench.messages.success)
        empty = self.table.set_empty_text(
            self.tr("还没有协调会"),
            self.tr("把要协调的问题列上议程，记下主办、决定和时限"),
            self.tr("新建协调会"),
            "users",
        )
        empty.acted.connect(self._begin)
        self.units.set_empty_text(
            self.tr("还没有单位"),
            self.tr("派单或开协调会时写上的单位，都会列在这里"),
            icon_name="users",
        )
        self._columns = [
            KeptColumns(self.table, self.bench, "meetings"),
            KeptColumns(self.units, self.bench, "leading"),
        ]

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.tables.currentWidget().setFocus()

    def refresh(self) -> None:
        """Read the meetings and who leads what again."""
        self.bench.read(self, _read, self._show)
        self.panel.refresh()

    def _show(self, state: _State) -> None:
        self._state = state
        self.table.set_order([row.id for row in state.held])
        self.table.rows.refresh()
        self.units.set_order(range(len(state.leading)))
        self.units.rows.refresh()
        wanted, self._go_to = self._go_to, None
        if wanted is not None:
            self.table.go_to(wanted)
        elif self.table.current_id() is None and state.held:
            self.table.go_to(state.held[0].id)
        self._show_told()

    def _show_told(self) -> None:
        units = self._state.leading
        if self.switch.current() == MEETINGS:
            words = (
                self.tr("{0} 次协调会").format(len(self._state.held)) if self._state.held else ""
            )
        else:
            idle = sum(not count for _, count in units)
            busy = sum(count > USUAL for _, count in units)
            words = self.tr("每个单位一般领办 1–2 件；还没有领办的 {0} 个，超过的 {1} 个")
            words = words.format(idle, busy) if units else ""
        self.told.setText(words)

    def show_list(self, key: str) -> None:
        """Go to the meetings, or to what the units lead."""
        self.switch.set_current(key)
        self.tables.setCurrentWidget(self.table if key == MEETINGS else self.units)
        self._show_told()

    def _give_meetings(self, first: int, ids: Sequence[int]) -> None:
        rows: dict[int, Row] = {
            row.id: (f"{row.held_at:%Y-%m-%d %H:%M}", row.items, row.title)
            for row in self._state.held
        }
        self.table.put_rows({i: rows[i] for i in ids if i in rows}, ids)

    def _give_units(self, first: int, ids: Sequence[int]) -> None:
        all_ = self._state.leading
        rows = {n: (*all_[n], _load_chip(all_[n][1])) for n in ids if n < len(all_)}
        self.units.put_rows(rows, ids)

    # What the user does

    def study(self, ids: Sequence[int]) -> None:
        """A meeting is to study these issues: a new one, or the one that is being written."""
        self.show_list(MEETINGS)
        self.panel.begin(ids)

    def _begin(self) -> None:
        self.study(())

    def _edit(self, meeting_id: int) -> None:
        if meeting_id == self.table.current_id():
            self.panel.edit()

    def _saved(self, meeting_id: int) -> None:
        self._go_to = meeting_id
        self.refresh()
        self.start()
