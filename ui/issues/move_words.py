"""What a move will do, told before it is made: the limits and the deadline it sets."""

from datetime import date, datetime

from domain import colours, deadlines, moves
from domain.history import Standing
from domain.moves import MoveRequest
from domain.rules import Rules
from domain.workflow import STATE_WORDS, Move, state_after
from ui.issues.issue_words import deadline_words, tr

_DEADLINES = frozenset({Move.TRIAGE, Move.ESCALATE, Move.EXTEND, Move.RESUME, Move.REWORK})


def told(request: MoveRequest, now: Standing, at: datetime, office: Rules) -> str:
    """What the move would set, in a line or two; empty while something needed is missing."""
    move = request.move
    if move is Move.RETURN and now.order is not None:
        last = office.return_by(now.order.dispatched_at).date()
        return tr("派单后 {0} 个工作日内可退：{1}").format(office.return_days, deadline_words(last))
    if move is Move.SUSPEND:
        return tr("挂起期间办结时限停走，恢复后顺延")
    if move is Move.MERGE:
        return tr("并案后由那一件一并办理，这一件不再计入未销号")
    if move in (Move.DISPATCH, Move.SIGN):
        return _order_words(request, now, at, office)
    if move not in _DEADLINES or _lacking(request, now, at, office):
        return ""
    after = moves.outcome(request, now, at, office)
    if after.due_at is None:
        return ""
    words = [_deadline(move, now, after.due_at, office)]
    if after.urgency and move is Move.TRIAGE:
        words.append(urgent_words(office))
    if move is Move.ESCALATE:
        words.append(tr("回到“{0}”，再派单").format(STATE_WORDS[after.state]))
    return "\n".join(words)


def _lacking(request: MoveRequest, now: Standing, at: datetime, office: Rules) -> bool:
    """Whether the deadline cannot be told yet; a reason that is still to come is no matter."""
    if request.move in (Move.TRIAGE, Move.ESCALATE) and not request.colour:
        return True
    reasoned = MoveRequest(request.move, "…", days=request.days, deadline=request.deadline)
    return request.move is Move.EXTEND and bool(moves.fault(reasoned, now, at, office))


def _deadline(move: Move, now: Standing, due_at: datetime, office: Rules) -> str:
    words = tr("办结时限 {0}").format(deadline_words(due_at.date()))
    if move is Move.EXTEND and now.due_at is not None:
        days = deadlines.workdays_between(now.due_at.date(), due_at.date(), office.office)
        words = tr("新的{0}，延长 {1} 个工作日").format(words, days)
    if move is Move.RESUME and now.suspended_at is not None and now.due_at is not None:
        days = deadlines.workdays_between(now.due_at.date(), due_at.date(), office.office)
        words = tr("恢复后{0}（停走 {1} 个工作日）").format(words, days)
    if not deadlines.is_workday(due_at.date(), office.office):
        words += tr("，这一天不上班")
    return words


def _order_words(request: MoveRequest, now: Standing, at: datetime, office: Rules) -> str:
    after = moves.outcome(request, now, at, office)
    order = after.order
    if order is None:
        return ""
    parts = []
    if request.move is Move.DISPATCH:
        parts.append(tr("签收 {0}").format(deadline_words(order.sign_by.date())))
    if order.contact_by is None:
        days = colours.rule(now.colour, office.colours).contact_days
        parts.append(tr("首次联系 签收后 {0} 个工作日内").format(days))
    else:
        parts.append(tr("首次联系 {0}").format(moment_words(order.contact_by)))
    if order.measure_by is not None:
        parts.append(tr("采取措施 {0}").format(moment_words(order.measure_by)))
    if after.due_at is not None:
        parts.append(tr("办结 {0}").format(deadline_words(after.due_at.date())))
    return "\n".join(parts)


def moment_words(by: datetime) -> str:
    """``11月26日前``, or with the hour where the limit is one of hours."""
    if by.time() == deadlines.DAY_END:
        return deadline_words(by.date())
    return tr("{0}月{1}日 {2} 前").format(by.month, by.day, f"{by:%H:%M}")


def urgent_words(office: Rules) -> str:
    """What the urgent mark means."""
    return tr("紧急：派单后 {0} 小时内联系、{1} 小时内采取措施").format(
        office.urgent_contact_hours, office.urgent_measure_hours
    )


def told_of_many(move: Move) -> str:
    """What the move does with many issues at once."""
    return {
        Move.TRIAGE: tr("没有填的类别、单位和紧急标记，各件保持原样"),
        Move.DISPATCH: tr("单位空着，就各派给研判时定的主办单位；时限按各件的颜色"),
        Move.EXTEND: tr("各件从自己的时限往后延"),
        Move.SUSPEND: tr("挂起期间办结时限停走，恢复后顺延"),
        Move.MERGE: tr("并案后由那一件一并办理，这些不再计入未销号"),
        Move.ESCALATE: tr("时限按新的颜色重新计算，回到“{0}”").format(
            STATE_WORDS[state_after(Move.ESCALATE, next(iter(STATE_WORDS)))]
        ),
    }.get(move, "")


def end_of(day: date | None) -> datetime | None:
    """A day as a deadline: to its end."""
    return datetime.combine(day, deadlines.DAY_END) if day is not None else None


def note_hint(move: Move) -> str:
    """What stands in the field for a move's words before any are typed."""
    if move is Move.RESOLVE:
        return tr("怎样办的、办得怎样，公示上就写这段话；回车提交，Shift+回车换行")
    return tr("回车提交，Shift+回车换行")
