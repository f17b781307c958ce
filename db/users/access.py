"""Whether whoever writes may: asked once, by the unit of work, before it commits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Select, literal_column, select

from db import settings
from db.kept import or_default, same_kind
from db.models import Account
from db.reading import Reader, fetch
from db.session import Where, WriteSession, places_of
from db.users import accounts, scopes
from domain import rights
from domain.errors import KnownError
from domain.rights import DEFAULT, PROGRAM, Matrix, Right, Role
from domain.scopes import Act, Scope, nowhere, nowhere_words, outside_words, unplaced_words

NAME = "rights"
_NAMED = 3
IDLE = "idle_lock"
IDLE_MINUTES, MOST_IDLE_MINUTES = 10, 60


@or_default(Matrix)
def matrix(connection: Reader) -> Matrix:
    """The office's matrix of rights."""
    return _matrix(settings.get(connection, NAME))


def rights_of(connection: Reader, name: str) -> frozenset[Right]:
    """What a user may do; nothing when there is no such account any more."""
    return matrix(connection).rights(accounts.role_of(connection, name))


def change(session: WriteSession, before: Matrix, after: Matrix) -> None:
    """Another matrix; a KnownError says that somebody else changed it since ``before``."""
    settings.hold(session, NAME)
    if matrix(session.connection) != before:
        raise KnownError("权限刚被别人改过，没有覆盖对方；您选的都在，请看过现在的权限再保存。")
    value: dict[str, dict[str, bool]] = {}
    for (role, right), allowed in after.changed.items():
        value.setdefault(role, {})[right] = allowed
    if after != before:
        settings.put(session, NAME, value, "accounts")
        session.log("accounts", "修改权限", "", "；".join(_told(before, after)))


@or_default(lambda: IDLE_MINUTES)
def idle_minutes(connection: Reader) -> int:
    """After how many minutes without a key or the mouse a window locks itself."""
    minutes: int = same_kind(settings.get(connection, IDLE).get("minutes", IDLE_MINUTES), 0)
    if not 0 < minutes <= MOST_IDLE_MINUTES:
        raise ValueError(minutes)
    return minutes


def set_idle_minutes(session: WriteSession, minutes: int) -> None:
    """Another time until a window locks itself."""
    if minutes != idle_minutes(session.connection):
        settings.put(session, IDLE, {"minutes": minutes}, "accounts")
        session.log("accounts", "修改自动锁定", "", f"{minutes} 分钟")


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor may do as a unit of work begins, and where (None: everywhere): nobody gives
    themselves a right inside it. The role is empty for whoever has no account."""

    role: str
    matrix: Matrix
    scope: Scope | None = None


def standing(connection: Reader, actor: str) -> Standing:
    """What an actor may do now; whoever begins an empty ledger administers it."""
    if actor == PROGRAM:
        return Standing(Role.ADMIN, Matrix())
    # Whatever columns there are: a backup of an older schema, just being restored, has no scopes.
    account: Select[Any] = select(literal_column("*")).select_from(Account)
    rows = connection.execute(account.where(Account.name == actor)).mappings()
    found: Mapping[Any, Any] = rows.one_or_none() or {}
    role = found.get("role", "")
    if not role and not accounts.count(connection):
        role = Role.ADMIN
    scope = None
    if found.get("scoped") and role != Role.ADMIN:
        scope = scopes.of_accounts(connection, [found["id"]])[found["id"]]
    return Standing(role, matrix(connection), scope)


def require(session: WriteSession, held: Standing) -> None:
    """Raise a KnownError unless there are the rights to all that the unit of work did, and all of
    it lies in the actor's scope.

    A write that logs nothing needs the right to the topics it touched, and happens nowhere.
    """
    acts = list(session.acts) or [Act(topic, "") for topic in sorted(session.topics)]
    _judge(session.connection, session.actor, held, acts, list(session.touched))


def ask(connection: Reader, actor: str, topic: str, action: str, where: Where) -> None:
    """Raise the KnownError that would follow from an act: before something leaves the office of
    which only the audit will tell."""
    act = Act(topic, action, frozenset(places_of(connection, where)))
    _judge(connection, actor, standing(connection, actor), [act], [])


def _judge(
    connection: Reader, actor: str, held: Standing, acts: Sequence[Act], touched: Sequence[Act]
) -> None:
    if not held.role and acts:
        raise KnownError(f"用户“{actor}”已被移除，这一步没有保存；请找管理员。")
    missing = rights.missing(held.matrix, held.role, ((a.topic, a.action) for a in acts))
    if missing:
        who = _who(connection, held.matrix, missing)
        raise KnownError(refusal(held.role, missing[0], who))
    if held.scope is not None:
        needed = {rights.needed(act.topic, act.action) for act in acts}
        able = partial(_who, connection, held.matrix, [r for r in needed if r is not None])
        if act := nowhere(acts):
            raise KnownError(nowhere_words(held.scope, act, able()))
        _require_inside(connection, held.scope, [*acts, *touched], able)


def _require_inside(
    connection: Reader, scope: Scope, acts: Sequence[Act], able: Callable[..., list[str]]
) -> None:
    """All places of these acts are known and lie in the scope; ``able`` names who may do it, for
    the positions it is given."""
    ids = {id_ for act in acts for id_ in act.places if id_ is not None}
    lies = scopes.positions(connection, sorted(ids))
    out = {position for position in lies.values() if not scope.holds(position)}
    for act in acts:
        if found := out.intersection(lies[id_] for id_ in act.places if id_ in lies):
            name = scopes.name_of(connection, min(found))
            raise KnownError(outside_words(scope, act.topic, name, able(lies.values())))
    for act in acts:
        if not lies.keys() >= act.places:
            raise KnownError(unplaced_words(scope, act.topic, able()))


def refusal(role: str, right: Right, who: Iterable[str]) -> str:
    """What right a role is missing, and who has it."""
    return f"“{role}”没有“{right}”的权限，这一步没有保存；请{'、'.join(who)}来办。"


def _who(
    connection: Reader, now: Matrix, missing: Iterable[Right], positions: Iterable[str] = ()
) -> list[str]:
    """Some who have these rights, for all of these positions or the whole ledger."""
    columns = select(Account.id, Account.name, Account.role, Account.scoped)
    users = fetch(connection, columns.order_by(Account.id))
    bound = [id_ for id_, _, role, scoped in users if scoped and role != Role.ADMIN]
    held, places = scopes.of_accounts(connection, bound), list(positions)
    wanted = list(missing)
    able = [
        name
        for id_, name, role, _ in users
        if all(now.allows(role, right) for right in wanted)
        and (id_ not in held or (places and all(map(held[id_].holds, places))))
    ]
    return able[:_NAMED]


def _matrix(value: dict[str, dict[str, bool]]) -> Matrix:
    # What an older or newer program knew and this one does not is passed over.
    held = Matrix()
    for role in DEFAULT:
        for right in Right:
            if right in value.get(role, {}):
                held = held.put(role, right, same_kind(value[role][right], True))
    return held


def _told(before: Matrix, after: Matrix) -> Iterable[str]:
    for role in DEFAULT:
        for right in Right:
            if before.allows(role, right) != after.allows(role, right):
                yield f"{role}{'可以' if after.allows(role, right) else '不可以'}{right}"
