"""Judging the rows of a filled visit sheet: which household, whom they met, what is needed.

Nothing is guessed: a household that cannot be told for certain rejects its row, and a person whom
no roster knows stands in the visit's note.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.cells import Cell, close, half, is_blank
from domain.dates import read_date
from domain.entries import VisitEntry
from domain.findings import SheetJudge, SheetReport
from domain.known_homes import NO_HOMES, HomeIndex, KnownHome
from domain.places import compact
from domain.visits import Outcome, VisitKind

_NOBODY = re.compile(r"无人|没人|不在家|未见|外出|空户|锁门|未在家|敲门|家中无")
_REFUSED = re.compile(r"拒|不配合|不愿|不开门")
_FAMILY = re.compile(r"家人|家属|配偶|妻|丈夫|老伴|子女|儿|女|父|母|孙|亲属|同住")
_PERSON = re.compile(r"本人|户主|见面|在家|见到|已走访|完成|正常|^[√是✓]$")
_SETTLED = re.compile(r"当场|现场|已解决|已办|已处理|解决$|^是$|^√$")
_UNSETTLED = re.compile(r"未|不|没|否|待|转|上报")
_TELLS_HOME = ("code", "address", "room", "head")
_BETWEEN = re.compile(r"[、，,;；/\s]+")


class VisitRow(NamedTuple):
    """A row of a filled sheet. ``code`` is the household's own number in the program's sheets,
    ``place_key`` its place spelt one way, ``outcome`` None where the sheet has no such column."""

    row: int
    is_note: bool = False
    code: str = ""
    address: str = ""
    place_key: str = ""
    room: str = ""
    number: str = ""
    head: str = ""
    day: Cell = ""
    team: str = ""
    people: str = ""
    kind: str = ""
    outcome: str | None = ""
    note: str = ""
    need: str = ""
    handled: str = ""


@dataclass(frozen=True, slots=True)
class VisitKnowledge:
    """The households, the teams by name, and the cadres on file."""

    homes: HomeIndex = NO_HOMES
    teams: Mapping[str, int] = field(default_factory=dict)
    cadres: frozenset[str] = frozenset()

    def home(self, row: VisitRow) -> KnownHome | None:
        """The one household a row means; None when none or several fit."""
        if row.code:
            known = self.homes.get(row.code)
            same = known is not None and (
                not row.address or compact(known.address) == compact(row.address)
            )
            return known if same else None
        if row.room or row.number:
            found = self.homes.at(row.place_key, row.room, row.number)
        else:
            found = self.homes.of(row.place_key, row.head)
        if len(found) > 1 and row.head:
            found = [home for home in found if _same_name(home.head, row.head)]
        return found[0] if len(found) == 1 else None


def _same_name(name: str, written: str) -> bool:
    """Whether a name is the one written, maybe masked: 邹** is 邹大伟."""
    if "*" not in written:
        return name == written
    return len(name) == len(written) and all(
        w in ("*", n) for n, w in zip(name, written, strict=True)
    )


@dataclass(frozen=True, slots=True)
class JudgedVisits:
    """The visits of a sheet that may be stored, and the report on its rows."""

    visits: tuple[VisitEntry, ...]
    report: SheetReport


def read_outcome(word: str) -> Outcome | None:
    """Whom the team met, as a cell tells it; None when it tells nothing certain."""
    plain = close(word)
    for outcome, pattern in (
        (Outcome.REFUSED, _REFUSED),
        (Outcome.NOBODY, _NOBODY),
        (Outcome.FAMILY, _FAMILY),
        (Outcome.PERSON, _PERSON),
    ):
        if pattern.search(plain):
            return outcome
    return None


def read_kind(word: str) -> VisitKind:
    """Why the team came; what is not told is a routine visit."""
    if "回访" in word:
        return VisitKind.RETURN
    return VisitKind.ON_DEMAND if "按需" in word or "应急" in word else VisitKind.ROUTINE


def judge_visits(
    name: str,
    header_row: int,
    headers: Mapping[str, str],
    rows: Iterable[VisitRow],
    known: VisitKnowledge,
    today: date,
) -> JudgedVisits:
    """Judge one sheet; ``headers`` gives the header's text of each field it has."""
    work = _Sheet(headers, known, today)
    for row in rows:
        work.judge(row)
    report = work.report(name, header_row, len(work.visits))
    return JudgedVisits(tuple(work.visits), report)


class _Sheet(SheetJudge):
    def __init__(self, headers: Mapping[str, str], known: VisitKnowledge, today: date) -> None:
        super().__init__(headers)
        self.known, self.today = known, today
        self.visits: list[VisitEntry] = []
        self.seen: set[tuple[int, date, Outcome, str]] = set()

    def judge(self, row: VisitRow) -> None:
        if row.is_note:
            self.skip(row.row, "note_row")
            return
        if is_blank(row.day) and not (row.outcome or row.note or row.need):
            self.skip(row.row, "not_visited")
            return
        home, day, outcome = self.known.home(row), self.day(row), self.outcome(row)
        if home is None:
            field = next(
                (f for f in ("code", "address", "room", "head") if f in self.headers), None
            )
            self.find(row.row, "household_unknown", field, row.address or row.head or row.code)
        if home is None or day is None or outcome is None:
            self.rejected.append(row.row)
            return
        entry = self.entry(row, home, day, outcome)
        told = (home.id, day, outcome, entry.note)
        if told in self.seen:
            self.skip(row.row, "duplicate_row")
            return
        self.seen.add(told)
        self.visits.append(entry)

    def day(self, row: VisitRow) -> date | None:
        told = read_date(row.day)
        day = date.fromisoformat(told) if len(told) == len("2026-06-01") else None
        if day is None or day > self.today:
            detail = half(row.day)[:24] or "没有填"
            self.find(row.row, "date_unparsed", "day", detail, "该行未导入")
            return None
        return day

    def outcome(self, row: VisitRow) -> Outcome | None:
        if row.outcome is None:  # the sheet has no such column: its words tell who was not met
            told = read_outcome(row.note)
            return told if told in (Outcome.NOBODY, Outcome.REFUSED) else Outcome.FAMILY
        outcome = read_outcome(row.outcome)
        if outcome is None:
            self.find(row.row, "outcome_unread", "outcome", row.outcome[:24] or "没有填")
        return outcome

    def entry(self, row: VisitRow, home: KnownHome, day: date, outcome: Outcome) -> VisitEntry:
        people = tuple(dict.fromkeys(filter(None, _BETWEEN.split(row.people))))
        unknown = [name for name in people if name not in self.known.cadres]
        note = row.note
        if unknown:
            named = "、".join(unknown)
            self.find(row.row, "cadre_unknown", "people", named)
            note = f"{note}（走访人：{named}）"
        handled = close(row.handled)
        return VisitEntry(
            home.id,
            day,
            outcome,
            read_kind(row.kind),
            self.known.teams.get(close(row.team), home.team_id),
            tuple(name for name in people if name not in unknown),
            note,
            row.need,
            bool(row.need and _SETTLED.search(handled) and not _UNSETTLED.search(handled)),
            row.row,
        )
