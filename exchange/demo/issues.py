"""The invented issues of two years, in the order they were registered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate, groupby
from random import Random
from typing import Any

from domain.entries import EventEntry, IssueEntry
from domain.places import Level, PlaceStep
from exchange.demo.clock import DAY, Clock
from exchange.demo.course import Course, Desk, Step, Work
from exchange.demo.households import HouseholdMaker
from exchange.demo.land import Land
from exchange.demo.teams import Coverage
from exchange.demo.words import words

_SOURCES = {"appeal": 60, "inspection": 35, "analysis": 5}
_COLOURS = ("green", "yellow", "red")
_DAYS = ("两天", "三天", "四五天", "一周", "十来天", "半个月", "多日")

# A wave lifts its scenes in some months; in all others they are rare.
_WAVES = {
    "heating": {11: 2.5, 12: 4.0, 1: 4.0, 2: 2.5},
    "flood": {6: 2.0, 7: 7.0, 8: 3.0},
    "school": {2: 2.0, 8: 3.0, 9: 6.0},
    "harvest": {6: 4.0, 10: 3.0, 11: 2.0},
}
_OFF_SEASON = 0.15

# How many steps of the path, from the township down, name the place of a scene.
_DEPTHS = {"community": 2, "compound": 3, "group": 3, "building": 4, "home": 4, "entrance": 5}
_TOWN_ONLY = frozenset({"compound", "building", "entrance"})

_Path = tuple[PlaceStep, ...]
_Scene = dict[str, Any]


@cache
def _scenes(rural: bool, month: int) -> tuple[list[_Scene], list[float]]:
    """The scenes that occur in a village or in a town, and their weights up to each."""
    absent = _TOWN_ONLY if rural else {"group"}
    here = [s for s in words("scenes")["scene"] if s["at"] not in absent]
    weights = (s["weight"] * _wave(s, month) for s in here)
    return here, list(accumulate(weights))


def _wave(scene: _Scene, month: int) -> float:
    season = scene.get("season")
    return _WAVES[season].get(month, _OFF_SEASON) if season else 1.0


@dataclass(frozen=True, slots=True)
class Issues:
    """All issues up to the end of the clock, made while they are walked, the same every time."""

    land: Land
    coverage: Coverage
    clock: Clock
    count: int
    seed: int
    today: date

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[IssueEntry]:
        rng = Random(self.seed)
        maker = _Maker(self, rng)
        for _, moments in groupby(self._moments(rng)):
            # Person, time and title together tell one issue from another (DOMAIN.md §5).
            told: set[tuple[str, str]] = set()
            for moment in moments:
                issue = maker.issue(moment)
                while (issue.person, issue.title) in told:
                    issue = maker.issue(moment)
                told.add((issue.person, issue.title))
                yield issue

    def _moments(self, rng: Random) -> list[int]:
        """The moments of registration: by season, and twice as many in the end as at first."""
        total = len(self.clock.days)
        weights = [
            _scenes(False, day.month)[1][-1] * (1 + at / total)
            for at, day in enumerate(self.clock.days)
        ]
        days = rng.choices(range(len(weights)), weights, k=self.count)
        return sorted(day * DAY + rng.randrange(DAY) for day in days)


class _Maker:
    def __init__(self, issues: Issues, rng: Random) -> None:
        self._land = issues.land
        self._coverage = issues.coverage
        self._clock = issues.clock
        self._rng = rng
        self._households = HouseholdMaker(issues.land, issues.seed, issues.today)
        self._phrases = words("phrases")
        self._units = words("units")
        self._roads: list[str] = words("places")["words"]["roads"]

    def issue(self, moment: int) -> IssueEntry:
        """One issue registered at a moment, with all its events up to the end of the clock."""
        rng = self._rng
        household, person, phone = self._reporter()
        path, room, number = self._land.dwelling(household)
        month = self._clock.at(moment).month
        scenes, weights = _scenes(not room, month)
        scene = rng.choices(scenes, cum_weights=weights)[0]
        place = self._place(scene["at"], path)
        fill = self._filling(scene, place, path)
        title, told, measure, result = rng.choice(scene["cases"])
        source = rng.choices(list(_SOURCES), list(_SOURCES.values()))[0]
        if source == "analysis":
            title, told = rng.choice(self._phrases["analysis"]["cases"])
        visit = source == "inspection" and scene["at"] == "home"
        channel = rng.choice(self._phrases["channel"]["visit" if visit else source])
        ending = rng.choice(self._phrases["ending"]["visit" if visit else source])
        desk = self._desk(household, path, scene)
        found_by = {"appeal": desk.front, "analysis": desk.coordinator}.get(source)
        work = Work(
            measure.format_map(fill),
            result.format_map(fill),
            builds=scene.get("works", False),
            quick=scene.get("quick", False) and source != "analysis",
            urgent=scene.get("urgent", "") if source != "analysis" else "",
        )
        course = Course(rng, desk, work)
        colour = rng.choices(_COLOURS, scene["colours"])[0]
        steps = course.run(moment, colour, found_by or rng.choice(desk.cadres), channel)
        door = _door(room, number) if scene["at"] == "home" and source != "analysis" else ""
        return IssueEntry(
            title=title.format_map(fill),
            events=self._events(steps),
            description=f"{channel}：{told.format_map(fill)}{ending}",
            source=source,
            person=person if source == "appeal" else "",
            phone=phone if source == "appeal" else "",
            category=tuple(scene["category"]),
            place=place,
            place_text="".join(step.name for step in (path if door else place)[2:]) + door,
        )

    def _reporter(self) -> tuple[int, str, str]:
        """A household, nearly always one that somebody lives in, with who answers for it."""
        for _ in range(20):
            household = self._rng.randrange(self._land.households)
            if contact := self._households.contact(household):
                return household, contact.name, contact.phone
        return household, "", ""

    def _place(self, at: str, path: _Path) -> _Path:
        depth = _DEPTHS[at]
        if at == "community" and self._rng.random() < 0.6:
            depth = 3
        return path[:depth]

    def _filling(self, scene: _Scene, place: _Path, path: _Path) -> dict[str, str | int]:
        rng = self._rng
        community = spoken(path[1].name)
        compound = len(place) > 2 and place[2].level is Level.COMPOUND
        below = [step.name for step in place[3 if len(place) > 3 else 2 :]]
        return {
            "spot": "".join(below) or community,
            "area": place[2].name if compound else community,
            "road": rng.choice(self._roads),
            "topic": scene["category"][-1],
            "n": rng.randint(2, 9),
            "m": rng.randint(10, 60),
            "days": rng.choice(_DAYS),
        }

    def _desk(self, household: int, path: _Path, scene: _Scene) -> Desk:
        township, community = path[0].name, path[1].name
        team_index = self._coverage.team_of[self._land.block_index(household)]
        team = None if team_index is None else self._coverage.teams[team_index]
        by_team = team is not None and self._rng.random() < 0.45
        office, county_unit = scene["lead"]
        return Desk(
            front=f"{township}便民服务中心",
            coordinator=township + self._units["coordinator"],
            cadres=tuple(m.name for m in team.members) if team else (community,),
            units={
                "green": team.name if team and by_team else community,
                "yellow": township + office,
                "red": county_unit,
            },
        )

    def _events(self, steps: Iterable[Step]) -> tuple[EventEntry, ...]:
        """The course of the issue as far as the clock has run."""
        clock = self._clock
        past = [step for step in steps if step.moment < clock.end]
        return tuple(
            EventEntry(
                s.move,
                clock.at(s.moment),
                s.actor,
                s.note,
                s.colour,
                s.unit,
                s.rating,
                urgency=s.urgency,
            )
            for s in past
        )


def _door(room: str, number: str) -> str:
    return f"{room}室" if room else f"{number}号"


def spoken(community: str) -> str:
    """A community's name as people say it: 果园居委会 is 果园社区, 西周村民委员会 西周村."""
    for long, short in (
        ("社区居民委员会", "社区"),
        ("社区居委会", "社区"),
        ("居民委员会", "社区"),
        ("居委会", "社区"),
        ("村民委员会", "村"),
        ("村委会", "村"),
    ):
        if community.endswith(long):
            return community.removesuffix(long) + short
    return community
