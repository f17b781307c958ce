"""Filled visit sheets: the program's own, and the lists that offices keep of their visits."""

from collections.abc import Iterator, Sequence

from domain.cells import Cell, close, is_blank, says_nothing, text
from domain.known_places import PlaceIndex
from domain.people import read_name
from domain.places import PlaceStep
from domain.visit_judge import VisitRow
from exchange.columns import Layout
from exchange.filling import Filler
from exchange.notes import filled, is_header_again, is_note
from exchange.place_columns import PlaceReader, place_fields
from exchange.workbook import Sheet

_MERGED_DOWN = ("day", "team", "people", "kind")
_TOLD = ("code", "head", "day", "outcome", "note", "need")


class VisitReader:
    """Reads one sheet; ``assumed`` and ``known`` place its households."""

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        assumed: Sequence[PlaceStep] = (),
        known: PlaceIndex | None = None,
    ) -> None:
        self.sheet, self.layout = sheet, layout
        self.at = layout.positions()
        self.fields = place_fields(layout, sheet.rows[layout.header_row :])
        self.places = PlaceReader(self.fields, assumed, known)
        own = ("address", "room", "number")
        merged = [self.at[f] for f in _MERGED_DOWN if f in self.at]
        merged += [column for field, column in self.fields.items() if field not in own]
        self.filler = Filler(
            sheet,
            layout.header_row,
            (),
            filled=merged,
            carried=(),
            per_household=(),
            never=[self.at[f] for f in ("outcome", "note", "need") if f in self.at],
        )

    def headers(self) -> dict[str, str]:
        """The header's text of each field the sheet has."""
        return {field: self.layout.headers[column] for field, column in self.at.items()}

    def rows(self) -> Iterator[VisitRow]:
        """The rows that hold anything, in order."""
        told = [self.at[f] for f in _TOLD if f in self.at]
        serial = self.at.get("serial", -1)
        for index in range(self.layout.header_row, len(self.sheet.rows)):
            own = self.sheet.rows[index]
            held = filled(own)
            if not held or (held == [serial] and close(own[serial]).isdecimal()):
                continue
            alone = len(held) == 1 and held[0] not in told
            if alone or is_note(own) or is_header_again(own, self.layout):
                yield VisitRow(index + 1, is_note=True)
            else:
                row = self.filler.carry(self.filler.merge(index, own), starts_household=False)
                yield self._row(index + 1, row)

    def _text(self, row: Sequence[Cell], field: str) -> str:
        column = self.at.get(field)
        told = " ".join(text(row[column]).split()) if column is not None else ""
        return "" if says_nothing(told) else told

    def _row(self, number: int, row: Sequence[Cell]) -> VisitRow:
        located = self.places.read([*row, ""])
        day = self.at.get("day")
        return VisitRow(
            row=number,
            code=close(self._text(row, "code")),
            address=self._text(row, "address"),
            place_key=located.key,
            room=located.room,
            number=located.number,
            head=read_name(self._text(row, "head")),
            day=row[day] if day is not None and not is_blank(row[day]) else "",
            team=self._text(row, "team"),
            people=self._text(row, "people"),
            kind=self._text(row, "kind"),
            outcome=self._text(row, "outcome"),
            note=self._text(row, "note"),
            need=self._text(row, "need"),
            handled=self._text(row, "handled"),
        )
