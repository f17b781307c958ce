"""The moves of an issue, as one table (DOMAIN.md §5). The sum of its events is its state."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an issue stands."""

    REGISTERED = "registered"
    TRIAGED = "triaged"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    RESOLVED = "resolved"
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"
    DECLINED = "declined"
    MERGED = "merged"


class Move(StrEnum):
    """What can be done with an issue; each is an event with actor, times and note.

    RAISE and REDATE are the program's own: it raises what is overdue by one colour, and gives a
    running clock the deadline of changed rules when the office asks for that.
    """

    REGISTER = "register"
    TRIAGE = "triage"
    SETTLE = "settle"
    DECLINE = "decline"
    DISPATCH = "dispatch"
    SIGN = "sign"
    RETURN = "return"
    CONTACT = "contact"
    MEASURE = "measure"
    REPORT = "report"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    RESOLVE = "resolve"
    ESCALATE = "escalate"
    FOLLOW_UP = "follow_up"
    REWORK = "rework"
    CLOSE = "close"
    MERGE = "merge"
    RECOLOUR = "recolour"
    RAISE = "raise"
    REDATE = "redate"


STATE_WORDS = {
    State.REGISTERED: "已登记",
    State.TRIAGED: "已研判",
    State.DISPATCHED: "已派单",
    State.HANDLING: "办理中",
    State.SUSPENDED: "已挂起",
    State.RESOLVED: "已办结",
    State.FOLLOWED_UP: "已回访",
    State.CLOSED: "已销号",
    State.DECLINED: "不予受理",
    State.MERGED: "已并案",
}

MOVE_WORDS = {
    Move.REGISTER: "登记",
    Move.TRIAGE: "研判定色",
    Move.SETTLE: "当场解决",
    Move.DECLINE: "不予受理",
    Move.DISPATCH: "派单",
    Move.SIGN: "签收",
    Move.RETURN: "退单",
    Move.CONTACT: "联系群众",
    Move.MEASURE: "采取措施",
    Move.REPORT: "记进展",
    Move.EXTEND: "延期",
    Move.SUSPEND: "挂起",
    Move.RESUME: "恢复",
    Move.RESOLVE: "办结",
    Move.ESCALATE: "升级",
    Move.FOLLOW_UP: "回访",
    Move.REWORK: "重办",
    Move.CLOSE: "销号",
    Move.MERGE: "并案",
    Move.RECOLOUR: "调整颜色",
    Move.RAISE: "超期升色",
    Move.REDATE: "重算时限",
}

# Nobody is offered these on a card, and none of them is an edit that keeps an import from being
# undone.
BY_PROGRAM = frozenset({Move.RAISE, Move.REDATE})

# An issue in one of these no longer counts in the backlog.
ENDED = frozenset({State.CLOSED, State.DECLINED, State.MERGED})
OPEN = tuple(state for state in State if state not in ENDED)

# The categories an office begins with; it edits them as it likes.
FIRST_CATEGORIES = (
    "民生实事",
    "住房保障",
    "小区管理",
    "环境卫生",
    "基础设施",
    "矛盾纠纷",
    "就业社保",
    "医疗卫生",
    "教育",
    "其他",
)

SOURCE_WORDS = {"appeal": "群众反映", "inspection": "干部排查", "analysis": "数据分析"}


class Rating(StrEnum):
    """What a follow-up call heard."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    UNSATISFIED = "unsatisfied"
    UNREACHED = "unreached"


RATING_WORDS = {
    Rating.SATISFIED: "满意",
    Rating.FAIR: "基本满意",
    Rating.UNSATISFIED: "不满意",
    Rating.UNREACHED: "无法联系",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table: from which states, to which, and whether a reason must be given."""

    move: Move
    sources: frozenset[State]
    target: State | None  # None: the state stays
    needs_reason: bool = False


def _rule(
    move: Move, sources: tuple[State, ...], target: State | None, needs_reason: bool = False
) -> Rule:
    return Rule(move, frozenset(sources), target, needs_reason)


_S = State
_RUNNING = (_S.TRIAGED, _S.DISPATCHED, _S.HANDLING)
_COLOURED = tuple(state for state in OPEN if state is not _S.REGISTERED)
RULES = {
    rule.move: rule
    for rule in (
        _rule(Move.TRIAGE, (_S.REGISTERED,), _S.TRIAGED),
        _rule(Move.SETTLE, (_S.REGISTERED, _S.TRIAGED), _S.RESOLVED),
        _rule(Move.DECLINE, (_S.REGISTERED, _S.TRIAGED), _S.DECLINED, needs_reason=True),
        _rule(Move.DISPATCH, (_S.TRIAGED,), _S.DISPATCHED),
        _rule(Move.SIGN, (_S.DISPATCHED,), _S.HANDLING),
        _rule(Move.RETURN, (_S.DISPATCHED,), _S.TRIAGED, needs_reason=True),
        _rule(Move.CONTACT, (_S.HANDLING,), None),
        _rule(Move.MEASURE, (_S.HANDLING,), None),
        _rule(Move.REPORT, (_S.HANDLING,), None),
        _rule(Move.EXTEND, (_S.HANDLING,), None, needs_reason=True),
        _rule(Move.SUSPEND, (_S.HANDLING,), _S.SUSPENDED, needs_reason=True),
        _rule(Move.RESUME, (_S.SUSPENDED,), _S.HANDLING),
        _rule(Move.RESOLVE, (_S.HANDLING,), _S.RESOLVED),
        _rule(Move.ESCALATE, _RUNNING, _S.TRIAGED, needs_reason=True),
        _rule(Move.FOLLOW_UP, (_S.RESOLVED, _S.FOLLOWED_UP), _S.FOLLOWED_UP),
        _rule(Move.REWORK, (_S.FOLLOWED_UP,), _S.HANDLING),
        _rule(Move.CLOSE, (_S.FOLLOWED_UP,), _S.CLOSED),
        _rule(Move.MERGE, OPEN, _S.MERGED),
        _rule(Move.RECOLOUR, _COLOURED, None, needs_reason=True),
        _rule(Move.RAISE, _RUNNING, None),
        _rule(Move.REDATE, (*_RUNNING, _S.SUSPENDED), None, needs_reason=True),
    )
}


def state_after(move: Move, state: State) -> State:
    """The state an allowed move leads to."""
    return RULES[move].target or state
