"""What the program can do, by name: pages add their actions, Ctrl+K finds them."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.people import initials


@dataclass(frozen=True, slots=True)
class Command:
    """An action: its name, what it does, its shortcut as it is shown, an icon, and other words it
    is looked for by."""

    title: str
    act: Callable[[], None]
    shortcut: str = ""
    icon: str = "arrow-right"
    words: str = ""


class Commands:
    """All commands in the order they were added."""

    def __init__(self) -> None:
        self._all: list[tuple[Command, str]] = []

    def add(
        self,
        title: str,
        act: Callable[[], None],
        shortcut: str = "",
        icon: str = "arrow-right",
        words: str = "",
    ) -> None:
        """Let a command be found by its name, its other words, and the initials of both."""
        told = " ".join((title, words))
        plain = "".join(c for c in told if c.isalnum() or c == " ")
        found_by = f"{told} {' '.join(initials(word) for word in plain.split())}".lower()
        self._all.append((Command(title, act, shortcut, icon, words), found_by))

    def matching(self, typed: str) -> list[Command]:
        """The commands that all words typed fit; all of them fit nothing typed."""
        terms = typed.lower().split()
        return [one for one, by in self._all if all(term in by for term in terms)]
