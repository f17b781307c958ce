"""The network or the server goes in the middle: told in a sentence, nothing by halves, and the next
step works again by itself."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from db import engine, places
from db.engine import Database
from db.households import household_edits
from db.location import locate
from db.models import Audit, Household
from domain.entries import HouseholdEntry
from domain.errors import KnownError
from tests.conftest import PASSWORD, USER

_END = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.fixture
def served(database):
    if database.location.file is not None:
        pytest.skip("a file has no network")
    return database


@pytest.fixture
def place_id(served):
    with served.read() as connection:
        return next(r.id for r in places.all_places(connection) if r.level == "community")


def add(database, place_id, room):
    with database.write(USER) as session:
        return household_edits.add(session, place_id, HouseholdEntry((), room=room, head="邹某"))


def there(database):
    with database.read() as connection:
        rooms = connection.scalars(select(Household.room).order_by(Household.id)).all()
        told = connection.scalar(
            select(func.count()).select_from(Audit).where(Audit.action == "新增住户")
        )
    assert told == len(rooms)
    return list(rooms)


def test_in_the_middle_of_a_write(served, place_id):
    with (
        pytest.raises(KnownError, match=r"连不上.*没有改动"),
        served.write(USER) as session,
    ):
        household_edits.add(session, place_id, HouseholdEntry((), room="101", head="邹某"))
        session.connection.exec_driver_sql(_END)
    assert there(served) == []
    add(served, place_id, "101")
    assert there(served) == ["101"]


def test_in_the_middle_of_reading(served, place_id):
    add(served, place_id, "101")
    with pytest.raises(KnownError, match="连不上数据库服务器"), served.read() as connection:
        connection.exec_driver_sql(_END)
    assert there(served) == ["101"]


def test_between_two_steps(served, place_id):
    add(served, place_id, "101")
    with served.engine.connect() as connection:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        connection.exec_driver_sql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
        )
    add(served, place_id, "102")
    assert there(served) == ["101", "102"]


class Wire:
    """Stands between the program and its server. Once it is told to, it is cut when a commit went
    over it: the answer never arrives."""

    def __init__(self, folder: Path, address: str) -> None:
        parts = urlsplit(address)
        self._there = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        self.address = f"postgresql://postgres:@{parts.path}?host={folder}"
        self.cuts = False
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listening = self._end()
        self._listening.bind(f"{folder}/.s.PGSQL.5432")
        self._listening.listen()
        self._start(self._accept)

    def _end(self) -> socket.socket:
        self._ends.append(socket.socket(socket.AF_UNIX))
        return self._ends[-1]

    def _start(self, what: Callable[..., None], *values: object) -> None:
        self._threads.append(threading.Thread(target=what, args=values))
        self._threads[-1].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, there = self._listening.accept()[0], self._end()
                self._ends.append(here)
                there.connect(self._there)
                cut = threading.Event()
                self._start(self._carry_out, here, there, cut)
                self._start(self._carry_back, there, here, cut)

    def _carry_out(self, here: socket.socket, there: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while data := here.recv(1 << 16):
                if self.cuts and b"COMMIT" in data:
                    cut.set()
                there.sendall(data)
            there.shutdown(socket.SHUT_RDWR)

    def _carry_back(self, there: socket.socket, here: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while (data := there.recv(1 << 16)) and not cut.is_set():
                here.sendall(data)
            here.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            end.close()


@pytest.fixture
def wire(served, tmp_path_factory):
    made = Wire(tmp_path_factory.mktemp("w"), served.location.address.replace("+psycopg", ""))
    yield made
    made.close()


@pytest.fixture
def far(wire):
    """The ledger as a workstation has it."""
    opened = engine.open_ledger(locate(wire.address), USER, PASSWORD)
    yield opened
    opened.close()


def test_when_nobody_can_know_whether_it_was_saved(served, far: Database, wire, place_id):
    add(far, place_id, "101")
    wire.cuts = True
    with pytest.raises(KnownError, match=r"不知道有没有保存.*先看看"):
        add(far, place_id, "102")
    wire.cuts = False
    assert there(served) == ["101", "102"]
    with pytest.raises(KnownError, match="已经有一户"):
        add(far, place_id, "102")
    add(far, place_id, "103")
    assert there(far) == ["101", "102", "103"]
