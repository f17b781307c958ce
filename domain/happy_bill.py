"""幸福账单: what was settled in a period to the people's satisfaction (DOMAIN.md §5, §7).

Content for a notice: the place to the building, free text masked, who complained not even asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.disclosure import (
    Block,
    Cell,
    Column,
    Imprint,
    Notice,
    Paragraph,
    Table,
    Text,
    clean,
    lead,
    notice_of,
)
from domain.masks import to_building
from domain.paper_words import day_words, period_words, scope_words
from domain.places import PlaceStep
from domain.workflow import RATING_WORDS, Rating

TEMPLATE = "happy_bill"
_NAME = "幸福账单"
_COLUMNS = (
    Column("序号"),
    Column("办成的事", "类别 · 位置", wide=True),
    Column("责任单位"),
    Column("怎样解决的", wide=True),
    Column("销号日期"),
    Column("群众评价"),
)


@dataclass(frozen=True, slots=True)
class Settled:
    """An issue that was closed with satisfaction."""

    number: str
    category: str
    place: str
    summary: str
    colour: str
    unit: str
    result: str
    closed: date
    rating: Rating


def table(settled: Sequence[Settled], known_year: int) -> Table:
    """The bill as a table that may be posted."""
    rows = tuple(_row(n, one, known_year) for n, one in enumerate(settled, 1))
    return Table(_COLUMNS, rows, "本期无")


def _row(number: int, one: Settled, known_year: int) -> tuple[Cell, ...]:
    where = " · ".join(filter(None, (clean(one.category), clean(to_building(one.place)))))
    return (
        Text(str(number)),
        Text(clean(one.summary), where),
        Text(clean(one.unit) or "—"),
        Text(clean(one.result) or "—"),
        Text(day_words(one.closed, known_year)),
        Text(RATING_WORDS[one.rating]),
    )


def counted(settled: Sequence[Settled]) -> str:
    """How many there are, and how they were rated, in one sentence."""
    if not settled:
        return "本期没有销号且群众满意的问题。"
    ratings = [one.rating for one in settled]
    parts = ((r, ratings.count(r)) for r in (Rating.SATISFIED, Rating.FAIR))
    told = "，".join(f"{RATING_WORDS[rating]}{count}件" for rating, count in parts if count)
    return f"本期办结销号、群众满意的问题共{len(settled)}件，其中{told}。"


def notice(
    place: Sequence[PlaceStep],
    period: tuple[date, date],
    settled: Sequence[Settled],
    imprint: Imprint,
) -> Notice:
    """The bill of a place and a period, in the order given; ``place`` is the path of its steps."""
    words = period_words(*period)
    subject = f"{scope_words(place)}{words}{_NAME}"
    blocks: tuple[Block, ...] = (
        Paragraph(f"{lead(imprint, subject)}{counted(settled)}"),
        table(settled, period[1].year),
    )
    return notice_of(TEMPLATE, place, words, blocks, imprint)
