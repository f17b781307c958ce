"""会议纪要: what a coordination meeting studied and decided, as it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.disclosure import Block, Colour, Column, Heading, Paragraph, Table, Text
from domain.paper_words import day_words, on_paper

_COLUMNS = (
    Column("序号"),
    Column("颜色"),
    Column("议题", "编号", wide=True),
    Column("主办", "协办"),
    Column("会议决定", wide=True),
    Column("完成时限"),
)


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """One issue of the agenda; ``colour`` is a key and ``word`` the office's word for it."""

    number: str
    title: str
    colour: str
    word: str
    lead_unit: str = ""
    co_units: tuple[str, ...] = ()
    decision: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting to print; ``office`` signs for it on ``issued``."""

    title: str
    office: str
    held_at: datetime
    agenda: str
    items: tuple[MinutesItem, ...]
    issued: date


def blocks(minutes: Minutes) -> tuple[Block, ...]:
    """The text of the minutes in full-width punctuation: when, what for, what was decided, and
    who leads how much."""
    held = minutes.held_at
    clock = f"{held.hour}时" + (f"{held.minute}分" if held.minute else "")
    when = day_words(held.date()) + (clock if held.time() > held.min.time() else "")
    opening = f"{when}召开{on_paper(minutes.title)}，研究问题{len(minutes.items)}件，纪要如下。"
    said: list[Block] = [Paragraph(opening)]
    number = iter("一二三")
    if minutes.agenda:
        said.append(Heading(f"{next(number)}、会议议程"))
        said += [Paragraph(on_paper(line)) for line in minutes.agenda.splitlines() if line.strip()]
    said.append(Heading(f"{next(number)}、议定事项"))
    said.append(
        Table(_COLUMNS, tuple(_row(n, i, held.year) for n, i in enumerate(minutes.items, 1)))
    )
    if led := _leading(minutes.items):
        said += [Heading(f"{next(number)}、领办分工"), Paragraph(led)]
    return tuple(said)


def _row(number: int, item: MinutesItem, year: int) -> tuple[Text | Colour, ...]:
    return (
        Text(str(number)),
        Colour(item.colour, item.word),
        Text(on_paper(item.title), item.number),
        Text(on_paper(item.lead_unit) or "—", on_paper("、".join(item.co_units))),
        Text(on_paper(item.decision) or "—"),
        Text(day_words(item.due, year) if item.due else "—"),
    )


def _leading(items: Sequence[MinutesItem]) -> str:
    """Who takes on how many, 县交通局领办2件，水务局领办1件; not told where it is one each."""
    count: dict[str, int] = {}
    for item in items:
        if item.lead_unit:
            count[item.lead_unit] = count.get(item.lead_unit, 0) + 1
    told = "，".join(f"{on_paper(unit)}领办{n}件" for unit, n in count.items())
    return f"{told}。" if max(count.values(), default=0) > 1 else ""
