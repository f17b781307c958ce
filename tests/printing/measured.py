"""What a page of a PDF really shows: every character with its place, read from its operators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

MM = 72 / 25.4
_CODES = re.compile(r"<([0-9A-Fa-f]{2})> <([0-9A-Fa-f]+)>")


@dataclass(frozen=True)
class Glyph:
    """A character: where it begins on its base line and how far it reaches, in mm from the lower
    left; its size in points, the space after it in points, and its font's name."""

    text: str
    x: float
    y: float
    width: float
    size: float
    spacing: float
    font: str

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Line:
    """Characters shown in one go."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)

    @property
    def x(self) -> float:
        return self.glyphs[0].x

    @property
    def y(self) -> float:
        return self.glyphs[0].y

    @property
    def end(self) -> float:
        """Where it is seen to end: the right half of a closing mark is blank, and may hang out."""
        last = self.glyphs[-1]
        return last.end - (last.width / 2 if last.text in "。，、；：？！" else 0)

    @property
    def middle(self) -> float:
        return (self.x + self.end) / 2

    @property
    def size(self) -> float:
        return self.glyphs[0].size

    @property
    def font(self) -> str:
        return self.glyphs[0].font

    @property
    def pitches(self) -> list[float]:
        """From each character to the next, in points."""
        return [(b.x - a.x) * MM for a, b in pairwise(self.glyphs)]


class _Font:
    def __init__(self, font: Any) -> None:
        self.name = str(font["/BaseFont"]).lstrip("/")
        self.first = int(font["/FirstChar"])
        self.widths = [float(w) for w in font["/Widths"]]
        cmap = font["/ToUnicode"].get_object().get_data().decode()
        self.words = {
            int(code, 16): bytes.fromhex(word.zfill(4)).decode("utf-16-be")
            for code, word in _CODES.findall(cmap.split("beginbfchar", 1)[-1])
        }

    def width(self, code: int) -> float:
        return self.widths[code - self.first] / 1000


def lines(file: Path, page: int = 0) -> list[Line]:
    """Every line of text of an unmoved page, in the order it was drawn."""
    reader = PdfReader(file)
    content = reader.pages[page]
    fonts = {
        name: _Font(font.get_object()) for name, font in content["/Resources"]["/Font"].items()
    }
    return list(_lines(ContentStream(content.get_contents(), reader), fonts))


def _lines(stream: ContentStream, fonts: dict[str, _Font]) -> Iterator[Line]:
    x = y = size = spacing = 0.0
    font: _Font | None = None
    shown: list[Glyph] = []
    for operands, operator in stream.operations:
        match operator:
            case b"BT":
                shown = []
            case b"Tc":
                spacing = float(operands[0])
            case b"Td":
                x, y = float(operands[0]), float(operands[1])
            case b"Tf":
                font, size = fonts[operands[0]], float(operands[1])
            case b"Tj":
                assert font is not None
                raw = operands[0]
                for code in getattr(raw, "original_bytes", raw):
                    width = font.width(code) * size
                    word = font.words[code]
                    place = (x / MM, y / MM, width / MM)
                    shown.append(Glyph(word, *place, size, spacing, font.name))
                    x += width + spacing
            case b"ET" if shown:
                yield Line(tuple(shown))


def rules(file: Path, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Every filled rectangle of an unmoved page: x, y, width and height in mm."""
    reader = PdfReader(file)
    stream = ContentStream(reader.pages[page].get_contents(), reader)
    found, moved = [], False
    for operands, operator in stream.operations:
        moved = operator == b"q" or (moved and operator != b"Q")
        if operator == b"re" and not moved:
            x, y, width, height = (float(o) / MM for o in operands)
            found.append((x, y, width, height))
    return found
