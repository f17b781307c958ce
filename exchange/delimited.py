"""Text files of separated values: their encoding, their delimiter, their rows."""

import codecs
import csv
import re
from collections import Counter

from domain.cells import Cell

_DELIMITERS = ",\t;|"
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how systems keep Excel from eating digits
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


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
    if b"\0" in content[:4096]:
        odd = content[1:4096:2].count(0) >= content[0:4096:2].count(0)
        encodings = ["utf-16-le" if odd else "utf-16-be"]
    texts = (_decoded(content, encoding) for encoding in encodings)
    return next((text for text in texts if text is not None), None)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text[:65536]) else text


def rows(text: str) -> list[list[Cell]]:
    """The rows of a text of separated values; the delimiter is the one that fits its first
    lines best. All cells are text."""
    csv.field_size_limit(1 << 24)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text))
    return [[_plain(cell) for cell in row] for row in reader]


def _plain(cell: str) -> str:
    if cell.startswith('="'):
        match = _FORMULA_TEXT.fullmatch(cell.strip())
        return match[1] if match else cell
    return cell


def _delimiter(text: str) -> str:
    sample = text[:65536].splitlines(keepends=True)[:40]

    def fitness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
        width, lines = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
        return (lines if width > 1 else 0, width)

    return max(_DELIMITERS, key=fitness)
