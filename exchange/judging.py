"""Judging a file that is read: of every row an entry or a finding. Nothing is stored here."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from domain.appeals import IssueJudge
from domain.check_in import CheckInEntry
from domain.check_in_judge import CheckInJudge
from domain.entries import (
    CadreEntry,
    CategoryEntry,
    DivisionEntry,
    HouseholdEntry,
    IssueEntry,
    TeamEntry,
    VisitEntry,
)
from domain.finance import PeriodEntry
from domain.finance_judge import FinanceJudge, FinanceKnowledge
from domain.findings import FileReport, SheetReport
from domain.known_places import PlaceIndex
from domain.ledger import KnownPerson
from domain.ledger_judge import Judge
from domain.roster import judge_roster
from domain.visit_judge import VisitJudge, VisitKnowledge
from exchange.cadres import RosterReader
from exchange.categories import read_categories
from exchange.check_ins import CheckInReader
from exchange.divisions import read_divisions
from exchange.finance import FinanceReader
from exchange.households import LedgerReader
from exchange.issues import IssueReader
from exchange.reading import Reading
from exchange.visits import VisitReader

Progress = Callable[[int, int], None]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the register knows of the file: people by id number, places, the moves that the user
    confirmed as (sheet, row); of visits the homes and teams, and the day that it is; the periods
    of the accounts."""

    people: Mapping[str, KnownPerson] = field(default_factory=dict)
    places: PlaceIndex = field(default_factory=PlaceIndex)
    confirmed: Collection[tuple[str, int]] = ()
    visits: VisitKnowledge = field(default_factory=VisitKnowledge)
    today: date = date.max
    finance: FinanceKnowledge = field(default_factory=FinanceKnowledge)


@dataclass(frozen=True, slots=True)
class Judged:
    """A file judged: the entries of its kind, and the report."""

    report: FileReport
    households: tuple[HouseholdEntry, ...] = ()
    issues: tuple[IssueEntry, ...] = ()
    teams: tuple[TeamEntry, ...] = ()
    cadres: tuple[CadreEntry, ...] = ()
    check_ins: tuple[CheckInEntry, ...] = ()
    divisions: tuple[DivisionEntry, ...] = ()
    categories: tuple[CategoryEntry, ...] = ()
    visits: tuple[VisitEntry, ...] = ()
    finance: tuple[PeriodEntry, ...] = ()


def judge(
    reading: Reading, knowledge: Knowledge | None = None, progress: Progress | None = None
) -> Judged:
    """Judge every row of a file.

    ``progress`` is told rows done and rows in all, and may raise to stop.
    """
    known = knowledge or Knowledge()
    return _JUDGES[reading.kind](reading, known, progress)


def _report(reading: Reading, sheets: Sequence[SheetReport]) -> FileReport:
    return FileReport(reading.path.name, reading.kind, tuple(sheets), reading.notes)


def _told(
    reading: Reading, rows: Iterable[Row], index: int, progress: Progress | None
) -> Iterator[Row]:
    """The rows of the sheet with this index, with the progress told every 1,000 rows."""
    sizes = [len(source.sheet.rows) for source in reading.sheets]
    before, total = sum(sizes[:index]), sum(sizes)
    for done, row in enumerate(rows):
        if progress is not None and done % 1000 == 0:
            progress(before + done, total)
        yield row


def _judge_households(reading: Reading, known: Knowledge, progress: Progress | None) -> Judged:
    judging = Judge(known.people, known.confirmed)
    for index, source in enumerate(reading.sheets):
        reader = LedgerReader(source.sheet, source.layout, source.assumed, known.places)
        rows = _told(reading, reader.rows(), index, progress)
        judging.sheet(source.sheet.name, source.layout.header_row, reader.headers(), rows)
    judged = judging.finish()
    return Judged(
        _report(reading, [sheet.report for sheet in judged]),
        households=tuple(entry for sheet in judged for entry in sheet.households),
    )


def _judge_issues(reading: Reading, known: Knowledge, progress: Progress | None) -> Judged:
    judging = IssueJudge()
    judged = []
    for index, source in enumerate(reading.sheets):
        reader = IssueReader(source.sheet, source.layout, source.assumed, known.places)
        rows = _told(reading, reader.rows(), index, progress)
        name, header_row = source.sheet.name, source.layout.header_row
        judged.append(judging.sheet(name, header_row, reader.headers(), rows))
    return Judged(
        _report(reading, [sheet.report for sheet in judged]),
        issues=tuple(entry for sheet in judged for entry in sheet.issues),
    )


def _judge_cadres(reading: Reading, known: Knowledge, _progress: Progress | None) -> Judged:
    judged = []
    for source in reading.sheets:
        rows = RosterReader(source.sheet, source.layout, source.assumed)
        name, header_row = source.sheet.name, source.layout.header_row
        on_file = known.places, known.visits.homes
        judged.append(judge_roster(name, header_row, rows.headers(), rows.rows(), *on_file))
    return Judged(
        _report(reading, [sheet.report for sheet in judged]),
        teams=tuple(team for sheet in judged for team in sheet.teams),
        cadres=tuple(cadre for sheet in judged for cadre in sheet.cadres),
    )


def _judge_check_ins(reading: Reading, known: Knowledge, _progress: Progress | None) -> Judged:
    judging = CheckInJudge(known.places, known.today)
    judged = []
    for source in reading.sheets:
        assumed = source.assumed, source.employer
        rows = CheckInReader(source.sheet, source.layout, *assumed, known=known.places)
        name, header_row = source.sheet.name, source.layout.header_row
        judged.append(judging.sheet(name, header_row, rows.headers(), rows.rows()))
    return Judged(
        _report(reading, [sheet.report for sheet in judged]),
        check_ins=tuple(entry for sheet in judged for entry in sheet.check_ins),
    )


def _judge_divisions(reading: Reading, _known: Knowledge, _progress: Progress | None) -> Judged:
    judged = [read_divisions(source.sheet, source.layout) for source in reading.sheets]
    return Judged(
        _report(reading, [sheet.report for sheet in judged]),
        divisions=tuple(entry for sheet in judged for entry in sheet.divisions),
    )


def _judge_categories(reading: Reading, _known: Knowledge, _progress: Progress | None) -> Judged:
    judged = [read_categories(source.sheet, source.layout) for source in reading.sheets]
    return Judged(
        _report(reading, [sheet.report for sheet in judged]),
        categories=tuple(entry for sheet in judged for entry in sheet.categories),
    )


def _judge_visits(reading: Reading, known: Knowledge, progress: Progress | None) -> Judged:
    judging = VisitJudge(known.visits, known.today)
    judged = []
    for index, source in enumerate(reading.sheets):
        reader = VisitReader(source.sheet, source.layout, source.assumed, known.places)
        rows = _told(reading, reader.rows(), index, progress)
        name, header_row = source.sheet.name, source.layout.header_row
        judged.append(judging.sheet(name, header_row, reader.headers(), rows, source.year))
    return Judged(
        _report(reading, [sheet.report for sheet in judged]),
        visits=tuple(entry for sheet in judged for entry in sheet.visits),
    )


def _judge_finance(reading: Reading, known: Knowledge, _progress: Progress | None) -> Judged:
    judging = FinanceJudge(known.finance, known.places)
    judged = []
    for source in reading.sheets:
        told = FinanceReader(source.sheet, source.layout, source.assumed, reading.path.stem)
        judged.append(judging.sheet(told.told(), told.rows()))
    return Judged(
        _report(reading, [sheet.report for sheet in judged]),
        finance=tuple(sheet.period for sheet in judged if sheet.period is not None),
    )


_JUDGES: dict[str, Callable[[Reading, Knowledge, Progress | None], Judged]] = {
    "households": _judge_households,
    "issues": _judge_issues,
    "cadres": _judge_cadres,
    "check_ins": _judge_check_ins,
    "divisions": _judge_divisions,
    "categories": _judge_categories,
    "visits": _judge_visits,
    "finance": _judge_finance,
}
