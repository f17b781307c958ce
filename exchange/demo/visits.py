"""The invented visits of the teams: most homes once a quarter, people who live alone each month."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.entries import VisitEntry
from domain.visits import Every, Outcome, VisitKind, span, span_before
from exchange.demo.words import words

QUARTERS = 3
MET, FAMILY, REFUSED = 0.80, 0.3, 0.01
NEED, SETTLED = 0.012, 0.4
NEEDS_WITHIN = 30  # days: what was needed longer ago is settled by now


def visits(
    homes: Iterable[tuple[int, bool, str, int | None]], today: date, seed: int = 1
) -> Iterator[VisitEntry]:
    """The visits of the last three quarters, home by home; some teams keep behind.

    A home is its id, whether somebody lives there, its care tags, and its team's id.
    """
    rng = Random(seed)
    phrases = words("phrases")["visits"]
    quarters = [span(Every.QUARTER, today)]
    months = [span(Every.MONTH, today)]
    for _ in range(QUARTERS - 1):
        quarters.append(span_before(Every.QUARTER, quarters[-1].first))
    for _ in range(3 * QUARTERS - 3):
        months.append(span_before(Every.MONTH, months[-1].first))
    zeal: dict[int, float] = {}
    for household_id, lived_in, tags, team_id in homes:
        if not lived_in or team_id is None:
            continue
        home = VisitEntry(household_id, today, Outcome.PERSON, team_id=team_id)
        chance = zeal.setdefault(team_id, rng.choice((0.99, 0.985, 0.98, 0.97, 0.9)))
        alone = "独居老人" in tags
        for period in reversed(months if alone else quarters):
            length = (period.last - period.first).days
            so_far = min(1.0, ((today - period.first).days + 1) / length)
            if rng.random() < chance * so_far:
                day = period.first + timedelta(days=int(rng.random() * length * so_far))
                yield from _came(home, min(day, today), today, rng, phrases)


def _came(
    home: VisitEntry, day: date, today: date, rng: Random, phrases: Mapping[str, Any]
) -> Iterator[VisitEntry]:
    """A visit, and where nobody was at home another one a few days later."""
    kind = VisitKind.ROUTINE if rng.random() < 0.9 else VisitKind.ON_DEMAND
    visit = replace(home, day=day, kind=kind)
    chance = rng.random()
    if chance > MET:
        refused = chance > 1 - REFUSED
        outcome = Outcome.REFUSED if refused else Outcome.NOBODY
        yield replace(visit, outcome=outcome, note=rng.choice(phrases["nobody"]))
        visit = replace(visit, day=day + timedelta(days=rng.randint(2, 9)))
        if refused or visit.day > today:
            return
    if rng.random() < FAMILY:
        visit = replace(visit, outcome=Outcome.FAMILY)
    if rng.random() < 0.3:
        visit = replace(visit, note=rng.choice(phrases["notes"]))
    recent = (today - visit.day).days <= NEEDS_WITHIN
    if recent and rng.random() < NEED:
        visit = _with_need(visit, rng, phrases)
    yield visit


def _with_need(visit: VisitEntry, rng: Random, phrases: Mapping[str, Any]) -> VisitEntry:
    if rng.random() < SETTLED:
        need, done = rng.choice(phrases["settled"])
        return replace(visit, need=need, note=done, settled=True)
    return replace(visit, need=rng.choice(phrases["needs"]))
