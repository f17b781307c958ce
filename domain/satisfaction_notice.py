"""满意度结果: what the follow-ups of a period heard, by category (DOMAIN.md §5, §7).

Figures alone: nobody's words, nobody's name. Rates are the indicators', with their formulas.
"""

from collections.abc import Mapping, Sequence
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
from domain.indicators import BY_KEY, Counts, told, total
from domain.paper_words import period_words, scope_words
from domain.places import PlaceStep

TEMPLATE = "satisfaction"
_RATES = (BY_KEY["solved"], BY_KEY["satisfaction"])
_SOLVED, _SATISFIED = _RATES
_COLUMNS = (
    Column("问题类别", wide=True),
    Column("回访数", "无法联系"),
    Column("已解决"),
    Column(_SOLVED.word),
    Column("满意"),
    Column("基本满意"),
    Column("不满意"),
    Column(_SATISFIED.word),
)


def notice(
    place: Sequence[PlaceStep],
    period: tuple[date, date],
    heard: Mapping[str, Counts],
    imprint: Imprint,
) -> Notice:
    """The results of a place and a period by the name of the category; ``place`` is the path of
    its steps."""
    words = period_words(*period)
    opening = lead(imprint, f"{scope_words(place)}{words}群众满意度回访结果")
    blocks: tuple[Block, ...] = (Paragraph(opening + counted(heard)), _table(heard))
    return notice_of(TEMPLATE, place, words, blocks, imprint)


def counted(heard: Mapping[str, Counts]) -> str:
    """All results together, in one sentence."""
    whole = total(heard.values())
    if not whole.heard:
        return f"本期回访{whole.unreached}次，都无法联系。" if whole.unreached else "本期没有回访。"
    rates = "，".join(f"{rate.word}{told(rate, rate.of(whole))}" for rate in _RATES)
    missed = f"另有{whole.unreached}次无法联系，不计入。" if whole.unreached else ""
    return f"本期有效回访{whole.heard}次，{rates}。{missed}"


def _table(heard: Mapping[str, Counts]) -> Table:
    """The category with most follow-ups first, and all together under them."""
    ordered = sorted(heard.items(), key=lambda one: (-one[1].heard, one[0]))
    rows = [_row(clean(name), part) for name, part in ordered]
    if len(rows) > 1:
        rows.append(_row("合计", total(heard.values())))
    return Table(_COLUMNS, tuple(rows))


def _row(name: str, part: Counts) -> tuple[Cell, ...]:
    missed = f"另{part.unreached:,}" if part.unreached else ""
    counts = (part.satisfied - part.fair, part.fair, part.heard - part.satisfied)
    return (
        Text(name),
        Text(f"{part.heard:,}", missed),
        Text(f"{part.solved:,}"),
        Text(told(_SOLVED, _SOLVED.of(part))),
        *(Text(f"{count:,}") for count in counts),
        Text(told(_SATISFIED, _SATISFIED.of(part))),
    )
