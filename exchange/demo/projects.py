"""The invented livelihood projects of this year and the last, each as far as it has come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.places import Level, PlaceStep
from domain.projects import Ballot, ProjectEntry, ProjectLevel, State, StepRequest
from exchange.demo.families import Families
from exchange.demo.land import Land
from exchange.demo.words import words

HOUSEHOLDS_A_PROJECT = 250  # of a village's projects; a village has two at least and ten at most
A_TOWNSHIP, A_COUNTY, IN_ONE_TOWNSHIP = 3, 8, 2
SECOND_WAVE = 0.25  # of the projects begin late in the year
LOST, ENDED = 0.03, 0.04
_WAN = 10**6  # 分
_Path = tuple[PlaceStep, ...]
_Scene = Mapping[str, Any]


def projects(land: Land, county: str, seed: int, today: date) -> tuple[ProjectEntry, ...]:
    """The same ones for the same arguments. ``county`` is its name; a ledger of one township has
    those of the county's projects that lie in it."""
    rng = Random(f"projects {seed}")
    made = _Invented(rng, today)
    years = (today.year - 1, today.year)
    return tuple(entry for year in years for entry in made.of_year(year, land, county))


def born(
    entries: Sequence[ProjectEntry], matters: Mapping[tuple[str, str], str]
) -> list[ProjectEntry]:
    """The projects with the issues they were born from; ``matters`` gives by community and
    category the number of an issue."""
    about = {scene["name"]: scene["about"] for scene in words("projects")["village"]}
    told = []
    for entry in entries:
        number = matters.get((entry.place[-1].name, about.get(entry.name, "")))
        if number is None and len(entry.place) > 1:
            number = matters.get((entry.place[1].name, about.get(entry.name, "")))
        told.append(replace(entry, issues=(number,) if number is not None else ()))
    return told


class _Invented:
    def __init__(self, rng: Random, today: date) -> None:
        self._rng, self._today = rng, today
        self._families = Families(rng, today)
        self._words = words("projects")

    def of_year(self, year: int, land: Land, county: str) -> Iterator[ProjectEntry]:
        townships = dict.fromkeys(block.path[:1] for block in land.blocks)
        few = IN_ONE_TOWNSHIP if len(townships) == 1 else A_COUNTY
        where: _Path = (PlaceStep(Level.COUNTY, county),)
        if len(townships) == 1:
            where = next(iter(townships))
        for scene in self._rng.sample(self._words["county"], few):
            yield self._entry(year, ProjectLevel.COUNTY, scene, where, scene["lead"])
        for path in townships:
            for scene in self._rng.sample(self._words["township"], A_TOWNSHIP):
                lead = path[0].name + scene["lead"]
                yield self._entry(year, ProjectLevel.TOWNSHIP, scene, path, lead)
        for path, below, households in _villages(land):
            count = max(2, min(10, round(households / HOUSEHOLDS_A_PROJECT)))
            yield from self._village(year, path, below, count)

    def _village(
        self, year: int, path: _Path, below: Sequence[_Path], count: int
    ) -> Iterator[ProjectEntry]:
        levels = {"community", *(str(p[-1].level) for p in below)}
        fitting = [s for s in self._words["village"] if s["at"] in levels]
        for scene in self._rng.sample(fitting, min(count, len(fitting))):
            near = [p for p in below if p[-1].level == scene["at"]]
            place = self._rng.choice(near) if near else path
            yield self._entry(year, ProjectLevel.VILLAGE, scene, place, path[-1].name)

    def _entry(
        self, year: int, level: ProjectLevel, scene: _Scene, place: _Path, unit: str
    ) -> ProjectEntry:
        rng = self._rng
        fill = {"m": rng.randrange(60, 301, 10), "n": rng.randint(2, 9), "k": rng.randint(20, 60)}
        low, high = (round(edge * 10) for edge in scene["cost"])
        invested = rng.randint(low, high) * _WAN // 10
        return ProjectEntry(
            year,
            level,
            scene["name"],
            scene["content"].format_map(fill),
            scene["kind"],
            unit,
            self._families.full_name(rng.choice("男男女"), rng.randint(28, 58)),
            f"0527-8000{rng.randrange(10_000):04}",
            invested,
            rng.choice(self._words["funding"][level.value]),
            date(year, rng.choice((9, 10, 10, 11, 12)), 30),
            place=place,
            steps=tuple(self._steps(year, invested)),
        )

    def _steps(self, year: int, invested: int) -> Iterator[StepRequest]:
        """The life up to today, most of it; now and then it ends before its time."""
        late = timedelta(days=120) if self._rng.random() < SECOND_WAVE else timedelta()
        begun = False
        for step in self._life(year, invested):
            moved = replace(step, day=step.day + late)
            if moved.day > self._today and begun:
                return
            yield replace(moved, day=min(moved.day, self._today))
            begun = True

    def _life(self, year: int, invested: int) -> Iterator[StepRequest]:
        rng, told = self._rng, self._words["milestones"]
        day = date(year - 1, 11, rng.randint(1, 28))
        yield StepRequest(State.COLLECTED, day)
        for to in (State.DRAFTED, State.REVIEWED):
            day += timedelta(days=rng.randint(18, 32))
            yield StepRequest(to, day)
        day += timedelta(days=rng.randint(12, 30))
        if rng.random() < ENDED:
            yield StepRequest(State.ENDED, day, rng.choice(told["ended"]))
            return
        lost = rng.random() < LOST
        votes = (rng.randint(3, 9), rng.randint(0, 4)) if lost else (rng.randint(24, 46), 5)
        against = rng.randint(18, 30) if lost else rng.randint(0, 3)
        ballot = Ballot(*votes, against, rng.randint(0, 4))
        yield StepRequest(State.VOTED, day, rng.choice(told["voted"]), ballot=ballot)
        if lost:
            return
        day += timedelta(days=rng.randint(15, 40))
        yield StepRequest(State.CARRIED_OUT, day)
        yield from self._work(day, invested)

    def _work(self, day: date, invested: int) -> Iterator[StepRequest]:
        rng, told = self._rng, self._words["milestones"]
        whole = invested * rng.randint(90, 104) // 100 // 10_000 * 10_000
        percent = 0
        for word in told["words"]:
            day += timedelta(days=rng.randint(18, 45))
            percent = min(100, percent + rng.choice((15, 20, 20, 25)))
            spent = whole * percent // 100 // 10_000 * 10_000
            yield StepRequest(State.CARRIED_OUT, day, word, percent, spent)
        day += timedelta(days=rng.randint(8, 25))
        yield StepRequest(State.ACCEPTED, day, rng.choice(told["accepted"]))
        day += timedelta(days=rng.randint(15, 40))
        ballot = Ballot(rng.randint(20, 60), rng.randint(2, 9), rng.randint(0, 2), 0)
        yield StepRequest(State.APPRAISED, day, rng.choice(told["praise"]), ballot=ballot)


def _villages(land: Land) -> Iterator[tuple[_Path, list[_Path], int]]:
    """Every community with the compounds or groups in it and its households."""
    below: dict[_Path, dict[_Path, int]] = {}
    for block in land.blocks:
        inside = below.setdefault(block.path[:2], {})
        inside[block.path[:3]] = inside.get(block.path[:3], 0) + block.households
    for path, inside in below.items():
        yield path, list(inside), sum(inside.values())
