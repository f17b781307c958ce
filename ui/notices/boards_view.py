"""公开公示 · 公开栏: the boards of the township, and what hangs on each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from db import places
from db.engine import Database
from db.notices import boards, postings
from db.notices.boards import BoardFilter, BoardRow
from db.notices.postings import Hanging
from db.reading import Reader
from db.session import today
from domain.places import RANK, Level
from ui import actions
from ui.ask_sheet import AskSheet
from ui.feed import Feed, Source
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.shown_list import ShownList
from ui.parts import page_column
from ui.permits import is_withheld
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.chips import Chip
from widgets.fields import LineField
from widgets.filter_box import FilterBox
from widgets.paged_model import Align, Column, Kind, Row
from widgets.paged_table import PagedTable
from widgets.pick_field import PickField

_COUNTED = (Hanging.TO_POST, Hanging.HANGS, Hanging.OVERDUE)


def _cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    sheets = postings.on_boards(connection, ids, today())
    return {
        id_: (_state(row), row.place, row.name, *_counts(sheets.get(id_)))
        for id_, row in boards.rows(connection, ids).items()
    }


def _state(row: BoardRow) -> Chip:
    return Chip("已停用", "grey", "○") if row.retired_on else Chip("在用", "green", "●")


def _counts(sheets: dict[Hanging, int] | None) -> tuple[int, ...]:
    return tuple(sheets[hanging] if sheets else 0 for hanging in _COUNTED)


_SOURCE = Source(boards.order, _cells)


class BoardsView(View):
    """A list in walking order; a board is written down once and hung on from then on."""

    topics = frozenset({"boards", "notices", "places"})
    postings_wanted = Signal(object, str)
    """The id and the name of a board whose sheets are to be seen."""
    print_wanted = Signal(object)
    """The `ShownList` to print."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._row: BoardRow | None = None
        self.filter = FilterBox(self.tr("公开栏 / 社区、村"))
        self.retired = QCheckBox(self.tr("也看已停用的"))
        self.table = PagedTable(self._columns_of())
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.adding = primary_button(self.tr("新增公开栏"), "plus", "Ctrl+N")
        self.usual = plain_button(self.tr("每个社区、村一块"), "map-pin")
        self.editing = plain_button(self.tr("修改"), "pencil", "F2")
        self.retiring = plain_button(self.tr("停用"), "x")
        self.looking = plain_button(self.tr("看张贴"), "megaphone")
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.new = self._sheet(self.tr("新增"))
        self.edit = self._sheet(self.tr("保存"))
        self.feed = Feed(self.table, bench, _SOURCE, BoardFilter(), "place")
        self._lay_out()
        self._connect()
        self._kept = KeptColumns(self.table, bench, "boards")

    def _columns_of(self) -> tuple[Column, ...]:
        def count(key: str, title: str, width: int = 84) -> Column:
            return Column(key, title, width, Align.RIGHT, Kind.NUMBER, sortable=False)

        return (
            Column("state", self.tr("状态"), 96, kind=Kind.CHIP, sortable=False),
            Column("place", self.tr("社区、村、小区"), 240),
            Column("name", self.tr("公开栏"), 240, stretch=True),
            count("to_post", self.tr("待张贴")),
            count("hangs", self.tr("在贴")),
            count("overdue", self.tr("到期该撤"), 124),
        )

    def _sheet(self, done: str) -> AskSheet:
        sheet = AskSheet(self, done, "check")
        sheet.form.add("place", self.tr("在哪里"), PickField(self.tr("社区、村、小区…")), True)
        sheet.form.add(
            "name", self.tr("名称"), LineField(self.tr("例如：服务中心门口公开栏")), True
        )
        return sheet

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.filter, 1)
        row.addWidget(self.retired)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.told, 1)
        for button in (
            self.printing, self.usual, self.looking, self.retiring, self.editing, self.adding,
        ):  # fmt: skip
            foot.addWidget(button)
        column = page_column(self)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.filter.changed.connect(self._narrow)
        self.filter.left_down.connect(self.start)
        self.retired.toggled.connect(self._narrow)
        self.table.typed.connect(self.filter.take_typed)
        self.table.noted.connect(self.bench.messages.success)
        self.table.current_changed.connect(self._choose)
        self.table.row_opened.connect(self._ask_edit)
        self.feed.ordered.connect(self._ordered)
        self.adding.clicked.connect(self.add)
        self.usual.clicked.connect(self._add_usual)
        self.editing.clicked.connect(self._ask_edit)
        self.retiring.clicked.connect(self._retire)
        self.looking.clicked.connect(self._look)
        self.printing.clicked.connect(self._print)
        self.new.answered.connect(self._add)
        self.edit.answered.connect(self._change)
        hint = self.tr("整个社区、村一张的公示贴在公开栏上，登记簿里记到哪一块")
        words = self.tr("还没有公开栏"), hint, self.tr("每个社区、村一块"), "megaphone"
        self.table.set_empty_text(*words).acted.connect(self._add_usual)
        self._show(None)

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list and the places again."""

        def read(connection: Reader) -> list[tuple[int, str]]:
            rows = places.all_places(connection)
            by_id = {row.id: row for row in rows}
            deepest = RANK[Level.BUILDING]
            return [
                (row.id, places.full_name(row, by_id))
                for row in rows
                if RANK[Level.TOWNSHIP] <= RANK[row.level] <= deepest
            ]

        self.bench.read(self, read, self._know)
        self.feed.refresh()
        self._choose(self.table.current_id())

    def _know(self, known: list[tuple[int, str]]) -> None:
        for sheet in (self.new, self.edit):
            sheet.form.field("place").set_choices(known)

    def wanted(self) -> BoardFilter:
        """The filter as it is set."""
        return BoardFilter(self.filter.text().strip(), self.retired.isChecked())

    def _narrow(self, _: object = None) -> None:
        self.feed.show(self.wanted())

    def _ordered(self) -> None:
        self.told.setText(self.tr("{0:,} 块公开栏").format(self.table.rows.rowCount()))

    def _choose(self, board_id: int | None) -> None:
        if board_id is None:
            self._show(None)
        else:
            self.bench.read(self, lambda r: boards.rows(r, [board_id]).get(board_id), self._show)

    def _show(self, row: BoardRow | None) -> None:
        self._row = row
        for button in (self.editing, self.retiring, self.looking):
            button.setEnabled(row is not None)
        gone = row is not None and row.retired_on is not None
        self.retiring.setText(self.tr("恢复使用") if gone else self.tr("停用"))

    # What the user does

    def add(self) -> None:
        """Ask where a new board stands."""
        place = self._row.place_id if self._row is not None else None
        self.new.form.set_values({"place": place, "name": ""})
        self.new.ask(self.adding, self.tr("新增公开栏"))

    def _ask_edit(self, _: object = None) -> None:
        row = self._row
        if row is not None and not is_withheld(self.editing, self.bench.messages):
            self.edit.form.set_values({"place": row.place_id, "name": row.name})
            self.edit.ask(self.editing, self.tr("修改公开栏"))

    def _add(self, values: dict[str, Any]) -> None:
        def write(database: Database, user: str) -> str:
            actions.add_board(database, user, values["place"], values["name"])
            return self.tr("已新增“{0}”").format(values["name"])

        self.bench.write(self, write, self.bench.messages.success)

    def _change(self, values: dict[str, Any]) -> None:
        row = self._row
        if row is None:
            return

        def write(database: Database, user: str) -> str:
            actions.change_board(database, user, row, values["place"], values["name"])
            return self.tr("“{0}”已修改").format(values["name"])

        self.bench.write(self, write, self.bench.messages.success)

    def _add_usual(self) -> None:
        def write(database: Database, user: str) -> str:
            count = actions.add_usual_boards(database, user)
            if not count:
                return self.tr("每个社区、村都有公开栏了，没有新增")
            return self.tr("已为 {0} 个社区、村各记一块“公开栏”").format(count)

        self.bench.write(self, write, self.bench.messages.success)

    def _retire(self) -> None:
        row = self._row
        if row is not None:
            on = None if row.retired_on else today()
            words = self.tr("“{0}”停用了") if on else self.tr("“{0}”恢复使用")
            self._write_retired(row, on, partial(self._retired, row, on, words.format(row.name)))

    def _retired(self, row: BoardRow, on: date | None, told: str, _: None) -> None:
        now = replace(row, retired_on=on)
        back = partial(self._write_retired, now, row.retired_on, self._put_back)
        self.bench.messages.undoable(told, back)

    def _put_back(self, _: None) -> None:
        self.bench.messages.success(self.tr("已撤销，和以前一样"))

    def _write_retired(self, row: BoardRow, on: date | None, then: Callable[[None], None]) -> None:
        def write(database: Database, user: str) -> None:
            actions.retire_board(database, user, row, on)

        self.bench.write(self, write, then)

    def _look(self) -> None:
        if self._row is not None:
            self.postings_wanted.emit(self._row.id, f"{self._row.place} · {self._row.name}")

    def shown_list(self) -> ShownList:
        """What is shown, for paper."""
        return ShownList(
            self.tr("公开栏"),
            _SOURCE,
            self.wanted(),
            *self.feed.sort(),
            shown_list.columns_of(self.table),
            lambda _: self.filter.text() or "全部",
            self.tr("块"),
        )

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())
