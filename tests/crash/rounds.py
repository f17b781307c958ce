"""Rounds of working at a ledger, being killed, and opening it again."""

import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from db.location import Location
from tests.crash import found
from tests.crash.work import BEGUN, KEPT, REFUSED, Fact, opened, work

_PATIENCE_S = 60
# What is heard before the blow falls: it may fall while the ledger is opened, or while somebody
# works, who tells twice of each act.
_BEFORE_THE_BLOW = (12, 24, 1, 6, 0, 36, 2)
_OPENING_S, _ACT_S = 0.15, 0.03  # how long they take, or longer
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.crash.warm"])


@dataclass
class Rounds:
    """One ledger, worked at and killed again and again; ``strike`` takes the process down, and
    its server before it where ``refuses`` says what the program then tells."""

    location: Location
    folder: Path
    seed: int
    strike: Callable[[int], None] = lambda pid: os.kill(pid, signal.SIGKILL)
    refuses: str = ""
    kept: dict[Fact, Fact] = field(default_factory=dict)
    rounds: int = 0

    def run(self) -> None:
        """One round; an AssertionError names the seed and the round."""
        self.rounds += 1
        seed = self.seed * 10_000 + self.rounds
        new, under_way = self._until_killed(seed)
        self.kept |= new
        desk = opened(self.location)
        try:
            told = [found.missing(desk.database, fact, under_way) for fact in new.values()]
            told += found.halves(desk.database)
            faults = [fault for fault in told if fault]
            assert not faults, (seed, under_way, faults)
        finally:
            desk.database.close()
            desk.lock.release()

    def all_is_there(self) -> None:
        """Whatever any of the rounds confirmed."""
        desk = opened(self.location)
        try:
            told = (found.missing(desk.database, fact, fact[:2]) for fact in self.kept.values())
            assert not [fault for fault in told if fault], self.seed
        finally:
            desk.database.close()
            desk.lock.release()

    def _until_killed(self, seed: int) -> tuple[dict[Fact, Fact], Fact]:
        """What was confirmed, and what was under way when the blow fell."""
        here, there = _PROCESSES.Pipe(duplex=False)
        process: Any = _PROCESSES.Process(
            target=work, args=(self.location, self.folder, seed, there), daemon=True
        )
        process.start()
        there.close()
        chance = random.Random(seed)
        said: list[tuple[str, Fact]] = []
        for _ in range(_BEFORE_THE_BLOW[self.rounds % len(_BEFORE_THE_BLOW)]):
            assert here.poll(_PATIENCE_S), (seed, "the process does not work", said[-1:])
            said.append(here.recv())
        process.join(chance.random() * (_OPENING_S if len(said) < 2 else _ACT_S))
        self.strike(process.pid)
        process.join()
        try:
            while True:
                said.append(here.recv())
        except EOFError:
            here.close()
        begun = [fact for word, fact in said if word == BEGUN]
        refused = [fact for word, fact in said if word == REFUSED]
        assert all(self.refuses and self.refuses in told for (told,) in refused), (seed, refused)
        said = [one for one in said if one[0] != REFUSED]
        kept = {fact[:2]: fact for word, fact in said if word == KEPT}
        return kept, begun[-1] if said and said[-1][0] == BEGUN else ()
