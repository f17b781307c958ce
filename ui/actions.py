"""Every write the user can make, one short verb each: a unit of work, and what it returns."""

from collections.abc import Sequence
from datetime import date

from db import assignments, batches, households, issues, moving, notices, settings, slips, teams
from db.engine import Database
from domain.entries import HouseholdEntry, IssueEntry
from domain.moves import MoveRequest
from ui import publishing


def add_household(database: Database, user: str, place_id: int, entry: HouseholdEntry) -> int:
    """A new household at a place; returns its id."""
    with database.write(user) as session:
        return households.add(session, place_id, entry)


def save_household(
    database: Database, user: str, household_id: int, version: int, entry: HouseholdEntry
) -> int:
    """A household's facts and members as the form has them; returns the new version."""
    with database.write(user) as session:
        return households.save(session, household_id, version, entry)


def register_issue(database: Database, user: str, entry: IssueEntry, place_id: int | None) -> int:
    """A new issue, found now; returns its id."""
    with database.write(user) as session:
        return issues.register(session, entry, place_id)


def move_issue(
    database: Database, user: str, issue_id: int, version: int, request: MoveRequest
) -> None:
    """One move of an issue."""
    with database.write(user) as session:
        moving.move(session, issue_id, version, request)


def number_slips(
    database: Database, user: str, drafts: Sequence[slips.SlipDraft]
) -> list[slips.MadeSlip]:
    """Slips or letters get their numbers, about to be printed or saved; returns them final."""
    with database.write(user) as session:
        return slips.make(session, drafts)


def mark_slips_sent(database: Database, user: str, slip_ids: Sequence[int]) -> None:
    """Slips or letters were printed or saved."""
    with database.write(user) as session:
        slips.mark_sent(session, slip_ids)


def take_back_slips(database: Database, user: str, slip_ids: Sequence[int]) -> None:
    """Slips or letters were not printed after all; their numbers are free again."""
    with database.write(user) as session:
        slips.take_back(session, slip_ids)


def file_reply(
    database: Database, user: str, slip_id: int, replied_on: date, reply: str, number: str
) -> None:
    """The answer to a slip or letter is filed."""
    with database.write(user) as session:
        slips.file_reply(session, slip_id, replied_on, reply, number)


def note_printed(database: Database, user: str, what: str, subject: str) -> None:
    """A paper with somebody's name on it was printed or saved; the audit says who did it."""
    with database.write(user) as session:
        session.log("audit", what, subject)


def assign_team(
    database: Database, user: str, team_id: int, area: assignments.Area
) -> tuple[int, ...]:
    """A team answers for places or single households from today on; returns what undoes it."""
    with database.write(user) as session:
        return assignments.assign(session, team_id, area, session.at.date())


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


def add_team(
    database: Database, user: str, name: str, line: str, people: Sequence[teams.MemberRow]
) -> int:
    """A new team with its people; returns its id."""
    with database.write(user) as session:
        return teams.add(session, name, line, people)


def save_team(
    database: Database,
    user: str,
    team_id: int,
    version: int,
    name: str,
    people: Sequence[teams.MemberRow],
) -> int:
    """A team's name and people as the form has them; returns its id."""
    with database.write(user) as session:
        return teams.save(session, team_id, version, name, people)


def undo_import(database: Database, user: str, batch_id: int) -> None:
    """Everything one import brought is taken back."""
    with database.write(user) as session:
        batches.undo(session, batch_id)


def keep_layout(database: Database, user: str, table: str, state: dict[str, object]) -> None:
    """The columns of a table as the user arranged them."""
    with database.write(user) as session:
        settings.put(session, f"columns:{user}:{table}", state)


def note_uncovering(database: Database, user: str, subject: str) -> None:
    """Somebody looked at masked numbers; the audit says who, when and whose."""
    with database.write(user) as session:
        session.log("audit", "查看证件和电话", subject)


def keep_standing(database: Database, user: str, lines: publishing.Standing) -> None:
    """The office's own lines on every notice."""
    with database.write(user) as session:
        settings.put(session, publishing.IMPRINT_SETTING, publishing.standing_values(lines))


def record_print(
    database: Database,
    user: str,
    wish: publishing.Wish,
    title: str,
    sheets: int,
    digest: str,
) -> None:
    """Note that notices were printed or saved, once they were."""
    with database.write(user) as session:
        period = (wish.since, wish.until)
        notices.record_print(session, wish.template, title, wish.place_id, period, sheets, digest)
