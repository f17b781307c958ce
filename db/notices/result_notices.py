"""What was settled, and what the people said of it, as it concerns each place a sheet hangs at."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from db.figures import indicators, report
from db.notices.notices import Spot, near_places
from db.reading import Reader
from domain.happy_bill import Settled
from domain.indicators import Counts


def settled_at(
    reader: Reader, hung: Sequence[Spot], since: date, until: date
) -> dict[int, list[Settled]]:
    """For each spot what was closed with satisfaction in the period, in the order of time."""
    found = report.settled_by_place(reader, since, until)
    at: dict[int | None, list[tuple[int, Settled]]] = defaultdict(list)
    for n, (place_id, one) in enumerate(found):
        at[place_id].append((n, one))
    told: dict[int, list[Settled]] = {}
    for spot in hung:
        concerning = [pair for place_id in _near(spot) for pair in at.get(place_id, ())]
        told[spot.place_id] = [one for _, one in sorted(concerning, key=lambda pair: pair[0])]
    return told


def heard_at(
    reader: Reader, hung: Sequence[Spot], since: date, until: date
) -> dict[int, dict[str, Counts]]:
    """For each spot what the follow-ups of the period heard, by the name of the category."""
    found = indicators.calls_by_place(reader, since, until)
    told: dict[int, dict[str, Counts]] = {}
    for spot in hung:
        sums: dict[str, Counts] = {}
        for place_id in _near(spot) & found.keys():
            for name, part in found[place_id].items():
                sums[name] = sums.get(name, Counts()) + part
        told[spot.place_id] = sums
    return told


def _near(spot: Spot) -> set[int | None]:
    """The places that concern a spot; the whole office has also what is at no place it knows."""
    near: set[int | None] = set(near_places(spot))
    return near | {None} if len(spot.above) == 1 else near
