"""The three tables of the page of visits: who is due, how each team stands, visits on record."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db import places
from db.households import households
from db.reading import Reader
from db.session import today
from db.teams import coverage
from db.visits import visit_targets, visits
from db.visits.visit_targets import TeamFigures
from domain import masks
from domain.visits import KIND_WORDS, told_rate
from ui.visits.visit_words import due_chip, outcome_chip
from widgets.chips import Chip
from widgets.paged_model import Align, Column, Kind, Row


def due_columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the households to be visited, in the order of `due_cells`."""
    return (
        Column("due", tr.tr("走访"), 92, kind=Kind.CHIP),
        Column("community", tr.tr("社区/村"), 116, sortable=False),
        Column("address", tr.tr("住址"), 150, stretch=True),
        Column("head", tr.tr("户主"), 76, sortable=False),
        Column("phone", tr.tr("电话"), 116, kind=Kind.MONO, sortable=False, visible=False),
        Column("tags", tr.tr("重点人群"), 120, kind=Kind.CHIP, sortable=False),
        Column("team", tr.tr("工作组"), 110, sortable=False),
        Column("met", tr.tr("上次见到"), 108, kind=Kind.DATE),
    )


def due_cells(connection: Reader, ids: Sequence[int], line: str) -> dict[int, Row]:
    """The rows of the households to be visited, phones masked."""
    day = today()
    standing = visit_targets.standing_of(connection, ids, day)
    met = visit_targets.last_met(connection, ids)
    teams = coverage.responsible(connection, ids, day, line)
    communities = places.communities(connection, ids)
    return {
        id_: (
            due_chip(standing[id_]),
            communities.get(id_, ""),
            row.address,
            row.head,
            masks.mask_phone(row.phone) if row.phone else "",
            tuple(Chip(tag, "blue") for tag in row.tags.split("、") if tag),
            "、".join(teams[id_]),
            met.get(id_),
        )
        for id_, row in households.rows(connection, ids).items()
    }


def team_columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the teams, in the order of `team_cells`."""
    return (
        Column("name", tr.tr("工作组"), 140, stretch=True),
        Column("assigned", tr.tr("包联户"), 90, Align.RIGHT, Kind.NUMBER),
        Column("met", tr.tr("见到的户"), 90, Align.RIGHT, Kind.NUMBER),
        Column("rate", tr.tr("走访覆盖率"), 104, Align.RIGHT),
        Column("due", tr.tr("待走访"), 90, Align.RIGHT, Kind.NUMBER),
        Column("overdue", tr.tr("超期"), 90, Align.RIGHT, Kind.NUMBER),
    )


def team_cells(team: TeamFigures) -> Row:
    """A team as its row."""
    told = team.figures
    rate = told_rate(told.met, told.assigned)
    return (team.name, told.assigned, told.met, rate, told.due, told.overdue)


def visit_columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the visits on record, in the order of `visit_cells`."""
    return (
        Column("day", tr.tr("日期"), 104, kind=Kind.DATE),
        Column("community", tr.tr("社区/村"), 116, sortable=False),
        Column("address", tr.tr("住址"), 150),
        Column("head", tr.tr("户主"), 76, sortable=False),
        Column("outcome", tr.tr("结果"), 96, kind=Kind.CHIP, sortable=False),
        Column("note", tr.tr("情况"), 160, sortable=False, stretch=True),
        Column("needs", tr.tr("登记的问题"), 110, sortable=False),
        Column("team", tr.tr("工作组"), 104, sortable=False),
        Column("cadres", tr.tr("走访人"), 110, sortable=False, visible=False),
        Column("kind", tr.tr("方式"), 64, sortable=False, visible=False),
        Column("recorded_by", tr.tr("登记人"), 84, sortable=False, visible=False),
        Column("recorded_at", tr.tr("登记时间"), 140, kind=Kind.DATE, visible=False),
    )


def visit_cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of the visits on record."""
    found = visits.rows(connection, ids)
    communities = places.communities(connection, [v.household_id for v in found.values()])
    return {
        id_: (
            visit.day,
            communities.get(visit.household_id, ""),
            visit.address,
            visit.head,
            outcome_chip(visit.outcome),
            visit.note,
            "、".join(need.number for need in visit.needs),
            visit.team,
            "、".join(visit.cadres),
            KIND_WORDS[visit.kind],
            visit.recorded_by,
            visit.recorded_at,
        )
        for id_, visit in found.items()
    }
