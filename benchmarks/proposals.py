"""包联方案 over the whole ledger: read, weighed and dealt, against the proof of coverage alone."""

from sqlalchemy import delete

from benchmarks.figures import Figure, ratio
from benchmarks.taken_back import measured, times
from db.location import Location
from db.models import Assignment
from db.session import WriteSession
from db.teams import coverage, proposing, teams
from domain.proposal import Proposal, propose


def measure(location: Location) -> list[Figure]:
    """The ledger as it is and without any assignment, and the list of its teams."""
    return measured(location, _all)


def _all(session: WriteSession) -> list[Figure]:
    connection, day = session.connection, session.at.date()
    proof = times(lambda: coverage.coverage(connection, day))
    listed = times(lambda: teams.all_teams(connection, day))
    some = times(lambda: _proposed(session))
    session.execute(delete(Assignment))
    every = times(lambda: _proposed(session))
    told = f"{coverage.coverage(connection, day).households:,} 户"
    return [
        ratio("proposal", f"包联方案，{told}，照原有的包联", proof, some, 15),
        ratio("proposal_all", f"包联方案，{told}，一处也没有包联", proof, every, 15),
        ratio("teams", f"工作组清单（户数、重点户、未办结），{told}", proof, listed, 10),
    ]


def _proposed(session: WriteSession) -> Proposal:
    """A proposal that leaves no gap."""
    basis = proposing.basis(session.connection, session.at.date())
    made = propose(basis.land, basis.crews)
    if made.left:
        raise AssertionError(f"{made.left} gaps are left")
    return made
