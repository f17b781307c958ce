"""公开公示 · 张贴: where every sheet hangs, what waits to be hung, and what must come down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db import places
from db.engine import Database
from db.notices import notice_register, postings
from db.notices.postings import HANGING_WORDS, Hanging, Hung, PostingFilter, Which
from db.reading import Reader
from db.session import today
from domain.places import RANK, Level
from ui import actions
from ui.ask_sheet import AskSheet
from ui.feed import Feed
from ui.kept_columns import KeptColumns
from ui.notices.down_sheet import DownSheet
from ui.notices.posting_list import SOURCE, columns
from ui.notices.posting_panel import PostingPanel
from ui.papers import shown_list
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.fields import DateField, LineField
from widgets.flow import FlowLayout
from widgets.paged_table import PagedTable
from widgets.pick_field import PickField
from widgets.segments import Segments

_ALL = "all"


@dataclass(frozen=True, slots=True)
class _Known:
    """How many sheets are where, the places that can be chosen, and the notice looked at."""

    counts: dict[Hanging, int]
    places: list[tuple[int, str]]
    positions: dict[int, str]
    notice: str


class PostingsView(View):
    """One list in walking order; what is selected is hung or taken down in one step."""

    topics = frozenset({"notices", "places"})
    notice_wanted = Signal(object)
    """The id of a notice to be seen in the register."""
    print_wanted = Signal(object)
    """The `ShownList` to print."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._notice: int | None = None
        self._board: tuple[int, str] | None = None
        self._positions: dict[int, str] = {}
        self.switch = Segments([(_ALL, self.tr("全部"))])
        self.place = PickField(self.tr("全部地点"))
        self.only = link_button("")
        self.panel = PostingPanel(bench)
        self.printing = plain_button(self.tr("打印清单"), "printer", "Ctrl+P")
        self.hanging = primary_button(self.tr("登记张贴"), "map-pin", "Ctrl+Return")
        self.taking_down = plain_button(self.tr("登记撤下"), "x")
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.table = PagedTable(columns(self))
        self.post = AskSheet(self, self.tr("登记张贴"), "check")
        self.down = DownSheet(self)
        self.post.form.add("on", self.tr("日期"), DateField(), True, self._check_day)
        self.post.form.add("by", self.tr("张贴人"), LineField(self.tr("可以不填")))
        self.feed = Feed(self.table, bench, SOURCE, PostingFilter(today()), "place")
        self._lay_out()
        self._connect()
        self._kept = KeptColumns(self.table, bench, "postings")
        self._show_segments({})

    def _check_day(self, day: Any) -> str:
        return self.tr("这一天还没有到") if day > today() else ""

    def _lay_out(self) -> None:
        bar = QWidget()
        flow = FlowLayout(bar)
        flow.setSpacing(theme.px(8))
        self.place.setFixedWidth(theme.px(240))
        for part in (self.switch, self.place, self.only):
            flow.addWidget(part)
        self.only.hide()
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        for button in (self.printing, self.taking_down, self.hanging):
            foot.addWidget(button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(bar)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        page_column(self).addWidget(beside((left, 1040, 560), (self.panel, 352, 300)), 1)

    def _connect(self) -> None:
        self.switch.changed.connect(self._narrow)
        self.place.edited.connect(self._narrow)
        self.only.clicked.connect(self._all_sheets)
        self.table.noted.connect(self.bench.messages.success)
        self.table.selection_changed.connect(self._tell)
        self.table.current_changed.connect(self.panel.show_posting)
        self.panel.notice_wanted.connect(self.notice_wanted)
        self.feed.ordered.connect(self._tell)
        self.hanging.clicked.connect(self._ask_post)
        self.taking_down.clicked.connect(self._ask_down)
        self.printing.clicked.connect(self._print)
        self.post.answered.connect(self._post)
        self.down.answered.connect(self._take_down)

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def show_notice(self, notice_id: int) -> None:
        """Show the sheets of one notice."""
        self._show_only(_ALL, notice_id, None)

    def show_board(self, board_id: int, name: str) -> None:
        """Show the sheets of one board."""
        self._show_only(_ALL, None, (board_id, name))

    def show_hanging(self, hanging: str) -> None:
        """Show the sheets that are where a `Hanging` says."""
        self._show_only(hanging, None, None)

    def _show_only(self, key: str, notice: int | None, board: tuple[int, str] | None) -> None:
        self._notice, self._board = notice, board
        self.switch.set_current(key)
        self.place.set_value(None)
        self.feed.show(self.wanted())
        self.refresh()

    def refresh(self) -> None:
        """Read the list and the counts again."""
        notice_id = self._notice

        def read(connection: Reader) -> _Known:
            rows = places.all_places(connection)
            by_id = {row.id: row for row in rows}
            named = [
                (row.id, places.full_name(row, by_id))
                for row in rows
                if RANK[row.level] >= RANK[Level.TOWNSHIP]
            ]
            found = notice_register.rows(connection, [notice_id or 0]).get(notice_id or 0)
            words = f"{found.number} {found.title}" if found is not None else ""
            positions = {row.id: row.position for row in rows}
            return _Known(postings.counts(connection, today()), named, positions, words)

        self.bench.read(self, read, self._know)
        self.feed.wanted = self.wanted()
        self.feed.refresh()
        self.panel.refresh()

    def _know(self, known: _Known) -> None:
        self._positions = known.positions
        self.place.set_choices(known.places)
        only = self._board[1] if self._board is not None else known.notice
        self.only.setText(self.tr("只看 {0}　×").format(only))
        self.only.setVisible(bool(only))
        self._show_segments(known.counts)

    def _show_segments(self, counts: dict[Hanging, int]) -> None:
        words = [(_ALL, self.tr("全部"))]
        for hanging, word in HANGING_WORDS.items():
            count = f" {counts[hanging]:,}" if counts else ""
            words.append((hanging.value, word + count))
        self.switch.set_segments(words)

    def wanted(self) -> PostingFilter:
        """The filter as it is set."""
        key = self.switch.current()
        position = self._positions.get(self.place.value() or 0, "")
        hanging = Hanging(key) if key and key != _ALL else None
        board_id = self._board[0] if self._board is not None else None
        return PostingFilter(today(), hanging, position, self._notice, board_id)

    def _narrow(self, _: object = None) -> None:
        self.feed.show(self.wanted())

    def _all_sheets(self) -> None:
        self._notice = self._board = None
        self.only.hide()
        self._narrow()

    def _tell(self, _: object = None) -> None:
        self.told.setText(self.table.status_text(self.tr("张")))
        chosen = self.table.selected_count() > 0
        self.hanging.setEnabled(chosen)
        self.taking_down.setEnabled(chosen)
        if self.wanted() == PostingFilter(today()):
            hint = self.tr("公示批准、打印以后，每一张该贴在哪里都列在这里")
            self.table.set_empty_text(self.tr("还没有要张贴的公示"), hint, "", "megaphone")
        else:
            self.table.set_empty_text(
                self.tr("这里没有"), self.tr("换一个状态或地点"), "", "search"
            )

    # What the user does

    def _which(self) -> Which:
        chosen = self.table.selection()
        return self.wanted() if chosen.everything else chosen.ids

    def _ask_post(self) -> None:
        self.post.form.set_values({"on": today(), "by": self.post.form.values()["by"]})
        count = self.table.selected_count()
        self.post.ask(self.hanging, self.tr("登记张贴：{0:,} 张").format(count))

    def _ask_down(self) -> None:
        which = self._which()
        self.bench.read(self, lambda c: postings.hangs_until(c, which), self._ask_down_until)

    def _ask_down_until(self, until: date | None) -> None:
        self.down.ask_down(self.taking_down, self.table.selected_count(), until)

    def _post(self, values: dict[str, Any]) -> None:
        self._write(actions.post_sheets, values, self.tr("已登记张贴 {0:,} 张"))

    def _take_down(self, values: dict[str, Any]) -> None:
        act = partial(actions.take_sheets_down, reason=values["reason"] or "")
        self._write(act, values, self.tr("已登记撤下 {0:,} 张"))

    def _write(self, act: Callable[..., Hung], values: dict[str, Any], told: str) -> None:
        which, on, by = self._which(), values["on"], values["by"] or ""

        def write(database: Database, user: str) -> Hung:
            return act(database, user, which, on, by or user)

        self.bench.write(self, write, partial(self._written, told))

    def _written(self, told: str, hung: Hung) -> None:
        words = told.format(len(hung.before))
        self.bench.messages.undoable(words, partial(self._put_back, hung))

    def _put_back(self, hung: Hung) -> None:
        def write(database: Database, user: str) -> str:
            actions.put_sheets_back(database, user, hung)
            return self.tr("已撤销，和登记以前一样")

        self.bench.write(self, write, self.bench.messages.success)

    def shown_list(self) -> ShownList:
        """What is shown, for paper."""
        words = "，".join(
            filter(None, (HANGING_WORDS.get(self.wanted().hanging), self.place.text()))
        )
        return ShownList(
            self.tr("张贴清单"),
            SOURCE,
            self.wanted(),
            *self.feed.sort(),
            shown_list.columns_of(self.table),
            lambda _: words or "全部",
            self.tr("张"),
        )

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())
