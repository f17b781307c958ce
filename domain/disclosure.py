"""Three affairs made public: what a notice is, and building one from plain rows (DOMAIN.md §7).

Whatever comes in here leaves masked by DOMAIN.md §3 and in full-width punctuation; who complained
is not even asked for.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain, repeat

from domain import colours
from domain.masks import Finding, Secret, mask_mobile, mask_text, scan, to_building
from domain.paper_words import day_words, on_paper, period_words, place_words, scope_words
from domain.places import PlaceStep
from domain.workflow import State


class Affairs(StrEnum):
    """The three classes of what is made public."""

    PARTY = "党务"
    VILLAGE = "村（居）务"
    FINANCE = "财务"


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of notice. Its legal basis and publication day are settings, not part of it."""

    key: str
    title: str
    affairs: Affairs


TEMPLATES = {
    template.key: template
    for template in (
        Template("issue_progress", "问题办理情况公示", Affairs.VILLAGE),
        Template("work_team", "下沉工作组公示", Affairs.VILLAGE),
        Template("projects", "民生实事项目公示", Affairs.VILLAGE),
        Template("finance", "财务收支公示", Affairs.FINANCE),
    )
}


@dataclass(frozen=True, slots=True)
class Colour:
    """A cell that shows a colour of the list: its key for the mark, its word beside it."""

    key: str
    word: str


@dataclass(frozen=True, slots=True)
class Text:
    """A cell: what is read first, and a smaller line under it."""

    main: str
    note: str = ""


Cell = Text | Colour


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; ``wide`` ones take the room that is left and are set from the left,
    amounts to the ``right``."""

    title: str
    note: str = ""
    wide: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and their rows; ``empty`` is what stands in the table's place without rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "本期无"


@dataclass(frozen=True, slots=True)
class Heading:
    """A level-one heading, its numeral included: ``一、工作职责``."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, set with an indent of two characters."""

    text: str


Block = Paragraph | Heading | Table


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands on every notice beside its content; without a number it is a draft.

    ``posted_from`` and ``posted_to`` bound the period of publicity, both days included.
    """

    office: str
    reviewer: str
    published: date
    posted_from: date
    posted_to: date
    objection: str
    supervision_phone: str
    legal_basis: str = ""
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice, masked and ready to be drawn.

    ``consented`` are the mobiles that may stand in it in full, their owners' consent on record.
    """

    template: str
    affairs: Affairs
    title: str
    place: str
    period: str
    blocks: tuple[Block, ...]
    imprint: Imprint
    consented: frozenset[str] = frozenset()

    @property
    def is_draft(self) -> bool:
        """Whether it has no number yet and is printed as 稿样."""
        return self.imprint.number is None


def texts(notice: Notice) -> Iterable[str]:
    """Every piece of text a reader of the notice sees, in reading order, the number left out."""
    imprint = notice.imprint
    yield from (notice.affairs.value, notice.title, notice.place, notice.period)
    for block in notice.blocks:
        yield from texts_of(block)
    yield from (f"{imprint.posted_from}", f"{imprint.posted_to}", imprint.objection)
    yield from (imprint.supervision_phone, imprint.legal_basis, imprint.reviewer)
    yield from (imprint.office, f"{imprint.published}")


def texts_of(block: Block) -> Iterable[str]:
    """Every piece of text of a block."""
    if isinstance(block, Paragraph | Heading):
        yield block.text
        return
    for column in block.columns:
        yield from (column.title, column.note)
    for row in block.rows:
        for cell in row:
            yield from (cell.word,) if isinstance(cell, Colour) else (cell.main, cell.note)
    if not block.rows:
        yield block.empty


def canonical(notice: Notice) -> bytes:
    """The content in canonical form: its texts as a JSON array in UTF-8, without white space.

    The number is no part of it, so that a draft and what is approved from it are the same.
    """
    return json.dumps(list(texts(notice)), ensure_ascii=False, separators=(",", ":")).encode()


def content_hash(notice: Notice) -> str:
    """The SHA-256 of the canonical form in hexadecimal."""
    return hashlib.sha256(canonical(notice)).hexdigest()


def qr_payload(notice: Notice) -> str:
    """What the QR code says: the number, or 稿样, and the content's SHA-256 on a second line."""
    return f"{notice.imprint.number or '稿样'}\n{content_hash(notice)}"


def leftovers(notice: Notice) -> tuple[Finding, ...]:
    """Id numbers, mobiles and accounts in the final text, consented mobiles excepted."""
    return tuple(
        finding
        for text in texts(notice)
        for finding in scan(text)
        if not (finding.kind is Secret.MOBILE and finding.digits in notice.consented)
    )


# --- 问题办理情况 ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeIssue:
    """An issue as far as it may be posted. ``colour`` is a key; ``state`` is for the counts."""

    category: str
    place: str
    summary: str
    colour: str
    unit: str
    measure: str = ""
    deadline: date | None = None
    progress: str = ""
    state: State = State.HANDLING


_SETTLED = (State.RESOLVED, State.FOLLOWED_UP, State.CLOSED)
_ISSUE_COLUMNS = (
    Column("序号"),
    Column("颜色"),
    Column("问题概述", "类别 · 位置", wide=True),
    Column("责任单位"),
    Column("进展", "措施", wide=True),
    Column("时限"),
)


def issue_progress_notice(
    place: Sequence[PlaceStep],
    period: tuple[date, date],
    issues: Sequence[NoticeIssue],
    imprint: Imprint,
    rules: tuple[colours.ColourRule, ...] = colours.DEFAULT,
) -> Notice:
    """The progress of the issues that concern a place, in the order given.

    ``place`` is the path of steps down to where the notice hangs.
    """
    words = period_words(*period)
    told = lead(imprint, f"{scope_words(place)}{words}问题办理情况")
    rows = tuple(_issue_row(n, i, imprint, rules) for n, i in enumerate(issues, 1))
    table = Table(_ISSUE_COLUMNS, rows, empty="本期无")
    blocks = (Paragraph(f"{told}{_counts(issues)}"), table)
    return _notice("issue_progress", place, words, blocks, imprint)


def _counts(issues: Sequence[NoticeIssue]) -> str:
    if not issues:
        return "本期没有涉及这里的问题。"
    states = [issue.state for issue in issues]
    parts = {
        "已办结": sum(state in _SETTLED for state in states),
        "不予受理": states.count(State.DECLINED),
        "并案办理": states.count(State.MERGED),
    }
    parts["正在办理"] = len(states) - sum(parts.values())
    told = "，".join(f"{word}{count}件" for word, count in parts.items() if count)
    return f"本期共办理问题{len(issues)}件，其中{told}。"


def _issue_row(
    number: int, issue: NoticeIssue, imprint: Imprint, rules: tuple[colours.ColourRule, ...]
) -> tuple[Cell, ...]:
    where = " · ".join(filter(None, (clean(issue.category), clean(to_building(issue.place)))))
    return (
        Text(str(number)),
        Colour(issue.colour, colours.word(issue.colour, rules)),
        Text(clean(issue.summary), where),
        Text(clean(issue.unit) or "—"),
        Text(clean(issue.progress) or "—", clean(issue.measure)),
        _due(issue.deadline, imprint.published.year),
    )


def _due(day: date | None, known_year: int) -> Text:
    if day is None:
        return Text("—")
    return Text(day_words(day, day.year), "" if day.year == known_year else f"{day.year}年")


# --- 下沉工作组公示 ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeMember:
    """A cadre on duty; a personal mobile is posted in full only with consent on record."""

    name: str
    unit: str = ""
    duty: str = ""
    duty_phone: str = ""
    mobile_consented: bool = False


@dataclass(frozen=True, slots=True)
class NoticeTeam:
    """A work team as it is posted; ``leader`` is the name of one of its members, or empty."""

    name: str
    leader: str
    members: tuple[NoticeMember, ...]
    covers: str = ""
    duties: tuple[str, ...] = ()
    line: str = ""


_MEMBER_COLUMNS = (
    Column("姓名"),
    Column("单位", wide=True),
    Column("职务", wide=True),
    Column("联系电话"),
)
_FACT_COLUMNS = (Column(""), Column("", wide=True))
_NUMERALS = "一二三四五六七八九十"


def work_team_notice(
    place: Sequence[PlaceStep],
    day: date,
    teams: Sequence[NoticeTeam],
    imprint: Imprint,
) -> Notice:
    """The teams responsible for a place on a day; none is said as plainly as one."""
    told = lead(imprint, f"负责联系{scope_words(place[-1:])}的下沉工作组")
    numerals = chain((f"{n}、" for n in _NUMERALS if len(teams) > 1), repeat(""))
    blocks: list[Block] = [Paragraph(told)]
    for numeral, team in zip(numerals, teams, strict=False):
        blocks += _team_blocks(team, numeral)
    if not teams:
        blocks.append(Table(_MEMBER_COLUMNS, (), "本期无负责的下沉工作组"))
    consented = frozenset(
        finding.digits
        for team in teams
        for member in team.members
        if member.mobile_consented
        for finding in scan(member.duty_phone)
    )
    return _notice("work_team", place, day_words(day), tuple(blocks), imprint, consented)


def _team_blocks(team: NoticeTeam, numeral: str) -> list[Block]:
    name = clean(f"{team.name}（{team.line}）" if team.line else team.name)
    ordered = sorted(team.members, key=lambda member: member.name != team.leader)
    rows = tuple(_member_row(member, team.leader) for member in ordered)
    facts = {
        "包联范围": clean(team.covers),
        "工作职责": "；".join(clean(duty).rstrip("。；") for duty in team.duties),
    }
    told = tuple((Text(label), Text(f"{fact}。")) for label, fact in facts.items() if fact)
    blocks: list[Block] = [Heading(numeral + name), Table(_MEMBER_COLUMNS, rows, "暂无成员")]
    return [*blocks, Table(_FACT_COLUMNS, told)] if told else blocks


def _member_row(member: NoticeMember, leader: str) -> tuple[Cell, ...]:
    return (
        Text(on_paper(member.name), "组长" if member.name == leader else ""),
        Text(clean(member.unit) or "—"),
        Text(clean(member.duty) or "—"),
        Text(duty_phone(member) or "—"),
    )


def duty_phone(member: NoticeMember) -> str:
    """The phone as it is posted: a mobile masked, unless its owner consented."""
    phone = member.duty_phone.strip()
    if member.mobile_consented:
        return phone
    mobiles = [f for f in scan(phone) if f.kind is Secret.MOBILE]
    for finding in reversed(mobiles):
        phone = phone[: finding.start] + mask_mobile(finding.digits) + phone[finding.end :]
    return phone


# --- common -----------------------------------------------------------------------------------


def lead(imprint: Imprint, subject: str) -> str:
    """The sentence a notice begins with: on what basis what is made public."""
    basis = f"根据{imprint.legal_basis}，" if imprint.legal_basis else ""
    return f"{basis}现将{subject}公示如下。"


def clean(text: str) -> str:
    """Free text as it may hang on a wall: masked (DOMAIN.md §3), in full-width punctuation."""
    return on_paper(mask_text(text))


def _notice(
    template: str,
    place: Sequence[PlaceStep],
    period: str,
    blocks: tuple[Block, ...],
    imprint: Imprint,
    consented: frozenset[str] = frozenset(),
) -> Notice:
    kind = TEMPLATES[template]
    where = on_paper(place_words(place))
    return Notice(kind.key, kind.affairs, kind.title, where, period, blocks, imprint, consented)
