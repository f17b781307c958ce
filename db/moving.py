"""Moving issues: one, many, and those that the program raises because they are late."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from db import categories, clock, deadline_changes, rules, settings, standing, units
from db.issues import event_values
from db.models import CoUnit, DispatchOrder, Issue, IssueEvent
from db.reading import Reader, fetch
from db.session import WriteSession
from domain import colours, moves
from domain.entries import EventEntry
from domain.errors import KnownError
from domain.history import Order, Standing, Step, step
from domain.moves import MoveRequest
from domain.rules import Rules
from domain.workflow import BY_PROGRAM, ENDED, MOVE_WORDS, RULES, STATE_WORDS, Move

CHUNK = 500
PROGRAM = "系统"  # the actor of what the program does by itself
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of moving many: how many moved, and why the others did not."""

    moved: int
    refused: tuple[tuple[str, str], ...]
    """Number of the issue, and the sentence."""


@dataclass(frozen=True, slots=True)
class Redated:
    """Issues that got another deadline because the rules changed."""

    ids: tuple[int, ...]
    old: datetime
    new: datetime


def move(session: WriteSession, issue_id: int, version: int, request: MoveRequest) -> None:
    """Make one move now. A KnownError says why not, and nothing is written then."""
    asked = select(Issue.version).where(Issue.id == issue_id)
    there = fetch(session.connection, asked.with_for_update())
    if not there:
        raise KnownError("这个问题已不在台账里，没有保存；请刷新后再看。")
    if there[0][0] != version:
        raise KnownError(
            "这个问题刚被别人处理过，您填写的内容没有丢，也没有覆盖对方；请先看最新进展再提交。"
        )
    outcome = _move_chunk(session, (issue_id,), request, rules.current(session.connection))
    if outcome.refused:
        raise KnownError(outcome.refused[0][1])


def move_many(
    session: WriteSession,
    ids: Sequence[int],
    request: MoveRequest,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Moved:
    """Make the same move with all of them that can; ``progress`` may raise to cancel it all."""
    office = rules.current(session.connection)
    moved, refused = 0, list[tuple[str, str]]()
    for start in range(0, len(ids), CHUNK):
        part = _move_chunk(session, ids[start : start + CHUNK], request, office)
        moved += part.moved
        refused += part.refused
        progress(min(start + CHUNK, len(ids)), len(ids))
    return Moved(moved, tuple(refused))


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
            _write(session, {i: step(now, event, office) for i, now in chunk.items()}, {})
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
    _write(session, steps, {})
    session.log("issues", MOVE_WORDS[Move.RAISE], f"{len(steps)} 件")


def _move_chunk(
    session: WriteSession, ids: Sequence[int], request: MoveRequest, office: Rules
) -> Moved:
    named = select(Issue.id, Issue.number).where(Issue.id.in_(ids))
    # Whoever moves the same issue at the same time waits here, and then meets its new state.
    numbers: dict[int, str] = dict(
        fetch(session.connection, named.order_by(Issue.id).with_for_update())
    )
    steps: dict[int, Step] = {}
    refused: list[tuple[str, str]] = []
    for issue_id, now in standing.read(session.connection, ids).items():
        why = _refusal(session, issue_id, now, request, office)
        if why:
            refused.append((numbers[issue_id], why))
            continue
        event = moves.event_of(request, now, session.at, session.actor, office)
        steps[issue_id] = step(now, event, office)
    if steps:
        _write(session, steps, _asked(session, request))
        _assign(session, list(steps), request)
        named_all = "、".join(numbers[i] for i in list(steps)[:_SHOWN])
        more = f" 等 {len(steps)} 件" if len(steps) > _SHOWN else ""
        session.log("issues", MOVE_WORDS[request.move], named_all + more, request.note)
    return Moved(len(steps), tuple(refused))


def _refusal(
    session: WriteSession, issue_id: int, now: Standing, request: MoveRequest, office: Rules
) -> str:
    at = session.at
    why = moves.refusal(request.move, now, at, office) or moves.fault(request, now, at, office)
    if not why and at.date().toordinal() < now.day:
        last = datetime.fromordinal(now.day)
        return (
            f"电脑的日期 {at:%Y-%m-%d} 比这件问题最近一步 {last:%Y-%m-%d} 还早，没有保存；"
            "请校准电脑时间后再提交。"
        )
    if not why and request.into is not None:
        return _merge_refusal(session.connection, issue_id, request.into)
    return why


def _merge_refusal(connection: Reader, issue_id: int, into: int) -> str:
    """A common issue is open and another one, and none of those it was merged into."""
    target: int | None = into
    while target is not None:
        if target == issue_id:
            return "不能并进自己，也不能并进已经并入自己的问题；请另选一件共性问题。"
        row = fetch(
            connection, select(Issue.common_id, Issue.state, Issue.number).where(Issue.id == target)
        )
        if not row:
            return "要并入的问题已不在台账里，没有保存；请刷新后再选。"
        common_id, state, number = row[0]
        if target == into and state in ENDED:
            return f"{number} 现为“{STATE_WORDS[state]}”，不能再并入；请另选一件。"
        target = common_id
    return ""


def _asked(session: WriteSession, request: MoveRequest) -> dict[str, Any]:
    """The columns of the issues that the request itself names."""
    asked: dict[str, Any] = {}
    if request.unit:
        asked["lead_unit_id"] = units.ids_of(session, [request.unit])[request.unit]
    if request.category:
        asked["category_id"] = categories.ids_of(session, [request.category])[request.category]
    if request.move is Move.MERGE and request.into is not None:
        asked["common_id"] = request.into
        common = update(Issue).where(Issue.id == request.into)
        session.execute(common.values(batch_id=None, version=Issue.version + 1))
    return asked


def _write(session: WriteSession, steps: dict[int, Step], asked: dict[str, Any]) -> None:
    """Events, standings and orders of one chunk."""
    count = select(IssueEvent.issue_id, func.max(IssueEvent.seq)).group_by(IssueEvent.issue_id)
    last: dict[int, int] = dict(
        fetch(session.connection, count.where(IssueEvent.issue_id.in_(steps)))
    )
    unit_id = asked.get("lead_unit_id")
    session.execute(
        insert(IssueEvent),
        [event_values(i, last[i] + 1, s, session, unit_id) for i, s in steps.items()],
    )
    for issue_id, made in steps.items():
        changed = standing.values(made.after) | asked
        if made.event.move not in BY_PROGRAM:
            changed["batch_id"] = None  # somebody worked on what an import brought
        session.execute(
            update(Issue).where(Issue.id == issue_id).values(version=Issue.version + 1, **changed)
        )
        if made.after.order is not None:
            _write_order(session, issue_id, made, made.after.order, unit_id)


def _write_order(
    session: WriteSession, issue_id: int, made: Step, order: Order, unit_id: int | None
) -> None:
    if made.event.move is Move.DISPATCH:
        year = session.at.year
        number = f"〔{year}〕{settings.next_number(session, f'dispatch:{year}')[0]}号"
        values = standing.order_values(issue_id, order, unit_id, number)
        session.execute(insert(DispatchOrder).values(values))
        return
    kept = standing.order_values(issue_id, order, None, "")
    for key in ("issue_id", "unit_id", "number"):
        del kept[key]
    newest = select(func.max(DispatchOrder.id)).where(DispatchOrder.issue_id == issue_id)
    session.execute(
        update(DispatchOrder).where(DispatchOrder.id == newest.scalar_subquery()).values(kept)
    )


def _assign(session: WriteSession, ids: Sequence[int], request: MoveRequest) -> None:
    """The co-units as the request names them; a move that names none leaves them."""
    if not request.co_units:
        return
    unit_ids = units.ids_of(session, request.co_units)
    session.execute(delete(CoUnit).where(CoUnit.issue_id.in_(ids)))
    rows = [{"issue_id": i, "unit_id": u} for i in ids for u in dict.fromkeys(unit_ids.values())]
    session.execute(insert(CoUnit), rows)
