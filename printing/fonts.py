"""The fonts of the paper: by role, with a fallback for every character a font lacks.

ReportLab draws a character its font lacks as a box; here each character is taken from the first
face of its role that has it, and what no face has can be named before anything is printed.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from resources import path


class Role(StrEnum):
    """What a text is on the page."""

    TITLE = "标题"
    HEADING = "小标题"
    BODY = "正文"
    TABLE = "表格"


_SERIF = "fonts/NotoSerifSC-Regular.ttf"
_SERIF_BOLD = "fonts/NotoSerifSC-Bold.ttf"
_SANS = "fonts/NotoSansSC-Regular.ttf"
_SANS_BOLD = "fonts/NotoSansSC-SemiBold.ttf"
_BUNDLED = {
    Role.TITLE: (_SERIF_BOLD, _SERIF, _SANS),
    Role.HEADING: (_SANS_BOLD, _SANS, _SERIF),
    Role.BODY: (_SERIF, _SANS),
    Role.TABLE: (_SANS, _SERIF),
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


@lru_cache(maxsize=16)
def _face(file: Path) -> Face:
    from reportlab.pdfbase.ttfonts import TTFont

    return Face(file, TTFont(file.stem, str(file)))


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
    """A typeface for every role."""

    title: Typeface
    heading: Typeface
    body: Typeface
    table: Typeface


@lru_cache(maxsize=4)
def _fonts(chosen: tuple[tuple[Role, Path], ...]) -> Fonts:
    own = dict(chosen)
    faces = {
        role: tuple(_face(file) for file in (own.get(role), *map(path, names)) if file)
        for role, names in _BUNDLED.items()
    }
    return Fonts(
        *(Typeface(faces[role]) for role in (Role.TITLE, Role.HEADING, Role.BODY, Role.TABLE))
    )


def fonts(chosen: Mapping[Role, Path] | None = None) -> Fonts:
    """The bundled fonts, each role preceded by the office's own choice where it made one."""
    return _fonts(tuple(sorted((chosen or {}).items())))


def missing_warning(texts: Iterable[str], used: Fonts) -> str:
    """One sentence naming the characters that cannot be printed; empty when all can."""
    missing = used.body.missing("".join(texts))
    if not missing:
        return ""
    named = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in missing)
    return f"这些字没有可用的字体，印出来是空框：{named}。"


_OFFICE_FONTS = {
    "方正小标宋": ("FZXBSJW.TTF", "FZXiaoBiaoSong-B05S.ttf", "FZXBSJT.TTF"),
    "仿宋": ("simfang.ttf", "FangSong_GB2312.ttf", "simfang_GB2312.ttf"),
    "黑体": ("simhei.ttf",),
    "楷体": ("simkai.ttf", "KaiTi_GB2312.ttf"),
}


def office_fonts() -> dict[str, Path]:
    """The official fonts this machine has as TrueType, by their Chinese name."""
    files = {
        file.name.lower(): file
        for folder in _font_folders()
        if folder.is_dir()
        for file in sorted(folder.rglob("*.[tT][tT][fF]"))
    }
    found = {
        name: next((files[n.lower()] for n in names if n.lower() in files), None)
        for name, names in _OFFICE_FONTS.items()
    }
    return {name: file for name, file in found.items() if file}


def _font_folders() -> tuple[Path, ...]:
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        own = Path.home() / "AppData/Local/Microsoft/Windows/Fonts"
        return windows / "Fonts", own
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path.home() / ".local/share/fonts",
    )
