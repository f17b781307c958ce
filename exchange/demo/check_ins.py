"""The invented party members who reported to the compound they live in, and what they did there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from domain.check_in import POSTS, CheckInEntry, ServiceEntry
from domain.places import PlaceStep
from exchange.demo.families import Families
from exchange.demo.land import Land
from exchange.demo.words import words

MEMBERS_A_HOUSEHOLD = 4_400 / 300_000  # the county's campaign
FEWEST = 36  # so that a small township has something to show
WITH_POST = 0.8
MOVED_AWAY = 0.04
_REPORTED_DAYS = 500  # the first of them so long ago


def check_ins(land: Land, seed: int, today: date) -> tuple[CheckInEntry, ...]:
    """The same ones for the same arguments; their services are of this year, before today."""
    rng = Random(f"check_ins {seed}")
    count = min(max(FEWEST, round(land.households * MEMBERS_A_HOUSEHOLD)), land.households)
    return tuple(_Invented(land, rng, today).members(count))


class _Invented:
    def __init__(self, land: Land, rng: Random, today: date) -> None:
        self._land, self._rng, self._today = land, rng, today
        self._families = Families(rng, today)
        self._units = words("units")
        self._kinds = [(kind["post"], kind["what"]) for kind in words("services")["kind"]]
        urban = [(b.start, b.households) for b in land.blocks if not b.rural]
        # Where there is no compound at all, one reports to one's villagers' group.
        self._blocks = urban or [(b.start, b.households) for b in land.blocks]

    def members(self, count: int) -> Iterator[CheckInEntry]:
        """So many, spread over the compounds by their size."""
        rng = self._rng
        sizes = [households for _, households in self._blocks]
        for start, households in rng.choices(self._blocks, sizes, k=count):
            place, _, _ = self._land.dwelling(start + rng.randrange(households))
            yield self._with_services(self._member(place))

    def _member(self, place: tuple[PlaceStep, ...]) -> CheckInEntry:
        rng = self._rng
        unit = rng.choice(self._units["county"])
        kind = "school" if unit.endswith(("小学", "中学")) else "county"
        kind = "hospital" if unit.endswith("医院") else kind
        if rng.random() < 0.2:
            unit, kind = place[0].name + rng.choice(self._units["township"]), "township"
        known = rng.choice((3, 3, 4, 5))  # the compound, the building, the entrance
        since = self._today - timedelta(days=rng.randint(20, _REPORTED_DAYS))
        return CheckInEntry(
            name=self._families.full_name(rng.choice("男男女"), rng.randint(24, 59)),
            place=place[:known],
            unit=unit,
            duty=rng.choice(self._units["duties"][kind]),
            phone=f"1990000{rng.randrange(10_000):04}",
            post=rng.choice(POSTS) if rng.random() < WITH_POST else "",
            since=since,
            until=self._left(since),
        )

    def _left(self, since: date) -> date | None:
        if self._rng.random() >= MOVED_AWAY:
            return None
        return since + (self._today - since) * self._rng.uniform(0.5, 0.95)

    def _with_services(self, member: CheckInEntry) -> CheckInEntry:
        rng = self._rng
        assert member.since is not None, "everybody invented has a first day"
        first = max(member.since, self._today.replace(month=1, day=1))
        last = min(member.until or date.max, self._today - timedelta(days=1))
        span = (last - first).days
        if span < 0:
            return member
        own = [what for post, what in self._kinds if post == member.post]
        usual = own or [what for _, what in self._kinds]
        often = rng.choice((0, 1, 1, 2, 3, 4, 6)) * (span / 365 + 0.2)
        days = sorted(rng.randint(0, span) for _ in range(round(often * 2)))
        services = tuple(
            ServiceEntry(
                first + timedelta(days=day),
                rng.choice(usual),
                rng.choice((None, 1.0, 1.5, 2.0, 2.0, 3.0)),
            )
            for day in days
        )
        return replace(member, services=services)
