"""Rosters of work teams: 组别, 组长, 姓名, 单位, 职务, 电话, 包联范围 in any order and wording."""

import re
from collections.abc import Iterator, Sequence

from domain.cells import Cell, close, is_blank, says_nothing, says_yes, text, word_set
from domain.people import read_name
from domain.phones import read_phones
from domain.places import Level, PlaceStep
from domain.roster import RosterRow
from exchange.columns import Layout
from exchange.filling import Filler
from exchange.notes import filled, is_header_again, is_note
from exchange.workbook import Sheet

_MERGED_DOWN = (
    "team", "leader", "area", "unit", "line", "township", "community", "compound", "group",
    "building", "entrance",
)  # fmt: skip
_CONTEXT = (Level.TOWNSHIP, Level.COMMUNITY, Level.COMPOUND)
_AREA_PARTS = ("group", "building", "entrance")
_TEAM_HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十\d]+(?:工作)?[组队]|.{1,12}?(?:工作组|工作队))(?:[:(].*)?"
)
# What stands in a column of marks, 是否组长, beside the usual 是 and 否.
_ROLES = word_set("组长 副组长 组员 成员 队长 副队长 队员 正组长 常务副组长 联络员")
_AGREES = re.compile(r"(?:本人)?(?:已|均)?(?:书面|签字)?(?:同意|可以?)(?:公开)?")
_NOT_IN_PARTY = re.compile(r"非|群众|团员|民主|无党派|否")
RESIDENCE_LINE = "residence"


class RosterReader:
    """Reads one sheet of a roster; ``assumed`` are the places its title names."""

    def __init__(self, sheet: Sheet, layout: Layout, assumed: Sequence[PlaceStep] = ()) -> None:
        self.sheet, self.layout = sheet, layout
        self.assumed = tuple(step for step in assumed if step.level in _CONTEXT)
        self.at = layout.positions()
        first = layout.header_row
        name = self.at["name"]
        carried = [self.at[f] for f in ("team", "unit") if f in self.at]
        self.filler = Filler(
            sheet,
            first,
            [row[name] for row in sheet.rows[first:]],
            filled=[self.at[f] for f in _MERGED_DOWN if f in self.at],
            carried=carried,
            per_household=(),
            never=[name],
        )
        self.person = [
            self.at[f] for f in ("name", "unit", "unit_duty", "duty", "phone") if f in self.at
        ]
        self.heading = ""

    def headers(self) -> dict[str, str]:
        """The header's text of each field the sheet has; of the area, its place columns'."""
        found = {field: self.layout.headers[column] for field, column in self.at.items()}
        parts = (*_AREA_PARTS, Level.COMPOUND, Level.COMMUNITY)
        other = next((found[p] for p in parts if p in found), None)
        if other is not None:
            found.setdefault("area", other)
        return found

    def rows(self) -> Iterator[RosterRow]:
        """The rows that hold anything, in order."""
        for index in range(self.layout.header_row, len(self.sheet.rows)):
            own = self.sheet.rows[index]
            held = filled(own)
            if not held or held == [self.at.get("serial", -1)]:
                if held and isinstance(own[held[0]], str) and not close(own[held[0]]).isdecimal():
                    yield self._odd(index + 1, own, held)
                continue
            if is_note(own) or is_header_again(own, self.layout):
                yield RosterRow(index + 1, is_note=True)
            elif len(held) == 1 and (held[0] not in self.person or self._is_heading(own, held)):
                yield self._odd(index + 1, own, held)
            else:
                row = self.filler.carry(self.filler.merge(index, own), starts_household=False)
                yield self._row(index + 1, row)

    def _odd(self, number: int, own: Sequence[Cell], held: Sequence[int]) -> RosterRow:
        """A row with one cell: a team's heading over its members, what a team answers for on a
        row of its own, or a note."""
        field = self.layout.fields[held[0]]
        if self._is_heading(own, held):
            self.heading = close(own[held[0]]).partition("(")[0].partition(":")[0]
            return RosterRow(number, team=self.heading)
        if field in ("team", "area") and not is_note(own):
            return self._row(number, list(own))
        return RosterRow(number, is_note=True)

    def _is_heading(self, own: Sequence[Cell], held: Sequence[int]) -> bool:
        """Whether a row's one cell names the team of the rows below it."""
        return "team" not in self.at and bool(_TEAM_HEADING.fullmatch(close(own[held[0]])))

    def _text(self, row: Sequence[Cell], field: str) -> str:
        column = self.at.get(field)
        told = text(row[column]) if column is not None else ""
        return "" if says_nothing(told) else told

    def _row(self, number: int, row: Sequence[Cell]) -> RosterRow:
        unit, duty = self._text(row, "unit"), self._text(row, "duty")
        if "unit_duty" in self.at:
            first, _, rest = self._text(row, "unit_duty").partition(" ")
            unit, duty = unit or first, duty or rest.strip()
        name_column = self.at["name"]
        leader, role = self._leader(row)
        return RosterRow(
            row=number,
            team=self._text(row, "team") or self.heading,
            leader=leader,
            name=read_name(row[name_column]),
            unit=unit,
            duty=duty,
            role=f"{self._text(row, 'team_duty')} {role}",
            phones=self._phones(row),
            party_member=self._in_party(row),
            area=self._area(row),
            context=self._context(row),
            line=RESIDENCE_LINE if "居住" in self._text(row, "line") else "unit",
            consented=self._consented(row),
        )

    def _phones(self, row: Sequence[Cell]) -> tuple[Cell, ...]:
        """The cells with phones; some write the number itself under 公开电话."""
        cells = [row[column] for column in self.layout.columns("phone")]
        shown = self._text(row, "consented")
        cells += [shown] if read_phones(shown).numbers else []
        return tuple(cell for cell in cells if not is_blank(cell))

    def _consented(self, row: Sequence[Cell]) -> bool:
        """Whether the row says so in words that leave no doubt."""
        told = self._text(row, "consented")
        return says_yes(told) is True or bool(_AGREES.fullmatch(close(told)))

    def _leader(self, row: Sequence[Cell]) -> tuple[str, str]:
        """The leader whom the row names, or what a mark in that column says of its own person."""
        told = self._text(row, "leader")
        if close(told) in _ROLES:
            return "", told
        if says_yes(told) is not None:
            return "", "组长" if says_yes(told) else ""
        return read_name(told.partition("（")[0].partition("(")[0]), ""

    def _in_party(self, row: Sequence[Cell]) -> bool:
        for field in ("party_member", "political_status"):
            told = self._text(row, field)
            yes = says_yes(told) if told else False
            if yes or (yes is None and "党员" in told and not _NOT_IN_PARTY.search(told)):
                return True
        return False

    def _area(self, row: Sequence[Cell]) -> str:
        """The area's wording: its own column, else the place columns read together."""
        told = self._text(row, "area")
        parts = "".join(self._text(row, field) for field in _AREA_PARTS)
        return told or parts or "".join(self._text(row, level) for level in _CONTEXT)

    def _context(self, row: Sequence[Cell]) -> tuple[PlaceStep, ...]:
        """The places that hold where the wording names none: the columns', else the title's."""
        named = ((level, self._text(row, level)) for level in _CONTEXT)
        return tuple(PlaceStep(level, name) for level, name in named if name) or self.assumed
