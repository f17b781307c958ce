"""Household ledgers: the rows of a sheet, told apart into people, vacant households and notes."""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from domain.cells import Cell, close, is_blank, says_yes, text
from domain.id_card import number_in
from domain.known_places import PlaceIndex
from domain.ledger import NOTE, PERSON, VACANT, LedgerRow
from domain.people import (
    HEAD,
    is_vacancy,
    read_care_tags,
    read_name,
    read_relation,
    read_residence_status,
    read_tenure,
)
from domain.places import PlaceStep
from exchange.columns import Layout, care_tag_of
from exchange.filling import Filler
from exchange.notes import filled, is_header_again, is_note, sole
from exchange.place_columns import PlaceReader, place_fields
from exchange.workbook import Sheet

_PARTY_MEMBER = "中共党员"
# What tells that somebody is meant even where no name stands.
_FACTS = ("relation", "sex", "birth", "id_number", "ethnicity", "political_status", "employer")
_PERSON = (
    "tenure",
    "residence_status",
    "head_phone",
    "sex",
    "birth",
    "document",
    "id_number",
    "ethnicity",
    "political_status",
    "party_member",
    "employer",
    "registered_place",
)
_MERGED_DOWN = ("head", "head_phone", "tenure", "residence_status")
_DEEP = ("address", "room", "number", "group", "building", "entrance")


class LedgerReader:
    """Reads one sheet with its layout into :class:`domain.ledger.LedgerRow`.

    ``assumed`` are the places that hold for the whole sheet where no column names their level;
    ``known`` completes the places with those on file.
    """

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        assumed: Sequence[PlaceStep] = (),
        known: PlaceIndex | None = None,
    ) -> None:
        self.sheet, self.layout = sheet, layout
        self.first = layout.header_row
        data = sheet.rows[self.first :]
        self.fields = place_fields(layout, data)
        self.places = PlaceReader(self.fields, assumed, known)
        self.at = layout.positions()
        name = self.at.get("name", self.at.get("head", -1))
        self.filler = self._filler([row[name] for row in data])
        facts = [self.at[f] for f in _FACTS if f in self.at]
        facts += [*layout.columns("care_tags"), *layout.columns("care_flag")]
        self.facts = _getter(facts)
        self.name_header = read_name(layout.headers[name])
        self.deep = [self.fields[f] for f in _DEEP if f in self.fields]
        self.person = _getter([self.at.get(f, -1) for f in _PERSON])
        self.phones = layout.columns("phone")
        self.phone_cells = _getter(self.phones)
        self.remarks = layout.columns("remark")
        self.listed_tags = layout.columns("care_tags")
        self.marked_tags = [
            (c, care_tag_of(layout.headers[c])) for c in layout.columns("care_flag")
        ]
        self.tag_cells = _getter([*self.listed_tags, *(c for c, _ in self.marked_tags)])
        self.tags_of: dict[tuple[Cell, ...], tuple[str, ...]] = {}
        self.compared = _getter(self._compared())
        self.heads_apart = {"head", "name", "head_id_number"} <= self.at.keys()
        column = self.at.get("id_number", -1)
        self.listed = (
            {number_in(row[column]) for row in data} if self.heads_apart and column >= 0 else set()
        )

    def _filler(self, names: Sequence[Cell]) -> Filler:
        homes = ("address", "room", "number")
        return Filler(
            self.sheet,
            self.first,
            names,
            filled=[*self.places.columns, *(self.at[f] for f in _MERGED_DOWN if f in self.at)],
            carried=self.places.columns,
            per_household=[self.fields[f] for f in homes if f in self.fields],
            never=[self.at[f] for f in ("name", "id_number", "serial") if f in self.at],
        )

    def headers(self) -> dict[str, str]:
        """The header's text of each field the sheet has."""
        found = {field: self.layout.headers[column] for field, column in self.at.items()}
        for order, column in enumerate(self.phones, start=1):
            found[f"phone{order}"] = self.layout.headers[column]
        return found

    def rows(self) -> Iterator[LedgerRow]:
        """The rows that hold anything, in order."""
        merge = self.filler.merge
        for index in range(self.first, len(self.sheet.rows)):
            own = self.sheet.rows[index]
            if not any(own):
                continue
            row = merge(index, own)
            if self._opens_section(own):
                yield LedgerRow(index + 1, NOTE)
                continue
            read = self._row(index + 1, own, row)
            if read is not None:
                yield from self._with_head(own, read)

    def _opens_section(self, own: list[Cell]) -> bool:
        """Whether the row only tells the building or group of those below it, as 1号楼 across
        a sheet without such a column; it holds until the next."""
        held = sole(own)
        if held is None or self.layout.fields[held] in ("address", "remark"):
            return False
        return self.places.open_section(own[held])

    def _with_head(self, own: list[Cell], read: LedgerRow) -> Iterator[LedgerRow]:
        """The row's person, after the head where he has an id number of his own beside the
        members and is none of them."""
        at = self.at
        number = number_in(own[at["head_id_number"]]) if self.heads_apart else ""
        name = self._head(own) if number else ""
        if not name or number in self.listed:
            yield read
            return
        self.listed.add(number)
        head = read._replace(
            kind=PERSON,
            name=name,
            relation=HEAD,
            sex="",
            birth="",
            id_number=own[at["head_id_number"]],
            phones=(),
            tags=(),
            remark="",
            cells=(name, number),
        )
        yield head
        if read.kind is PERSON and read.name != name:
            yield read

    def _compared(self) -> list[int]:
        """What is compared when a row may repeat another: all but serial, place and head."""
        apart = {"serial", "head", "head_phone"} & self.at.keys()
        skipped = {self.at[f] for f in apart} | set(self.places.columns)
        return [i for i in range(len(self.layout.fields)) if i not in skipped]

    def _row(self, number: int, own: list[Cell], row: list[Cell]) -> LedgerRow | None:
        at = self.at
        name_cell = own[at["name"]] if "name" in at else ""
        name = read_name(name_cell) if name_cell else ""
        facts = any(self.facts(own))
        usual = name and facts and "计" not in name and name != self.name_header
        if not usual and (kind := self._odd_kind(own, facts)):
            return LedgerRow(number, NOTE) if kind == "note" else None
        own_head = self._head(own)
        head = own_head if row is own else self._head(row)
        relation = self._relation(row)
        if not name and facts and own_head and relation in ("", HEAD):
            name = own_head  # the head's own row of a ledger that names him only as head
        if "name" not in at:
            name = own_head
            relation = relation or (HEAD if name else "")
        if name and not facts and is_vacancy(name):
            name = ""
        row = self.filler.carry(row, bool(own_head) or relation == HEAD)
        if not name and not facts:
            return self._vacant(number, own, row, head)
        return self._person(number, row, name, head, relation)

    def _odd_kind(self, own: list[Cell], facts: bool) -> str:
        """``blank`` for a row with nothing but its serial number, ``note`` for one that is no
        data, empty for any other."""
        serial = self.at.get("serial", -1)
        held = filled(own)
        if all(c == serial for c in held) and _is_number(own[serial] if held else 1):
            return "blank"
        if is_note(own) or is_header_again(own, self.layout):
            return "note"
        if facts or any(self.layout.fields[c] in ("name", "head", "phone") for c in held):
            return ""
        deep = self.deep or list(self.fields.values())
        return "" if any(not is_blank(own[c]) for c in deep) else "note"

    def _head(self, row: Sequence[Cell]) -> str:
        cell = row[self.at["head"]] if "head" in self.at else ""
        if not cell:
            return ""
        head = read_name(cell)
        is_mark = len(head) == 1 and says_yes(cell) is not None
        return "" if is_mark or is_vacancy(head) else head

    def _relation(self, row: Sequence[Cell]) -> str:
        """The relation told, or that of the head where a column only marks who it is."""
        relation = read_relation(row[self.at["relation"]]) if "relation" in self.at else ""
        if relation:
            return relation
        marks = (row[self.at[f]] for f in ("head_flag", "head") if f in self.at)
        return HEAD if any(len(text(mark)) == 1 and says_yes(mark) for mark in marks) else ""

    def _vacant(self, number: int, own: list[Cell], row: list[Cell], head: str) -> LedgerRow:
        padded = [*row, ""]
        located = self.places.read(padded)
        placed = bool(located.place) and any(own[c] for c in self.places.columns)
        return LedgerRow(
            row=number,
            kind=VACANT,
            place=located.place,
            place_key=located.key,
            placed=placed,
            room=located.room,
            number=located.number,
            head=head,
            tenure=read_tenure(self._cell("tenure", padded)),
            residence_status=read_residence_status(self._cell("residence_status", padded)),
            household_phone=self._cell("head_phone", padded),
            phones=self.phone_cells(row),
            remark=self._remark(row),
            cells=self.compared(row),
        )

    def _person(
        self, number: int, row: list[Cell], name: str, head: str, relation: str
    ) -> LedgerRow:
        padded = [*row, ""]
        located = self.places.read(padded)
        columns = self.places.columns
        tenure, status, head_phone, sex, birth, document, id_number, *others = self.person(padded)
        ethnicity, political, party_member, employer, registered = others
        # By position: naming two dozen parts doubles the time a row takes.
        return LedgerRow(
            number,
            PERSON,
            located.place,
            located.key,
            bool(located.place) and (not columns or any(map(row.__getitem__, columns))),
            located.room,
            located.number,
            head,
            read_tenure(tenure) if tenure else "",
            read_residence_status(status) if status else "",
            head_phone,
            name,
            relation,
            sex,
            birth,
            close(document) if document else "",
            id_number,
            text(ethnicity) if ethnicity else "",
            _political(political, party_member),
            self.phone_cells(row),
            text(employer) if employer else "",
            text(registered) if registered else "",
            self._tags(padded),
            self._remark(row),
            self.compared(row),
        )

    def _cell(self, field: str, padded: Sequence[Cell]) -> Cell:
        """The cell of a field; a field the sheet lacks is the empty cell at the end."""
        return padded[self.at.get(field, -1)]

    def _tags(self, padded: Sequence[Cell]) -> tuple[str, ...]:
        """The care tags of the row: words listed, and columns with a mark for one tag."""
        cells = self.tag_cells(padded)
        tags = self.tags_of.get(cells)
        if tags is None:
            words = [tag for c in self.listed_tags for tag in read_care_tags(padded[c])]
            words += [tag for c, tag in self.marked_tags if says_yes(padded[c]) is not False]
            tags = self.tags_of[cells] = tuple(dict.fromkeys(words))
        return tags

    def _remark(self, row: Sequence[Cell]) -> str:
        return "；".join([text(row[c]) for c in self.remarks if row[c]])


def _getter(columns: Sequence[int]) -> Callable[[Sequence[Cell]], tuple[Cell, ...]]:
    """The cells of these columns of a row, as a tuple however few they are."""
    if len(columns) > 1:
        return itemgetter(*columns)
    if columns:
        only = columns[0]
        return lambda row: (row[only],)
    return lambda row: ()


def _political(told: Cell, party_member: Cell) -> Cell:
    """The political status told, or that of whoever is marked as a party member."""
    if told or not party_member:
        return told
    return _PARTY_MEMBER if says_yes(party_member) else ""


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or close(cell).rstrip(".、").isdecimal()
