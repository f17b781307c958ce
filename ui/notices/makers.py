"""How the notices of each template are made from the ledger: the one table of templates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from db import places
from db.finance import finance_notices
from db.issues import rules
from db.notices import notices, party_branches, result_notices
from db.notices.notices import Spot
from db.places import PlaceRow
from db.projects import project_notices
from db.reading import Reader
from domain import (
    finance_notice,
    general_notice,
    happy_bill,
    party_notice,
    project_notice,
    satisfaction_notice,
)
from domain.disclosure import Imprint, Notice, issue_progress_notice
from domain.errors import KnownError
from domain.team_notice import work_team_notice
from ui.notices.wish import Wish


@dataclass(frozen=True, slots=True)
class Job:
    """A wish with the spots its sheets hang at, below ``top``, and the imprint of each."""

    wish: Wish
    top: PlaceRow
    sheets: Sequence[tuple[Spot, Imprint]]

    @property
    def hung(self) -> list[Spot]:
        """Where the sheets hang, in walking order."""
        return [spot for spot, _ in self.sheets]


Maker = Callable[[Reader, Job], list[Notice]]


def _issues(reader: Reader, job: Job) -> list[Notice]:
    told = notices.issues_at(reader, job.hung, *job.wish.period)
    shown = rules.current(reader).colours
    return [
        issue_progress_notice(spot.path, job.wish.period, told[spot.place_id], imprint, shown)
        for spot, imprint in job.sheets
    ]


def _teams(reader: Reader, job: Job) -> list[Notice]:
    told = notices.teams_at(reader, job.hung, job.wish.until)
    return [
        work_team_notice(spot.path, job.wish.today, told[spot.place_id], imprint)
        for spot, imprint in job.sheets
    ]


def _projects(reader: Reader, job: Job) -> list[Notice]:
    """The projects of the year in which the period ends."""
    year = job.wish.until.year
    told = project_notices.projects_at(reader, job.hung, year)
    return [
        project_notice.notice(spot.path, year, told[spot.place_id], imprint)
        for spot, imprint in job.sheets
    ]


def _finance(reader: Reader, job: Job) -> list[Notice]:
    communities = places.community_of(reader)
    if any(spot.place_id not in communities for spot in job.hung):
        raise KnownError(
            f"财务按社区、村公开，“{job.top.name}”不在哪一个社区、村里，没有打印；"
            "请选一个社区或村。"
        )
    own = {spot.place_id: communities[spot.place_id] for spot in job.hung}
    accounts = {
        row.id: finance_notices.posted(reader, row.id, row.name, *job.wish.period)
        for row in {row.id: row for row in own.values()}.values()
    }
    return [
        finance_notice.notice(spot.path, accounts[own[spot.place_id].id], imprint)
        for spot, imprint in job.sheets
    ]


def _happy_bills(reader: Reader, job: Job) -> list[Notice]:
    told = result_notices.settled_at(reader, job.hung, *job.wish.period)
    return [
        happy_bill.notice(spot.path, job.wish.period, told[spot.place_id], imprint)
        for spot, imprint in job.sheets
    ]


def _satisfaction(reader: Reader, job: Job) -> list[Notice]:
    told = result_notices.heard_at(reader, job.hung, *job.wish.period)
    return [
        satisfaction_notice.notice(spot.path, job.wish.period, told[spot.place_id], imprint)
        for spot, imprint in job.sheets
    ]


def _party(reader: Reader, job: Job) -> list[Notice]:
    branches = party_branches.branches_at(reader, job.hung)
    living = party_branches.members_at(reader, job.hung, job.wish.today)
    return [
        party_notice.notice(
            spot.path,
            job.wish.today,
            branches[spot.place_id],
            living[spot.place_id],
            imprint,
        )
        for spot, imprint in job.sheets
    ]


def _general(_: Reader, job: Job) -> list[Notice]:
    words = job.wish.words
    if words is None:
        raise KnownError(
            "一般公示的标题和正文要在窗口里写，没有打印；请打开“公开公示 · 制作”，选“一般公示”。"
        )
    if fault := general_notice.fault(words):
        raise KnownError(f"{fault}，没有做成公示；请改好再试。")
    return [general_notice.notice(spot.path, words, imprint) for spot, imprint in job.sheets]


OF_TEMPLATE: Mapping[str, Maker] = {
    "issue_progress": _issues,
    "work_team": _teams,
    project_notice.TEMPLATE: _projects,
    finance_notice.TEMPLATE: _finance,
    happy_bill.TEMPLATE: _happy_bills,
    satisfaction_notice.TEMPLATE: _satisfaction,
    general_notice.TEMPLATE: _general,
    party_notice.TEMPLATE: _party,
}
