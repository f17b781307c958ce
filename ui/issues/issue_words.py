"""How issues are told on screen: chips of colour and lamp, deadlines, what an event was."""

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from db.issues.issue_filter import IN_WORK
from db.issues.issues import EventRow, IssueRow
from domain import colours, deadlines
from domain.deadlines import Lamp
from domain.limits import Limit
from domain.rules import Rules
from domain.workflow import MOVE_WORDS, RATING_WORDS, Move
from widgets.chips import Chip, colour_chip
from widgets.timeline import TimelineEvent

_COLOURING = (Move.TRIAGE, Move.ESCALATE, Move.RECOLOUR, Move.RAISE)


def tr(text: str) -> str:
    """A sentence of this module in the user's language."""
    return QCoreApplication.translate("issue_words", text)


def chip_of(colour: str, office: Rules) -> Chip:
    """The chip of a colour: mark, tone and the office's word."""
    return colour_chip(colour, colours.word(colour, office.colours))


def lamp_chip(row: IssueRow, now: datetime, office: Rules) -> Chip | None:
    """The deadline lamp; None when no clock runs: not triaged yet, suspended or resolved."""
    if row.due_at is None or row.state not in IN_WORK:
        return None
    lamp = deadlines.lamp(row.clock_from or row.registered_at, row.due_at, now, office.office)
    if lamp is Lamp.NORMAL:
        return Chip(deadlines.LAMP_WORDS[lamp], "grey")
    if lamp is Lamp.OVERDUE:
        days = (now.date() - row.due_at.date()).days
        return Chip(tr("超期 {0} 天").format(days), "red")
    days = deadlines.workdays_between(now.date(), row.due_at.date(), office.office)
    return Chip(tr("临期 {0} 天").format(days) if days else tr("今天到期"), "yellow")


def time_left(row: IssueRow, now: datetime, office: Rules) -> str:
    """How a deadline stands: ``超期 6 天``, ``还剩 3 个工作日``; empty when no clock runs."""
    chip = lamp_chip(row, now, office)
    if chip is None or row.due_at is None:
        return ""
    days = deadlines.workdays_between(now.date(), row.due_at.date(), office.office)
    late = row.due_at < now
    return chip.word if late or not days else tr("还剩 {0} 个工作日").format(days)


def deadline_words(day: date) -> str:
    """The last day of a limit as it is said, and whether its year's holidays are known yet."""
    words = tr("{0}月{1}日前").format(day.month, day.day)
    if deadlines.is_published(day.year):
        return words
    return words + tr("（{0} 年放假安排未公布，暂按周一至周五算）").format(day.year)


def limit_told(limit: Limit, colour: str, now: datetime, office: Rules) -> tuple[str, Chip | None]:
    """A limit of the order: until when, or when it was done, and its lamp."""
    if limit.by is None:
        days = colours.rule(colour, office.colours).contact_days
        return tr("签收后 {0} 个工作日内").format(days), None
    lamp = limit.lamp(now, office.office)
    in_hours = limit.by.time() != deadlines.DAY_END
    if limit.done_at is not None:
        late = Chip(tr("迟 {0}").format(_span(limit.by, limit.done_at, in_hours)), "red")
        done = f"{limit.done_at:%m-%d %H:%M}"
        return done, late if lamp is Lamp.OVERDUE else Chip(tr("按时"), "green")
    until = tr("{0} 前").format(f"{limit.by:%m-%d %H:%M}" if in_hours else f"{limit.by:%m-%d}")
    if lamp is Lamp.OVERDUE:
        return until, Chip(tr("超期 {0}").format(_span(limit.by, now, in_hours)), "red")
    if lamp is Lamp.NORMAL:
        return until, Chip(deadlines.LAMP_WORDS[lamp], "grey")
    days = deadlines.workdays_between(now.date(), limit.by.date(), office.office)
    if in_hours:
        return until, Chip(tr("还剩 {0}").format(_span(now, limit.by, in_hours)), "yellow")
    return until, Chip(tr("临期 {0} 天").format(days) if days else tr("今天到期"), "yellow")


def _span(start: datetime, end: datetime, in_hours: bool) -> str:
    if not in_hours:
        return tr("{0} 天").format((end.date() - start.date()).days)
    hours, minutes = divmod(max(0, int((end - start).total_seconds())) // 60, 60)
    return tr("{0} 小时").format(hours) if hours else tr("{0} 分钟").format(minutes)


def day_of(day: date) -> str:
    """A day as the timeline says it: ``11月16日``."""
    return tr("{0}月{1}日").format(day.month, day.day)


def timeline_event(
    event: EventRow, before: EventRow | None, today: date, office: Rules
) -> TimelineEvent:
    """An event of an issue's past, as the timeline shows it."""
    at = event.occurred_at
    day = day_of(at)
    when = day if at.year == today.year else tr("{0}年").format(at.year) + "\n" + day
    who = " · ".join(
        filter(None, (event.actor, f"{at:%H:%M}" if at.time() > at.min.time() else ""))
    )
    lines = [event.note, who]
    if abs((event.recorded_at - at).total_seconds()) >= 60:
        lines.append(tr("记录于 {0}").format(f"{event.recorded_at:%Y-%m-%d %H:%M}"))
    tone = event.colour if event.move in _COLOURING else "grey"
    return TimelineEvent(when, _happened(event, before, office), tuple(filter(None, lines)), tone)


def _happened(event: EventRow, before: EventRow | None, office: Rules) -> str:
    words = MOVE_WORDS[event.move]
    colour = colours.word(event.colour, office.colours)
    if event.move in _COLOURING:
        was = colour
        if before is not None:
            was = colours.word(before.colour, office.colours)
        words += f" {was} → {colour}" if was != colour else f" {colour}"
    if event.rating is not None:
        words += f" · {RATING_WORDS[event.rating]}"
    if event.unit:
        words += f" → {event.unit}" if event.move is Move.DISPATCH else f" · {event.unit}"
    return words
