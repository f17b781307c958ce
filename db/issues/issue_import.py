"""Storing a batch of issues with the past they bring."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import insert, select

from db import search
from db.issues import categories, issues, rules, standing
from db.models import DispatchOrder, Issue, IssueEvent
from db.places import PlaceBook
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import units
from domain import history
from domain.entries import IssueEntry
from domain.rules import Rules

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
    office = rules.current(session.connection)
    remaining = iter(entries)
    done = stored = 0
    while chunk := list(islice(remaining, CHUNK)):
        fresh = [entry for entry in chunk if _is_new(entry, known)]
        place_ids = [book.locate(e.place).id if e.place else None for e in fresh]
        book.flush()
        put(session, fresh, place_ids, batch_id, office)
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


def put(
    session: WriteSession,
    fresh: Sequence[IssueEntry],
    place_ids: Sequence[int | None],
    batch_id: int | None,
    office: Rules,
) -> Sequence[int]:
    """Store issues that are not there yet, each at its place, with the past they bring; returns
    their ids."""
    if not fresh:
        return ()
    batch = {"batch_id": batch_id}
    paths = categories.ids_of(session, (e.category for e in fresh), batch_id)
    names = (event.unit for entry in fresh for event in entry.events)
    unit_ids = units.ids_of(session, names, batch_id)
    numbers = _numbers(session, fresh)
    rows, events, texts, orders = [], [], [], []
    ids = session.reserve(Issue, len(fresh))
    for issue_id, number, place_id, entry in zip(ids, numbers, place_ids, fresh, strict=True):
        steps = history.replay(entry.events, office)
        unit = next((e.unit for e in reversed(entry.events) if e.unit), "")
        own = {"id": issue_id, "number": number, "place_id": place_id, **batch}
        where = {"category_id": paths.get(entry.category), "lead_unit_id": unit_ids.get(unit)}
        told = issues.told(entry) | standing.values(steps[-1].after)
        rows.append(own | where | told | {"opened_day": steps[0].after.day})
        texts.append((issue_id, issues.search_text(number, entry)))
        for seq, step in enumerate(steps, 1):
            unit_id = unit_ids.get(step.event.unit)
            events.append(issues.event_values(issue_id, seq, step, session, unit_id) | batch)
        orders += [
            standing.order_values(issue_id, order, unit_ids.get(order.unit), "")
            for order in history.orders(steps)
        ]
    session.execute(insert(Issue), rows)
    session.execute(insert(IssueEvent), events)
    if orders:
        session.execute(insert(DispatchOrder), orders)
    search.put(session, "issue", texts, fresh=True)
    return ids


def _numbers(session: WriteSession, fresh: Sequence[IssueEntry]) -> list[str]:
    years = [e.events[0].occurred_at.year for e in fresh if not e.number]
    made = {year: iter(issues.numbers(session, year, years.count(year))) for year in set(years)}
    return [e.number or next(made[e.events[0].occurred_at.year]) for e in fresh]
