"""Lists of party members who reported: 姓名, 工作单位, 报到小区, 岗位 in any order and wording."""

import re
from collections.abc import Iterator, Sequence

from domain.addresses import places_in_title, read_address
from domain.cells import Cell, close, is_blank, is_ditto, says_nothing, text
from domain.check_in_judge import CheckInRow
from domain.known_places import PlaceIndex
from domain.people import read_name
from domain.places import Level, PlaceStep, place_key
from exchange.columns import Layout
from exchange.filling import Filler
from exchange.notes import filled, is_header_again, is_note
from exchange.place_columns import PlaceReader, place_fields
from exchange.workbook import Sheet

_MERGED_DOWN = ("unit", "unit_duty", "post", "since")
# Of somebody who rendered several services, each on a row of its own.
_MERGED_OVER_SERVICES = ("name", "duty", "phone", "until")
# What may hold more of the address than its header says.
_ADDRESSES = (Level.COMPOUND, Level.BUILDING, Level.COMMUNITY, "address")
_PARTY_BRANCH = re.compile(r"(?:联合)?党(?:总支|支部|委|组织|群服务中心)(?:委员会)?$")
_HOURS = re.compile(r"^[\d.]+(?:个?小时|h)$", re.IGNORECASE)
_ASIDE = re.compile(r"\(.*\)$")


class CheckInReader:
    """Reads one sheet; ``assumed`` and ``known`` complete the places its rows name in part,
    ``employer`` is that of all where no column names any.

    Only merged cells and 同上 are filled in: whom an empty cell belongs to would be a guess.
    """

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        assumed: Sequence[PlaceStep] = (),
        employer: str = "",
        known: PlaceIndex | None = None,
    ) -> None:
        self.sheet, self.layout = sheet, layout
        self.at = layout.positions()
        self.known = known or PlaceIndex()
        self.fields = place_fields(layout, sheet.rows[layout.header_row :])
        self.places = PlaceReader(self.fields, (), self.known)
        # A heading over some of the rows names a place, too, and stands nearer than the title.
        self.assumed = self.beside = tuple(assumed)
        self.employer = "" if {"unit", "unit_duty"} & set(self.at) else employer
        serving = {"served_on", "service", "hours"} & set(self.at)
        down = (*_MERGED_DOWN, *_MERGED_OVER_SERVICES) if serving else _MERGED_DOWN
        merged = [self.at[f] for f in down if f in self.at]
        self.filler = Filler(
            sheet,
            layout.header_row,
            (),
            filled=[*merged, *self.fields.values()],
            carried=(),
            per_household=(),
            never=[self.at["name"]],
        )

    def headers(self) -> dict[str, str]:
        """The header's text of each field the sheet has; of ``place``, its nearest column's."""
        found = {field: self.layout.headers[column] for field, column in self.at.items()}
        order = (Level.COMPOUND, "address", Level.COMMUNITY, Level.GROUP, Level.BUILDING)
        place = next((found[field] for field in order if field in found), None)
        if place is not None:
            found["place"] = place
        return found

    def rows(self) -> Iterator[CheckInRow]:
        """The rows that hold anything, in order."""
        serial = self.at.get("serial", -1)
        for index in range(self.layout.header_row, len(self.sheet.rows)):
            own = self.sheet.rows[index]
            held = filled(own)
            if not held or (held == [serial] and not isinstance(own[serial], str)):
                continue
            alone = len(held) == 1
            unnamed = alone and held[0] != self.at["name"]
            section = alone and self._open_section(own[held[0]])
            if section or unnamed or is_note(own) or is_header_again(own, self.layout):
                yield CheckInRow(index + 1, is_note=True)
            else:
                row = self.filler.carry(self.filler.merge(index, own), starts_household=False)
                yield self._row(index + 1, row)

    def _open_section(self, cell: Cell) -> bool:
        """Whether a row's one cell names the compound of the rows below it."""
        steps = places_in_title(_ASIDE.sub("", close(cell)))
        if steps:
            inside = {step.level for step in steps}
            above = (s for s in self.assumed if s.level is Level.COMMUNITY)
            self.beside = (*(s for s in above if s.level not in inside), *steps)
        return bool(steps)

    def _text(self, row: Sequence[Cell], field: str) -> str:
        column = self.at.get(field)
        told = " ".join(text(row[column]).split()) if column is not None else ""
        return "" if says_nothing(told) or is_ditto(told) else told

    def _cell(self, row: Sequence[Cell], field: str) -> Cell:
        column = self.at.get(field)
        return row[column] if column is not None else ""

    def _row(self, number: int, row: Sequence[Cell]) -> CheckInRow:
        unit, duty = self._text(row, "unit"), self._text(row, "duty")
        if "unit_duty" in self.at:
            first, _, rest = self._text(row, "unit_duty").partition(" ")
            unit, duty = unit or first, duty or rest.strip()
        served_on, hours = self._served(row)
        return CheckInRow(
            row=number,
            name=read_name(row[self.at["name"]]),
            unit=unit or self.employer,
            duty=duty,
            phones=tuple(row[c] for c in self.layout.columns("phone") if not is_blank(row[c])),
            place=self._place(row),
            place_text="".join(self._text(row, field) for field in self.fields),
            post=self._text(row, "post"),
            since=self._cell(row, "since"),
            until=self._cell(row, "until"),
            served_on=served_on,
            service=self._text(row, "service"),
            hours=hours,
        )

    def _served(self, row: Sequence[Cell]) -> tuple[Cell, Cell]:
        """The day and the hours of a service; 2小时 under 服务时间 are hours, not a day."""
        told = [row[c] for c in self.layout.columns("served_on") if not is_blank(row[c])]
        long = [cell for cell in told if _HOURS.search(close(cell))]
        days = [cell for cell in told if cell not in long]
        hours = self._cell(row, "hours")
        return next(iter(days), ""), hours if not is_blank(hours) else next(iter(long), "")

    def _place(self, row: Sequence[Cell]) -> tuple[PlaceStep, ...]:
        """The path the row's cells name; an address in a column of names is taken apart. Empty
        where two cells contradict each other."""
        cells = list(row)
        more: list[PlaceStep] = []
        for field in _ADDRESSES:
            column = self.fields.get(field)
            if column is None:
                continue
            told = cells[column] = _PARTY_BRANCH.sub("", close(cells[column]))
            if parts := self._taken_apart(field, told):
                more += parts
                cells[column] = ""
        steps = {step.level: step for step in self.places.read([*cells, ""]).place}
        for step in more:
            same = steps.setdefault(step.level, step)
            if place_key(step.level, same.name) != place_key(step.level, step.name):
                return ()
        for step in self.beside:
            if step.level is not Level.COMPOUND or Level.GROUP not in steps:
                steps.setdefault(step.level, step)
        path = tuple(steps[level] for level in Level if level in steps)
        return self.known.complete(path) if path else path

    def _taken_apart(self, field: str, told: str) -> tuple[PlaceStep, ...]:
        """The steps of a cell that names more than its column, or a door; else none."""
        address = read_address(told) if told and not says_nothing(told) else None
        if address is None:
            return ()
        steps, rest = address.steps, address.number
        if rest and self.known.find(PlaceStep(Level.COMPOUND, rest)):
            steps = (*steps, PlaceStep(Level.COMPOUND, rest))  # 京公馆, its 小区 left out
        elif rest and steps:
            return ()  # a part of it is no place: it is left as it is written
        alone = len(steps) == 1 and steps[0].level == field and not address.room
        return () if alone else steps
