"""The figures behind the charts of the issue work, each for a period whose last day counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from db import places
from db.figures import indicators
from db.issues.issue_filter import IssueFilter, colour, filtered
from db.models import Category, Issue
from db.places import PlaceRow
from db.reading import Reader, fetch
from domain.indicators import Counts

# How old an open issue is, in days from its registration: the first and the last day.
AGES: tuple[tuple[int, int | None], ...] = (
    (0, 3), (4, 7), (8, 15), (16, 30), (31, 90), (91, None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Community:
    """A community's open issues by colour."""

    position: str
    name: str
    by_colour: Mapping[str, int]


def ages(connection: Reader, day: date) -> dict[str, tuple[int, ...]]:
    """What was open at the end of a day: for each colour a count for every age of `AGES`."""
    wanted = IssueFilter(open_on=day)
    shade = colour(wanted)
    grouped = select(shade, Issue.opened_day, func.count()).group_by(shade, Issue.opened_day)
    made: dict[str, list[int]] = defaultdict(lambda: [0] * len(AGES))
    for key, opened, issues in fetch(connection, filtered(connection, grouped, wanted)):
        made[key][_bucket(day.toordinal() - opened)] += issues
    return {key: tuple(counts) for key, counts in made.items()}


def of_age(day: date, age: int, colour: str = "") -> IssueFilter:
    """The issues that `ages` counts in one age (a number of `AGES`), of one colour or of all."""
    least, most = AGES[age]
    since = day - timedelta(days=most) if most is not None else None
    return IssueFilter(
        colours=(colour,) if colour else (),
        open_on=day,
        since=since,
        until=day - timedelta(days=least),
    )


def _bucket(days: int) -> int:
    return next(n for n, (_, most) in enumerate(AGES) if most is None or days <= most)


def categories(connection: Reader, since: date, until: date) -> list[tuple[str, int]]:
    """What was registered in a period by category of the first level, the most first; an empty
    name for what has none."""
    paths = func.coalesce(Category.path, "")
    grouped = (
        select(paths, func.count())
        .select_from(Issue)
        .outerjoin(Category, Category.id == Issue.category_id)
        .group_by(paths)
    )
    found = fetch(connection, filtered(connection, grouped, IssueFilter(since=since, until=until)))
    counted: Counter[str] = Counter()
    for path, issues in found:
        counted[path.partition("/")[0]] += issues
    return counted.most_common()


def communities(connection: Reader, day: date) -> list[Community]:
    """What was open at the end of a day by community, those with the most first."""
    wanted = IssueFilter(open_on=day)
    shade = colour(wanted)
    grouped = select(Issue.place_id, shade, func.count()).group_by(Issue.place_id, shade)
    within = places.community_of(connection)
    made: dict[PlaceRow, Counter[str]] = defaultdict(Counter)
    for place_id, key, issues in fetch(connection, filtered(connection, grouped, wanted)):
        if place_id in within:
            made[within[place_id]][key] += issues
    rows = [Community(row.position, row.name, counts) for row, counts in made.items()]
    return sorted(rows, key=lambda row: (-sum(row.by_colour.values()), row.position))


def months(connection: Reader, spans: Iterable[tuple[date, date]], now: datetime) -> list[Counts]:
    """What each month counts (`domain.indicators`)."""
    counted = (indicators.counts(connection, since, until, now) for since, until in spans)
    return [made.get("", Counts()) for made in counted]
