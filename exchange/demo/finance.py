"""The invented accounts of a few communities: two months that are closed, and the present one."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from domain.finance import Entry, PeriodEntry, next_voucher, sums_of
from domain.places import PlaceStep
from exchange.demo.families import Families
from exchange.demo.land import Land
from exchange.demo.words import words

COMMUNITIES = 5
MONTHS = 3
_ENTRIES = (9, 15)  # a month
_INCOMES = 0.28


def accounts(land: Land, seed: int, today: date) -> tuple[PeriodEntry, ...]:
    """The same ones for the same arguments; nothing lies after the day before ``today``."""
    rng = Random(f"finance {seed}")
    places = dict.fromkeys(block.path[:2] for block in land.blocks)
    chosen = sorted(rng.sample(list(places), min(COMMUNITIES, len(places))), key=list(places).index)
    return tuple(period for place in chosen for period in _Books(rng, today, place).periods())


class _Books:
    """What one community wrote down."""

    def __init__(self, rng: Random, today: date, place: tuple[PlaceStep, ...]) -> None:
        self._rng, self._today, self._place = rng, today, place
        families = Families(rng, today)
        self._people = [
            families.full_name(rng.choice("男女"), rng.randint(32, 58)) for _ in "一二三四"
        ]

    def periods(self) -> Iterator[PeriodEntry]:
        opening = self._rng.randrange(20_000_00, 180_000_00)
        for since in self._months():
            until = (since + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            entries = tuple(self._entries(since, min(until, self._today - timedelta(days=1))))
            sums = sums_of(opening, entries)
            over = until < self._today.replace(day=1)
            closing = sums.balance if over else None
            yield PeriodEntry(self._place, since, until, opening, closing, entries, over)
            opening = sums.balance

    def _months(self) -> list[date]:
        first = self._today.replace(day=1)
        months = [first]
        while len(months) < MONTHS:
            months.append((months[-1] - timedelta(days=1)).replace(day=1))
        return months[::-1]

    def _entries(self, since: date, last: date) -> Iterator[Entry]:
        rng, days = self._rng, (last - since).days
        if days < 0:
            return
        count = max(2, round(rng.randint(*_ENTRIES) * (days + 1) / 30))
        vouchers = ["记000"]
        for day in sorted(rng.randint(0, days) for _ in range(count)):
            vouchers.append(next_voucher(vouchers))
            yield self._entry(since + timedelta(days=day), vouchers[-1])

    def _entry(self, day: date, voucher: str) -> Entry:
        rng = self._rng
        comes = rng.random() < _INCOMES
        known = words("finance")["income" if comes else "expense"]
        (one,) = rng.choices(known, [kind["often"] for kind in known])
        fen = rng.randrange(one["from"] * 10, one["to"] * 10) * 10
        fen = round(fen, -4) if comes or rng.random() < 0.5 else fen  # rents are round
        clerk, helper, head, other = self._people
        handler = rng.choice((clerk, other))
        return Entry(
            day,
            voucher,
            one["what"],
            fen if comes else 0,
            0 if comes else fen,
            handler,
            helper,
            head,
        )
