"""TrueType files under other names, made from the bundled ones."""

import struct
from pathlib import Path

from resources import path

SANS = path("fonts/NotoSansSC-SemiBold.ttf")
SERIF = path("fonts/NotoSerifSC-Bold.ttf")


def renamed(source: Path, target: Path, name: str, post_script: str) -> Path:
    """A font file that is known by another (Chinese) name."""
    data = bytearray(source.read_bytes())
    texts = {
        (3, 1, 0x0409, 1): post_script.encode("utf-16-be"),
        (3, 1, 0x0409, 6): post_script.encode("utf-16-be"),
        (3, 1, 0x0804, 1): name.encode("utf-16-be"),
        (3, 1, 0x0804, 4): name.encode("utf-16-be"),
    }
    records, strings = b"", b""
    for key, text in sorted(texts.items()):
        records += struct.pack(">HHHHHH", *key, len(text), len(strings))
        strings += text
    table = struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + strings
    data += b"\0" * (-len(data) % 4)
    struct.pack_into(">II", data, _entry(data, b"name") + 8, len(data), len(table))
    target.write_bytes(data + table)
    return target


def with_rights(file: Path, rights: int) -> None:
    """Change whether a font may be embedded."""
    data = bytearray(file.read_bytes())
    (offset,) = struct.unpack_from(">I", data, _entry(data, b"OS/2") + 8)
    struct.pack_into(">H", data, offset + 8, rights)
    file.write_bytes(data)


def as_cff(file: Path) -> None:
    """Let a font say that its outlines are PostScript's."""
    file.write_bytes(b"OTTO" + file.read_bytes()[4:])


def broken(file: Path) -> None:
    """Cut a font's glyphs and characters off; its name and pages can still be read."""
    data = bytearray(file.read_bytes())
    struct.pack_into(">II", data, _entry(data, b"cmap") + 8, len(data) + 100, 50)
    file.write_bytes(data)


def collected(files: list[Path], target: Path) -> Path:
    """Several fonts in one file, as .ttc."""
    head = struct.pack(">4sII", b"ttcf", 0x00010000, len(files))
    start = len(head) + 4 * len(files)
    bodies, starts = b"", []
    for file in files:
        data = bytearray(file.read_bytes())
        starts.append(start + len(bodies))
        (count,) = struct.unpack_from(">H", data, 4)
        for n in range(count):
            (offset,) = struct.unpack_from(">I", data, 12 + 16 * n + 8)
            struct.pack_into(">I", data, 12 + 16 * n + 8, offset + starts[-1])
        bodies += data + b"\0" * (-len(data) % 4)
    target.write_bytes(head + struct.pack(f">{len(files)}I", *starts) + bodies)
    return target


def _entry(data: bytearray, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    return next(12 + 16 * n for n in range(count) if data[12 + 16 * n : 16 + 16 * n] == tag)
