"""Values of spreadsheet cells, cleaned of what typing and copying leave behind (DOMAIN.md §2)."""

import re
from datetime import date, datetime, time

Cell = str | int | float | bool | date | datetime | time | None

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202c\u202d\u202e"
_TIDY = dict.fromkeys(map(ord, _INVISIBLE))
_VARIANTS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))  # which shape a character has
_CONTROLS = (*range(0x09), *range(0x0E, 0x1C), 0x7F)
_HALVES = range(0xD800, 0xE000)  # of characters, as an emoji that was cut in two leaves them
_UNSEEN = _TIDY | dict.fromkeys((*_VARIANTS, *_CONTROLS, *_HALVES))
_HALF = (
    _TIDY
    | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
    | dict.fromkeys((0x3000, 0x00A0), " ")
)


def word_set(listed: str) -> frozenset[str]:
    """The words of a text, separated by white space, as a set."""
    return frozenset(listed.split())


_BLANKS = word_set(
    "无 暂无 没有 / // \\ — —— － - -- --- ― – 不详 不明 未知 未提供 未登记 空 N/A NA"
)
_DITTO = word_set("同上 同前 〃 ″ \" “ ” 々 〞 〟 ＂ '' -\"- —〃— ——〃——")
_YES = word_set("是 有 √ ✓ ✔ ☑ 1 Y YES TRUE 对 ○ ● ◯")
_NO = word_set("否 无 × ✗ ✘ X 0 N NO FALSE 不是 没有 非 未 □ ☐")
_SPACES = re.compile(r"\s+")
_HAS_INVISIBLE = re.compile(f"[{_INVISIBLE}]").search


def seen(text: str) -> str:
    """The text without what is never seen by itself, and would be a box on paper."""
    return text if text.isascii() and text.isprintable() else text.translate(_UNSEEN)


def text(cell: Cell) -> str:
    """The cell as one line of text as it was typed: outer white space, invisible characters and
    a leading apostrophe gone; a whole number without ``.0``, a date as ``2019-01-02``."""
    if isinstance(cell, str):
        kept = cell.translate(_TIDY) if _HAS_INVISIBLE(cell) else cell
        return _within(kept)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)


def half(cell: Cell) -> str:
    """The cell's text in half-width letters, digits and punctuation."""
    if isinstance(cell, str):
        return _within(cell if cell.isascii() else cell.translate(_HALF))
    return text(cell)


def _within(cell: str) -> str:
    """A text without outer white space and leading apostrophe."""
    if cell and cell[0].isalnum() and cell[-1].isalnum():
        return cell  # as nearly all are
    return cell.strip().removeprefix("'").removeprefix("\u2018").strip()


def close(cell: Cell) -> str:
    """The cell's text in half width without any white space, for words and codes."""
    kept = half(cell)
    return _SPACES.sub("", kept)


def is_blank(cell: Cell) -> bool:
    """Whether the cell holds nothing at all."""
    if isinstance(cell, str):
        return not cell or (not cell[0].isalnum() and not text(cell))
    return cell is None


def says_nothing(word: str) -> bool:
    """Whether a cleaned text only says that there is nothing: 无, /, —, 不详, or is empty."""
    return not word or word in _BLANKS


def is_ditto(cell: Cell) -> bool:
    """Whether the cell means "as above": 同上, 〃 and their like."""
    return isinstance(cell, str) and len(cell) <= 8 and "".join(cell.split()) in _DITTO


# As they stand in cells, so that a whole column can be searched at once.
DITTO_CELLS = _DITTO | {f" {word}" for word in _DITTO} | {f"{word} " for word in _DITTO} | {"同 上"}


def says_yes(cell: Cell) -> bool | None:
    """True for 是, 有, √ …, False for 否, 无, × … and for an empty cell, None for other words."""
    word = close(cell).upper()
    if word in _YES:
        return True
    if not word or word in _NO or word in _BLANKS:
        return False
    return None


def words(cell: Cell) -> tuple[str, ...]:
    """The parts of a cell that lists several words, in order, each once."""
    parts = re.split(r"[、,，;；/|\s]+|和", half(cell))
    return tuple(dict.fromkeys(p for p in parts if not says_nothing(p)))
