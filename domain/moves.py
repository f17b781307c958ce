"""What the office may do with an issue now, and what a move must be told (DOMAIN.md §5).

`refusal` says why a move is not possible at all, `fault` what is missing in what was typed.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.deadlines import due, workdays_between
from domain.entries import EventEntry
from domain.history import Standing
from domain.rules import STANDARD, Rules
from domain.workflow import BY_PROGRAM, MOVE_WORDS, RULES, STATE_WORDS, Move, Rating, State


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What the user asks for.

    ``colour``, ``category``, ``urgency`` and ``deadline`` belong to triage and
    escalation, ``unit`` (lead) and ``co_units`` also to the dispatch, ``days`` (workdays) to the
    extension, ``rating`` and ``solved`` to the follow-up, ``into`` (a common issue's id) to the
    merge.
    """

    move: Move
    note: str = ""
    colour: str = ""
    category: tuple[str, ...] = ()
    unit: str = ""
    co_units: tuple[str, ...] = ()
    urgency: str | None = None
    deadline: datetime | None = None
    days: int = 0
    rating: Rating | None = None
    solved: bool | None = None
    into: int | None = None


def refusal(move: Move, now: Standing, at: datetime, rules: Rules = STANDARD) -> str:
    """Why the move is not possible now, in one sentence; empty when it is."""
    rule = RULES[move]
    if now.state not in rule.sources:
        allowed = "、".join(STATE_WORDS[s] for s in State if s in rule.sources)
        return f"问题现为“{STATE_WORDS[now.state]}”，只有“{allowed}”的问题可以{MOVE_WORDS[move]}。"
    if move is Move.RETURN and now.order is not None:
        return_by = rules.return_by(now.order.dispatched_at)
        if at > return_by:
            return (
                f"退单要在派单后 {rules.return_days} 个工作日内，已过 {return_by:%m-%d}；"
                "请签收办理或升级。"
            )
    if move is Move.EXTEND and now.extended:
        return "已经延期过一次，不能再延；办不了的请升级，办不成的请挂起并写明理由。"
    followed_up = now.state is State.FOLLOWED_UP
    if move is Move.FOLLOW_UP and followed_up and now.rating is not Rating.UNREACHED:
        return "已回访过；只有上次无法联系的才需要再次回访。"
    if move is Move.REWORK and now.rating is not Rating.UNSATISFIED:
        return "只有回访结果为“不满意”的问题才能重办。"
    return ""


def possible(now: Standing, at: datetime, rules: Rules = STANDARD) -> tuple[Move, ...]:
    """The moves the office may make now, in the order of the table."""
    return tuple(m for m in RULES if m not in BY_PROGRAM and not refusal(m, now, at, rules))


def fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules = STANDARD) -> str:
    """What is missing or wrong in what was typed, in one sentence; empty when nothing is."""
    move = request.move
    reason = request.note.strip()
    if needs_reason(move, now) and not reason:
        if move is Move.CLOSE:
            return "回访结果为“不满意”，销号必须写明理由。"
        return f"{MOVE_WORDS[move]}必须写明理由。"
    if request.deadline is not None and request.deadline <= at:
        return "办结时限已经过去，没有保存；请填今天以后的日期。"
    if move in (Move.TRIAGE, Move.RECOLOUR) and not request.colour:
        return f"{MOVE_WORDS[move]}要选一种颜色。"
    if move is Move.ESCALATE:
        return _escalation_fault(request, now, rules)
    if move is Move.DISPATCH and not request.unit:
        return "派单要写明派给哪个单位。"
    if move is Move.EXTEND:
        return _extension_fault(request, now, rules)
    if move is Move.FOLLOW_UP and request.rating is None:
        return "回访要记下群众评价。"
    if move is Move.MERGE and request.into is None:
        return "并案要选并到哪一件共性问题。"
    return ""


def _escalation_fault(request: MoveRequest, now: Standing, rules: Rules) -> str:
    keys = [rule.key for rule in rules.colours]
    if now.colour == keys[-1] and request.colour in ("", now.colour):
        return ""  # already with the gravest: it gets a new level within it, and a new deadline
    graver = request.colour in keys and now.colour in keys
    if not graver or keys.index(request.colour) <= keys.index(now.colour):
        return "升级要选比现在更重的颜色。"
    return ""


def _extension_fault(request: MoveRequest, now: Standing, rules: Rules) -> str:
    days = request.days
    if request.deadline is not None and now.due_at is not None:
        days = workdays_between(now.due_at.date(), request.deadline.date(), rules.office)
    if not 1 <= days <= rules.extend_days:
        return f"延期要在 1 到 {rules.extend_days} 个工作日之间。"
    return ""


def needs_reason(move: Move, now: Standing) -> bool:
    """Whether the move is refused without words."""
    unsatisfied = move is Move.CLOSE and now.rating is Rating.UNSATISFIED
    return RULES[move].needs_reason or unsatisfied


def event_of(
    request: MoveRequest, now: Standing, at: datetime, actor: str, rules: Rules = STANDARD
) -> EventEntry:
    """The event that a move without fault becomes."""
    deadline = request.deadline
    if request.move is Move.EXTEND and deadline is None and now.due_at is not None:
        deadline = due(now.due_at, request.days, rules.office)
    return EventEntry(
        request.move,
        at,
        actor,
        request.note,
        request.colour or None,
        request.unit,
        request.rating,
        request.solved,
        request.urgency,
        deadline,
    )
