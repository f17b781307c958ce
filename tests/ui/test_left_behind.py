"""What a day at the office leaves on the disk says nothing of anybody: while it lasts, and when the
program was killed at its end."""

import os
import re
import subprocess
import sys
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from db import engine
from db.location import locate
from db.models import Cadre, Household, Resident
from exchange.photos import read_photo
from tests import samples
from tests.conftest import PASSWORD, USER
from tests.ui.office_day import TYPED
from ui import ledgers

ROOT = Path(__file__).resolve().parents[2]
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_LEAST_BYTES = 6  # of what is searched for; fewer would be met by chance in what is encrypted
_DEFLATED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_MOST_UNPACKED = 1 << 22


class Secrets:
    """All names and numbers of a ledger, as bytes in every encoding they may lie in."""

    def __init__(self, words: set[str], pictures: list[bytes]) -> None:
        forms = (word.encode(encoding) for word in words for encoding in _ENCODINGS)
        told = {form for form in forms if len(form) >= _LEAST_BYTES} | set(pictures)
        self._beginning: dict[bytes, list[bytes]] = defaultdict(list)
        for one in told:
            self._beginning[one[:2]].append(one)
        self._begins = np.zeros(1 << 16, bool)
        self._begins[[int.from_bytes(two, "little") for two in self._beginning]] = True

    def found_in(self, file: Path) -> list[str]:
        """What a file says, with its name; nothing when it is gone meanwhile."""
        try:
            raw = file.read_bytes()
        except OSError:
            return []
        told = {met for layer in [*_layers(raw), str(file).encode()] for met in self._in(layer)}
        if raw.startswith(b"%PDF"):
            told.add(b"a whole paper")  # its letters are numbers of its own fonts
        return [f"{file}: {words!r}" for words in told]

    def _in(self, raw: bytes) -> Iterator[bytes]:
        """By the first two bytes first: there are thousands of words and millions of bytes."""
        every = np.frombuffer(raw, np.uint8).astype(np.uint16)
        for place in np.flatnonzero(self._begins[every[:-1] | every[1:] << 8]).tolist():
            for one in self._beginning[raw[place : place + 2]]:
                if raw.startswith(one, place):
                    yield one


def _layers(raw: bytes) -> list[bytes]:
    """The bytes themselves, and what is packed in them."""
    layers = [raw]
    for start in _DEFLATED.finditer(raw):
        try:
            layers.append(zlib.decompressobj(47).decompress(raw[start.start() :], _MOST_UNPACKED))
        except zlib.error:
            continue
    try:
        with ZipFile(BytesIO(raw)) as packed:
            layers += [packed.read(name) for name in packed.namelist()]
    except BadZipFile:
        pass
    return layers


@pytest.fixture
def office(tmp_path):
    """A demo ledger, and the folders of a user who begins today."""
    for name in ("台账", "home", "tmp", "own"):
        (tmp_path / name).mkdir()
    where = locate(str(tmp_path / "台账" / "重岗.xcd"))
    ledgers.create_demo(where, USER, PASSWORD, 60).close()
    noise = Image.effect_noise((480, 640), 90)
    noise.save(tmp_path / "own" / "照片.png")
    samples.households(tmp_path / "own", "台账.xlsx")
    return tmp_path


@pytest.fixture
def secrets(office):
    database = engine.open_ledger(locate(str(office / "台账" / "重岗.xcd")), USER, PASSWORD)
    with database.read() as connection:
        columns = (Resident.name, Resident.id_number, Resident.phones, Household.head)
        columns += (Household.phone, Cadre.name, Cadre.phone)
        cells = {cell for column in columns for cell in connection.scalars(select(column))}
    database.close()
    words = {word for cell in cells if cell for word in cell.split("、") if len(word) > 1}
    words |= {TYPED, samples.ZOU, samples.OUYANG, "19900000147", "欧阳建国", "邹秀英"}
    words -= {USER}
    picture = read_photo(office / "own" / "照片.png")
    return Secrets(words, [picture[1000:1016], picture[-1000:-984]])


class Watch:
    """Looks at all files below some folders, at the temporary ones again and again."""

    def __init__(self, secrets: Secrets, all_: list[Path], often: Path) -> None:
        self.secrets, self.all = secrets, all_
        self.found: list[str] = []
        self.seen: set[str] = set()
        self._known: dict[Path, tuple[int, int]] = {}
        self._over, self._one = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._look_on, args=(often,))

    def look(self, *folders: Path) -> None:
        for folder in folders or self.all:
            for above, _, names in os.walk(folder):
                for name in names:
                    with self._one:
                        self._look_at(Path(above, name))

    def _look_at(self, file: Path) -> None:
        try:
            facts = file.stat()
        except OSError:
            return  # gone
        state = (facts.st_mtime_ns, facts.st_size)
        if self._known.get(file) != state:
            self._known[file] = state
            self.seen.add(file.name)
            self.found += self.secrets.found_in(file)

    def _look_on(self, often: Path) -> None:
        while not self._over.wait(0.02):
            self.look(often)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def test_the_search_finds_what_lies_there(office, secrets):
    for number, content in enumerate(
        (
            samples.ZOU.encode(),
            f"19900000147{TYPED}".encode("utf-16-le"),
            b"..." + zlib.compress("邹秀英住这里".encode()),
        )
    ):
        (office / "tmp" / f"{number}").write_bytes(content)
        assert secrets.found_in(office / "tmp" / f"{number}")
    samples.households(office / "tmp", "表.xlsx")
    assert secrets.found_in(office / "tmp" / "表.xlsx")
    assert not secrets.found_in(office / "台账" / "重岗.xcd")


def test_a_day_at_the_office_leaves_nothing_readable(office, secrets):
    home = str(office / "home")
    names = ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    environment = dict.fromkeys(names, home) | {"TMPDIR": str(office / "tmp")}
    words = [sys.executable, "-m", "tests.ui.office_day", str(office / "台账" / "重岗.xcd")]
    watch = Watch(secrets, [office / name for name in ("台账", "home", "tmp")], office / "tmp")
    with (office / "home" / "stderr").open("wb") as told:
        day = subprocess.Popen(
            [*words, str(office / "own")],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        )
    assert day.stdin is not None
    assert day.stdout is not None
    under_way = []
    try:
        with watch:
            while (line := day.stdout.readline().strip()) not in ("open", ""):
                under_way.append(line)
                watch.look()
                day.stdin.write("\n")
                day.stdin.flush()
    finally:
        day.kill()
        day.communicate()
    watch.look()
    assert not watch.found, watch.found[:9]
    log = next((office / "home").rglob("xiachen-desk.log")).read_text(encoding="utf-8")
    assert line == "open", (office / "home" / "stderr").read_text(encoding="utf-8")
    assert under_way[0] == "export"
    assert any(name.endswith(".xcb") for name in watch.seen)
    for kind in ("sqlalchemy.exc.IntegrityError", "builtins.KeyError", "builtins.ValueError"):
        assert kind in log
    assert "in _write_twice" in log
