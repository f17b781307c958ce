"""A list exactly as it is shown — filter, sort, columns, order and widths — for Excel and paper.

What leaves the office is masked (DOMAIN.md §3) unless the user asks for all of it, which stands in
the audit. Rows are read a page at a time, so that hundreds of thousands cost no memory.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import places
from db.engine import Database
from db.reading import Reader
from db.session import now
from db.users import whereabouts
from domain import disclosure
from domain.cells import Cell
from domain.disclosure import Colour, Text
from domain.paper_words import day_words
from exchange.export import Column, write_table
from ui.feed import Source
from ui.papers.exports import PAGE, Ask
from widgets.chips import Chip
from widgets.growth import Growth
from widgets.paged_model import Kind, Row, cell_text
from widgets.paged_table import PagedTable

if TYPE_CHECKING:
    from printing.files import Target
    from printing.listing import Listed

Progress = Callable[[int, int], None]
_PIXELS_PER_CHARACTER = 7.5


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column as it is in view: which of the row's values, its title, its width in px, and
    whether it is set from the left."""

    place: int
    key: str
    title: str
    width: int
    left: bool


@dataclass(frozen=True, slots=True)
class ShownList:
    """What a page shows. ``told`` gives the filter in words, ``masks`` what hides a column's
    secrets by the column's key, ``unit`` what is counted. ``noted_as`` is the act of the audit by
    which even a masked export is noted, empty for none."""

    title: str
    source: Source[Any]
    filter: Any
    sort: str
    descending: bool
    columns: tuple[ShownColumn, ...]
    told: Callable[[Reader], str]
    unit: str
    masks: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    unmasked: bool = False
    noted_as: str = ""


def columns_of(table: PagedTable) -> tuple[ShownColumn, ...]:
    """The columns of a table as they are in view."""
    header, known = table.horizontalHeader(), table.rows.columns
    shown = (header.logicalIndex(place) for place in range(header.count()))
    return tuple(
        ShownColumn(n, known[n].key, known[n].title, header.sectionSize(n), _left(known[n].kind))
        for n in shown
        if not header.isSectionHidden(n)
    )


def _left(kind: Kind) -> bool:
    return kind in (Kind.TEXT, Kind.MONO)


def note_leaving(database: Database, user: str, shown: ShownList, how: str) -> None:
    """The audit says who took which full list out of the office, before they do."""
    with database.write(user) as session:
        where = whereabouts.at_position(getattr(shown.filter, "position", ""))
        session.log("audit", shown.noted_as or "不脱敏导出", shown.title, how, where)


def order(ask: Ask, shown: ShownList) -> Sequence[int]:
    """The ids of the list, in its order."""
    wish = (shown.filter, shown.sort, shown.descending, None)
    ids: Sequence[int] = ask(lambda reader: shown.source.order(reader, *wish))
    return ids


def _rows(
    ask: Ask, shown: ShownList, ids: Sequence[int], progress: Progress
) -> Iterator[list[Any]]:
    """The values of each row in view, masked; ``progress`` may raise to stop."""
    for start in range(0, len(ids), PAGE):
        progress(start, len(ids))
        page = ids[start : start + PAGE]

        def read(reader: Reader, page: Sequence[int] = page) -> Mapping[int, Row]:
            return shown.source.rows(reader, page)

        found = ask(read)
        for row in (found[id_] for id_ in page if id_ in found):
            yield [_value(shown, column, row) for column in shown.columns]


def _value(shown: ShownList, column: ShownColumn, row: Row) -> Any:
    value = row[column.place]
    mask = None if shown.unmasked else shown.masks.get(column.key)
    if mask is None or not value:
        return value
    if isinstance(value, tuple):
        words = mask("、".join(chip.word for chip in value))
        return tuple(Chip(word) for word in words.split("、"))
    return mask(value)


def export(ask: Ask, shown: ShownList, out: Path, progress: Progress) -> int:
    """Write the list as a workbook; returns how many rows."""
    columns = [Column(c.title, round(c.width / _PIXELS_PER_CHARACTER)) for c in shown.columns]
    rows = _rows(ask, shown, order(ask, shown), progress)
    return write_table(out, shown.title, columns, ([_plain(v) for v in row] for row in rows))


def _plain(value: Any) -> Cell:
    return cell_text(value) if isinstance(value, Chip | tuple | Growth) else value


def write_pdf(ask: Ask, shown: ShownList, out: "Target", progress: Progress) -> "Listed":
    """Write the list as it will be printed."""
    from printing.listing import Listing, print_listing

    ids = order(ask, shown)
    office = ask(lambda reader: places.root(reader).name)
    listing = Listing(
        title=shown.title,
        office=office,
        told=ask(shown.told),
        count=f"共 {len(ids):,} {shown.unit}",
        made=_moment(now()),
        columns=tuple(disclosure.Column(c.title, wide=c.left) for c in shown.columns),
        widths=tuple(float(c.width) for c in shown.columns),
        empty="没有符合条件的内容",
    )
    rows = _rows(ask, shown, ids, progress)
    return print_listing(listing, ([_on_paper(v) for v in row] for row in rows), out)


def _moment(at: datetime) -> str:
    return f"{day_words(at.date())} {at:%H:%M} 制表"


def _on_paper(value: Any) -> disclosure.Cell:
    if isinstance(value, Chip) and value.mark:
        return Colour(value.tone, value.word)
    return Text(cell_text(value))
