"""Judging the rows of a household ledger: what is kept, rejected, skipped, and why (DOMAIN.md §2).

Pure: rows in, households and findings out; what the register knows comes in as an argument.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.cells import Cell, close, half, is_blank, says_nothing
from domain.dates import agree, read_date
from domain.entries import HouseholdEntry, ResidentEntry
from domain.findings import Finding, SheetReport, finding
from domain.id_card import IdNumber, read_id_number
from domain.ledger import NOTE, VACANT, KnownPerson, LedgerRow
from domain.people import HEAD, read_political_status, read_sex
from domain.phones import is_mobile, read_phones

RESIDENT_CARD = "居民身份证"
_CARDS = frozenset({"", "身份证", "居民身份证", "中国居民身份证", "二代身份证", "户口簿", "户口本"})
UNLIVED = "空置"


@dataclass(frozen=True, slots=True)
class JudgedLedger:
    """The households of a sheet that may be stored, and the report on its rows."""

    households: tuple[HouseholdEntry, ...]
    report: SheetReport


@dataclass(slots=True)
class _Household:
    """A household while its rows are being read."""

    first: LedgerRow
    head: str
    twin: str
    key: str
    people: list[ResidentEntry] = field(default_factory=list)
    kept_rows: int = 0
    seen_cells: set[tuple[Cell, ...]] | None = None
    tenure: str = ""
    residence_status: str = ""
    phone: str = ""
    unread_phone: Cell = ""
    remark: str = ""

    def repeats(self, cells: tuple[Cell, ...]) -> bool:
        """Whether a row with these cells stood in this household before."""
        if self.seen_cells is None:
            self.seen_cells = set()
        before = len(self.seen_cells)
        self.seen_cells.add(cells)
        return len(self.seen_cells) == before

    def tells_itself(self) -> bool:
        """Whether a row that names no head can be one of this household's."""
        return bool(self.first.room or self.first.number or self.head or self.people)

    def entry(self) -> HouseholdEntry:
        people = self._with_head()
        named = next((p.name for p in people if p.relation == HEAD), "")
        return HouseholdEntry(
            place=self.first.place,
            room=self.first.room,
            number=self.first.number,
            head=self.head or named,
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


@dataclass(slots=True)
class _Site:
    """One room or number, or a place without either, and the households there by their heads."""

    current: _Household | None = None
    by_name: dict[str, _Household] = field(default_factory=dict)


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
        self.set_aside: set[tuple[str, KnownPerson | None]] = set()
        self.sites: dict[str, _Site] = {}
        self.sheets: list[_Sheet] = []

    def sheet(
        self,
        name: str,
        header_row: int,
        headers: Mapping[str, str],
        rows: Iterable[LedgerRow],
    ) -> None:
        """Judge the rows of one sheet.

        ``headers`` gives the header's text of each field it has; those of several phone columns
        are ``phone1``, ``phone2`` …
        """
        work = _Sheet(self, name, header_row, headers)
        self.sheets.append(work)
        for row in rows:
            work.judge(row)

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
        if row.kind is VACANT:
            self.judge_vacant(household, row)
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
        site = self.file.sites.get(where)
        if site is None:
            site = self.file.sites[where] = _Site()
        head = row.head or (row.name if row.relation == HEAD else "")
        current = site.current
        if current is None and numbered:
            return self.named(site, row, head, where, "")
        if not (head or numbered or self.tells_households):
            return self.named(site, row, "", where, row.name)
        if current is not None and (head == current.head if head else current.tells_itself()):
            return current
        if current is not None and numbered and not current.head:
            current.head = head
            site.by_name[head] = current
            return current
        return self.named(site, row, head, where, head or row.name)

    def named(self, site: _Site, row: LedgerRow, head: str, where: str, who: str) -> _Household:
        """The household of this name at a site, begun if there is none yet.

        Besides its site, its key holds the name, but for the first of a room or number.
        """
        household = site.by_name.get(head or who)
        if household is None:
            twin = who if who and (row.room or row.number or not head) else ""
            household = site.by_name[head or who] = _Household(row, head, twin, where + who)
            self.households.append(household)
        site.current = household
        return household

    def judge_vacant(self, household: _Household | None, row: LedgerRow) -> None:
        if household is None:
            self.reject(row.row)
            self.find(row.row, "address_missing")
            return
        if household.repeats(row.cells):
            self.skip(row.row, "duplicate_row")
            return
        household.kept_rows += 1
        self.note_household(household, row)
        numbers, words = self.phones(row)
        household.phone = household.phone or "、".join(numbers)
        household.remark = household.remark or "；".join(filter(None, (row.remark, words)))

    def note_household(self, household: _Household, row: LedgerRow) -> None:
        """What a row tells of its household; the first row that tells it counts."""
        household.tenure = household.tenure or row.tenure
        household.residence_status = household.residence_status or row.residence_status
        if row.household_phone and not household.phone:
            self.note_household_phone(household, row)

    def note_household_phone(self, household: _Household, row: LedgerRow) -> None:
        """The household's own phone; one that is written on all its rows is found once."""
        cell = row.household_phone
        found = read_phones(cell)
        household.phone = "、".join(found.numbers)
        if found.unread and cell != household.unread_phone:
            household.unread_phone = cell
            self.find(row.row, "phone_invalid", "head_phone", _shown(cell))
        elif found.words and not household.remark:
            household.remark = f"电话：{half(cell)}"

    # --- people -----------------------------------------------------------------------------

    def judge_person(self, household: _Household | None, row: LedgerRow) -> None:
        document = RESIDENT_CARD if row.document in _CARDS else row.document
        card = _card(document, row.id_number)
        here = KnownPerson(row.name, household.key) if household is not None else None
        if household is not None and self.is_repeated(household, row, card.number, here):
            self.skip(row.row, "duplicate_row")
            return
        self.people += 1
        if not row.name:
            self.reject(row.row)
            self.find(row.row, "name_missing", "name" if "name" in self.headers else "head")
        if household is None:
            self.reject(row.row)
            self.find(row.row, "address_missing")
        if card.fault:
            self.find(row.row, card.fault, "id_number")
        moved = False
        if card.number and here is not None and row.name:
            card, moved = self.settle_identity(row, card, here)
        resident = self.resident(row, document, card, moved)
        if household is not None and not (self.rejected and self.rejected[-1] == row.row):
            household.people.append(resident)
            household.kept_rows += 1
            self.accepted += 1
            self.note_household(household, row)

    def is_repeated(
        self, household: _Household, row: LedgerRow, number: str, here: KnownPerson | None
    ) -> bool:
        """Whether the same person stood in the same household before: the same id and name, or
        without an id all cells the same."""
        if number and row.name:
            file = self.file
            return file.people_in_file.get(number) == here or (number, here) in file.set_aside
        return household.repeats(row.cells)

    def settle_identity(
        self, row: LedgerRow, card: IdNumber, here: KnownPerson
    ) -> tuple[IdNumber, bool]:
        """Compare the id with the people met before and those on file.

        Gives the number that may be kept, and whether a confirmed move brings the person here.
        """
        number, file = card.number, self.file
        other = file.people_in_file.get(number) or file.known_people.get(number)
        moved = False
        if other is not None and other != here:
            if other.name != row.name:
                file.set_aside.add((number, here))
                self.find(row.row, "id_conflict", "id_number", f"原为{other.name}")
                return IdNumber(""), False
            moved = (self.name, row.row) in file.confirmed
            if not moved:
                file.set_aside.add((number, here))
                self.reject(row.row)
                self.find(row.row, "person_elsewhere", "id_number", row.name)
                return card, False
        file.people_in_file[number] = here
        return card, moved

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
        # By position: naming so many parts takes a third longer.
        return ResidentEntry(
            row.name,
            row.relation,
            card.sex or sex,
            card.birth or birth,
            document,
            card.number,
            card.fault == "id_checksum",
            row.ethnicity,
            read_political_status(row.political_status),
            phones,
            row.employer,
            row.registered_place,
            row.tags,
            remark,
            row.row,
            row.residence_status,
            moved,
        )

    def phones(self, row: LedgerRow) -> tuple[tuple[str, ...], str]:
        """The phones of a row and the words that stood by them."""
        if len(row.phones) == 1 and is_mobile(row.phones[0]):
            return row.phones, ""  # type: ignore[return-value]
        numbers: dict[str, None] = {}
        words: list[str] = []
        for order, cell in enumerate(row.phones, start=1):
            found = read_phones(cell)
            numbers.update(dict.fromkeys(found.numbers))
            if found.unread:
                self.find(row.row, "phone_invalid", f"phone{order}", _shown(cell))
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


def _card(document: str, cell: Cell) -> IdNumber:
    """The number of a document; only that of a resident's card can be checked."""
    if document == RESIDENT_CARD:
        return read_id_number(cell)
    written = close(cell).upper()
    return IdNumber("" if says_nothing(written) else written)


def _shown(cell: Cell) -> str:
    """A cell's text as a finding shows it."""
    shown = half(cell)
    return shown if len(shown) <= 24 else f"{shown[:24]}…"
