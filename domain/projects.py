"""民生实事: livelihood projects, their life as one table of steps, and how many there should be.

DOMAIN.md §6. Amounts are whole numbers of 分 (`domain.money`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.money import wan
from domain.places import RANK, Level, PlaceStep

MOST_QUOTA = 999
MOST_VOTES = 99_999
YEARS = (2000, 2100)

# 七有, in the order in which they are always named.
KINDS = ("幼有所育", "学有所教", "劳有所得", "病有所医", "老有所养", "住有所居", "弱有所扶")


class ProjectLevel(StrEnum):
    """Who answers for a project."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


LEVEL_WORDS = {
    ProjectLevel.COUNTY: "县",
    ProjectLevel.TOWNSHIP: "街道（镇）",
    ProjectLevel.VILLAGE: "村（社区）",
}
# The places each level has one of; its projects lie in one of them.
PLACES = {
    ProjectLevel.COUNTY: Level.COUNTY,
    ProjectLevel.TOWNSHIP: Level.TOWNSHIP,
    ProjectLevel.VILLAGE: Level.COMMUNITY,
}


class State(StrEnum):
    """Where a project is in its life."""

    COLLECTED = "collected"
    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    VOTED = "voted"
    CARRIED_OUT = "carried_out"
    ACCEPTED = "accepted"
    APPRAISED = "appraised"
    ENDED = "ended"


STATE_WORDS = {
    State.COLLECTED: "征集",
    State.DRAFTED: "初定",
    State.REVIEWED: "审议",
    State.VOTED: "票决",
    State.CARRIED_OUT: "实施",
    State.ACCEPTED: "验收",
    State.APPRAISED: "评议",
    State.ENDED: "终止",
}
LIFE = tuple(state for state in State if state is not State.ENDED)

# What may follow each state: the next one, a milestone while it is carried out, the one before it,
# and the end before its time, as long as nothing was accepted.
STEPS: Mapping[State, tuple[State, ...]] = {
    State.COLLECTED: (State.DRAFTED, State.ENDED),
    State.DRAFTED: (State.REVIEWED, State.COLLECTED, State.ENDED),
    State.REVIEWED: (State.VOTED, State.DRAFTED, State.ENDED),
    State.VOTED: (State.CARRIED_OUT, State.REVIEWED, State.ENDED),
    State.CARRIED_OUT: (State.ACCEPTED, State.CARRIED_OUT, State.VOTED, State.ENDED),
    State.ACCEPTED: (State.APPRAISED, State.CARRIED_OUT),
    State.APPRAISED: (State.ACCEPTED,),
    State.ENDED: (),
}


@dataclass(frozen=True, slots=True)
class Ballot:
    """The four counts of a ballot (票决) or of an appraisal (评议)."""

    satisfied: int
    fair: int
    unsatisfied: int
    abstained: int

    @property
    def cast(self) -> int:
        """The votes without the abstentions."""
        return self.satisfied + self.fair + self.unsatisfied

    @property
    def passed(self) -> bool:
        """Whether 满意 and 基本满意 are more than half of the votes cast, abstentions left out.

        A rule of ours: DOMAIN.md §6 names the four counts, not what carries a project.
        """
        return 2 * (self.satisfied + self.fair) > self.cast

    @property
    def words(self) -> str:
        """The counts as they are read: 满意 31，基本满意 4，不满意 1，弃权 0."""
        return (
            f"满意 {self.satisfied:,}，基本满意 {self.fair:,}，"
            f"不满意 {self.unsatisfied:,}，弃权 {self.abstained:,}"
        )


@dataclass(frozen=True, slots=True)
class StepRequest:
    """A step as it is asked for: into which state, on which day.

    ``percent`` and ``spent`` (so far, in 分) belong to a milestone, ``ballot`` to 票决 and, where
    people were counted, to 评议.
    """

    to: State
    day: date
    note: str = ""
    percent: int | None = None
    spent: int | None = None
    ballot: Ballot | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A project as the sum of its steps leaves it; ``day`` is that of the last one."""

    state: State = State.COLLECTED
    day: date | None = None
    percent: int = 0
    spent: int = 0
    ballot: Ballot | None = None
    accepted_on: date | None = None


def is_back(state: State, to: State) -> bool:
    """Whether a step leads to the state before."""
    return to is not State.ENDED and state is not State.ENDED and LIFE.index(to) < LIFE.index(state)


def is_milestone(state: State, to: State) -> bool:
    """Whether a step only says how far the work is."""
    return state is to is State.CARRIED_OUT


def fault(standing: Standing, request: StepRequest, today: date) -> str:
    """Why a step cannot be made, in one sentence; empty when it can."""
    state, to = standing.state, request.to
    if to not in STEPS[state]:
        return f"“{STATE_WORDS[state]}”之后不能直接到“{STATE_WORDS[to]}”"
    if standing.day is not None and request.day < standing.day:
        return f"日期不能早于上一步的 {standing.day}"
    if request.day > today:
        return "日期还没有到"
    if not request.note.strip() and (to is State.ENDED or is_back(state, to)):
        return "终止要写原因" if to is State.ENDED else "退回要写原因"
    if is_back(state, to):
        return ""
    return _NEEDS[to](standing, request) if to in _NEEDS else ""


def _needs_votes(_: Standing, request: StepRequest) -> str:
    if request.ballot is None:
        return "票决要填满意、基本满意、不满意、弃权四个数"
    return ballot_fault(request.ballot)


def _needs_progress(standing: Standing, request: StepRequest) -> str:
    if standing.state is State.VOTED:
        passed = standing.ballot is None or standing.ballot.passed
        return "" if passed else "票决没有通过，不能实施；可以退回审议重新票决，或者终止"
    if request.percent is None:
        return "进度要填百分比"
    if not 0 <= request.percent <= 100:
        return "进度应在 0 到 100 之间"
    if request.spent is not None and request.spent < 0:
        return "支出不能是负数"
    falls = request.percent < standing.percent
    if not request.note.strip() and falls:
        return f"进度比上次的 {standing.percent}% 低，请写明原因"
    if not request.note.strip() and request.spent is not None and request.spent < standing.spent:
        return f"累计支出比上次的 {wan(standing.spent)}少，请写明原因"
    return ""


def _needs_appraisal(_: Standing, request: StepRequest) -> str:
    if request.ballot is not None:
        return ballot_fault(request.ballot)
    return "" if request.note.strip() else "评议要填四个数，或者写几句群众的评价"


_NEEDS = {
    State.VOTED: _needs_votes,
    State.CARRIED_OUT: _needs_progress,
    State.APPRAISED: _needs_appraisal,
}


def ballot_fault(ballot: Ballot) -> str:
    """Why nobody can have voted so; empty when they can."""
    counts = (ballot.satisfied, ballot.fair, ballot.unsatisfied, ballot.abstained)
    if min(counts) < 0:
        return "票数不能是负数"
    if max(counts) > MOST_VOTES:
        return f"票数最多 {MOST_VOTES:,}"
    return "" if sum(counts) else "四个数都是 0，没有人投票"


def after(standing: Standing, request: StepRequest) -> Standing:
    """How a project stands after a step that has no `fault`.

    Accepted is what is finished: 验收 makes it 100 %, a rule of ours. A step back takes with it
    what the state that is left had brought: from 票决 the ballot, from 验收 its day.
    """
    state, to = standing.state, request.to
    now = replace(standing, state=to, day=request.day)
    if is_milestone(state, to):
        percent = standing.percent if request.percent is None else request.percent
        return replace(
            now, percent=percent, spent=standing.spent if request.spent is None else request.spent
        )
    if is_back(state, to):
        if state is State.VOTED:
            return replace(now, ballot=None)
        return replace(now, accepted_on=None) if state is State.ACCEPTED else now
    if to is State.VOTED:
        return replace(now, ballot=request.ballot)
    if to is State.ACCEPTED:
        return replace(now, percent=100, accepted_on=request.day)
    return now


def remark(standing: Standing, request: StepRequest, invested: int | None) -> str:
    """What is worth saying of a step that can be made: a lost ballot, more spent than planned."""
    if request.to is State.VOTED and request.ballot is not None and not request.ballot.passed:
        return "满意和基本满意没有过半，票决没有通过"
    if request.spent is not None and invested is not None and request.spent > invested:
        return f"累计支出超过总投资 {wan(request.spent - invested)}"
    return ""


def note_of(request: StepRequest) -> str:
    """What is written down beside the day of a step: the counts of a ballot before the words."""
    counts = request.ballot.words if request.ballot is not None else ""
    return "。".join(filter(None, (counts, request.note.strip())))


def next_steps(standing: Standing) -> tuple[State, ...]:
    """The steps that usually follow, the next one first: while it is carried out and not finished
    yet that is a milestone, after a lost ballot another review."""
    state = standing.state
    if state is State.CARRIED_OUT:
        usual = (State.CARRIED_OUT, State.ACCEPTED)
        return usual if standing.percent < 100 else usual[::-1]
    if state is State.VOTED and standing.ballot is not None and not standing.ballot.passed:
        return (State.REVIEWED,)
    return STEPS[state][:1] if state not in (State.APPRAISED, State.ENDED) else ()


def is_late(standing: Standing, planned_by: date | None, today: date) -> bool:
    """Whether a project should have been finished by now and is neither accepted nor ended."""
    over = standing.state in (State.ACCEPTED, State.APPRAISED, State.ENDED)
    return planned_by is not None and planned_by < today and not over


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """What is written down of a project. ``unit`` is a name, ``issues`` the numbers of those it was
    born from; ``place`` is the path and ``steps`` the life from 征集 on of what comes by itself."""

    year: int
    level: ProjectLevel
    name: str
    content: str = ""
    kind: str = ""
    unit: str = ""
    person: str = ""
    phone: str = ""
    invested: int | None = None
    funding: str = ""
    planned_by: date | None = None
    issues: tuple[str, ...] = ()
    place: tuple[PlaceStep, ...] = ()
    steps: tuple[StepRequest, ...] = ()


def entry_fault(entry: ProjectEntry, place: Level) -> str:
    """Why a project at a place of this level cannot be stored; empty when it can."""
    if not entry.name.strip():
        return "还没有写项目名称"
    if not YEARS[0] <= entry.year <= YEARS[1]:
        return f"年度应在 {YEARS[0]} 到 {YEARS[1]} 之间"
    if entry.kind and entry.kind not in KINDS:
        return f"“{entry.kind}”不是七有之一"
    if entry.invested is not None and entry.invested < 0:
        return "总投资不能是负数"
    return place_fault(entry.level, place)


def place_fault(level: ProjectLevel, place: Level) -> str:
    """Why a project of a level cannot lie at a place: it is one of its own level or below."""
    if RANK[place] >= RANK[PLACES[level]]:
        return ""
    return f"{LEVEL_WORDS[level]}级项目的地点要写到{LEVEL_WORDS[level]}，或更具体"


# --- how many there should be ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quotas:
    """How many projects a year: of the county, of each township, of each village (8310)."""

    county: int = 8
    township: int = 3
    village: int = 10

    def of(self, level: ProjectLevel) -> int:
        """How many one place of a level should have."""
        return int(getattr(self, level.value))


def quota_fault(quotas: Quotas) -> str:
    """Why the quotas cannot be so; empty when they can."""
    numbers = [quotas.of(level) for level in ProjectLevel]
    return "" if all(0 <= n <= MOST_QUOTA for n in numbers) else f"每年件数应为 0 到 {MOST_QUOTA}"
