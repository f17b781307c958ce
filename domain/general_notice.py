"""一般公示、通知: what the office writes itself: a title, a text, and a table if it likes (§7).

Nothing of it is masked behind the writer's back: what must not hang is told as it is written, can
be masked by one step, and the gate (`domain.notice_life`) lets nothing pass at approval.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from domain.disclosure import (
    Affairs,
    Block,
    Column,
    Heading,
    Imprint,
    Notice,
    Paragraph,
    Table,
    Text,
)
from domain.masks import Finding, scan
from domain.paper_words import on_paper, place_words
from domain.places import PlaceStep

TEMPLATE = "general"
LONGEST_TITLE = 200
LONGEST_BODY = 5000
LONGEST_TABLE = 100_000  # the csv module reads no cell longer than 131,072
MOST_COLUMNS, MOST_ROWS = 8, 300
_HEADING = re.compile("[一二三四五六七八九十]{1,3}、")
_AMOUNT = re.compile(r"-?\d[\d,]*\.\d+|-?\d{1,3}(?:,\d{3})+")
_LONGEST_HEADING = 60
_LONGEST_CELL = 200
_SHORT = 8  # characters that a column of short words may have


@dataclass(frozen=True, slots=True)
class GeneralWords:
    """What is typed: paragraphs a line each in ``body``, rows a line each in ``table`` with tabs
    or upright lines between the cells, the first of them the header."""

    affairs: Affairs = Affairs.VILLAGE
    title: str = ""
    body: str = ""
    table: str = ""


def body_fault(body: str) -> str:
    """Why a text cannot be posted; empty when it can."""
    if len(body) > LONGEST_BODY:
        return f"正文最多 {LONGEST_BODY} 个字，现在有 {len(body)} 个；请分成几份公示"
    return ""


def table_fault(table: str) -> str:
    """Why a table cannot be posted; empty when it can, or when there is none."""
    if len(table) > LONGEST_TABLE:
        return f"表格最多 {LONGEST_TABLE:,} 个字，现在有 {len(table):,} 个；请分成几份公示"
    rows = cells(table)
    if not rows:
        return ""
    columns = max(map(len, rows))
    if columns == 1:
        return "看不出分栏；请从 Excel、WPS 复制过来，或用竖线 | 隔开各栏"
    if columns > MOST_COLUMNS:
        return f"最多 {MOST_COLUMNS} 栏，现在有 {columns} 栏，纸上放不下；请删去几栏"
    if len(rows) - 1 > MOST_ROWS:
        return f"最多 {MOST_ROWS} 行，现在有 {len(rows) - 1} 行；请分成几份公示"
    longest = max(len(cell) for row in rows for cell in row)
    if longest > _LONGEST_CELL:
        return f"每格最多 {_LONGEST_CELL} 个字，最长的一格有 {longest} 个；长的话请写进正文"
    return ""


def fault(words: GeneralWords) -> str:
    """Why a notice cannot be made of these words; empty when it can."""
    if not words.title.strip():
        return "还没有写标题"
    if len(words.title.strip()) > LONGEST_TITLE:
        return f"标题最多 {LONGEST_TITLE} 个字，现在有 {len(words.title.strip())} 个"
    if not words.body.strip():
        return "还没有写正文"
    return body_fault(words.body) or table_fault(words.table)


def secrets(words: GeneralWords) -> tuple[Finding, ...]:
    """The id numbers, mobiles and accounts in what is typed."""
    return tuple(chain(*map(scan, (words.title, words.body, words.table))))


def notice(place: Sequence[PlaceStep], words: GeneralWords, imprint: Imprint) -> Notice:
    """The notice of these words, which have no `fault`; ``place`` is the path to where it hangs."""
    blocks: list[Block] = [_told(line) for line in words.body.splitlines() if line.strip()]
    rows = cells(words.table)
    if rows:
        blocks.append(_table(rows))
    title, where = on_paper(words.title), on_paper(place_words(place))
    return Notice(TEMPLATE, words.affairs, title, where, "", tuple(blocks), imprint)


def _told(line: str) -> Heading | Paragraph:
    text = on_paper(line)
    heads = _HEADING.match(text) and len(text) <= _LONGEST_HEADING
    return Heading(text) if heads else Paragraph(text)


def cells(table: str) -> list[list[str]]:
    """The rows of what is typed or pasted, blank ones left out."""
    lines = table.strip("\r\n").splitlines()
    if "\t" in table:
        # A spreadsheet puts a cell of several lines between quotation marks.
        quoted = table.count('"') % 2 == 0
        kept = table.strip("\r\n").splitlines(keepends=True)
        found = csv.reader(kept, "excel-tab") if quoted else (line.split("\t") for line in lines)
    else:
        found = (re.split("[|｜]", line.strip().strip("|｜")) for line in lines)
    rows = [[" ".join(cell.split()) for cell in row] for row in found]
    return [row for row in rows if any(row)]


def _table(rows: Sequence[Sequence[str]]) -> Table:
    """A table whose rows all have as many cells as the longest."""
    count = max(map(len, rows))
    filled = [[on_paper(cell) for cell in row] + [""] * (count - len(row)) for row in rows]
    head, *body = filled
    columns = tuple(_column(title, [row[n] for row in body]) for n, title in enumerate(head))
    return Table(columns, tuple(tuple(map(Text, row)) for row in body), "无")


def _column(title: str, entries: Sequence[str]) -> Column:
    told = [entry for entry in entries if entry]
    amounts = bool(told) and any(map(_AMOUNT.fullmatch, told)) and all(map(_number, told))
    wide = not amounts and max(map(len, told), default=0) > _SHORT
    return Column(title, wide=wide, right=amounts)


def _number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).removeprefix("-").isdecimal()
