"""What the office may do with an issue now, and what a move must be told (DOMAIN.md §5).

`refusal` says why a move is not possible at all, `fault` what is missing in what was typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain import colours
from domain.deadlines import due, workdays_between
from domain.entries import EventEntry
from domain.history import Standing, after
from domain.rules import STANDARD, Rules
from domain.workflow import BY_PROGRAM, MOVE_WORDS, RULES, STATE_WORDS, Move, Rating, State


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What the user asks for.

    ``colour``, ``category``, ``urgency`` and ``deadline`` belong to triage and
    escalation, ``unit`` (lead) and ``co_units`` also to the dispatch, ``days`` (workdays) or
    ``deadline`` to the extension, ``rating`` and ``solved`` to the follow-up, ``into`` (a common
    issue's id) to the merge. An empty ``urgency`` takes the mark off, no ``co_units`` at all takes
    them away; None leaves what is there, as an empty ``unit`` and ``category`` do.
    """

    move: Move
    note: str = ""
    colour: str = ""
    category: tuple[str, ...] = ()
    unit: str = ""
    co_units: tuple[str, ...] | None = None
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
    if move is Move.EXTEND:
        return _no_extension(now, at, rules)
    followed_up = now.state is State.FOLLOWED_UP
    if move is Move.FOLLOW_UP and followed_up and now.rating is not Rating.UNREACHED:
        return "已回访过；只有上次无法联系的才需要再次回访。"
    if move is Move.REWORK and now.rating is not Rating.UNSATISFIED:
        return "只有回访结果为“不满意”的问题才能重办。"
    return ""


def _no_extension(now: Standing, at: datetime, rules: Rules) -> str:
    if now.extended:
        return "已经延期过一次，不能再延；办不了的请升级，办不成的请挂起并写明理由。"
    if now.due_at is not None and due(now.due_at, rules.extend_days, rules.office) <= at:
        return f"已超期 {rules.extend_days} 个工作日以上，延期也赶不上；请办结，或升级。"
    return ""


def possible(now: Standing, at: datetime, rules: Rules = STANDARD) -> tuple[Move, ...]:
    """The moves the office may make now, in the order of the table."""
    return tuple(m for m in RULES if m not in BY_PROGRAM and not refusal(m, now, at, rules))


def fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules = STANDARD) -> str:
    """What is missing or wrong in what was typed, in one sentence; empty when nothing is."""
    move = request.move
    if needs_reason(move, now) and not request.note.strip():
        if move is Move.CLOSE:
            return "回访结果为“不满意”，销号必须写明理由。"
        return f"{MOVE_WORDS[move]}必须写明理由。"
    if request.unit and request.unit in (request.co_units or ()):
        return f"“{request.unit}”已是主办单位，不用再列为协办。"
    check = _FAULTS.get(move)
    return check(request, now, at, rules) if check is not None else ""


def _triage_fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules) -> str:
    if not request.colour:
        return "研判定色要选一种颜色。"
    return _colour_fault(request, rules) or _deadline_fault(request, now, at, rules)


def _colour_fault(request: MoveRequest, rules: Rules) -> str:
    known = {rule.key for rule in rules.colours}
    if request.colour and request.colour not in known:
        return "现在的三色规则里没有这种颜色，没有保存；请另选一种。"
    return ""


def _deadline_fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules) -> str:
    """A deadline of one's own lies ahead, and within the colour's limit unless the gravest has a
    staged plan (DOMAIN.md §5: 15 workdays, or a staged plan)."""
    if request.deadline is None:
        return ""
    if request.deadline <= at:
        return "办结时限已经过去，没有保存；请填今天以后的日期。"
    colour, gravest = request.colour or now.colour, rules.colours[-1]
    limit = rules.finish_by(colour, at)
    if request.deadline <= limit:
        return ""
    if colour != gravest.key:
        word = colours.word(colour, rules.colours)
        return (
            f"“{word}”的问题最迟 {limit:%Y-%m-%d} 办结；"
            f"要更久的请定为“{gravest.word}”并写明分阶段计划。"
        )
    if not request.note.strip():
        return f"超过 {gravest.finish_days} 个工作日才能办结的，要写明分阶段计划。"
    return ""


def _recolour_fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules) -> str:
    if not request.colour:
        return "调整颜色要选一种颜色。"
    if request.colour == now.colour:
        return f"现在就是“{colours.word(now.colour, rules.colours)}”，没有要调整的。"
    return _colour_fault(request, rules)


def _escalation_fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules) -> str:
    wrong = _colour_fault(request, rules)
    if wrong:
        return wrong
    asked, gravest = request.colour or now.colour, rules.colours[-1].key
    graver = colours.PALETTE.index(asked) > colours.PALETTE.index(now.colour)
    # With the gravest it gets a new level within it, and a new deadline.
    if not graver and not (asked == now.colour == gravest):
        return "升级要选比现在更重的颜色。"
    return _deadline_fault(request, now, at, rules)


def _dispatch_fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules) -> str:
    return "" if request.unit else "派单要写明派给哪个单位。"


def _extension_fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules) -> str:
    days = request.days
    if now.due_at is None:
        return "这件问题没有办结时限，不用延期。"
    if request.deadline is not None:
        days = workdays_between(now.due_at.date(), request.deadline.date(), rules.office)
    if not 1 <= days <= rules.extend_days:
        return f"延期要在 1 到 {rules.extend_days} 个工作日之间。"
    extended = event_of(request, now, at, "", rules).deadline
    if extended is not None and extended <= at:
        return f"延到 {extended:%Y-%m-%d} 也已经过去，没有保存；请多延几天。"
    return ""


def _result_fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules) -> str:
    """What was done is what hangs in the stairwell, and what the caller is told."""
    if request.note.strip():
        return ""
    if request.move is Move.SETTLE:
        return "当场解决要写明怎样解决的：公示、回访用的都是它。"
    return "办结必须写明办理结果：公示、回访用的都是它。"


def _follow_up_fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules) -> str:
    return "回访要记下群众评价。" if request.rating is None else ""


def _merge_fault(request: MoveRequest, now: Standing, at: datetime, rules: Rules) -> str:
    return "并案要选并到哪一件共性问题。" if request.into is None else ""


_FAULTS: dict[Move, Callable[[MoveRequest, Standing, datetime, Rules], str]] = {
    Move.TRIAGE: _triage_fault,
    Move.RECOLOUR: _recolour_fault,
    Move.ESCALATE: _escalation_fault,
    Move.REWORK: _deadline_fault,
    Move.DISPATCH: _dispatch_fault,
    Move.EXTEND: _extension_fault,
    Move.RESOLVE: _result_fault,
    Move.SETTLE: _result_fault,
    Move.FOLLOW_UP: _follow_up_fault,
    Move.MERGE: _merge_fault,
}


def needs_reason(move: Move, now: Standing | None) -> bool:
    """Whether the move is refused without words; of many issues together (None) whether always."""
    unsatisfied = now is not None and move is Move.CLOSE and now.rating is Rating.UNSATISFIED
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


def outcome(request: MoveRequest, now: Standing, at: datetime, rules: Rules = STANDARD) -> Standing:
    """How the issue would stand after a move without fault: its deadline and its limits, to be
    told before the move is made."""
    return after(now, event_of(request, now, at, "", rules), rules)
