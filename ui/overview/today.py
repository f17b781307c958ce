"""What the office has to do today, read at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db import places
from db.figures import statistics
from db.figures.statistics import DeskFigures
from db.households import households
from db.households.households import HouseholdRow
from db.issues import issues
from db.issues.issue_filter import IssueFilter, Todo
from db.issues.issues import IssueRow
from db.notices import catalogue, postings
from db.notices.postings import Hanging
from db.papers import slips
from db.papers.slips import Answer, SlipFilter, SlipRow
from db.reading import Reader
from db.session import now
from db.teams import coverage, teams
from db.teams.coverage import Coverage, Kind, Unproven
from db.visits import visit_targets
from db.visits.visit_targets import DueFilter
from domain.places import Level
from domain.visits import Due
from ui.notices import publishing

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Today:
    """Figures and coverage, and what waits, each with how many there are and the first of them."""

    figures: DeskFigures
    cover: Coverage
    first: dict[Todo, tuple[IssueRow, ...]]
    gaps: tuple[tuple[str, str], ...]
    doubles: tuple[tuple[str, str], ...]
    unanswered: int
    slips: tuple[SlipRow, ...]
    other_lines: dict[str, Coverage]
    sheets: dict[Hanging, int]
    unpublished: int
    unvisited: int
    homes: tuple[tuple[str, str], ...]


def read_today(connection: Reader) -> Today:
    """Everything the page of the day shows, but for the backlog."""
    at = now()
    figures = statistics.desk_figures(connection, at)
    cover = coverage.coverage(connection, at.date())
    first = {todo: _first(connection, todo) for todo in Todo}
    some = 0 < cover.gaps < cover.households  # all of them are no example of anything
    overdue = DueFilter(at.date(), Due.OVERDUE)
    unvisited = visit_targets.order(connection, overdue, limit=EXAMPLES)
    late = SlipFilter(at.date(), Answer.LATE)
    unanswered = slips.order(connection, late, "reply_by", False)
    lines = slips.rows(connection, unanswered[:EXAMPLES])
    oldest = tuple(lines[id_] for id_ in unanswered[:EXAMPLES])
    return Today(
        figures,
        cover,
        first,
        _unproven(connection, "gap", at.date()) if some else (),
        _unproven(connection, "double", at.date()) if cover.double else (),
        len(unanswered),
        oldest,
        _other_lines(connection, at.date()),
        postings.counts(connection, at.date()),
        catalogue.overdue(connection, publishing.duties(connection), at.date()),
        visit_targets.count(connection, overdue) if unvisited else 0,
        _homes(connection, unvisited),
    )


def _other_lines(connection: Reader, day: date) -> dict[str, Coverage]:
    """The proof of the lines beside the default one."""
    others = (line for line in teams.lines(connection) if line != coverage.DEFAULT_LINE)
    return {line: coverage.coverage(connection, day, line) for line in others}


def _unproven(connection: Reader, kind: Kind, day: date) -> tuple[tuple[str, str], ...]:
    return _homes(connection, coverage.order(connection, Unproven(kind, day), limit=EXAMPLES))


def _homes(connection: Reader, ids: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Households as examples: the address and the community."""
    rows = households.rows(connection, ids)
    return tuple((rows[id_].address, _community(connection, rows[id_])) for id_ in ids)


def _community(connection: Reader, row: HouseholdRow) -> str:
    path = places.path(connection, row.place_id)
    return next((place.name for place in path if place.level is Level.COMMUNITY), "")


def _first(connection: Reader, todo: Todo) -> tuple[IssueRow, ...]:
    """What waits longest."""
    sort = "resolved_at" if todo is Todo.FOLLOW_UP else "due_at"
    ids = issues.order(connection, IssueFilter(todo=todo), sort, False, EXAMPLES)
    rows = issues.rows(connection, ids)
    return tuple(rows[id_] for id_ in ids)
