"""Judging the rows of a list of issues: messages to government, hotline sheets, inspections.

A row becomes an issue with the past it brings (DOMAIN.md §5). What the file does not tell is not
made up: an issue without a readable time of reply stays open, its reply kept as a report.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from domain.cells import Cell, close, half, is_blank, says_yes
from domain.dates import read_time
from domain.entries import EventEntry, IssueEntry
from domain.findings import SheetJudge, SheetReport
from domain.phones import read_phones
from domain.places import PlaceStep
from domain.workflow import Move

TITLE_LENGTH = 30
_COLOURS = {"红": "red", "黄": "yellow", "绿": "green"}
_INSPECTION = re.compile(r"排查|走访|巡查|网格|入户|下沉|检查|干部")
_ANALYSIS = re.compile(r"分析|研判|大数据")


class Told(StrEnum):
    """What a state column tells."""

    NOTHING = "nothing"
    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"


class AppealRow(NamedTuple):
    """A row of a list of issues; texts are cleaned, times are the cells as they are."""

    row: int
    is_note: bool = False
    number: str = ""
    person: str = ""
    phone: Cell = ""
    title: str = ""
    registered: Cell = ""
    description: str = ""
    reply: str = ""
    replied: Cell = ""
    category: tuple[str, ...] = ()
    place: tuple[PlaceStep, ...] = ()
    place_text: str = ""
    source: str = ""
    state: str = ""
    colour: str = ""
    unit: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class JudgedIssues:
    """The issues of a sheet that may be stored, and the report on its rows."""

    issues: tuple[IssueEntry, ...]
    report: SheetReport


def read_state(word: str) -> Told:
    """What a word such as 已办结, 办理中 or 不予受理 tells of an issue."""
    plain = close(word)
    yes = says_yes(plain) if plain else None
    if yes is not None:
        return Told.DONE if yes else Told.OPEN
    if re.search(r"不予?受理|不属于受理|作废|撤销|撤回", plain):
        return Told.DECLINED
    if re.search(r"未|待|中$|正在|办理中|处理中|进行|跟踪|挂起|督办|退", plain):
        return Told.OPEN
    if re.search(
        r"办结|解决|完成|完结|回复|答复|销号|归档|关闭|结案|处理完|已处理|已办|满意", plain
    ):
        return Told.DONE
    return Told.NOTHING


def read_colour(word: str) -> str | None:
    """The key of the colour a word names, None when it names none or several."""
    named = [key for sign, key in _COLOURS.items() if sign in word]
    return named[0] if len(named) == 1 else None


def read_source(word: str) -> str:
    """appeal, inspection or analysis (DOMAIN.md §5); what is not told is an appeal."""
    if _ANALYSIS.search(word):
        return "analysis"
    return "inspection" if _INSPECTION.search(word) else "appeal"


class IssueJudge:
    """Judges the sheets of one file; numbers are compared across them."""

    def __init__(self) -> None:
        self.by_number: dict[str, tuple[str, datetime]] = {}
        self.told: set[tuple[str, str, datetime]] = set()

    def sheet(
        self, name: str, header_row: int, headers: Mapping[str, str], rows: Iterable[AppealRow]
    ) -> JudgedIssues:
        """Judge one sheet; ``headers`` gives the header's text of each field it has."""
        work = _Sheet(self, headers)
        for row in rows:
            work.judge(row)
        report = work.report(name, header_row, len(work.issues))
        return JudgedIssues(tuple(work.issues), report)


class _Sheet(SheetJudge):
    def __init__(self, file: IssueJudge, headers: Mapping[str, str]) -> None:
        self.file = file
        super().__init__(headers)
        self.issues: list[IssueEntry] = []

    def judge(self, row: AppealRow) -> None:
        if row.is_note:
            self.skip(row.row, "note_row")
            return
        title = row.title or _beginning(row.description)
        registered = read_time(row.registered)
        if not title:
            field = "title" if "title" in self.headers else "description"
            self.find(row.row, "name_missing", field, "标题和内容都是空的")
        if registered is None:
            self.find(row.row, "time_unparsed", "registered", half(row.registered)[:24])
        if not title or registered is None:
            self.rejected.append(row.row)
            return
        number = self.identify(row, title, registered)
        if number is None:
            self.skip(row.row, "duplicate_row")
            return
        phones = read_phones(row.phone)
        if phones.unread:
            self.find(row.row, "phone_invalid", "phone", half(row.phone)[:24])
        self.issues.append(
            IssueEntry(
                title=title,
                events=self.past(row, registered),
                number=number,
                description=row.description,
                source=read_source(row.source),
                person=row.person,
                phone="、".join(phones.numbers),
                category=row.category,
                place=row.place,
                place_text=row.place_text,
                row=row.row,
            )
        )

    def identify(self, row: AppealRow, title: str, registered: datetime) -> str | None:
        """The number the issue may keep, None when it stood in the file before.

        A number that belongs to another issue already is dropped: it may only be a running one.
        """
        told = (row.person, title, registered)
        known = self.file.by_number.get(row.number) if row.number else None
        if known == (title, registered) or (not row.number and told in self.file.told):
            return None
        self.file.told.add(told)
        if known is not None:
            self.find(row.row, "id_conflict", "number", row.number, "该问题已保留，编号留空")
            return ""
        if row.number:
            self.file.by_number[row.number] = (title, registered)
        return row.number

    def past(self, row: AppealRow, registered: datetime) -> tuple[EventEntry, ...]:
        """The events a row tells: registration, colour, reply, and the end where it is told."""
        events = [EventEntry(Move.REGISTER, registered, note=row.remark)]
        colour = read_colour(row.colour)
        if colour:
            events.append(EventEntry(Move.TRIAGE, registered, colour=colour, unit=row.unit))
        state = read_state(row.state) if row.state else Told.NOTHING
        replied = read_time(row.replied)
        if replied is None or replied < registered:
            return (*events, *self.unended(row, registered, state, replied))
        if row.reply:
            events.append(EventEntry(Move.REPORT, replied, row.unit, row.reply, unit=row.unit))
        if state is Told.DECLINED:
            events.append(EventEntry(Move.DECLINE, replied, row.unit, row.reply or row.state))
        elif state is not Told.OPEN:
            events.append(EventEntry(Move.RESOLVE, replied, row.unit, unit=row.unit))
            events.append(EventEntry(Move.CLOSE, replied, row.unit))
        return tuple(events)

    def unended(
        self, row: AppealRow, registered: datetime, state: Told, replied: datetime | None
    ) -> tuple[EventEntry, ...]:
        """What is kept of a reply whose time cannot be told: a report, the issue stays open."""
        ended = state in (Told.DONE, Told.DECLINED)
        if not is_blank(row.replied) or ended:
            early = "早于登记时间" if replied is not None else ""
            detail = early or half(row.replied)[:24] or f"状态为{row.state}但没有时间"
            field = "replied" if "replied" in self.headers else "state"
            done = "该问题已保留为未办结，答复内容记为进展"
            self.find(row.row, "time_unparsed", field, detail, done)
        note = "；".join(filter(None, (row.reply, f"原状态：{row.state}" if ended else "")))
        if not note:
            return ()
        return (EventEntry(Move.REPORT, registered, row.unit, note, unit=row.unit),)


def _beginning(description: str) -> str:
    """A title made of a description's beginning."""
    first = " ".join(description.split())
    return first if len(first) <= TITLE_LENGTH else f"{first[:TITLE_LENGTH]}…"
