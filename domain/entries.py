"""What comes in, judged and in the program's words, before it is stored.

A spreadsheet, a form and the demo all bring the same entries, and `db` stores them the same way.
Dates known only to the month are ``YYYY-MM``, to the day ``YYYY-MM-DD``; times are naive China
Standard Time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.places import PlaceStep
from domain.visits import Outcome, VisitKind
from domain.workflow import Move, Rating


@dataclass(frozen=True, slots=True)
class ResidentEntry:
    """One person of a household. ``row`` is the sheet's row (1-based), 0 for a form.

    ``residence_status`` is the person's own where the file has it per person. ``moved`` says that
    the user confirmed the move from another household.
    """

    name: str
    relation: str = ""
    sex: str = ""
    birth: str = ""
    document: str = "居民身份证"
    id_number: str = ""
    id_suspect: bool = False
    ethnicity: str = ""
    political_status: str = ""
    phones: tuple[str, ...] = ()
    employer: str = ""
    registered_place: str = ""
    care_tags: tuple[str, ...] = ()
    remark: str = ""
    row: int = 0
    residence_status: str = ""
    moved: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdEntry:
    """A household with its people, the head first where one is known.

    ``place`` is the path as far as it is named, from the highest level named down. ``phone`` and
    ``remark`` are the household's own where the file has them per household. ``twin`` is the
    head's name where it is a further household of the same room or number, the first person's
    where neither number nor head tells the household, else empty.
    """

    place: tuple[PlaceStep, ...]
    room: str = ""
    number: str = ""
    head: str = ""
    tenure: str = ""
    residence_status: str = ""
    phone: str = ""
    remark: str = ""
    residents: tuple[ResidentEntry, ...] = ()
    row: int = 0
    twin: str = ""


def entry_from(facts: Mapping[str, Any]) -> HouseholdEntry:
    """A form's household from its facts by name, as ``asdict`` told them."""
    residents = tuple(ResidentEntry(**one) for one in facts["residents"])
    return HouseholdEntry(**{**facts, "residents": residents})


@dataclass(frozen=True, slots=True)
class CadreEntry:
    """One cadre of a roster; the duty phone is what may be posted, a mobile in full only where its
    owner ``consented``."""

    name: str
    unit: str = ""
    duty: str = ""
    phone: str = ""
    party_member: bool = False
    row: int = 0
    consented: bool = False


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """A work team with its people and what it answers for, as far as it could be read.

    Each element of ``areas`` is the path of one place, from the highest level named down; ``homes``
    are the ids of single households.
    """

    name: str
    leader: str = ""
    line: str = "unit"
    members: tuple[CadreEntry, ...] = ()
    areas: tuple[tuple[PlaceStep, ...], ...] = ()
    homes: tuple[int, ...] = ()
    since: date | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class EventEntry:
    """One move of an issue's past. ``colour``, ``urgency`` and ``deadline`` (for finishing) are
    given only by a move that sets them, ``rating`` and ``solved`` only by a follow-up."""

    move: Move
    occurred_at: datetime
    actor: str = ""
    note: str = ""
    colour: str | None = None
    unit: str = ""
    rating: Rating | None = None
    solved: bool | None = None
    urgency: str | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """An issue with the past it brings; the first event is its registration.

    ``number`` is the file's own number where it had one. ``category`` is the path in the tree of
    categories. ``place`` may be empty when the file names none.
    """

    title: str
    events: tuple[EventEntry, ...]
    number: str = ""
    description: str = ""
    source: str = "appeal"
    person: str = ""
    phone: str = ""
    category: tuple[str, ...] = ()
    place: tuple[PlaceStep, ...] = ()
    place_text: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """A visit to a household on file. ``need`` is what the household asked for, which becomes an
    issue; ``settled`` says that it was settled on the spot. ``cadres`` are names, looked for in
    the team first. ``row`` is the sheet's row, 0 for a form. ``by_coverage`` says that nobody told
    the team: it is the one that answers for the household."""

    household_id: int
    day: date
    outcome: Outcome
    kind: VisitKind = VisitKind.ROUTINE
    team_id: int | None = None
    cadres: tuple[str, ...] = ()
    note: str = ""
    need: str = ""
    settled: bool = False
    row: int = 0
    by_coverage: bool = False


@dataclass(frozen=True, slots=True)
class DivisionEntry:
    """A place of the statistical division list: its code (6, 9 or 12 digits) and its parent's."""

    code: str
    name: str
    parent: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """One path in the tree of issue categories, from the top."""

    path: tuple[str, ...]
    row: int = 0
