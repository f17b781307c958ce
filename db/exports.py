"""What a table for the outside is made of, read a page of ids at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import func, select

from db.households import households
from db.households.households import HouseholdRow, ResidentRow
from db.issues import issues
from db.issues.issues import IssueRow
from db.models import Cadre, Household, Issue, Place, Resident, Team, TeamMember, Unit
from db.places import PlaceRow, all_places
from db.reading import Reader, fetch
from domain.places import Level

_RESIDENT = tuple(getattr(Resident, field.name) for field in fields(ResidentRow))


@dataclass(frozen=True, slots=True)
class HouseholdSheet:
    """A household with all its members, and the names of the places it lies in."""

    row: HouseholdRow
    room: str
    number: str
    own_phone: str
    places: dict[Level, str]
    residents: tuple[ResidentRow, ...]


@dataclass(frozen=True, slots=True)
class IssueSheet:
    """An issue with what its complainant told."""

    row: IssueRow
    person: str
    phone: str
    description: str


@dataclass(frozen=True, slots=True)
class CadreSheet:
    """A cadre, and the teams they belong to now."""

    name: str
    unit: str
    duty: str
    phone: str
    consented: bool
    party_member: bool
    teams: str


def household_sheets(
    reader: Reader, ids: Sequence[int], by_id: dict[int, PlaceRow]
) -> list[HouseholdSheet]:
    """These households in the order of the ids; those that are gone meanwhile are left out."""
    own = (Household.id, Household.room, Household.number, Household.own_phone)
    facts = {id_: told for id_, *told in fetch(reader, select(*own).where(Household.id.in_(ids)))}
    people: dict[int, list[ResidentRow]] = defaultdict(list)
    members = select(Resident.household_id, *_RESIDENT)
    of_these = Resident.household_id.in_(ids)
    for household_id, *resident in fetch(
        reader, members.where(of_these).order_by(Resident.household_id, Resident.seq)
    ):
        people[household_id].append(ResidentRow(*resident))
    rows = households.rows(reader, ids)
    sheets = []
    for row in (rows[id_] for id_ in ids if id_ in rows):
        room, number, phone = facts[row.id]
        names = _names(row.place_id, by_id)
        sheets.append(HouseholdSheet(row, room, number, phone, names, tuple(people[row.id])))
    return sheets


def _names(place_id: int, by_id: dict[int, PlaceRow]) -> dict[Level, str]:
    names: dict[Level, str] = {}
    here: PlaceRow | None = by_id[place_id]
    while here is not None:
        names[here.level] = here.name
        here = by_id[here.parent_id] if here.parent_id is not None else None
    return names


def issue_sheets(reader: Reader, ids: Sequence[int]) -> list[IssueSheet]:
    """These issues in the order of the ids."""
    told = select(Issue.id, Issue.person, Issue.phone, Issue.description)
    facts = {id_: facts for id_, *facts in fetch(reader, told.where(Issue.id.in_(ids)))}
    rows = issues.rows(reader, ids)
    return [IssueSheet(rows[id_], *facts[id_]) for id_ in ids if id_ in rows]


def cadre_sheets(reader: Reader) -> list[CadreSheet]:
    """Every cadre, unit by unit."""
    teams: dict[int, list[str]] = defaultdict(list)
    belongs = select(TeamMember.cadre_id, Team.name).join(Team, Team.id == TeamMember.team_id)
    still = belongs.where(TeamMember.until.is_(None)).order_by(Team.position)
    for cadre_id, name in fetch(reader, still):
        teams[cadre_id].append(name)
    columns = (
        Cadre.id,
        Cadre.name,
        func.coalesce(Unit.name, ""),
        Cadre.duty,
        Cadre.phone,
        Cadre.consented_on.is_not(None),
        Cadre.party_member,
    )
    everyone = select(*columns).outerjoin(Unit, Unit.id == Cadre.unit_id)
    rows = fetch(reader, everyone.order_by(Unit.name, Cadre.id))
    return [
        CadreSheet(name, unit, duty, phone, consented, party_member, "、".join(teams[id_]))
        for id_, name, unit, duty, phone, consented, party_member in rows
    ]


def divisions(reader: Reader) -> list[tuple[str, str, str]]:
    """Code, name and the parent's code of every place that has a code."""
    codes = {row.id: row.code for row in all_places(reader)}
    found = select(Place.code, Place.name, Place.parent_id).where(Place.code.is_not(None))
    return [
        (code, name, codes.get(parent_id) or "")
        for code, name, parent_id in fetch(reader, found.order_by(Place.position))
    ]
