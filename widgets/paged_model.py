"""A table of any length: all ids in order, rows only for what is painted."""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from widgets.chips import Chip
from widgets.growth import Growth

Row = tuple[Any, ...]
Index = QModelIndex | QPersistentModelIndex

PAGE = 100
KEPT_ROWS = 6000
IN_FLIGHT = 2
# A change of order that touches more rows than this is told as a reset.
SMALL_CHANGE = 2000
VALUE_ROLE = int(Qt.ItemDataRole.UserRole)


class Kind(StrEnum):
    """How a column's values are shown."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHIP = "chip"
    MONO = "mono"
    BAR = "bar"


class Align(StrEnum):
    """Where a column's values stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``width`` in px at the body size of 14; ``stretch`` how much more than other
    columns of words it grows where there is room.

    Values: text and mono ``str``, number ``int | float``, date ``date | datetime | str``,
    chip ``Chip | tuple[Chip, ...]``, bar ``Growth``; None is an empty cell in every kind. A chip
    may stand in any column, for a value that is missing.
    """

    key: str
    title: str
    width: int = 120
    align: Align = Align.LEFT
    kind: Kind = Kind.TEXT
    sortable: bool = True
    visible: bool = True
    stretch: int = 0
    filterable: bool = False


class _Gone(Enum):
    ROW = "gone"


def cell_text(value: Any) -> str:
    """A cell's value in words, as it is copied and read aloud."""
    if value is None:
        return ""
    if isinstance(value, Chip):
        return value.word
    if isinstance(value, Growth):
        return value.words
    if isinstance(value, tuple):
        return "、".join(cell_text(part) for part in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{value:,}"
    return str(value)


class PagedModel(QAbstractTableModel):
    """Ids in order; rows are asked for in pages and the least recently used are let go.

    Whoever hears :attr:`page_wanted` answers with :meth:`put_rows` and passes the ids back.
    At most :data:`IN_FLIGHT` pages are asked for at a time, the last painted first.
    """

    page_wanted = Signal(int, object)
    """The position of the first row and the tuple of ids whose rows are wanted."""
    rows_arrived = Signal()

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._ids: array[int] = array("q")
        self._rows: OrderedDict[int, Row | _Gone] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._in_flight: list[frozenset[int]] = []
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._ask)

    # What is shown

    def set_order(self, ids: Iterable[int], rows: Mapping[int, Row] | None = None) -> None:
        """Show these ids in this order, some with their ``rows``; rows already known are kept.

        Rows that stay keep their persistent indexes, unless very much changed.
        """
        self._keep(rows or {})
        new = ids if isinstance(ids, array) and ids.typecode == "q" else array("q", ids)
        old = self._ids
        head = _common_head(old, new)
        tail = _common_tail(old, new, head)
        self._wanted.clear()
        self._in_flight.clear()
        if len(old) + len(new) - 2 * (head + tail) > SMALL_CHANGE:
            self.beginResetModel()
            self._ids = new
            self.endResetModel()
            return
        root = QModelIndex()
        if len(old) > head + tail:
            self.beginRemoveRows(root, head, len(old) - tail - 1)
            self._ids = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if len(new) > head + tail:
            self.beginInsertRows(root, head, len(new) - tail - 1)
            self._ids = new
            self.endInsertRows()

    def put_rows(self, rows: Mapping[int, Row], asked: Iterable[int] = ()) -> None:
        """Take rows by id: an answer to :attr:`page_wanted`, or values that changed.

        ``asked`` are the ids of the request; one of them without a row exists no more and is
        shown as such. Rows of ids that are not shown are kept as long as there is room.
        """
        answered = frozenset(asked)
        self._keep(rows)
        for gone in answered.difference(rows):
            self._rows[gone] = _Gone.ROW
        self._land(answered or frozenset(rows))
        self._tell_changed([*rows, *answered.difference(rows)])
        self.rows_arrived.emit()

    def page_failed(self, asked: Iterable[int]) -> None:
        """The request could not be answered; it is made again when the rows are next painted."""
        self._land(frozenset(asked))

    def refresh(self, ids: Iterable[int] | None = None) -> None:
        """Ask anew for the rows of these ids (None: all); old values show until then."""
        self._stale.update(self._rows if ids is None else self._rows.keys() & set(ids))
        self._in_flight.clear()
        if self._ids:
            last = self.index(len(self._ids) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def ids(self) -> Sequence[int]:
        """All ids in order; not to be changed."""
        return self._ids

    def id_at(self, row: int) -> int:
        """The id at a position."""
        return self._ids[row]

    def row_of(self, wanted: int) -> int | None:
        """The position of an id, None when it is not shown."""
        try:
            return self._ids.index(wanted)
        except ValueError:
            return None

    def rows_of(self, wanted: Iterable[int]) -> list[int]:
        """The positions of ids, in order; ids that are not shown are left out."""
        sought = set(wanted)
        if len(sought) < 4:
            found = (self.row_of(one) for one in sought)
            return sorted(row for row in found if row is not None)
        return [row for row, one in enumerate(self._ids) if one in sought]

    def known_row(self, wanted: int) -> Row | None:
        """The row of an id if it is at hand; an id that is gone has an empty one."""
        row = self._rows.get(wanted)
        return () if row is _Gone.ROW else row

    def want(self, ids: Iterable[int]) -> None:
        """Ask for rows that are not painted, e.g. to copy them."""
        missing = tuple(one for one in ids if one not in self._rows)
        if missing:
            self._in_flight.append(frozenset(missing))
            self.page_wanted.emit(self._ids.index(missing[0]), missing)

    # Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.columns[section].title
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """``VALUE_ROLE`` gives the value itself and asks for the page when it is not at hand."""
        if not index.isValid():
            return None
        if role == VALUE_ROLE:
            row = self.row_for_painting(index.row())
            return row[index.column()] if row else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.known_row(self._ids[index.row()])
            return cell_text(row[index.column()]) if row else ""
        return None

    def row_for_painting(self, position: int) -> Row | None:
        """The row at a position; None is a placeholder: its page has just been asked for."""
        wanted = self._ids[position]
        row = self._rows.get(wanted)
        if row is None or wanted in self._stale:
            self._wanted[position // PAGE] = None
            self._wanted.move_to_end(position // PAGE)
            if not self._asking.isActive():
                self._asking.start(0)
        else:
            self._rows.move_to_end(wanted)
        return () if row is _Gone.ROW else row

    # Asking for pages

    def _ask(self) -> None:
        while len(self._wanted) > IN_FLIGHT:
            self._wanted.popitem(last=False)
        while self._wanted and len(self._in_flight) < IN_FLIGHT:
            page, _ = self._wanted.popitem()
            first = page * PAGE
            missing = tuple(
                one
                for one in self._ids[first : first + PAGE]
                if one not in self._rows or one in self._stale
            )
            asked = frozenset(missing)
            if asked and asked not in self._in_flight:
                self._in_flight.append(asked)
                self.page_wanted.emit(first, missing)

    def _land(self, answered: frozenset[int]) -> None:
        self._stale -= answered
        self._in_flight = [flying for flying in self._in_flight if not flying <= answered]
        if self._wanted:
            self._asking.start(0)

    def _keep(self, rows: Mapping[int, Row]) -> None:
        for one, row in rows.items():
            self._rows[one] = row
            self._rows.move_to_end(one)
        self._stale.difference_update(rows)
        while len(self._rows) > max(KEPT_ROWS, len(rows)):
            self._rows.popitem(last=False)

    def _tell_changed(self, changed: Sequence[int]) -> None:
        """Few rows are told exactly; of many, only their span is worth looking for."""
        if not changed or not self._ids:
            return
        rows = [row for row in map(self.row_of, {changed[0], changed[-1]}) if row is not None]
        exact = len(rows) == 2 and max(rows) - min(rows) == len(changed) - 1
        if len(changed) == 1:
            span = (rows[0], rows[0]) if rows else None
        else:
            span = (min(rows), max(rows)) if exact else (0, len(self._ids) - 1)
        if span is not None:
            last = len(self.columns) - 1
            self.dataChanged.emit(self.index(span[0], 0), self.index(span[1], last))


def _common_head(old: "array[int]", new: "array[int]") -> int:
    """How many leading ids are equal, by halving: slices are compared at memory speed."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_tail(old: "array[int]", new: "array[int]", head: int) -> int:
    """How many trailing ids are equal, those of the common head not counted again."""
    low, high = 0, min(len(old), len(new)) - head
    while low < high:
        middle = (low + high + 1) // 2
        one = old[len(old) - middle : len(old) - low]
        other = new[len(new) - middle : len(new) - low]
        if one == other:
            low = middle
        else:
            high = middle - 1
    return low
