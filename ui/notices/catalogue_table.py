"""公开目录 as a table: a line a community, a column a template, each cell where its duty stands."""

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from db.notices.catalogue import Line
from db.reading import Reader
from domain.disclosure import TEMPLATES
from domain.notice_life import STATE_WORDS
from domain.publication import MISSING, Publication, Standing
from ui.feed import Source
from widgets.chips import Chip
from widgets.paged_model import Column, Kind, Row
from widgets.paged_table import PagedTable

KEYS = tuple(key for key in TEMPLATES if key != "general")
"""The templates that are due at some time: a general notice never is."""


class CatalogueTable(PagedTable):
    """All of it is small enough to be kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self._columns_of(), parent)
        self._lines: dict[int, Line] = {}
        self._day = date.min
        self._order: list[int] = []
        self.source: Source[None] = Source(self._in_order, self._rows)
        self.rows.page_wanted.connect(self._give)

    def _columns_of(self) -> tuple[Column, ...]:
        place = Column("place", "社区、村", 150, stretch=True, sortable=False)
        return (
            place,
            *(
                Column(key, TEMPLATES[key].word, 116, kind=Kind.CHIP, sortable=False)
                for key in KEYS
            ),
        )

    def show_lines(self, lines: Sequence[Line], day: date, missing: bool) -> None:
        """Show where things stand on a day, of all communities or where something is missing."""
        self._lines, self._day = {line.place_id: line for line in lines}, day
        self._order = [
            line.place_id
            for line in lines
            if not missing or any(s.publication in MISSING for s in line.standings.values())
        ]
        self.set_order(self._order)
        self.put_rows(self._cells_of(self._order))

    def line(self, place_id: int) -> Line | None:
        """The line of a community."""
        return self._lines.get(place_id)

    def _give(self, _first: int, ids: Sequence[int]) -> None:
        self.put_rows(self._cells_of(ids), ids)

    def _in_order(self, *_: object) -> list[int]:
        return self._order

    def _rows(self, _: Reader, ids: Sequence[int]) -> dict[int, Row]:
        return self._cells_of(ids)

    def _cells_of(self, ids: Iterable[int]) -> dict[int, Row]:
        found = ((id_, self._lines[id_]) for id_ in ids)
        return {id_: (line.name, *self._chips(line)) for id_, line in found}

    def _chips(self, line: Line) -> Iterable[Chip | None]:
        for key in KEYS:
            one = line.standings.get(key)
            yield chip(one, self._day, line.stairs) if one is not None else None


def chip(one: Standing, day: date, stairs: str = "") -> Chip | None:
    """Where a duty stands, in a word; ``stairs`` is what sheets hang at, where it is to say at how
    many of them."""
    short = f"{one.day.month}月{one.day.day}日"
    if one.day.year != day.year:
        short = f"{one.day:%y}年{one.day.month}月"
    match one.publication:
        case Publication.DONE:
            return Chip(short, "green", "●")
        case Publication.PARTLY:
            told = f"{one.hung}/{one.stairs} {stairs}" if one.stairs and stairs else "部分公开"
            return Chip(told, "yellow", "▲")
        case Publication.OVERDUE:
            return Chip(f"超期{one.late(day)}天", "red", "■")
        case Publication.DUE | Publication.NOT_ASKED:
            return Chip(short, "grey", "○")
        case Publication.ON_WAY if one.on_way is not None:
            return Chip(STATE_WORDS[one.on_way], "blue", "◆")
    return None
