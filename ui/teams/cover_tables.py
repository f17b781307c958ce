"""The tables of 工作组: the teams with what they have to do, and the households of the proof."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from db import places
from db.households import households
from db.reading import Reader
from db.teams import coverage
from db.teams.teams import TeamRow
from domain import masks
from domain.people import initials
from widgets.chips import Chip
from widgets.paged_model import Align, Column, Kind, Row

IDLE, LEADERLESS = "idle", "leaderless"


def findings(tr: QWidget) -> tuple[tuple[str, Chip], ...]:
    """What may be amiss with a team, as chips to filter by."""
    return (
        (IDLE, Chip(tr.tr("没有住户"), "yellow")),
        (LEADERLESS, Chip(tr.tr("组长未定"), "yellow")),
    )


def has_finding(team: TeamRow, finding: str) -> bool:
    """Whether that is amiss with the team."""
    return not (team.households if finding == IDLE else team.leader)


def found_by(team: TeamRow) -> str:
    """What the filter looks in."""
    return f"{team.name} {team.leader} {initials(team.leader)} {team.areas}".lower()


def team_columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the teams, in the order of `team_cells`."""
    return (
        Column("name", tr.tr("工作组"), 130, stretch=1),
        Column("leader", tr.tr("组长"), 90),
        Column("members", tr.tr("人数"), 64, Align.RIGHT, Kind.NUMBER),
        Column("households", tr.tr("户数"), 74, Align.RIGHT, Kind.NUMBER),
        Column("cared", tr.tr("重点户"), 74, Align.RIGHT, Kind.NUMBER),
        Column("issues", tr.tr("未办结"), 74, Align.RIGHT, Kind.NUMBER),
        Column("areas", tr.tr("包联范围"), 170, sortable=False, stretch=3),
    )


def team_cells(team: TeamRow) -> Row:
    """A team as its row."""
    return (
        team.name,
        team.leader or Chip("未定", "yellow"),
        team.members,
        team.households,
        team.cared,
        team.issues,
        team.areas,
    )


def household_columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of a list of the proof, in the order of `household_cells`."""
    return (
        Column("community", tr.tr("社区/村"), 140, sortable=False),
        Column("address", tr.tr("住址"), 170, stretch=True),
        Column("head", tr.tr("户主"), 90),
        Column("people", tr.tr("人口"), 64, Align.RIGHT, Kind.NUMBER),
        Column("phone", tr.tr("电话"), 130, kind=Kind.MONO, visible=False),
        Column("teams", tr.tr("工作组"), 210, kind=Kind.CHIP, sortable=False),
    )


def household_cells(connection: Reader, ids: Sequence[int], day: date, line: str) -> dict[int, Row]:
    """The rows of a list of the proof, phones masked."""
    answer = coverage.responsible(connection, ids, day, line)
    communities = places.communities(connection, ids)
    return {
        id_: (
            communities.get(id_, ""),
            row.address,
            row.head,
            row.people,
            masks.mask_phone(row.phone) if row.phone else "",
            tuple(Chip(name, "yellow") for name in answer[id_]) or Chip("没有工作组", "red"),
        )
        for id_, row in households.rows(connection, ids).items()
    }
