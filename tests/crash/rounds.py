"""Rounds of working at a ledger, being killed, and opening it again."""

import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import Any

from db.location import Location
from tests.crash import found
from tests.crash.work import BEGUN, KEPT, Fact, opened, work

_PATIENCE_S = 30
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.crash.work"])


@dataclass
class Rounds:
    """One ledger, worked at and killed again and again; ``strike`` takes the process down."""

    location: Location
    address: str
    folder: Path
    seed: int
    strike: Callable[[int], None] = lambda pid: os.kill(pid, signal.SIGKILL)
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
            told += found.halves(desk.database, under_way)
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
            target=work, args=(self.address, self.folder, seed, there), daemon=True
        )
        process.start()
        there.close()
        assert here.poll(_PATIENCE_S), "the process does not begin"
        said = [here.recv()]
        chance = random.Random(seed)
        # Some blows fall while the ledger is opened, most while somebody works.
        end = monotonic() + chance.choice((0.05, 0.3, 0.6)) * chance.random()
        begins = chance.random() < 0.2
        while (left := end - monotonic()) > 0 or not (begins or len(said) > 1):
            if here.poll(max(left, 0.05)):
                said.append(here.recv())
                if len(said) == 2 and not begins:
                    end = monotonic() + chance.choice((0.02, 0.2, 0.5)) * chance.random()
        self.strike(process.pid)
        process.join()
        try:
            while True:
                said.append(here.recv())
        except EOFError:
            here.close()
        begun = [fact for word, fact in said if word == BEGUN]
        kept = {fact[:2]: fact for word, fact in said if word == KEPT}
        return kept, begun[-1] if begun and said[-1][0] == BEGUN else ()
