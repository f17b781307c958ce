"""Judging the rows of a household ledger: what is kept, rejected, skipped, and why (DOMAIN.md §2).

Pure: rows in, households and findings out; what the register knows comes in as an argument.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import NamedTuple

from domain.cells import Cell, close, half, is_blank, says_nothing
from domain.dates import agree, read_date
from domain.entries import HouseholdEntry, ResidentEntry
from domain.findings import Finding, SheetReport, finding
from domain.id_card import IdNumber, read_id_number
from domain.people import HEAD, read_political_status, read_sex
from domain.phones import is_mobile, read_phones
from domain.places import PlaceStep, place_key

RESIDENT_CARD = "居民身份证"
_CARDS = frozenset({"", "身份证", "居民身份证", "中国居民身份证", "二代身份证", "户口簿", "户口本"})
UNLIVED = "空置"


class RowKind(IntEnum):
    """What a row of the sheet is."""

    PERSON = 0
    VACANT = 1
    NOTE = 2


PERSON, VACANT, NOTE = RowKind


class LedgerRow(NamedTuple):
    """A row of a household ledger, its cells told apart, merged and "as above" cells filled in.

    ``placed`` is False when no place can be made out. ``cells`` are what a repeated row repeats:
    all cells but the serial number, the place and the head. ``place_key`` is what
    :func:`place_path_key` makes of the place, in its turn ``relation`` and ``tags`` are read
    already, ``remark`` free text; the other parts of a person are the cells as they are.
    """

    row: int
    kind: RowKind
    place: tuple[PlaceStep, ...] = ()
    place_key: str = ""
    placed: bool = True
    room: str = ""
    number: str = ""
    head: str = ""
    tenure: str = ""
    residence_status: str = ""
    household_phone: Cell = ""
    name: str = ""
    relation: str = ""
    sex: Cell = ""
    birth: Cell = ""
    document: str = ""
    id_number: Cell = ""
    ethnicity: str = ""
    political_status: Cell = ""
    phones: tuple[Cell, ...] = ()
    employer: str = ""
    registered_place: str = ""
    tags: tuple[str, ...] = ()
    remark: str = ""
    cells: tuple[Cell, ...] = ()


class KnownPerson(NamedTuple):
    """Someone on file: the name, and the key of the household (:func:`household_key`)."""

    name: str
    household: str


@dataclass(frozen=True, slots=True)
class JudgedLedger:
    """The households of a sheet that may be stored, and the report on its rows."""

    households: tuple[HouseholdEntry, ...]
    report: SheetReport


def place_path_key(place: tuple[PlaceStep, ...]) -> str:
    """What a place is matched by: the keys of its steps, from the top."""
    return "/".join(f"{step.level}:{place_key(step.level, step.name)}" for step in place)


def dwelling_key(entry: HouseholdEntry) -> str:
    """What a household is matched by within its place: room and number, or else its head."""
    room, number = entry.room.upper(), entry.number.upper()
    who = entry.twin
    if not (room or number or who):
        first = entry.residents[0].name if entry.residents else ""
        who = entry.head or first
    return f"{room}|{number}|{who}"


def household_key(entry: HouseholdEntry) -> str:
    """What a household is matched by: its place, spelt one way, and room, number or head."""
    return f"{place_path_key(entry.place)}|{dwelling_key(entry)}"


@dataclass(slots=True)
class _Household:
    """A household while its rows are being read."""

    first: LedgerRow
    head: str
    twin: str
    key: str
    people: list[ResidentEntry] = field(default_factory=list)
    kept_rows: int = 0
    seen_cells: set[tuple[Cell, ...]] = field(default_factory=set)
    seen_people: set[tuple[str, str]] = field(default_factory=set)
    tenure: str = ""
    residence_status: str = ""
    phone: str = ""
    remark: str = ""

    def entry(self) -> HouseholdEntry:
        people = self._with_head()
        named = next((p.name for p in people if p.relation == HEAD), "")
        return HouseholdEntry(
            place=self.first.place,
            room=self.first.room,
            number=self.first.number,
            head=named or self.head,
            tenure=self.tenure or ("" if people else UNLIVED),
            residence_status=self.residence_status,
            phone=self.phone,
            remark=self.remark,
            residents=tuple(people),
            row=self.first.row,
            twin=self.twin,
        )

    def _with_head(self) -> list[ResidentEntry]:
        """The people, the head first; the head's column tells who it is where no word does."""
        people = self.people
        if self.head and not any(p.relation == HEAD for p in people):
            people = [
                replace(p, relation=HEAD) if p.name == self.head and not p.relation else p
                for p in people
            ]
        if not people or people[0].relation == HEAD:
            return people
        return sorted(people, key=lambda p: p.relation != HEAD)


class Judge:
    """Judges the sheets of one file one after the other; ids are compared across them.

    ``known_people`` maps id numbers to the people on file. ``confirmed`` holds (sheet, row) of
    the moves from another household that the user confirmed.
    """

    def __init__(
        self,
        known_people: Mapping[str, KnownPerson] | None = None,
        confirmed: Collection[tuple[str, int]] = (),
    ) -> None:
        self.known_people = known_people or {}
        self.confirmed = confirmed
        self.people_in_file: dict[str, KnownPerson] = {}
        self.households: dict[str, list[_Household]] = {}
        self.sheets: list[_Sheet] = []

    def sheet(
        self,
        name: str,
        header_row: int,
        headers: Mapping[str, str],
        rows: Iterable[LedgerRow],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Judge the rows of one sheet; ``headers`` gives the header's text of each field it has.

        ``progress`` is called with the number of rows done every 1,000 rows and may raise to
        stop.
        """
        work = _Sheet(self, name, header_row, headers)
        self.sheets.append(work)
        for done, row in enumerate(rows):
            work.judge(row)
            if progress is not None and done % 1000 == 0:
                progress(done)

    def finish(self) -> tuple[JudgedLedger, ...]:
        """What became of each sheet. A household that goes on in a later sheet is one, and
        counts where it began."""
        return tuple(sheet.finished() for sheet in self.sheets)


class _Sheet:
    """One sheet while it is being judged."""

    def __init__(
        self, judge: Judge, name: str, header_row: int, headers: Mapping[str, str]
    ) -> None:
        self.file = judge
        self.name = name
        self.header_row = header_row
        self.headers = headers
        self.tells_households = "head" in headers or "relation" in headers
        self.households: list[_Household] = []
        self.findings: list[Finding] = []
        self.rejected: list[int] = []
        self.skipped: list[int] = []
        self.people = 0
        self.accepted = 0

    def find(self, row: int, code: str, column: str | None = None, detail: str = "") -> None:
        header = self.headers.get(column) if column else None
        self.findings.append(finding(row, header, code, detail))

    def judge(self, row: LedgerRow) -> None:
        if row.kind is NOTE:
            self.skip(row.row, "note_row")
            return
        household = self.household_of(row) if row.placed else None
        if household is not None and self.is_repeated(household, row):
            self.skip(row.row, "duplicate_row")
        elif row.kind is VACANT:
            self.keep_vacant(household, row)
        else:
            self.judge_person(household, row)

    def skip(self, row: int, code: str) -> None:
        self.skipped.append(row)
        self.find(row, code)

    def reject(self, row: int) -> None:
        if not self.rejected or self.rejected[-1] != row:
            self.rejected.append(row)

    # --- households -------------------------------------------------------------------------

    def household_of(self, row: LedgerRow) -> _Household:
        """The household a row belongs to: told by its place with room or number, and by the
        head where several share them or neither is given. In a sheet that tells neither, each
        person is a household."""
        numbered = bool(row.room or row.number)
        where = f"{row.place_key}|{row.room.upper()}|{row.number.upper()}|"
        here = self.file.households.setdefault(where, [])
        head = row.head or (row.name if row.relation == HEAD else "")
        if not (head or numbered or self.tells_households):
            return self.by_name(here, row, where)
        if not here:
            return self.new_household(here, row, head, where, "" if numbered else head or row.name)
        current = here[-1]
        if not head or current.head == head:
            return current
        if not current.head and numbered:
            current.head = head
            return current
        for i, other in enumerate(here):
            if other.head == head:
                here.append(here.pop(i))
                return other
        return self.new_household(here, row, head, where, head, head if numbered else "")

    def by_name(self, here: list[_Household], row: LedgerRow, where: str) -> _Household:
        """The household of one person, where nothing tells who lives with whom."""
        key = where + row.name
        same = next((household for household in here if household.key == key), None)
        return same or self.new_household(here, row, "", where, row.name)

    def new_household(
        self,
        here: list[_Household],
        row: LedgerRow,
        head: str,
        where: str,
        who: str,
        twin: str = "",
    ) -> _Household:
        household = _Household(row, head, twin, where + who)
        here.append(household)
        self.households.append(household)
        return household

    def is_repeated(self, household: _Household, row: LedgerRow) -> bool:
        """Whether the same row stood in this household before."""
        if row.cells in household.seen_cells:
            return True
        household.seen_cells.add(row.cells)
        return False

    def keep_vacant(self, household: _Household | None, row: LedgerRow) -> None:
        if household is None:
            self.reject(row.row)
            self.find(row.row, "address_missing")
            return
        household.kept_rows += 1
        self.note_household(household, row)
        numbers = [n for cell in row.phones for n in read_phones(cell).numbers]
        household.phone = household.phone or "、".join(numbers)
        household.remark = household.remark or row.remark

    def note_household(self, household: _Household, row: LedgerRow) -> None:
        """What a row tells of its household; the first row that tells it counts."""
        household.tenure = household.tenure or row.tenure
        household.residence_status = household.residence_status or row.residence_status
        if row.household_phone and not household.phone:
            household.phone = "、".join(read_phones(row.household_phone).numbers)

    # --- people -----------------------------------------------------------------------------

    def judge_person(self, household: _Household | None, row: LedgerRow) -> None:
        document = RESIDENT_CARD if row.document in _CARDS else row.document
        if document == RESIDENT_CARD:
            card = read_id_number(row.id_number)
        else:
            written = close(row.id_number).upper()
            card = IdNumber("" if says_nothing(written) else written)
        number, fault = card.number, card.fault
        if household is not None and number and row.name:
            person = (number, row.name)
            if person in household.seen_people:
                self.skip(row.row, "duplicate_row")
                return
            household.seen_people.add(person)
        self.people += 1
        if not row.name:
            self.reject(row.row)
            self.find(row.row, "name_missing", "name" if "name" in self.headers else "head")
        if household is None:
            self.reject(row.row)
            self.find(row.row, "address_missing")
        moved = False
        if fault:
            self.find(row.row, fault, "id_number")
        if household is not None and number and row.name:
            settled, moved = self.settle_identity(household, row, number)
            if settled != number:
                card = IdNumber(settled)
        resident = self.resident(row, document, card, moved)
        if household is not None and not (self.rejected and self.rejected[-1] == row.row):
            household.people.append(resident)
            household.kept_rows += 1
            self.accepted += 1
            self.note_household(household, row)

    def settle_identity(
        self, household: _Household, row: LedgerRow, number: str
    ) -> tuple[str, bool]:
        """Compare the id with the people met before and those on file.

        Gives the number that may be kept, and whether a confirmed move brings the person here.
        """
        here = KnownPerson(row.name, household.key)
        other = self.file.people_in_file.get(number) or self.file.known_people.get(number)
        if other is None or other == here:
            self.file.people_in_file[number] = here
            return number, False
        if other.name != row.name:
            self.find(row.row, "id_conflict", "id_number", f"原为{other.name}")
            return "", False
        if (self.name, row.row) in self.file.confirmed:
            self.file.people_in_file[number] = here
            return number, True
        self.reject(row.row)
        self.find(row.row, "person_elsewhere", "id_number", row.name)
        return number, False

    def resident(self, row: LedgerRow, document: str, card: IdNumber, moved: bool) -> ResidentEntry:
        """The person of a row, with the findings on birth, sex and phones."""
        birth = read_date(row.birth)
        sex = read_sex(row.sex)
        if card.birth and birth and not agree(birth, card.birth):
            self.find(row.row, "birth_mismatch", "birth", birth)
        if card.sex and sex and sex != card.sex:
            self.find(row.row, "gender_mismatch", "sex", sex)
        if not birth and not is_blank(row.birth):
            self.find(row.row, "date_unparsed", "birth", _shown(row.birth))
        phones, words = self.phones(row)
        remark = "；".join(filter(None, (row.remark, words))) if words else row.remark
        return ResidentEntry(
            name=row.name,
            relation=row.relation,
            sex=card.sex or sex,
            birth=card.birth or birth,
            document=document,
            id_number=card.number,
            id_suspect=card.fault == "id_checksum",
            ethnicity=row.ethnicity,
            political_status=read_political_status(row.political_status),
            phones=phones,
            employer=row.employer,
            registered_place=row.registered_place,
            care_tags=row.tags,
            remark=remark,
            row=row.row,
            residence_status=row.residence_status,
            moved=moved,
        )

    def phones(self, row: LedgerRow) -> tuple[tuple[str, ...], str]:
        """The phones of a row and the words that stood by them."""
        if len(row.phones) == 1 and is_mobile(row.phones[0]):
            return row.phones, ""  # type: ignore[return-value]
        numbers: dict[str, None] = {}
        words: list[str] = []
        for cell in row.phones:
            found = read_phones(cell)
            numbers.update(dict.fromkeys(found.numbers))
            if found.unread:
                self.find(row.row, "phone_invalid", "phone", _shown(cell))
            elif found.words:
                words.append(f"电话：{half(cell)}")
        return tuple(numbers), "；".join(words)

    def finished(self) -> JudgedLedger:
        entries = []
        for household in self.households:
            if not household.kept_rows:
                continue
            entry = household.entry()
            entries.append(entry)
            if entry.residents and entry.residents[0].relation != HEAD:
                self.find(household.first.row, "head_missing")
        report = SheetReport(
            sheet=self.name,
            header_row=self.header_row,
            households=len(entries),
            people_in_file=self.people,
            residents_accepted=self.accepted,
            rows_rejected=tuple(self.rejected),
            rows_skipped=tuple(self.skipped),
            findings=tuple(sorted(self.findings, key=lambda f: f.row)),
        )
        return JudgedLedger(tuple(entries), report)


def _shown(cell: Cell) -> str:
    """A cell's text as a finding shows it."""
    shown = half(cell)
    return shown if len(shown) <= 24 else f"{shown[:24]}…"
