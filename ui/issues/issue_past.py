"""An issue's past as it is read: its events, and beside them the papers that were sent about it
and what meetings decided of it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import pairwise

from PySide6.QtCore import QCoreApplication

from db.coordination.meetings import Decision, Item, MeetingRow
from db.issues.issues import IssuePage
from db.papers.slips import SlipRow
from domain.rules import Rules
from domain.slips import ANSWER_WORDS, SLIP_WORDS, SlipKind
from ui.issues.issue_words import day_of, timeline_event
from widgets.timeline import TimelineEvent

_TONES = {SlipKind.REMIND: "yellow", SlipKind.SUPERVISE: "red", SlipKind.LETTER: "blue"}


def tr(text: str) -> str:
    """A sentence of this module in the user's language."""
    return QCoreApplication.translate("issue_past", text)


def past(
    page: IssuePage, decisions: Sequence[Decision], today: date, office: Rules
) -> list[TimelineEvent]:
    """The events in their order, and each paper, answer and decision where its time has come."""
    told: list[TimelineEvent] = []
    beside = [*_papers(page.papers, today)]
    beside += [(row.held_at, _decided(row, item, today)) for row, item in decisions]
    beside.sort(key=lambda pair: pair[0])
    for before, event in pairwise((None, *page.events)):
        assert event is not None, "only the first has none before it"
        while beside and beside[0][0] < event.occurred_at:
            told.append(beside.pop(0)[1])
        told.append(timeline_event(event, before, today, office))
    return [*told, *(one for _, one in beside)]


def _papers(papers: tuple[SlipRow, ...], today: date) -> Iterator[tuple[datetime, TimelineEvent]]:
    for paper in papers:
        if paper.sent_at is not None:
            yield paper.sent_at, _sent(paper, paper.sent_at, today)
        if paper.replied_on is not None:
            # What came that day comes after what happened on it.
            yield datetime.combine(paper.replied_on, time.max), _answered(paper, today)


def _sent(paper: SlipRow, at: datetime, today: date) -> TimelineEvent:
    title = tr("已发{0} {1}").format(SLIP_WORDS[paper.kind], paper.number)
    to = f"→ {paper.unit}" if paper.unit else ""
    asked = ""
    if paper.reply_by is not None and paper.replied_on is None:
        asked = tr("请于 {0} 前{1}").format(day_of(paper.reply_by), ANSWER_WORDS[paper.kind])
        if paper.reply_by < today:
            asked += tr("，还没有收到")
    lines = (" · ".join(filter(None, (to, asked))), f"{paper.made_by} · {at:%H:%M}")
    return TimelineEvent(
        _when(at.date(), today), title, tuple(filter(None, lines)), _TONES[paper.kind]
    )


def _answered(paper: SlipRow, today: date) -> TimelineEvent:
    assert paper.replied_on is not None, "it was answered"
    title = tr("收到{0} {1}").format(ANSWER_WORDS[paper.kind], paper.reply_number).strip()
    lines = (paper.reply, tr("答复 {0}").format(paper.number))
    return TimelineEvent(_when(paper.replied_on, today), title, tuple(filter(None, lines)), "blue")


def _decided(row: MeetingRow, item: Item, today: date) -> TimelineEvent:
    units = "、".join(filter(None, (item.lead_unit, *item.co_units)))
    due = tr("{0} 前完成").format(f"{item.due_at:%Y-%m-%d}") if item.due_at is not None else ""
    lines = (item.decision, " · ".join(filter(None, (units, due))))
    title = tr("协调会 · {0}").format(row.title)
    return TimelineEvent(
        _when(row.held_at.date(), today), title, tuple(filter(None, lines)), "blue"
    )


def _when(day: date, today: date) -> str:
    words = day_of(day)
    return words if day.year == today.year else tr("{0}年").format(day.year) + "\n" + words
