"""Teams, what they answer for, and the proposal."""

from collections.abc import Sequence
from datetime import date

from db.engine import Database
from db.teams import assignments, proposing, team_changes, team_records, teams
from domain.pieces import Handover


def assign_team(
    database: Database, user: str, team_id: int, area: assignments.Area
) -> tuple[int, ...]:
    """A team answers for places or single households from today on; returns what undoes it."""
    with database.write(user) as session:
        return assignments.assign(session, team_id, area, session.at.date())


def change_area_period(
    database: Database, user: str, assignment_id: int, since: date | None, until: date | None
) -> assignments.Released:
    """An area is a team's from one day to another; returns what restores it."""
    with database.write(user) as session:
        return assignments.change_period(session, assignment_id, since, until)


def release_areas(
    database: Database, user: str, assignment_ids: Sequence[int]
) -> assignments.Released:
    """Teams no longer answer for these areas; returns what restores them."""
    with database.write(user) as session:
        return assignments.release(session, assignment_ids, session.at.date())


def restore_areas(database: Database, user: str, released: assignments.Released) -> None:
    """The areas are their teams' again, as if never released."""
    with database.write(user) as session:
        assignments.restore(session, released)


def adopt_proposal(
    database: Database, user: str, line: str, handovers: Sequence[Handover]
) -> proposing.Adopted:
    """A proposal of 包联 holds from today on; returns what undoes it."""
    with database.write(user) as session:
        return proposing.adopt(session, line, handovers)


def take_back_proposal(database: Database, user: str, adopted: proposing.Adopted) -> None:
    """As if the proposal had not been adopted."""
    with database.write(user) as session:
        proposing.take_back(session, adopted)


def add_team(
    database: Database, user: str, name: str, line: str, people: Sequence[teams.MemberRow]
) -> int:
    """A new team with its people; returns its id."""
    with database.write(user) as session:
        return team_records.add(session, name, line, people)


def save_team(
    database: Database,
    user: str,
    team_id: int,
    version: int,
    name: str,
    people: Sequence[teams.MemberRow],
    before: Sequence[teams.MemberRow],
) -> team_changes.TeamChange:
    """A team's name and people as the form has them that began with ``before``; returns what
    undoes it."""
    with database.write(user) as session:
        return team_records.save(session, team_id, version, name, people, before)


def dissolve_team(
    database: Database, user: str, team_id: int, version: int
) -> team_changes.TeamChange:
    """From today on there is no such team; returns what undoes it."""
    with database.write(user) as session:
        return team_changes.dissolve(session, team_id, version)


def restore_team(database: Database, user: str, change: team_changes.TeamChange) -> int:
    """A team is as it was before a change; returns its id."""
    with database.write(user) as session:
        return team_changes.restore(session, change)
