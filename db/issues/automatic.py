"""Moves that nobody makes one by one: raising what is overdue, and new deadlines after the office
changed its rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db import clock
from db.issues import deadline_changes, made_moves, rules, standing
from db.issues.made_moves import Named
from db.models import Issue, IssueEvent
from db.session import WriteSession
from domain import colours
from domain.entries import EventEntry
from domain.errors import KnownError
from domain.history import step
from domain.rights import PROGRAM
from domain.rules import Rules
from domain.workflow import MOVE_WORDS, RULES, Move

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Redated:
    """Issues that got another deadline because the rules changed."""

    ids: tuple[int, ...]
    old: datetime
    new: datetime


def raise_overdue(session: WriteSession) -> int:
    """Raise by one colour what is overdue and was not raised for this deadline yet.

    DOMAIN.md §5: the state and the deadline stay, the gravest colour stays what it is. Returns how
    many were raised; nothing when the office has switched it off. What was last moved on a later
    day waits for that day; a KnownError when that is so of the whole ledger.
    """
    office = rules.current(session.connection)
    if not office.raise_overdue:
        return 0
    if wrong := clock.set_back(session.connection, session.at):
        raise KnownError(wrong)
    gravest = office.colours[-1].key
    late = select(Issue.id).where(
        Issue.state.in_(RULES[Move.RAISE].sources),
        Issue.due_at < session.at,
        Issue.raised.is_(False),
        Issue.colour != gravest,
    )
    # Whoever comes second waits here, and then finds them raised.
    ids = list(session.connection.scalars(late.order_by(Issue.id).with_for_update()))
    ids = _reached(session, ids)
    for start in range(0, len(ids), CHUNK):
        _raise_chunk(session, ids[start : start + CHUNK], office)
    return len(ids)


def _reached(session: WriteSession, ids: Sequence[int]) -> list[int]:
    """Those of these issues whose past does not reach beyond the unit of work's day."""
    today = session.at.date().toordinal()
    ahead: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        later = select(IssueEvent.issue_id).where(
            IssueEvent.issue_id.in_(ids[start : start + CHUNK]), IssueEvent.day > today
        )
        ahead.update(session.connection.scalars(later))
    return [i for i in ids if i not in ahead]


def redate(
    session: WriteSession,
    before: Rules,
    after: Rules,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Redated, ...]:
    """Give the running deadlines that follow the rules before those of the rules after, by an
    event each. ``progress`` may raise to cancel it all."""
    if wrong := clock.set_back(session.connection, session.at):
        raise KnownError(wrong)
    found = deadline_changes.affected(session.connection, before, after)
    made = [Redated(tuple(_reached(session, ids)), s.old, s.new) for s, ids in found.items()]
    _redate_all(session, made, "办理规则修改", after, progress)
    return tuple(made)


def redate_back(session: WriteSession, redated: Sequence[Redated]) -> None:
    """Give the deadlines back that a `redate` changed, where nothing changed them since."""
    undone = []
    for one in redated:
        same: list[int] = []
        for start in range(0, len(one.ids), CHUNK):
            still = select(Issue.id).where(
                Issue.id.in_(one.ids[start : start + CHUNK]),
                Issue.state.in_(RULES[Move.REDATE].sources),
                Issue.due_at == one.new,
            )
            same += session.connection.scalars(still.order_by(Issue.id).with_for_update())
        undone.append(Redated(tuple(_reached(session, same)), one.new, one.old))
    _redate_all(session, undone, "撤销规则修改", rules.current(session.connection))


def _redate_all(
    session: WriteSession,
    redated: Sequence[Redated],
    reason: str,
    office: Rules,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    total, done = sum(len(one.ids) for one in redated), 0
    for one in redated:
        note = f"{reason}，时限由 {one.old:%Y-%m-%d} 改为 {one.new:%Y-%m-%d}"
        event = EventEntry(Move.REDATE, session.at, session.actor, note, deadline=one.new)
        for start in range(0, len(one.ids), CHUNK):
            chunk = standing.read(session.connection, one.ids[start : start + CHUNK])
            made_moves.write(
                session, {i: step(now, event, office) for i, now in chunk.items()}, Named()
            )
            done += len(chunk)
            progress(done, total)
    if done:
        session.log("issues", MOVE_WORDS[Move.REDATE], f"{done} 件", reason)


def _raise_chunk(session: WriteSession, ids: Sequence[int], office: Rules) -> None:
    steps = {}
    for issue_id, now in standing.read(session.connection, ids).items():
        note = f"已过办结时限 {now.due_at:%Y-%m-%d}" if now.due_at else ""
        graver = colours.raised(now.colour, office.colours)
        event = EventEntry(Move.RAISE, session.at, PROGRAM, note, graver)
        steps[issue_id] = step(now, event, office)
    made_moves.write(session, steps, Named())
    session.log("issues", MOVE_WORDS[Move.RAISE], f"{len(steps)} 件")
