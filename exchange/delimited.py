"""Text files of separated values: their encoding, their delimiter, their rows."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from domain.cells import Cell
from exchange.extents import MAX_ALL, Waiting

_DELIMITERS = ",\t;|"
_LONGEST_CELL = 1 << 20
_ROWS = 2_000  # some milliseconds
_FEW = 100  # one stray byte in so many makes no UTF-16
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how systems keep Excel from eating digits
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def decode(content: bytes) -> str | None:
    """The text of a file in UTF-8 or UTF-16 (with or without BOM) or GB18030; None if it is
    no text."""
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(bom):
            return _decoded(content, encoding)
    encodings = ["utf-8", "gb18030"]
    if content[:4096].count(0) * _FEW > len(content[:4096]):
        odd = content[1:4096:2].count(0) >= content[0:4096:2].count(0)
        encodings = ["utf-16-le" if odd else "utf-16-be"]
    texts = (_decoded(content, encoding) for encoding in encodings)
    return next((text for text in texts if text is not None), None)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    if _CONTROL.search(text[:65536]):
        return None
    return text.replace("\0", "")  # which no database can hold


def rows(text: str, waiting: Waiting = lambda: None) -> list[list[Cell]]:
    """The rows of a text of separated values; the delimiter is the one that fits its first
    lines best. All cells are text. ``waiting`` is called every so many rows.

    Raises:
        OverflowError: there are more cells than a file may have.
        csv.Error: one is beyond measure.
    """
    csv.field_size_limit(_LONGEST_CELL)
    found: list[list[Cell]] = []
    cells = 0
    for row in csv.reader(_lines(text), delimiter=_delimiter(text)):
        if not len(found) % _ROWS:
            waiting()
        cells += len(row)
        if cells > MAX_ALL:
            raise OverflowError
        found.append([_plain(cell) for cell in row])
    return found


def _lines(text: str) -> Iterator[str]:
    return (line[0] for line in _LINE.finditer(text))


def _plain(cell: str) -> str:
    if cell.startswith('="'):
        match = _FORMULA_TEXT.fullmatch(cell.strip())
        return match[1] if match else cell
    return cell


def _delimiter(text: str) -> str:
    sample = list(islice(_lines(text[:65536]), 40))

    def fitness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
        least = ((0, 0),)  # of a text without a row
        fits = max(widths.items() or least, key=lambda item: (item[0] > 1, item[1], item[0]))
        width, lines = fits
        return (lines if width > 1 else 0, width)

    return max(_DELIMITERS, key=fitness)
