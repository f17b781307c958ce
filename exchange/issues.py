"""Lists of issues: messages with their replies, hotline sheets, lists of inspected problems."""

import re
from collections.abc import Iterator, Sequence

from domain.appeals import AppealRow
from domain.cells import Cell, close, is_blank, says_nothing, text
from domain.known_places import PlaceIndex
from domain.places import PlaceStep
from exchange.columns import Layout
from exchange.filling import Filler
from exchange.notes import filled, is_header_again, is_note
from exchange.place_columns import PlaceReader, place_fields
from exchange.workbook import Sheet

_PATH = re.compile(r"\s*(?:[/>＞→\\|]|--+|—+)\s*")
_LEVELS = ("category1", "category2", "category3")
_MERGED_DOWN = (*_LEVELS, "category", "unit", "source", "colour")
_TOLD = ("title", "description", "registered", "number")


class IssueReader:
    """Reads one sheet of issues; ``assumed`` and ``known`` place those that name a place."""

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        assumed: Sequence[PlaceStep] = (),
        known: PlaceIndex | None = None,
    ) -> None:
        self.sheet, self.layout = sheet, layout
        self.at = layout.positions()
        self.known = known
        placed = place_fields(layout, sheet.rows[layout.header_row :])
        # The number of an issue is no household's, though a ledger of households calls it the same.
        self.fields = {field: c for field, c in placed.items() if c != self.at.get("number")}
        self.places = PlaceReader(self.fields, assumed, known)
        merged = [self.at[f] for f in _MERGED_DOWN if f in self.at]
        self.filler = Filler(
            sheet,
            layout.header_row,
            (),
            filled=[*merged, *self.fields.values()],
            carried=(),
            per_household=(),
            never=[self.at[f] for f in ("number", "title", "description") if f in self.at],
        )
        self.named = [c for f, c in self.fields.items() if f != "address"]

    def headers(self) -> dict[str, str]:
        """The header's text of each field the sheet has."""
        return {field: self.layout.headers[column] for field, column in self.at.items()}

    def rows(self) -> Iterator[AppealRow]:
        """The rows that hold anything, in order."""
        told = [self.at[f] for f in _TOLD if f in self.at]
        for index in range(self.layout.header_row, len(self.sheet.rows)):
            own = self.sheet.rows[index]
            held = filled(own)
            if not held or (
                held == [self.at.get("serial", -1)] and not isinstance(own[held[0]], str)
            ):
                continue
            whole = sum(not is_blank(own[c]) for c in told) >= 2
            if not whole and self._is_note(own, held, told):
                yield AppealRow(index + 1, is_note=True)
            else:
                row = self.filler.carry(self.filler.merge(index, own), starts_household=False)
                yield self._row(index + 1, row)

    def _is_note(self, own: Sequence[Cell], held: Sequence[int], told: Sequence[int]) -> bool:
        alone = len(held) == 1 and held[0] not in told
        return alone or is_note(own) or is_header_again(own, self.layout)

    def _text(self, row: Sequence[Cell], field: str) -> str:
        column = self.at.get(field)
        return text(row[column]) if column is not None else ""

    def _word(self, row: Sequence[Cell], field: str) -> str:
        told = self._text(row, field)
        return "" if says_nothing(told) else told

    def _cell(self, row: Sequence[Cell], field: str) -> Cell:
        column = self.at.get(field)
        return row[column] if column is not None else ""

    def _row(self, number: int, row: Sequence[Cell]) -> AppealRow:
        place, place_text = self._place(row)
        return AppealRow(
            row=number,
            number=close(self._word(row, "number")),
            person=self._word(row, "person"),
            phone=self._cell(row, "phone"),
            title=" ".join(self._text(row, "title").split()),
            registered=self._cell(row, "registered"),
            description=self._text(row, "description"),
            reply=self._word(row, "reply"),
            replied=self._cell(row, "replied"),
            category=self._category(row),
            place=place,
            place_text=place_text,
            source=self._word(row, "source"),
            state=self._word(row, "state"),
            colour=self._word(row, "colour"),
            unit=self._word(row, "unit"),
            remark=self._word(row, "remark"),
        )

    def _category(self, row: Sequence[Cell]) -> tuple[str, ...]:
        """The path of categories: a column a level, or one column with the path in it."""
        levels = tuple(w for f in _LEVELS if (w := self._word(row, f)))
        return levels or tuple(filter(None, _PATH.split(self._word(row, "category"))))

    def _place(self, row: Sequence[Cell]) -> tuple[tuple[PlaceStep, ...], str]:
        """The place of an issue and its wording.

        Columns of places are believed; an address in words only where it leads to a place on
        file, for people write anything there.
        """
        words = "".join(text(row[c]) for c in self.fields.values() if not is_blank(row[c]))
        if not words:
            return (), ""
        located = self.places.read([*row, ""])
        believed = any(not is_blank(row[c]) for c in self.named)
        if not believed and not (self.known and self.known.knows(located.place)):
            return (), words
        return located.place, words
