"""Storing a batch of issues with the past they bring."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert, select

from db import categories, issues, search, units
from db.models import Issue, IssueEvent
from db.places import PlaceBook
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.entries import IssueEntry
from domain.history import Step, replay
from domain.workflow import ENDED, Move, Rating, State

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class _Known:
    numbers: set[str]
    told: set[tuple[str, datetime, str]]


def store(
    session: WriteSession,
    entries: Iterable[IssueEntry],
    batch_id: int | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Add the issues that are not there yet; returns how many.

    The file's own number identifies an issue, else person, time and title together (DOMAIN.md §5).
    ``progress`` is told how many entries are done and may raise to cancel.
    """
    known = _known(session.connection)
    book = PlaceBook(session, batch_id)
    remaining = iter(entries)
    done = stored = 0
    while chunk := list(islice(remaining, CHUNK)):
        fresh = [entry for entry in chunk if _is_new(entry, known)]
        _insert(session, book, fresh, batch_id)
        stored += len(fresh)
        done += len(chunk)
        progress(done)
    if stored:
        session.log("issues", "导入问题", f"批次 {batch_id or '—'}", f"{stored} 件")
    return stored


def _known(connection: Reader) -> _Known:
    columns = (Issue.number, Issue.person, Issue.registered_at, Issue.title)
    rows = fetch(connection, select(*columns))
    return _Known({r[0] for r in rows}, {(r[1], r[2], r[3]) for r in rows})


def _is_new(entry: IssueEntry, known: _Known) -> bool:
    told = (entry.person, entry.events[0].occurred_at, entry.title)
    new = entry.number not in known.numbers if entry.number else told not in known.told
    known.numbers.add(entry.number)
    known.told.add(told)
    return new


def _insert(
    session: WriteSession, book: PlaceBook, fresh: Sequence[IssueEntry], batch_id: int | None
) -> None:
    if not fresh:
        return
    paths = categories.ids_of(session, (e.category for e in fresh), batch_id)
    names = (event.unit for entry in fresh for event in entry.events)
    unit_ids = units.ids_of(session, names, batch_id)
    numbers = _numbers(session, fresh)
    place_ids = [book.locate(e.place).id if e.place else None for e in fresh]
    book.flush()
    rows, events, texts = [], [], []
    ids = session.reserve(Issue, len(fresh))
    for issue_id, number, place_id, entry in zip(ids, numbers, place_ids, fresh, strict=True):
        steps = replay(entry.events)
        unit = next((e.unit for e in reversed(entry.events) if e.unit), "")
        own = {
            "id": issue_id,
            "number": number,
            "place_id": place_id,
            "category_id": paths.get(entry.category),
            "lead_unit_id": unit_ids.get(unit),
            "batch_id": batch_id,
        }
        rows.append(own | issues.told(entry) | _outcome(steps))
        texts.append((issue_id, issues.search_text(number, entry)))
        for seq, step in enumerate(steps, 1):
            unit_id = unit_ids.get(step.event.unit)
            values = issues.event_values(issue_id, seq, step, session, unit_id, step.event.rating)
            events.append(values | {"batch_id": batch_id})
    session.execute(insert(Issue), rows)
    session.execute(insert(IssueEvent), events)
    search.put(session, "issue", texts, fresh=True)


def _numbers(session: WriteSession, fresh: Sequence[IssueEntry]) -> list[str]:
    years = [e.events[0].occurred_at.year for e in fresh if not e.number]
    made = {year: iter(issues.numbers(session, year, years.count(year))) for year in set(years)}
    return [e.number or next(made[e.events[0].occurred_at.year]) for e in fresh]


def _outcome(steps: Sequence[Step]) -> dict[str, Any]:
    """The columns of an issue that follow from its past."""
    last = steps[-1]
    triage = next((s for s in steps if s.event.move is Move.TRIAGE), None)
    resolved = next((s for s in reversed(steps) if s.state is State.RESOLVED), None)
    still = last.state in (State.RESOLVED, State.FOLLOWED_UP, State.CLOSED)
    ratings: list[Rating] = [s.event.rating for s in steps if s.event.rating]
    return {
        "state": last.state,
        "colour": last.colour,
        "registered_at": steps[0].event.occurred_at,
        "clock_from": triage.event.occurred_at if triage else None,
        "due_at": issues.finish_by(triage.colour, triage.event.occurred_at) if triage else None,
        "resolved_at": resolved.event.occurred_at if resolved and still else None,
        "opened_day": steps[0].day,
        "ended_day": _ended_day(steps),
        "rating": ratings[-1] if ratings else None,
    }


def _ended_day(steps: Sequence[Step]) -> int | None:
    """The day the issue ended for good; an imported past may have reopened it in between."""
    ended: int | None = None
    for step in steps:
        if step.state not in ENDED:
            ended = None
        elif ended is None:
            ended = step.day
    return ended
