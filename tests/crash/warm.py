"""Loads, before the processes are forked, whatever the program loads when it is first used: a round
is then as long as its work."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db import engine, places
from db.location import locate
from tests.conftest import DIVISIONS, PASSWORD, USER
from tests.crash.work import Hand, opened


class _NobodyHears:
    def send(self, told: object) -> None:
        """Nobody hears it."""


def _once() -> None:
    with TemporaryDirectory() as name:
        location = locate(f"{name}/ledger.xcd")
        made = engine.create(location, USER, PASSWORD)
        with made.write(USER) as session:
            places.add_divisions(session, DIVISIONS)
        made.close()
        desk, nobody = opened(location), _NobodyHears()
        pipe: Any = nobody
        hand = Hand(desk, Path(name), 0, pipe)
        for act in (*hand.often, *hand.seldom):
            act()
        desk.database.close()
        desk.lock.release()


_once()
