"""Invented homes and what teams claim of them, and the answer by hand, for the tests of `db/`."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st
from sqlalchemy import insert, select

from db import places
from db.households import household_import
from db.models import Assignment, Household, Team
from db.teams import team_records
from domain.entries import HouseholdEntry, ResidentEntry, TeamEntry
from domain.places import Level, PlaceStep

TODAY = date(2026, 6, 15)
TEAMS = ("第1组", "第2组", "第10组", "居住线一组")
OTHER_LINE = TEAMS[3]


@dataclass(frozen=True)
class Claim:
    """What a team claims of a home's path from when until when."""

    team: str
    home: int
    level: int | None  # how many steps of the home's path; None: the home itself
    since: date | None
    until: date | None


def paths():
    """A path of 1 to 4 steps, so that homes hang on every level."""
    numbers = st.tuples(*[st.integers(1, 2)] * 4)

    def path(number, depth):
        a, b, c, d = number
        community = ("果园居委会", "康泰社区居委会")[a - 1]
        steps = (
            PlaceStep(Level.COMMUNITY, community),
            PlaceStep(Level.COMPOUND, f"小区{b}"),
            PlaceStep(Level.BUILDING, f"{c}栋"),
            PlaceStep(Level.ENTRANCE, f"{d}单元"),
        )
        return steps[:depth]

    return st.builds(path, numbers, st.integers(1, 4))


@st.composite
def scenarios(draw, today=TODAY):
    """The paths of some homes, and claims in force around a day."""
    homes = draw(st.lists(paths(), min_size=1, max_size=10))
    days = st.none() | st.integers(-2, 2).map(lambda n: today + timedelta(days=n))
    claims = []
    for _ in range(draw(st.integers(0, 10))):
        home = draw(st.integers(0, len(homes) - 1))
        level = draw(st.none() | st.integers(1, len(homes[home])))
        claims.append(Claim(draw(st.sampled_from(TEAMS)), home, level, draw(days), draw(days)))
    return homes, claims


def by_hand(homes, claims, day):
    """The teams of each home at its nearest level."""
    found = []
    for number, path in enumerate(homes):
        active = [
            c
            for c in claims
            if c.team != OTHER_LINE
            and (c.since is None or c.since <= day)
            and (c.until is None or c.until >= day)
        ]
        levels = [{c.team for c in active if c.level is None and c.home == number}]
        for depth in range(len(path), 0, -1):
            there = path[:depth]
            levels.append(
                {c.team for c in active if c.level == depth and homes[c.home][:depth] == there}
            )
        found.append(next((level for level in levels if level), set()))
    return found


def build(session, homes, claims, tags=()):
    """Stores it all; returns the homes' ids in order and the teams' ids by name. ``tags`` are the
    care tags of the homes."""
    told = [*tags, *((),) * (len(homes) - len(tags))]
    entries = [
        HouseholdEntry(path, number=f"{n}号", residents=(ResidentEntry("甲", care_tags=own),))
        for n, (path, own) in enumerate(zip(homes, told, strict=True))
    ]
    household_import.store(session, entries)
    numbers = dict(session.execute(select(Household.number, Household.id)).all())
    ids = [numbers[f"{n}号"] for n in range(len(homes))]
    line = {name: "unit" if name != OTHER_LINE else "residence" for name in TEAMS}
    team_records.store(session, [TeamEntry(name, line=line[name]) for name in TEAMS])
    team_ids = dict(session.execute(select(Team.name, Team.id)).all())
    book = places.PlaceBook(session, None)
    rows = [
        {
            "team_id": team_ids[c.team],
            "place_id": book.locate(homes[c.home][: c.level]).id if c.level else None,
            "household_id": None if c.level else ids[c.home],
            "since": c.since,
            "until": c.until,
        }
        for c in claims
    ]
    if rows:
        session.execute(insert(Assignment), rows)
    return ids, team_ids
