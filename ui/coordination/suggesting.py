"""The analysis over a ledger's messages, for the window and the command line alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.coordination import collecting, common
from db.reading import Reader
from domain.errors import KnownError
from domain.messages import Message, Progress, Proposal, voices

BACKGROUND = 3_000  # messages before a period that tell the analysis which words are common
Ask = Callable[[Callable[[Reader], Any]], Any]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal with the messages it is made of and their ids, in order of time."""

    proposal: Proposal
    ids: tuple[int, ...]
    messages: tuple[Message, ...]

    @property
    def people(self) -> int:
        """How many different people they are from."""
        return voices(self.messages)


@dataclass(frozen=True, slots=True)
class Analysed:
    """How many messages of the period were read, and what they suggest, loudest first."""

    read: int
    suggestions: tuple[Suggestion, ...]


def analyse(
    ask: Ask,
    since: date | None,
    until: date | None,
    progress: Progress = lambda done, total: None,
) -> Analysed:
    """Read the messages of a period and look for what belongs together; what was dismissed is left
    out. Runs beside the window: only ``ask`` touches the database."""
    from domain import analysis

    if since and until and since > until:
        raise KnownError(f"开始日期 {since} 晚于结束日期 {until}，没有分析；请调换后再试。")
    told = ask(lambda reader: collecting.messages(reader, since, until, BACKGROUND))
    found = analysis.analyse(told, since, until, progress)
    by_number = {message.number: message for message in told}
    numbers = {number for proposal in found for number in proposal.issues}

    def meet(reader: Reader) -> tuple[list[Proposal], dict[str, int]]:
        return common.remaining(reader, found), common.ids_of(reader, numbers)

    remaining, ids = ask(meet)
    suggestions = tuple(
        Suggestion(p, tuple(ids[n] for n in p.issues), tuple(by_number[n] for n in p.issues))
        for p in remaining
        if all(n in ids for n in p.issues)  # one may have been taken back meanwhile
    )
    read = sum(since is None or m.at.date() >= since for m in told)
    return Analysed(read, suggestions)
