"""The fonts of the paper: by role, with a fallback for every character a font lacks.

The office may choose a font of its own for a role (`domain.paper_fonts`); where it cannot be had,
the role keeps the bundled one. ReportLab draws a character its font lacks as a box; here each
character is taken from the first face of its role that has it, and what no face has can be named
before anything is printed.
"""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import groupby
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from typing import Any

from domain.paper_fonts import ROLE_WORDS, PaperFonts
from printing.font_files import font_files
from resources import path

_SERIF = "fonts/NotoSerifSC-Regular.ttf"
_SERIF_BOLD = "fonts/NotoSerifSC-Bold.ttf"
_SANS = "fonts/NotoSansSC-Regular.ttf"
_SANS_BOLD = "fonts/NotoSansSC-SemiBold.ttf"
_BUNDLED = {
    "title": (_SERIF_BOLD, _SERIF, _SANS),
    "heading": (_SANS_BOLD, _SANS, _SERIF),
    "body": (_SERIF, _SANS),
    "table": (_SANS, _SERIF),
}


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One TrueType file, read by ReportLab."""

    file: Path
    font: Any  # reportlab.pdfbase.ttfonts.TTFont

    def has(self, character: str) -> bool:
        """Whether the file draws the character."""
        return ord(character) in self.font.face.charToGlyph

    def advance(self, character: str) -> float:
        """The character's width in em."""
        return float(self.font.face.getCharWidth(ord(character))) / 1000


class _Mapped:
    """A file whose content stays where it lies, once for all processes that print."""

    def __init__(self, file: Path) -> None:
        self.name = str(file)

    def read(self) -> mmap:
        """The content, which can be sliced as bytes can."""
        with open(self.name, "rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)


@cache
def _bundled(name: str) -> Face:
    from reportlab.pdfbase.ttfonts import TTFont

    file = path(name)
    return Face(file, TTFont(file.stem, _Mapped(file)))


@lru_cache(maxsize=8)
def _own(file: Path, index: int) -> Face:
    """A font of the office's, named by its content: neither the name of its file nor the one it
    gives itself need be its alone, and a PDF holds one font a name."""
    from reportlab.pdfbase.ttfonts import TTFont

    content = file.read_bytes()
    digest = f"{hashlib.sha256(content).hexdigest()[:12]}-{index}"
    font = TTFont(digest, BytesIO(content), subfontIndex=index)
    font.face.name = bytes(font.face.name) + f"-{digest}".encode()
    return Face(file, font)


class _Glyphs(dict[str, tuple[Face, float]]):
    """Each character's face and width in em, looked up once."""

    def __init__(self, faces: Sequence[Face]) -> None:
        super().__init__()
        self.faces = faces

    def __missing__(self, character: str) -> tuple[Face, float]:
        face = next((f for f in self.faces if f.has(character)), self.faces[0])
        self[character] = face, face.advance(character)
        return self[character]


class _Widths(dict[str, float]):
    """Each text's width in em, measured once; forgotten when too many have been measured."""

    def __init__(self, glyphs: _Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs

    def __missing__(self, text: str) -> float:
        if len(self) >= 50_000:
            self.clear()
        glyphs = self.glyphs
        self[text] = width = sum([glyphs[c][1] for c in text])
        return width


class Typeface:
    """The faces of one role, in the order they are asked for a character.

    ``ems[text]`` is a text's width in em.
    """

    def __init__(self, faces: tuple[Face, ...]) -> None:
        self.faces = faces
        self._glyphs = _Glyphs(faces)
        self.ems = _Widths(self._glyphs)

    def runs(self, text: str) -> list[tuple[Face, str]]:
        """The text divided where the face changes."""
        glyphs = self._glyphs
        first = glyphs[text[0]][0] if text else self.faces[0]
        if all(glyphs[c][0] is first for c in text):
            return [(first, text)]
        grouped = groupby(text, key=lambda c: glyphs[c][0])
        return [(face, "".join(characters)) for face, characters in grouped]

    def missing(self, text: str) -> str:
        """The characters no face has, each once, in order of appearance."""
        unknown = (c for c in dict.fromkeys(text) if not any(f.has(c) for f in self.faces))
        return "".join(unknown)


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """A typeface for every role; ``told`` says what of the office's choice could not be had."""

    title: Typeface
    heading: Typeface
    body: Typeface
    table: Typeface
    told: str = ""


_chosen = PaperFonts()
_loading = Lock()


def use(chosen: PaperFonts) -> None:
    """Print in these fonts from now on, whoever prints."""
    global _chosen
    _chosen = chosen


def chosen() -> PaperFonts:
    """What the office has chosen to print in."""
    return _chosen


def fonts() -> Fonts:
    """The fonts the office prints in."""
    return fonts_of(_chosen)


def fonts_of(chosen: PaperFonts) -> Fonts:
    """The bundled fonts, each role preceded by the office's own choice where it made one and this
    machine can print in it."""
    with _loading:  # the same font read twice would not go into one document
        return _fonts_of(chosen)


@lru_cache(maxsize=4)
def _fonts_of(chosen: PaperFonts) -> Fonts:
    own: dict[str, Face] = {}
    lost: dict[str, list[str]] = {}
    for role, name in chosen.chosen():
        face, reason = _own_face(name, chosen.folder)
        if face is not None:
            own[role] = face
        else:
            lost.setdefault(f"“{name}”{reason}", []).append(ROLE_WORDS[role])
    faces = {
        role: tuple(face for face in (own.get(role), *map(_bundled, names)) if face)
        for role, names in _BUNDLED.items()
    }
    told = (f"{why}，{'、'.join(roles)}用程序自带的字体。" for why, roles in lost.items())
    title, heading, body, table = (Typeface(faces[role]) for role in ROLE_WORDS)
    return Fonts(title, heading, body, table, "".join(told))


def _own_face(name: str, folder: str) -> tuple[Face | None, str]:
    """A font of the machine, or why there is none."""
    from reportlab.pdfbase.ttfonts import TTFError

    font = font_files(folder).get(name)
    if font is None:
        return None, "在这台电脑上找不到"
    if font.hindrance:
        return None, font.hindrance
    try:
        return _own(font.file, font.index), ""
    except (TTFError, OSError, struct.error, ValueError, LookupError):
        return None, "的文件读不出来"


def look_again() -> None:
    """Forget which fonts the machine had, and what stood in their files."""
    with _loading:
        font_files.cache_clear()
        _own.cache_clear()
        _fonts_of.cache_clear()


def missing_warning(texts: Iterable[str], used: Fonts) -> str:
    """What could not be had of the office's fonts, and the characters that cannot be printed;
    empty when all is as it should be."""
    missing = used.body.missing("".join(texts))
    if not missing:
        return used.told
    named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in missing)
    return f"{used.told}这些字没有可用的字体，印出来是空框：{named}。"
