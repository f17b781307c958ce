"""What is typed and not stored: kept as forms are left, and written into the ledger all the while,
so that neither a crash nor a power cut takes it."""

import logging
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from db import drafts
from db.drafts import Typed
from db.engine import Database
from ui import actions

log = logging.getLogger(__name__)

_EVERY_MS = 5_000
Form = TypeVar("Form")

_PAGES = {
    "household": "households",
    "household at": "households",
    "visit": "visits",
    "check_in": "check_ins",
    "branch": "check_ins",
    "team": "teams",
    "issue": "issues",
    "move": "issues",
    "slip": "issues",
    "answer": "slips",
    "call": "calls",
    "meeting": "meetings",
    "project": "projects",
    "step": "projects",
    "entry": "finance",
}


def page_of(about: str) -> str:
    """The page of the desk on which a draft is finished."""
    return _PAGES.get(about.partition(":")[0], "overview")


Now = tuple[str, Typed | None]
"""What an open form is about, and what is typed into it, None when nothing is."""


class _Bench(Protocol):
    """What is asked of the workbench."""

    user: str
    bus: Any
    messages: Any
    read: Callable[..., Any]
    write: Callable[..., Any]


class Drafts(QObject):
    """The drafts of one user. What each is about is a word of its form and maybe an id:
    ``household:12``.

    Who owns forms is asked every five seconds what stands in the one that is open, and what is new
    since then is written in one go. What a window left behind is there again in the next.
    """

    found = Signal(object)
    """What an earlier window left unfinished, by what it is about."""

    def __init__(self, bench: _Bench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._held: dict[str, Typed] = {}
        self._written: dict[str, Typed] = {}
        self._unwritten: set[str] = set()
        self._unfit: set[str] = set()
        self._owners: list[Callable[[], Now | None]] = []
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        bench.bus.changed.connect(self._hear)

    def begin(self) -> None:
        """Read what an earlier window left, and write down what is typed from now on."""
        self._read(self._take)
        self._timer.start()

    def watch(self, now: Callable[[], Now | None]) -> None:
        """Ask this bound method of a widget what stands in its form; None while none is open."""
        self._owners.append(now)

    def of(self, about: str) -> Mapping[str, Any]:
        """What was typed and not stored; empty when nothing was."""
        held = self._held.get(about)
        return held.values if held is not None else {}

    def rebuilt(self, about: str, rebuild: Callable[[Mapping[str, Any]], Form]) -> Form | None:
        """What was typed, as the form has it; None when nothing was, or, which is told once, what
        does not fit this version of the program."""
        try:
            return rebuild(self.of(about)) if self.of(about) else None
        except (KeyError, TypeError, ValueError):
            log.info("a draft of another version is left out: %s", about)
            self._tell_unfit(about)
            return None

    def _tell_unfit(self, about: str) -> None:
        if about in self._unfit:
            return
        self._unfit.add(about)
        told = self.tr(
            "上次没填完的“{0}”是另一个版本的程序留下的，这一版接不上，没有填进来；"
            "那份还留着，您在这里填了新的才替换它。"
        )
        words = self._held[about].words
        self._bench.messages.said.emit("warning", told.format(words), "", None)

    def keep(self, about: str, typed: Typed | None) -> None:
        """What is typed now; None once it is stored or thrown away."""
        self._unfit.discard(about)
        if typed is not None:
            self._held[about] = typed
        else:
            self._held.pop(about, None)

    def look(self) -> None:
        """See what stands in the open forms, and write down what is new."""
        self._owners = [now for now in self._owners if shiboken6.isValid(_owner(now))]
        for now in self._owners:
            found = now()
            if found and (found[1] is not None or found[0] not in self._unfit):
                self.keep(*found)
        held, written = self._held, self._written
        new = {about for about in {**written, **held} if held.get(about) != written.get(about)}
        if new or self._unwritten:
            # What could not be written is nobody's error: it is tried again.
            changed = {about: held.get(about) for about in new | self._unwritten}
            self._written, self._unwritten = dict(held), set(changed)
            self._bench.write(self, _keeping(changed), self._done, _nothing)

    def rest(self) -> None:
        """Write down what is left, for the last time."""
        self._timer.stop()
        self.look()

    def _read(self, done: Callable[[dict[str, Typed]], None]) -> None:
        user = self._bench.user
        self._bench.read(self, lambda reader: drafts.of_user(reader, user), done)

    def _hear(self, topics: frozenset[str]) -> None:
        if "persons" in topics:  # somebody may be erased from what was typed, too
            self._read(self._meet)

    def _meet(self, kept: dict[str, Typed]) -> None:
        for about in self._written:
            self.keep(about, kept.get(about))
        self._written = dict(kept)

    def _take(self, left: dict[str, Typed]) -> None:
        self._held = left | self._held
        self._written = left
        if left:
            self.found.emit(left)

    def _done(self, written: Collection[str]) -> None:
        self._unwritten -= set(written)


def _owner(now: Callable[[], Now | None]) -> Any:
    return now.__self__  # type: ignore[attr-defined]


def _keeping(changed: Mapping[str, Typed | None]) -> Callable[[Database, str], Collection[str]]:
    def keep(database: Database, user: str) -> Collection[str]:
        actions.keep_drafts(database, user, changed)
        return changed.keys()

    return keep


def _nothing(_: object) -> None:
    """Nothing to show."""
