"""Common issues (共性问题): made of many, added to, taken apart again; what is none is remembered.

A merge is taken back by a *logged correction* (DOMAIN.md §5): the merge event was a mistake, so it
goes, and the sum of the events is the truth again. Nothing can follow a merge, so it is always the
last event of its issue.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from db import places, search
from db.issues import issues, moving
from db.issues.issue_filter import Query
from db.issues.moving import Refused
from db.models import (
    Base,
    Category,
    Dismissal,
    Issue,
    IssueEvent,
    Meeting,
    MeetingItem,
    ProjectIssue,
)
from db.reading import Reader, fetch
from db.session import WriteSession
from db.users import whereabouts
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.messages import Proposal
from domain.moves import MoveRequest
from domain.places import RANK, Level
from domain.workflow import OPEN, Move, State

AGAIN = 0.5  # a proposal of which so much was dismissed before is not made again


@dataclass(frozen=True, slots=True)
class Made:
    """A common issue with those that were merged into it, and why the others were not."""

    issue_id: int
    number: str
    merged: tuple[int, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An issue that was taken out of a common issue: its row and its merge as they were."""

    issue: dict[str, Any]
    merge: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CommonRow:
    """A common issue: how many were merged into it and by how many people, and the latest meeting
    that studied it."""

    id: int
    number: str
    title: str
    state: State
    colour: str
    unit: str
    members: int
    people: int
    meeting: str


def make(
    session: WriteSession, ids: Sequence[int], title: str, description: str, note: str
) -> Made:
    """Register a common issue and merge these into it, all at once or not at all.

    It has the category that most of them have and the place that all of them share. A KnownError
    when none of them can be merged.
    """
    if not title.strip():
        raise KnownError("共性问题还没有名称，没有建立；请写上一句话再试。")
    registered = EventEntry(Move.REGISTER, session.at, note=note)
    entry = IssueEntry(
        title.strip(),
        (registered,),
        description=description.strip(),
        source="analysis",
        category=_category(session.connection, ids),
    )
    place_id, words = _place(session.connection, ids)
    parent = issues.register(session, replace(entry, place_text=words), place_id)
    return add(session, parent, ids, note)


def add(session: WriteSession, parent: int, ids: Sequence[int], note: str = "") -> Made:
    """Merge further issues into a common issue; a KnownError when none of them can be."""
    named = select(Issue.id, Issue.number).where(Issue.id.in_([parent, *ids]))
    numbers: dict[int, str] = dict(fetch(session.connection, named))
    if parent not in numbers:
        raise KnownError("这件共性问题已不在台账里，没有并案；请刷新后再看。")
    words = note or f"并入共性问题 {numbers[parent]}"
    wanted = list(dict.fromkeys(ids))
    moved = moving.move_many(session, wanted, MoveRequest(Move.MERGE, words, into=parent))
    if not moved.moved:
        why = moved.refused[0].why if moved.refused else "所选问题已不在台账里；请刷新后再选。"
        raise KnownError(f"没有可以并案的问题，没有改动：{why}")
    refused = {one.id for one in moved.refused}
    merged = tuple(i for i in wanted if i in numbers and i not in refused)
    return Made(parent, numbers[parent], merged, moved.refused)


def take_out(session: WriteSession, ids: Sequence[int]) -> tuple[TakenOut, ...]:
    """Take merged issues out of their common issues: each stands as it stood before. Returns what
    `put_back` wants."""
    chosen = select(Issue.id, Issue.number, Issue.common_id)
    merged = fetch(session.connection, chosen.where(Issue.id.in_(ids), Issue.state == State.MERGED))
    if not merged:
        return ()
    taken = [_take_back(session, issue_id) for issue_id, _, _ in merged]
    parents = {parent for _, _, parent in merged if parent is not None}
    bumped = update(Issue).where(Issue.id.in_(parents)).values(version=Issue.version + 1)
    session.execute(bumped)
    numbers = "、".join(number for _, number, _ in merged)
    where = whereabouts.issues([*(id_ for id_, _, _ in merged), *parents])
    session.log("issues", "撤销并案", numbers, "更正：并案登记取消，恢复原状", where)
    return tuple(one for one in taken if one is not None)


def put_back(session: WriteSession, taken: Sequence[TakenOut]) -> None:
    """Undo `take_out`: the merges are there again with their own time and words. A KnownError once
    an issue went on by itself, or its common issue ended."""
    for one in taken:
        issue_id, version, parent = (one.issue[key] for key in ("id", "version", "common_id"))
        now = session.connection.scalar(select(Issue.version).where(Issue.id == issue_id))
        into = session.connection.scalar(select(Issue.state).where(Issue.id == parent))
        if now != version + 1 or into not in OPEN:
            raise KnownError(
                f"{one.issue['number']} 移出以后又有了新的办理，不能恢复并案，没有改动；"
                "需要时请重新并入。"
            )
        session.execute(insert(IssueEvent).values(one.merge))
        as_it_was = one.issue | {"version": version + 2}
        session.execute(update(Issue).where(Issue.id == issue_id).values(as_it_was))
        parents = update(Issue).where(Issue.id == parent)
        session.execute(parents.values(version=Issue.version + 1))
    numbers = "、".join(one.issue["number"] for one in taken)
    both = (one.issue[key] for one in taken for key in ("id", "common_id"))
    where = whereabouts.issues(id_ for id_ in both if id_ is not None)
    session.log("issues", "恢复并案", numbers, "撤销移出", where)


def _row(session: WriteSession, model: type[Base], row_id: int) -> dict[str, Any]:
    table = model.__table__
    found = session.execute(select(*table.c).where(table.c["id"] == row_id))
    return dict(found.mappings().one())


def _take_back(session: WriteSession, issue_id: int) -> TakenOut | None:
    """Undo the last event of an issue, its merge."""
    columns = (
        IssueEvent.id,
        IssueEvent.move,
        IssueEvent.state,
        IssueEvent.due_at,
        IssueEvent.occurred_at,
    )
    past = fetch(
        session.connection,
        select(*columns).where(IssueEvent.issue_id == issue_id).order_by(IssueEvent.seq.desc()),
    )
    (last, move, *_), *before = past
    if move != Move.MERGE or not before:
        return None  # merged by an import that brought nothing else
    _, _, state, due_at, _ = before[0]
    suspended = [at for _, made, _, _, at in before if made == Move.SUSPEND]
    taken = TakenOut(_row(session, Issue, issue_id), _row(session, IssueEvent, last))
    session.execute(delete(IssueEvent).where(IssueEvent.id == last))
    session.execute(
        update(Issue)
        .where(Issue.id == issue_id)
        .values(
            state=state,
            due_at=due_at,
            ended_day=None,
            suspended_at=suspended[0] if state == State.SUSPENDED and suspended else None,
            common_id=None,
            version=Issue.version + 1,
        )
    )
    return taken


def undo(session: WriteSession, made: Made, whole: bool) -> None:
    """As if these had not been merged; with ``whole`` the common issue goes too, unless something
    was done with it meanwhile."""
    still = select(Issue.id).where(Issue.id.in_(made.merged), Issue.common_id == made.issue_id)
    take_out(session, list(session.connection.scalars(still)))
    if not whole:
        return
    events = select(func.count()).where(IssueEvent.issue_id == made.issue_id)
    members = select(func.count()).where(Issue.common_id == made.issue_id)
    studied = select(func.count()).where(MeetingItem.issue_id == made.issue_id)
    built = select(func.count()).where(ProjectIssue.issue_id == made.issue_id)
    counted = [session.connection.scalar(each) for each in (events, members, studied, built)]
    if counted == [1, 0, 0, 0]:
        session.touch("issues", whereabouts.issues([made.issue_id]))
        search.drop(session, "issue", [made.issue_id])
        session.execute(delete(Issue).where(Issue.id == made.issue_id))
        session.log("issues", "撤销共性问题", made.number, where=whereabouts.issues(made.merged))


def _category(connection: Reader, ids: Sequence[int]) -> tuple[str, ...]:
    """The category that most have; on equal terms the one in the office's order."""
    paths = select(Category.path).join(Issue, Issue.category_id == Category.id)
    told = Counter(connection.scalars(paths.where(Issue.id.in_(ids)).order_by(Category.seq)))
    return tuple(told.most_common(1)[0][0].split("/")) if told else ()


def _place(connection: Reader, ids: Sequence[int]) -> tuple[int | None, str]:
    """The nearest place that all lie in, and its name as an issue tells it; none when there is no
    such place below the township."""
    own = select(Issue.place_id).where(Issue.id.in_(ids)).distinct()
    told = list(connection.scalars(own))
    paths = [places.path(connection, place_id) for place_id in told if place_id is not None]
    if not paths or len(paths) < len(told):
        return None, ""
    levels = zip(*paths, strict=False)
    shared = [step[0] for step in takewhile(lambda s: len({p.id for p in s}) == 1, levels)]
    below = [place for place in shared if RANK[place.level] >= RANK[Level.COMMUNITY]]
    return (below[-1].id, "".join(place.name for place in below)) if below else (None, "")


# What there is

_who = func.coalesce(func.nullif(Issue.person, ""), Issue.number)  # the unnamed are each one


def all_common(connection: Reader) -> list[CommonRow]:
    """Every common issue, the largest first."""
    part = select(
        Issue.common_id.label("parent"),
        func.count().label("members"),
        func.count(_who.distinct()).label("people"),
    )
    counted = part.where(Issue.common_id.is_not(None)).group_by(Issue.common_id)
    sums = {row.parent: row for row in fetch(connection, counted)}
    rows = issues.rows(connection, list(sums))
    meetings = _latest_meetings(connection, list(sums))
    found = [
        CommonRow(
            id=id_,
            number=row.number,
            title=row.title,
            state=row.state,
            colour=row.colour,
            unit=row.unit,
            members=sums[id_].members,
            people=sums[id_].people,
            meeting=meetings.get(id_, ""),
        )
        for id_, row in rows.items()
    ]
    return sorted(found, key=lambda r: (r.state not in OPEN, -r.members, r.number))


def _latest_meetings(connection: Reader, ids: Sequence[int]) -> dict[int, str]:
    held: Query = select(MeetingItem.issue_id, Meeting.title).join(Meeting)
    ordered = held.where(MeetingItem.issue_id.in_(ids)).order_by(Meeting.held_at, Meeting.id)
    return dict(fetch(connection, ordered))


def members(connection: Reader, parent: int) -> list[int]:
    """The ids of the issues merged into a common issue, in order of time."""
    own = select(Issue.id).where(Issue.common_id == parent)
    return list(connection.scalars(own.order_by(Issue.registered_at, Issue.id)))


def ids_of(connection: Reader, numbers: Collection[str]) -> dict[str, int]:
    """The ids of the issues with these numbers; those not known are left out."""
    wanted = list(numbers)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        some = Issue.number.in_(wanted[start : start + 500])
        found |= dict(fetch(connection, select(Issue.number, Issue.id).where(some)))
    return found


# What is none


def dismiss(session: WriteSession, proposal: Proposal) -> int:
    """Remember that these are not one matter; returns what `bring_back` undoes."""
    made = session.execute(
        insert(Dismissal)
        .values(
            title=proposal.title,
            numbers="\n".join(proposal.issues),
            dismissed_at=session.at,
            dismissed_by=session.actor,
        )
        .returning(Dismissal.id)
    )
    session.log("proposals", "不是一回事", proposal.title, "、".join(proposal.issues[:5]))
    return int(made.scalar_one())


def bring_back(session: WriteSession, dismissal_id: int) -> None:
    """Let a dismissed proposal be made again."""
    gone = delete(Dismissal).where(Dismissal.id == dismissal_id).returning(Dismissal.title)
    title = session.execute(gone).scalar()
    if title is not None:
        session.log("proposals", "恢复分析建议", title)


def remaining(connection: Reader, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals without those of which half or more was dismissed together before."""
    told = connection.scalars(select(Dismissal.numbers))
    dismissed = [frozenset(numbers.split("\n")) for numbers in told]
    return [
        proposal
        for proposal in proposals
        if not any(
            len(gone.intersection(proposal.issues)) >= AGAIN * len(proposal.issues)
            for gone in dismissed
        )
    ]
