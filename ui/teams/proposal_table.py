"""The teams of a 包联方案 as rows: what each would get, and its load before and after."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from db.teams import proposing
from db.teams.proposing import Basis, TeamName
from domain.people import initials
from domain.proposal import Gain, Proposal
from widgets.chips import Chip
from widgets.growth import Growth
from widgets.paged_model import Align, Column, Kind, Row

CHANGED, ALL = "changed", "all"


@dataclass(frozen=True, slots=True)
class Made:
    """A proposal and what it was made from; ``left_out`` are the teams that do not take part."""

    basis: Basis
    proposal: Proposal
    left_out: frozenset[int]


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One team: whether it takes part, what it gets and that in words, and what it is found by."""

    team: TeamName
    takes_part: bool
    gain: Gain
    areas: str
    found_by: str


def lines(made: Made) -> dict[int, TeamLine]:
    """All teams of the line in natural order, by id."""
    gains = {gain.team_id: gain for gain in made.proposal.gains}
    found = {}
    for crew in made.basis.crews:
        team, load = made.basis.teams[crew.id], sum(crew.holds.values())
        gain = gains.get(crew.id, Gain(crew.id, (), load, load))
        areas = proposing.words(gain.handovers, made.basis.places)
        words = f"{team.name} {team.leader} {initials(team.leader)} {areas}".lower()
        found[crew.id] = TeamLine(team, crew.id not in made.left_out, gain, areas, words)
    return found


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns, in the order of `cells`."""
    return (
        Column("name", tr.tr("工作组"), 112),
        Column("leader", tr.tr("组长"), 80),
        Column("households", tr.tr("增加户数"), 84, Align.RIGHT, Kind.NUMBER),
        Column("need", tr.tr("工作量（现在 → 以后）"), 240, kind=Kind.BAR),
        Column("areas", tr.tr("增加的包联范围"), 170, sortable=False, stretch=True),
    )


def cells(line: TeamLine, most: int) -> Row:
    """A team as its row; the longest bar of the column stands for ``most``."""
    return (
        line.team.name,
        line.team.leader or Chip("未定", "yellow"),
        line.gain.households or None,
        Growth(line.gain.before, line.gain.after, most),
        line.areas if line.takes_part else "（不参加这个方案）",
    )


def most(shown: Iterable[TeamLine]) -> int:
    """What the longest bar stands for."""
    return max((line.gain.after for line in shown), default=0)


SORTS = {
    "leader": lambda line: line.team.leader,
    "households": lambda line: line.gain.households,
    "need": lambda line: line.gain.after,
}
"""By what the rows sort that are not in natural order."""
