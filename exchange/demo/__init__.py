"""An invented township on the county's real map, to try the program with.

Its people, homes, teams and issues come as entries, the same values an import brings.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from domain.check_in import CheckInEntry
from domain.entries import CategoryEntry, DivisionEntry, TeamEntry
from domain.finance import PeriodEntry
from domain.party_notice import Branch
from domain.places import PlaceStep
from domain.projects import ProjectEntry
from exchange.demo.check_ins import check_ins
from exchange.demo.clock import clock
from exchange.demo.finance import accounts
from exchange.demo.households import Households
from exchange.demo.identities import branches, identified
from exchange.demo.issues import Issues
from exchange.demo.land import lay_out
from exchange.demo.projects import projects
from exchange.demo.teams import cover
from exchange.demo.words import words
from exchange.divisions import shipped

COUNTY, TOWNSHIP = "321324", "321324003"
TOWNSHIP_HOUSEHOLDS = 50_000  # more than a township has: the whole county
ISSUES_PER_HOUSEHOLD = 0.15


@dataclass(frozen=True, slots=True)
class Demo:
    """A whole ledger's worth of entries.

    ``township`` is the code of the ledger's own division: 9 digits, or the county's 6.
    ``households`` (in walking order) and ``issues`` (in order of registration) know their number
    and are made anew, and the same, each time they are walked.
    """

    divisions: tuple[DivisionEntry, ...]
    township: str
    today: date
    seed: int
    households: Households
    teams: tuple[TeamEntry, ...]
    issues: Issues
    check_ins: tuple[CheckInEntry, ...]
    branches: tuple[tuple[tuple[PlaceStep, ...], Branch], ...]
    projects: tuple[ProjectEntry, ...]
    finance: tuple[PeriodEntry, ...]
    categories: tuple[CategoryEntry, ...]


def build(
    households: int = 15_000, seed: int = 1, today: date | None = None, issues: int | None = None
) -> Demo:
    """An invented township, or the county above 50,000 households.

    The same arguments give the same demo. Issues and their events reach from two years before
    ``today`` to the day before it; by default there are 15 of them to 100 households.
    """
    if households < 1:
        raise ValueError("households must be at least 1")
    today = today or date.today()
    start = date(today.year - 2, today.month, min(today.day, 28))
    township = TOWNSHIP if households <= TOWNSHIP_HOUSEHOLDS else COUNTY
    divisions = _divisions(township)
    rng = Random(seed)
    land = lay_out(divisions, households, rng)
    coverage = cover(land, rng, since=start)
    past = clock(start, date.fromordinal(today.toordinal() - 1))
    count = round(households * ISSUES_PER_HOUSEHOLD) if issues is None else issues
    members = identified(check_ins(land, seed, today), seed, today)
    return Demo(
        divisions=divisions,
        township=township,
        today=today,
        seed=seed,
        households=Households(land, seed, today),
        teams=coverage.teams,
        issues=Issues(land, coverage, past, count, seed, today),
        check_ins=members,
        branches=branches(members, seed, today),
        projects=projects(land, divisions[0].name, seed, today),
        finance=accounts(land, seed, today),
        categories=_categories(),
    )


def _divisions(township: str) -> tuple[DivisionEntry, ...]:
    """The county, and the township with its communities or all of them."""
    return tuple(d for d in shipped() if d.code == COUNTY or d.code.startswith(township))


def _categories() -> tuple[CategoryEntry, ...]:
    paths = dict.fromkeys(tuple(scene["category"]) for scene in words("scenes")["scene"])
    return tuple(CategoryEntry(path) for path in paths)
