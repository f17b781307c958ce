"""Whether whoever writes may: asked once, by the unit of work, before it commits."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from db import accounts, settings
from db.kept import or_default, same_kind
from db.models import Account
from db.reading import Reader
from db.session import WriteSession
from domain import rights
from domain.errors import KnownError
from domain.rights import DEFAULT, PROGRAM, Matrix, Right, Role

NAME = "rights"
_NAMED = 3
_IDLE = "idle_lock"
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
    minutes: int = same_kind(settings.get(connection, _IDLE).get("minutes", IDLE_MINUTES), 0)
    if not 0 < minutes <= MOST_IDLE_MINUTES:
        raise ValueError(minutes)
    return minutes


def set_idle_minutes(session: WriteSession, minutes: int) -> None:
    """Another time until a window locks itself."""
    if minutes != idle_minutes(session.connection):
        settings.put(session, _IDLE, {"minutes": minutes}, "accounts")
        session.log("accounts", "修改自动锁定", "", f"{minutes} 分钟")


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor may do as a unit of work begins: nobody gives themselves a right inside it.
    The role is empty for whoever has no account."""

    role: str
    matrix: Matrix


def standing(connection: Reader, actor: str) -> Standing:
    """What an actor may do now; whoever begins an empty ledger administers it."""
    if actor == PROGRAM:
        return Standing(Role.ADMIN, Matrix())
    role = accounts.role_of(connection, actor)
    if not role and not accounts.count(connection):
        role = Role.ADMIN
    return Standing(role, matrix(connection))


def require(session: WriteSession, held: Standing) -> None:
    """Raise a KnownError unless there are the rights to all that the unit of work did.

    A write that logs nothing needs the right to the topics it touched.
    """
    acts = session.acts or {(topic, "") for topic in session.topics}
    if not held.role and acts:
        raise KnownError(f"用户“{session.actor}”已被移除，这一步没有保存；请找管理员。")
    missing = rights.missing(held.matrix, held.role, acts)
    if missing:
        who = _who(session.connection, held.matrix, missing)
        raise KnownError(refusal(held.role, missing[0], who))


def refusal(role: str, right: Right, who: Iterable[str]) -> str:
    """What right a role is missing, and who has it."""
    return f"“{role}”没有“{right}”的权限，这一步没有保存；请{'、'.join(who)}来办。"


def _who(connection: Reader, now: Matrix, missing: Iterable[Right]) -> list[str]:
    users = connection.execute(select(Account.name, Account.role).order_by(Account.id)).all()
    able = [name for name, role in users if all(now.allows(role, right) for right in missing)]
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
