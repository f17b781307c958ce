"""Pictures made to harm: each is taken or refused in one sentence, with little memory and in little
time, and nothing goes into the ledger but the picture itself."""

import json
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from resource import RLIMIT_AS, RUSAGE_SELF, getrusage, setrlimit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from domain.errors import KnownError
from exchange.photos import read_photo, read_picture
from tests.hostile.mutations import examples, mutated, one_sentence

ROOT = Path(__file__).resolve().parents[2]
SECRET = b"13812345678"


def _is_whole(content: bytes) -> bool:
    try:
        Image.open(BytesIO(content)).load()
    except (OSError, ValueError, SyntaxError):
        return False
    return True


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    made = BytesIO()
    picture.save(made, kind, **how)
    return made.getvalue()


def _picture(size: tuple[int, int] = (300, 400)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert("RGB")


def _png(width: int, height: int, rows: int) -> bytes:
    """A PNG that says it has such a size; ``rows`` are really there."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    packer = zlib.compressobj(9)
    line = bytes(1 + width * 3)
    body = b"".join(packer.compress(line) for _ in range(rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    return start + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _endless_scans() -> bytes:
    """A large progressive JPEG whose last scan comes again and again."""
    whole = _saved(Image.new("RGB", (6000, 8000)), "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * 20_000 + b"\xff\xd9"


def _tags() -> Image.Exif:
    facts = Image.Exif()
    facts[0x010E] = SECRET.decode()
    facts[0x927C] = SECRET * 5000  # a maker's note, which is where thumbnails lie too
    facts.get_ifd(0x8825).update({1: "N", 2: (33.0, 28.0, 1.0), 29: SECRET.decode()})
    return facts


def _pages(kind: str, count: int, **how: object) -> bytes:
    frames = [_picture((60, 80)).rotate(n) for n in range(count)]
    return _saved(frames[0], kind, save_all=True, append_images=frames[1:], **how)


SVG = (
    b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script><text>&x;</text></svg>"
)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)

# What is said of each, empty where it is taken.
PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "巨.png": (lambda: _png(50_000, 50_000, 20), "尺寸过大"),
    "空.png": (lambda: _png(9_000, 9_000, 5), ""),
    "细.png": (lambda: _png(2_000_000, 2, 2), ""),
    "断.jpg": (lambda: _saved(_picture(), "JPEG")[:-900], "损坏"),
    "扫.jpg": (_endless_scans, "损坏"),
    "动.gif": (lambda: _pages("GIF", 40), "不是 JPG"),
    "动.webp": (lambda: _pages("WEBP", 40), ""),
    "图.svg": (lambda: SVG, "不是 JPG"),
    "图.jpg": (lambda: SVG, "不是 JPG"),
    "页.tif": (lambda: _pages("TIFF", 200), "不是 JPG"),
    "新.heic": (lambda: HEIC, "不是 JPG"),
    "记.jpg": (lambda: _saved(_picture(), "JPEG", exif=_tags(), comment=SECRET * 900), ""),
    "记.png": (lambda: _saved(_picture(), "PNG", exif=_tags()), ""),
    "记.webp": (lambda: _saved(_picture(), "WEBP", exif=_tags(), xmp=SECRET), ""),
    "双.jpg": (lambda: _saved(_picture(), "JPEG") + b"PK\x03\x04<script>" + SECRET, ""),
}


def _look(folder: Path, names: list[str]) -> dict[str, tuple[str, float, int]]:
    found = {}
    for name in names:
        path = folder / name
        path.write_bytes(PICTURES[name][0]())
        for read in (read_photo, read_picture):
            since = time.monotonic()
            said = ""
            try:
                content = read(path)
                picture = Image.open(BytesIO(content))
                clean = _is_whole(content) and SECRET not in content and not picture.getexif()
                said = (
                    ""
                    if clean
                    and set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
                    else "something is in it yet"
                )
            except KnownError as error:
                said = str(error)
            memory = getrusage(RUSAGE_SELF).ru_maxrss // 1024
            found[f"{name} {read.__name__}"] = said, time.monotonic() - since, memory
    return found


def test_pictures_made_to_harm_do_none(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.hostile.test_photos", str(tmp_path), *PICTURES]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=300, check=False)
    assert told.stderr == b""
    found = json.loads(told.stdout)
    assert len(found) == 2 * len(PICTURES)
    wrong = []
    for what, (said, seconds, memory) in found.items():
        word = PICTURES[what.split()[0]][1]
        if (word not in said if word else said) or seconds > 20 or memory > 1000:
            wrong.append((what, said, seconds, memory))
    assert wrong == []


JPEG = _saved(_picture((60, 80)), "JPEG", exif=_tags(), progressive=True)
PNG = _saved(_picture((60, 80)), "PNG")
WEBP = _saved(_picture((60, 80)), "WEBP")


@pytest.mark.parametrize("at", [32, 37])
def test_what_a_camera_noted_wrongly_is_no_fault_of_the_photo(tmp_path: Path, at: int) -> None:
    """Nor is it told on stderr."""
    (tmp_path / "照.jpg").write_bytes(JPEG[:at] + b"\0" + JPEG[at + 1 :])
    assert _is_whole(read_photo(tmp_path / "照.jpg"))


@examples(60)
@given(st.sampled_from((JPEG, PNG, WEBP)), st.data())
def test_a_photo_with_wrong_bytes(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "照.jpg"
    path.write_bytes(data.draw(mutated(content)))
    with one_sentence():
        assert _is_whole(read_photo(path))


if __name__ == "__main__":
    setrlimit(RLIMIT_AS, (2 * 1024**3,) * 2)
    sys.stdout.write(json.dumps(_look(Path(sys.argv[1]), sys.argv[2:])))
