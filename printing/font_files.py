"""The Chinese fonts of a machine: named from the heads of their files, without loading any."""

import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

_ENDINGS = frozenset({".ttf", ".ttc", ".otf", ".otc"})
_SIMPLIFIED = 1 << 18  # of the code pages in OS/2
_RESTRICTED = 0x0002  # of the embedding rights in OS/2
_FULL_NAME, _FAMILY = 4, 1
_WINDOWS, _CHINESE, _ENGLISH = 3, (0x0804, 0x0404), (0x0409,)


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font by its full name, where it is, and why it cannot be embedded, if so."""

    name: str
    file: Path
    index: int = 0
    hindrance: str = ""


@lru_cache(maxsize=4)
def font_files(folder: str = "") -> dict[str, FontFile]:
    """The fonts for simplified Chinese of this machine and of a folder, by name; of two with one
    name the folder's, and the one that can be embedded. Clear the cache to look again."""
    found: dict[str, FontFile] = {}
    for place in (*([Path(folder)] if folder else []), *_system_folders()):
        for file in _files(place):
            for font in _read(file):
                known = found.get(font.name)
                if known is None or (known.hindrance and not font.hindrance):
                    found[font.name] = font
    return found


def _system_folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return windows / "Fonts", home / "AppData/Local/Microsoft/Windows/Fonts"
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local/share/fonts",
        home / ".fonts",
    )


def _files(folder: Path) -> list[Path]:
    """The font files below a folder; what cannot be entered is passed over."""
    found = (Path(at) / name for at, _, names in os.walk(folder) for name in names)
    return sorted(file for file in found if file.suffix.lower() in _ENDINGS)


def _read(file: Path) -> list[FontFile]:
    """The Chinese fonts in a file; none when it cannot be read."""
    try:
        with file.open("rb") as stream:
            return list(_fonts_in(stream, file))
    except (OSError, struct.error, UnicodeDecodeError):
        return []


def _fonts_in(stream: BinaryIO, file: Path) -> Iterator[FontFile]:
    starts: tuple[int, ...] = (0,)
    if stream.read(4) == b"ttcf":
        _, count = struct.unpack(">II", stream.read(8))
        starts = struct.unpack(f">{count}I", stream.read(4 * count))
    for index, start in enumerate(starts):
        stream.seek(start)
        kind, count = struct.unpack(">4sH6x", stream.read(12))
        heads = (struct.unpack(">4s4xII", stream.read(16)) for _ in range(count))
        tables = {tag: (offset, length) for tag, offset, length in heads}
        rights, pages = _windows_facts(stream, tables)
        name = _name(stream, tables)
        if name and pages & _SIMPLIFIED:
            yield FontFile(name, file, index, _hindrance(kind, rights))


def _hindrance(kind: bytes, rights: int) -> str:
    if kind == b"OTTO":
        return "是 PostScript 轮廓（CFF），PDF 里嵌不进去"
    return "的授权不许嵌入 PDF" if rights & 0x000F == _RESTRICTED else ""


def _windows_facts(stream: BinaryIO, tables: dict[bytes, tuple[int, int]]) -> tuple[int, int]:
    """The embedding rights and the first code pages; none for a font that tells none."""
    offset, length = tables.get(b"OS/2", (0, 0))
    if length < 82:
        return 0, 0
    stream.seek(offset + 8)
    (rights,) = struct.unpack(">H", stream.read(2))
    stream.seek(offset + 78)
    (pages,) = struct.unpack(">I", stream.read(4))
    return rights, pages


def _name(stream: BinaryIO, tables: dict[bytes, tuple[int, int]]) -> str:
    """The full name in Chinese, else in English, else the family's."""
    offset, length = tables.get(b"name", (0, 0))
    if not length:
        return ""
    stream.seek(offset)
    table = stream.read(length)
    count, texts = struct.unpack(">2xHH", table[:6])
    records = [struct.unpack(">HHHHHH", table[6 + 12 * n : 18 + 12 * n]) for n in range(count)]
    found = {
        (what, language): table[texts + at : texts + at + size].decode("utf-16-be")
        for platform, _, language, what, size, at in records
        if platform == _WINDOWS and what in (_FULL_NAME, _FAMILY)
    }
    wanted = [(what, lang) for lang in (*_CHINESE, *_ENGLISH) for what in (_FULL_NAME, _FAMILY)]
    return next((found[key] for key in wanted if key in found), "")
