"""How visits are told on screen: chips of outcome and standing, the day somebody was met."""

from datetime import date

from PySide6.QtCore import QCoreApplication

from db.visits.visits import NeedRow, VisitRow
from domain.visits import DUE_WORDS, KIND_WORDS, OUTCOME_WORDS, Due, Outcome
from domain.workflow import STATE_WORDS, State
from ui.issues.issue_words import day_of
from widgets.chips import Chip
from widgets.timeline import TimelineEvent

_OUTCOME_TONES = {
    Outcome.PERSON: "green",
    Outcome.FAMILY: "green",
    Outcome.NOBODY: "grey",
    Outcome.REFUSED: "yellow",
}
_DUE_TONES = {Due.DONE: "green", Due.DUE: "blue", Due.OVERDUE: "red"}


def tr(text: str) -> str:
    """A sentence of this module in the user's language."""
    return QCoreApplication.translate("visit_words", text)


def outcome_chip(outcome: Outcome) -> Chip:
    """Whom the team met."""
    return Chip(OUTCOME_WORDS[outcome], _OUTCOME_TONES[outcome])


def due_chip(due: Due) -> Chip:
    """How a household stands with its targets."""
    return Chip(DUE_WORDS[due], _DUE_TONES[due])


def met_words(met: date | None, today: date) -> str:
    """When somebody was met last: the day, and how long ago that is."""
    if met is None:
        return tr("没有见到过")
    days = (today - met).days
    ago = tr("今天") if not days else tr("{0} 天前").format(days)
    return f"{met.isoformat()}（{ago}）"


def need_words(need: NeedRow) -> str:
    """A need as the issue it became."""
    return f"{need.number} {need.title}（{STATE_WORDS[State(need.state)]}）"


def event_of(visit: VisitRow, today: date) -> TimelineEvent:
    """A visit as it stands in a household's past."""
    day = day_of(visit.day)
    when = day if visit.day.year == today.year else tr("{0}年").format(visit.day.year) + "\n" + day
    title = f"{OUTCOME_WORDS[visit.outcome]} · {KIND_WORDS[visit.kind]}"
    who = " · ".join(filter(None, (visit.team, "、".join(visit.cadres))))
    needs = [tr("登记了问题 {0}").format(need_words(need)) for need in visit.needs]
    lines = tuple(filter(None, (visit.note, *needs, who)))
    return TimelineEvent(when, title, lines, _OUTCOME_TONES[visit.outcome])
