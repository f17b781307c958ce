"""Three affairs made public: what a notice is, and building one from plain rows (DOMAIN.md §7).

Whatever comes in here leaves masked by DOMAIN.md §3 and in full-width punctuation; who complained
is not even asked for.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain import colours
from domain.masks import Finding, Secret, mask_text, scan, to_building
from domain.notice_texts import PLAIN_OPENING, opened
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
    """One kind of notice: ``word`` names it in a list, ``about`` says what is in it. Its legal
    basis and publication day are settings, not part of it."""

    key: str
    title: str
    affairs: Affairs
    word: str
    about: str


TEMPLATES = {
    template.key: template
    for template in (
        Template("party_identity", "党员亮身份", Affairs.PARTY, "亮身份", "党员、岗位和承诺"),
        Template("work_team", "下沉工作组公示", Affairs.VILLAGE, "工作组", "谁负责、怎么联系"),
        Template(
            "issue_progress", "问题办理情况公示", Affairs.VILLAGE, "问题办理", "本期问题和进展"
        ),
        Template("projects", "民生实事项目公示", Affairs.VILLAGE, "实事项目", "今年的资金和进度"),
        Template("happy_bill", "幸福账单", Affairs.VILLAGE, "幸福账单", "办成的事和评价"),
        Template(
            "satisfaction", "群众满意度结果公示", Affairs.VILLAGE, "满意度", "回访结果，分类别"
        ),
        Template("finance", "财务收支公示", Affairs.FINANCE, "财务收支", "社区、村的账目"),
        Template("general", "一般公示", Affairs.VILLAGE, "一般公示", "自己写标题和正文"),
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


@dataclass(frozen=True, slots=True)
class Portrait:
    """A card of a person: ``lines`` under the name, the first of them read first, and a
    ``promise``. ``photo`` is a JPEG; without it the surname stands there."""

    name: str
    lines: tuple[str, ...]
    promise: str = ""
    photo: bytes | None = None
    consented: bool = False


@dataclass(frozen=True, slots=True)
class Portraits:
    """People by their cards; ``empty`` is what stands in their place where there are none."""

    cards: tuple[Portrait, ...]
    empty: str = "本期无"


Block = Paragraph | Heading | Table | Portraits


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands on every notice beside its content; without a number it is a draft.

    ``posted_from`` and ``posted_to`` bound the period of publicity, both days included;
    ``opening`` is the office's pattern of the first sentence.
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
    opening: str = PLAIN_OPENING


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
    if isinstance(block, Portraits):
        for card in block.cards:
            yield from (card.name, *card.lines, card.promise)
        if not block.cards:
            yield block.empty
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

    Every portrait adds the SHA-256 of its photo, or an empty text, at the end. The number is no
    part of it, so that a draft and what is approved from it are the same.
    """
    told = [*texts(notice), *map(_photo_hash, portraits(notice))]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def portraits(notice: Notice) -> list[Portrait]:
    """The cards of all people in it."""
    return [card for block in notice.blocks if isinstance(block, Portraits) for card in block.cards]


def _photo_hash(card: Portrait) -> str:
    return hashlib.sha256(card.photo).hexdigest() if card.photo is not None else ""


def content_hash(notice: Notice) -> str:
    """The SHA-256 of the canonical form in hexadecimal."""
    return hashlib.sha256(canonical(notice)).hexdigest()


def qr_payload(notice: Notice) -> str:
    """What the QR code says: the number, or 稿样, and the content's SHA-256 on a second line."""
    return f"{notice.imprint.number or '稿样'}\n{content_hash(notice)}"


def leftovers(
    notice: Notice, found: Callable[[str], Sequence[Finding]] = scan
) -> tuple[Finding, ...]:
    """Id numbers, mobiles and accounts in the final text, consented mobiles excepted; ``found`` is
    for whoever asks of many notices."""
    return tuple(
        finding
        for text in texts(notice)
        for finding in found(text)
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
    return notice_of("issue_progress", place, words, blocks, imprint)


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


# --- common -----------------------------------------------------------------------------------


def lead(imprint: Imprint, subject: str) -> str:
    """The sentence a notice begins with: on what basis what is made public."""
    return opened(imprint.opening, imprint.legal_basis, subject)


def clean(text: str) -> str:
    """Free text as it may hang on a wall: masked (DOMAIN.md §3), in full-width punctuation."""
    return on_paper(mask_text(text))


def notice_of(
    template: str,
    place: Sequence[PlaceStep],
    period: str,
    blocks: tuple[Block, ...],
    imprint: Imprint,
    consented: frozenset[str] = frozenset(),
) -> Notice:
    """A notice of a template that hangs at a place, the path of steps down to it."""
    kind = TEMPLATES[template]
    where = on_paper(place_words(place))
    return Notice(kind.key, kind.affairs, kind.title, where, period, blocks, imprint, consented)
