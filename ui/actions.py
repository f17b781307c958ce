"""Every write the user can make, one short verb each: a unit of work, and what it returns."""

from collections.abc import Callable, Sequence
from datetime import date

from db import (
    assignments,
    automatic,
    batches,
    calls,
    category_tree,
    check_in_edits,
    common,
    households,
    issues,
    meetings,
    moving,
    notices,
    proposing,
    replies,
    routing,
    rules,
    saved_filters,
    settings,
    slips,
    teams,
    visit_records,
    visit_rules,
)
from db.engine import Database
from db.issue_filter import IssueFilter
from db.saved_filters import SavedList
from domain.check_in import CheckInEntry, ServiceEntry
from domain.entries import HouseholdEntry, IssueEntry, VisitEntry
from domain.messages import Proposal
from domain.moves import MoveRequest
from domain.pieces import Handover
from domain.rules import Rules
from domain.visits import VisitRules
from domain.workflow import Move
from ui.notices import publishing


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


def record_call(
    database: Database,
    user: str,
    issue_id: int,
    version: int,
    call: MoveRequest,
    then: MoveRequest | None = None,
) -> None:
    """A follow-up call, and in the same step what follows from it."""
    with database.write(user) as session:
        calls.record(session, issue_id, version, call, then)


def save_list(
    database: Database,
    user: str,
    name: str,
    wanted: IssueFilter,
    sort: str,
    descending: bool,
    shared: bool,
) -> int:
    """A filter and a sort under a name, the user's own or the office's; returns its id."""
    with database.write(user) as session:
        return saved_filters.add(session, name, wanted, sort, descending, shared)


def rename_list(database: Database, user: str, list_id: int, name: str) -> int:
    """Another name for a list; returns its id."""
    with database.write(user) as session:
        saved_filters.rename(session, list_id, name)
    return list_id


def update_list(
    database: Database, user: str, list_id: int, wanted: IssueFilter, sort: str, descending: bool
) -> int:
    """Another filter and sort for a list; returns its id."""
    with database.write(user) as session:
        saved_filters.put(session, list_id, wanted, sort, descending)
    return list_id


def remove_list(database: Database, user: str, list_id: int) -> SavedList:
    """A list is removed; returns what restores it."""
    with database.write(user) as session:
        return saved_filters.remove(session, list_id)


def restore_list(database: Database, user: str, removed: SavedList) -> None:
    """A removed list is there again."""
    with database.write(user) as session:
        saved_filters.restore(session, removed)


def move_issues(
    database: Database,
    user: str,
    chosen: moving.Chosen,
    request: MoveRequest,
    progress: Callable[[int, int], None],
) -> moving.Moved:
    """The same move of many issues, all of it or, when ``progress`` raises, none."""
    with database.write(user) as session:
        return moving.move_many(session, chosen.ids, request, progress, chosen.versions)


def keep_reply(database: Database, user: str, move: Move, text: str) -> None:
    """One more sentence among the office's own for a move."""
    with database.write(user) as session:
        replies.add(session, move, text)


def remove_reply(database: Database, user: str, move: Move, text: str) -> None:
    """A sentence less."""
    with database.write(user) as session:
        replies.remove(session, move, text)


def raise_overdue(database: Database, user: str) -> int:
    """The program raises what is overdue, whoever has the ledger open; returns how many."""
    with database.write(automatic.PROGRAM) as session:
        return automatic.raise_overdue(session)


def change_rules(
    database: Database,
    user: str,
    before: Rules,
    after: Rules,
    redated: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[automatic.Redated, ...]:
    """The rules as the page has them; with ``redated`` running deadlines that follow them are
    computed anew. Returns what gives these back."""
    with database.write(user) as session:
        held = rules.current(session.connection)
        holds = rules.change(session, before, after)
        return automatic.redate(session, held, holds, progress) if redated else ()


def change_rules_back(
    database: Database,
    user: str,
    after: Rules,
    before: Rules,
    redated: Sequence[automatic.Redated],
) -> None:
    """The rules as they were before a change, and the deadlines that it moved."""
    with database.write(user) as session:
        rules.change(session, after, before)
        automatic.redate_back(session, redated)


def add_category(database: Database, user: str, name: str, parent_id: int | None) -> int:
    """A new category; returns its id."""
    with database.write(user) as session:
        return category_tree.add(session, name, parent_id)


def change_category(
    database: Database,
    user: str,
    category_id: int,
    name: str,
    parent_id: int | None,
    seq: int | None = None,
) -> int:
    """A category's name and the category above it; returns its place, to go back there."""
    with database.write(user) as session:
        return category_tree.change(session, category_id, name, parent_id, seq)


def shift_category(database: Database, user: str, category_id: int, steps: int) -> bool:
    """A category among its siblings; False when it is at the end already."""
    with database.write(user) as session:
        return category_tree.shift(session, category_id, steps)


def remove_category(
    database: Database, user: str, category_id: int, heir_id: int | None
) -> category_tree.Removed:
    """A category goes, its issues to another; returns what brings it back."""
    with database.write(user) as session:
        return category_tree.remove(session, category_id, heir_id)


def restore_category(database: Database, user: str, removed: category_tree.Removed) -> None:
    """A removed category is there again."""
    with database.write(user) as session:
        category_tree.restore(session, removed)


def save_routing(
    database: Database,
    user: str,
    before: Sequence[routing.RuleRow],
    after: Sequence[routing.RuleRow],
) -> None:
    """The routing rules as the page has them."""
    with database.write(user) as session:
        routing.put(session, before, after)


def make_common(
    database: Database, user: str, ids: Sequence[int], title: str, description: str, note: str
) -> common.Made:
    """A common issue of these, in one unit of work; returns what undoes it."""
    with database.write(user) as session:
        return common.make(session, ids, title, description, note)


def add_to_common(database: Database, user: str, parent: int, ids: Sequence[int]) -> common.Made:
    """Further issues into a common issue; returns what undoes it."""
    with database.write(user) as session:
        return common.add(session, parent, ids)


def take_out_of_common(
    database: Database, user: str, ids: Sequence[int]
) -> tuple[common.TakenOut, ...]:
    """These stand by themselves again; returns what `put_back_into_common` wants."""
    with database.write(user) as session:
        return common.take_out(session, ids)


def put_back_into_common(database: Database, user: str, taken: Sequence[common.TakenOut]) -> None:
    """These are merged again as they were."""
    with database.write(user) as session:
        common.put_back(session, taken)


def undo_common(database: Database, user: str, made: common.Made, whole: bool) -> None:
    """As if it had not been made, or these not added."""
    with database.write(user) as session:
        common.undo(session, made, whole)


def dismiss_proposal(database: Database, user: str, proposal: Proposal) -> int:
    """These are not one matter; returns what brings the proposal back."""
    with database.write(user) as session:
        return common.dismiss(session, proposal)


def bring_back_proposal(database: Database, user: str, dismissal_id: int) -> None:
    """A dismissed proposal may be made again."""
    with database.write(user) as session:
        common.bring_back(session, dismissal_id)


def save_meeting(
    database: Database, user: str, meeting_id: int | None, version: int, draft: meetings.Draft
) -> int:
    """A coordination meeting as the form has it; returns its id."""
    with database.write(user) as session:
        return meetings.save(session, meeting_id, version, draft)


def remove_meeting(database: Database, user: str, meeting_id: int) -> meetings.Removed | None:
    """A meeting is taken back; returns what restores it."""
    with database.write(user) as session:
        return meetings.remove(session, meeting_id)


def restore_meeting(database: Database, user: str, removed: meetings.Removed) -> int:
    """A meeting is there again; returns its id."""
    with database.write(user) as session:
        return meetings.restore(session, removed)


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
    database: Database,
    user: str,
    slip_id: int,
    replied_on: date,
    reply: str,
    number: str,
    before: tuple[date | None, str] = (None, ""),
) -> None:
    """The answer to a slip or letter is filed."""
    with database.write(user) as session:
        slips.file_reply(session, slip_id, replied_on, reply, number, before)


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


def add_visit(database: Database, user: str, entry: VisitEntry) -> int:
    """A visit, and its need as an issue; returns the visit's id."""
    with database.write(user) as session:
        return visit_records.add(session, entry)


def save_visit(
    database: Database, user: str, visit_id: int, version: int, entry: VisitEntry
) -> int:
    """A visit as the form has it; returns its id."""
    with database.write(user) as session:
        return visit_records.save(session, visit_id, version, entry)


def remove_visit(database: Database, user: str, visit_id: int) -> visit_records.Removed:
    """A visit is taken back with the issue it brought; returns what restores it."""
    with database.write(user) as session:
        return visit_records.remove(session, visit_id)


def restore_visit(database: Database, user: str, removed: visit_records.Removed) -> None:
    """A removed visit is there again."""
    with database.write(user) as session:
        visit_records.restore(session, removed)


def change_visit_rules(
    database: Database, user: str, before: VisitRules, after: VisitRules
) -> None:
    """The settings of visits and lines as the page has them."""
    with database.write(user) as session:
        visit_rules.change(session, before, after)


def add_check_in(database: Database, user: str, place_id: int, entry: CheckInEntry) -> int:
    """A party member who reported; returns the id."""
    with database.write(user) as session:
        return check_in_edits.add(session, place_id, entry)


def save_check_in(
    database: Database,
    user: str,
    check_in_id: int,
    version: int,
    place_id: int,
    entry: CheckInEntry,
) -> int:
    """A party member's facts as the form has them; returns the id."""
    with database.write(user) as session:
        return check_in_edits.save(session, check_in_id, version, place_id, entry)


def end_check_in(
    database: Database, user: str, check_in_id: int, version: int
) -> check_in_edits.Ended:
    """A party member moved away; returns what takes it back."""
    with database.write(user) as session:
        return check_in_edits.end(session, check_in_id, version)


def set_check_in_end(
    database: Database, user: str, check_in_id: int, version: int, until: date | None
) -> check_in_edits.Ended:
    """Another last day of a party member's stay, or none; returns what takes it back."""
    with database.write(user) as session:
        return check_in_edits.set_until(session, check_in_id, version, until)


def remove_check_in(database: Database, user: str, check_in_id: int) -> check_in_edits.Removed:
    """A party member is taken off the list; returns what restores it."""
    with database.write(user) as session:
        return check_in_edits.remove(session, check_in_id)


def restore_check_in(database: Database, user: str, removed: check_in_edits.Removed) -> int:
    """A party member is on the list again; returns the new id."""
    with database.write(user) as session:
        return check_in_edits.restore(session, removed)


def add_service(database: Database, user: str, check_in_id: int, service: ServiceEntry) -> int:
    """What a party member did on a day; returns the service's id."""
    with database.write(user) as session:
        return check_in_edits.add_service(session, check_in_id, service)


def remove_service(database: Database, user: str, service_id: int) -> check_in_edits.RemovedService:
    """A service is taken back; returns what restores it."""
    with database.write(user) as session:
        return check_in_edits.remove_service(session, service_id)


def restore_service(database: Database, user: str, removed: check_in_edits.RemovedService) -> None:
    """A service that was taken back is there again."""
    with database.write(user) as session:
        check_in_edits.restore_service(session, removed)


def undo_import(database: Database, user: str, batch_id: int) -> None:
    """Everything one import brought is taken back."""
    with database.write(user) as session:
        batches.undo(session, batch_id)


def keep_layout(database: Database, user: str, table: str, state: dict[str, object]) -> None:
    """The columns of a table as the user arranged them."""
    with database.write(user) as session:
        settings.put(session, f"columns:{user}:{table}", state, "columns")


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
