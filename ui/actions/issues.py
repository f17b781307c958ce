"""Issues: registered, moved, called about, studied together."""

from collections.abc import Callable, Sequence

from db.coordination import common
from db.engine import Database
from db.issues import automatic, calls, issues, moving, replies
from domain.entries import IssueEntry
from domain.messages import Proposal
from domain.moves import MoveRequest
from domain.rights import PROGRAM
from domain.workflow import Move


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
    with database.write(PROGRAM) as session:
        return automatic.raise_overdue(session)


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
