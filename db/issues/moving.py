"""Moving issues as the office asks: one, or many at once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from db.issues import made_moves, rules, standing
from db.issues.issue_filter import IssueFilter, filtered
from db.issues.made_moves import Named
from db.models import Category, Issue, Unit
from db.reading import Reader, fetch
from db.session import Where, WriteSession
from db.teams import units
from db.users import whereabouts
from domain import moves
from domain.errors import KnownError
from domain.history import Standing, Step, step
from domain.moves import MoveRequest
from domain.rules import Rules
from domain.workflow import ENDED, MOVE_WORDS, RULES, STATE_WORDS, Move, State

CHUNK = 500
_SHOWN = 3
_MOST_IDS = 10_000  # in one condition of a query


@dataclass(frozen=True, slots=True)
class Chosen:
    """Issues that somebody chose to move together, with the version each had when they were
    shown, by id; ``states`` says how many stood where."""

    ids: array[int]
    versions: array[int]
    states: Mapping[State, int]

    def movable(self, move: Move) -> int:
        """How many stand where this move begins; more may be refused by their own past."""
        return sum(n for state, n in self.states.items() if state in RULES[move].sources)


@dataclass(frozen=True, slots=True)
class Refused:
    """An issue that did not move, and the sentence that says why; ``id`` 0 once it is gone."""

    id: int
    number: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of moving many: how many moved, and which did not."""

    moved: int
    refused: tuple[Refused, ...]


def choose(connection: Reader, wanted: IssueFilter | Sequence[int]) -> Chosen:
    """These ids, or whatever the filter lets through now, in the order of their ids."""
    columns = select(Issue.id, Issue.version, Issue.state).order_by(Issue.id)
    if isinstance(wanted, IssueFilter):
        found = list(fetch(connection, filtered(connection, columns, wanted)))
    else:
        found = [
            row
            for ids in _parts(sorted(wanted), _MOST_IDS)
            for row in fetch(connection, columns.where(Issue.id.in_(ids)))
        ]
    counted = Counter(state for _, _, state in found)
    return Chosen(
        array("q", (row[0] for row in found)),
        array("q", (row[1] for row in found)),
        {State(state): n for state, n in counted.items()},
    )


def move(session: WriteSession, issue_id: int, version: int, request: MoveRequest) -> None:
    """Make one move now. A KnownError says why not, and nothing is written then."""
    # On a server the row is held until the end, so that of two who move it at once one loses.
    there = select(Issue.version).where(Issue.id == issue_id).with_for_update()
    found = session.execute(there).scalar()
    if found is None:
        raise KnownError("这个问题已不在台账里，没有保存；请刷新后再看。")
    if found != version:
        raise KnownError(
            "这个问题刚被别人处理过，您填写的内容没有丢，也没有覆盖对方；请先看最新进展再提交。"
        )
    outcome = move_many(session, [issue_id], request)
    if outcome.refused:
        raise KnownError(outcome.refused[0].why)


def move_many(
    session: WriteSession,
    ids: Sequence[int],
    request: MoveRequest,
    progress: Callable[[int, int], None] = lambda done, total: None,
    versions: Sequence[int] = (),
) -> Moved:
    """Make the same move with all of them that can; ``progress`` may raise to cancel it all.

    A dispatch that names no unit goes to each issue's own lead unit. With ``versions``, one for
    each id, an issue that somebody moved since is left as it is and told.
    """
    office = rules.current(session.connection)
    expected = dict(zip(ids, versions, strict=True)) if versions else {}
    numbers: list[str] = []
    refused: list[Refused] = []
    for part in _parts(ids, CHUNK):
        numbers += _move_chunk(session, part, request, office, expected, refused)
        progress(min(len(numbers) + len(refused), len(ids)), len(ids))
    if numbers:
        if request.move is Move.MERGE:
            common = update(Issue).where(Issue.id == request.into)
            session.execute(common.values(batch_id=None, version=Issue.version + 1))
        more = () if request.into is None else [request.into]
        where = whereabouts.issues([*ids, *more])
        _log(session, request.move, numbers, request.note, where)
    return Moved(len(numbers), tuple(refused))


def _parts(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _log(
    session: WriteSession, move: Move, numbers: Sequence[str], note: str, where: Where
) -> None:
    more = f" 等 {len(numbers)} 件" if len(numbers) > _SHOWN else ""
    session.log("issues", MOVE_WORDS[move], "、".join(numbers[:_SHOWN]) + more, note, where)


@dataclass(frozen=True, slots=True)
class _Issue:
    id: int
    number: str
    title: str
    version: int
    unit_id: int | None
    unit: str


def _move_chunk(
    session: WriteSession,
    ids: Sequence[int],
    request: MoveRequest,
    office: Rules,
    expected: Mapping[int, int],
    refused: list[Refused],
) -> list[str]:
    """Move those that can, add the others to ``refused``; the numbers of those that moved."""
    there = _held(session, ids)
    above = _above(session.connection, request.into) if request.into is not None else {}
    standings = standing.read(session.connection, ids)
    members = _members(session.connection, ids) if request.move is Move.DECLINE else {}
    steps: dict[int, Step] = {}
    for issue_id in ids:
        issue, now = there.get(issue_id), standings.get(issue_id)
        if issue is None or now is None:
            refused.append(Refused(0, "—", "", "已不在台账里。"))
            continue
        own = _own(request, issue)
        why = _refusal(session.at, issue, now, own, office, above)
        if not why and issue_id in members:
            why = (
                f"有 {members[issue_id]} 件问题并在它里面，不予受理它们就没有着落了；"
                "请先移出，或照常办结。"
            )
        if expected.get(issue_id, issue.version) != issue.version:
            why = f"刚被别人处理过，现为“{STATE_WORDS[now.state]}”，没有动；请看过再办。"
        if why:
            refused.append(Refused(issue_id, issue.number, issue.title, why))
        else:
            event = moves.event_of(own, now, session.at, session.actor, office)
            steps[issue_id] = step(now, event, office)
    if steps:
        made_moves.write(session, steps, _named(session, request, [there[i] for i in steps]))
    return [there[i].number for i in steps]


def _held(session: WriteSession, ids: Sequence[int]) -> dict[int, _Issue]:
    """The issues, held against others until the end of the unit of work."""
    columns = (Issue.id, Issue.number, Issue.title, Issue.version, Issue.lead_unit_id)
    known = dict(fetch(session.connection, select(Unit.id, Unit.name)))
    held = select(*columns).where(Issue.id.in_(ids)).order_by(Issue.id).with_for_update()
    return {
        id_: _Issue(id_, number, title, version, unit_id, known.get(unit_id, ""))
        for id_, number, title, version, unit_id in fetch(session.connection, held)
    }


def _own(request: MoveRequest, issue: _Issue) -> MoveRequest:
    """What is asked of this one issue: a dispatch to nobody in particular goes to its lead unit."""
    if request.move is Move.DISPATCH and not request.unit:
        return replace(request, unit=issue.unit)
    return request


def _refusal(
    at: datetime,
    issue: _Issue,
    now: Standing,
    request: MoveRequest,
    office: Rules,
    above: Mapping[int, tuple[str, State]],
) -> str:
    why = moves.refusal(request.move, now, at, office) or moves.fault(request, now, at, office)
    if not why and at.date().toordinal() < now.day:
        last = datetime.fromordinal(now.day)
        return (
            f"电脑的日期 {at:%Y-%m-%d} 比这件问题最近一步 {last:%Y-%m-%d} 还早，没有保存；"
            "请校准电脑时间后再提交。"
        )
    if why or request.into is None:
        return why
    return _merge_refusal(issue.id, request.into, above)


def _above(connection: Reader, into: int) -> dict[int, tuple[str, State]]:
    """A common issue and those it was itself merged into: their numbers and states."""
    found: dict[int, tuple[str, State]] = {}
    target: int | None = into
    while target is not None and target not in found:
        columns = select(Issue.common_id, Issue.number, Issue.state)
        rows = fetch(connection, columns.where(Issue.id == target))
        if not rows:
            break
        found[target] = (rows[0][1], State(rows[0][2]))
        target = rows[0][0]
    return found


def _members(connection: Reader, ids: Sequence[int]) -> dict[int, int]:
    """How many issues were merged into those of these that are common issues."""
    counted = select(Issue.common_id, func.count()).where(Issue.common_id.in_(ids))
    return dict(fetch(connection, counted.group_by(Issue.common_id)))


def _merge_refusal(issue_id: int, into: int, above: Mapping[int, tuple[str, State]]) -> str:
    """A common issue is open and another one, and none of those it was merged into."""
    if issue_id in above:
        return "不能并进自己，也不能并进已经并入自己的问题；请另选一件共性问题。"
    if into not in above:
        return "要并入的问题已不在台账里，没有保存；请刷新后再选。"
    number, state = above[into]
    if state in ENDED:
        return f"{number} 现为“{STATE_WORDS[state]}”，不能再并入；请另选一件。"
    return ""


def _named(session: WriteSession, request: MoveRequest, issues: Sequence[_Issue]) -> Named:
    """What the request names, as ids; units not known yet are added. A KnownError when the
    category is gone: a form that was open meanwhile does not bring it back."""
    columns: dict[str, Any] = {}
    if request.category:
        path = "/".join(request.category)
        named = session.connection.scalar(select(Category.id).where(Category.path == path))
        if named is None:
            raise KnownError(
                f"类别“{path}”刚被改名或删除，没有保存；您填写的内容都在，请重新选择类别。"
            )
        columns["category_id"] = named
    if request.move is Move.MERGE:
        columns["common_id"] = request.into
    helping = request.co_units
    ids = units.ids_of(session, (request.unit, *(helping or ())))
    leading: dict[int, int] = {}
    for issue in issues:
        if request.unit:
            leading[issue.id] = ids[request.unit]
        elif request.move is Move.DISPATCH and issue.unit_id is not None:
            leading[issue.id] = issue.unit_id
    return Named(leading, columns, None if helping is None else [ids[name] for name in helping])
