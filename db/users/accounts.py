"""Who may open the ledger: accounts, their passwords, their logins.

A ledger file has a key slot for each of them too (`db/vault/keys.py`): a command that sets a
password tells the session, which writes the slot when the rest is about to be committed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from db.models import Account, Draft
from db.reading import Reader, fetch
from db.session import WriteSession
from db.users import scopes
from db.vault import key_slots
from db.vault.untold import Untold
from domain import passwords
from domain.audit_acts import FAILED_LOGIN
from domain.errors import KnownError
from domain.passwords import Attempts
from domain.rights import Role, name_problem
from domain.scopes import Scope


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the list of users shows it; without a ``scope`` it is for the whole ledger."""

    id: int
    name: str
    role: str
    created_at: datetime
    last_login_at: datetime | None
    locked_until: datetime | None
    must_change: bool
    scope: Scope | None = None


def rows(connection: Reader, tried: Mapping[str, Attempts] | None = None) -> list[AccountRow]:
    """All accounts by name; ``tried`` are the wrong passwords that a ledger file's keys count."""
    found = []
    columns = (
        Account.id,
        Account.name,
        Account.role,
        Account.created_at,
        Account.last_login_at,
        Account.locked_until,
        Account.must_change,
        Account.scoped,
    )
    held = fetch(connection, select(*columns))
    bound = [row.id for row in held if row.scoped and row.role != Role.ADMIN]
    own = scopes.of_accounts(connection, bound)
    for id_, name, role, created, last, until, must, _ in held:
        if tried is not None:
            until = tried.get(name, Attempts()).locked_until
        found.append(AccountRow(id_, name, role, created, last, until, must, own.get(id_)))
    order = {role.value: number for number, role in enumerate(Role)}
    return sorted(found, key=lambda row: (order.get(row.role, len(order)), row.name))


def role_of(connection: Reader, name: str) -> str:
    """The role of an account, empty for a name that has none."""
    return connection.scalar(select(Account.role).where(Account.name == name)) or ""


def count(connection: Reader) -> int:
    """How many accounts the ledger has."""
    return connection.scalar(select(func.count()).select_from(Account)) or 0


# Logging in


def check(connection: Reader, name: str, password: str, at: datetime) -> None:
    """Raise a KnownError unless the name and the password belong together and are not locked."""
    columns = select(Account.password_hash, Account.failures, Account.locked_until)
    known = connection.execute(columns.where(Account.name == name)).one_or_none()
    tried = Attempts(known.failures, known.locked_until) if known else Attempts()
    if tried.is_locked(at):
        raise KnownError(tried.refusal(at))
    if known is None or not _fits(known.password_hash, password):
        raise WrongPasswordError(tried.one_more(at).refusal(at) if known else tried.refusal(at))


def check_password(connection: Reader, name: str, password: str, at: datetime) -> None:
    """As `check`, of a ledger of any schema: the first ones count no wrong passwords."""
    hashed = connection.scalar(select(Account.password_hash).where(Account.name == name))
    if hashed is None or not _fits(hashed, password):
        raise WrongPasswordError(Attempts().refusal(at))


class WrongPasswordError(KnownError):
    """The name or the password is not right."""


def count_failure(session: WriteSession, name: str) -> None:
    """One more wrong password of a server's account; nothing for a name that is none."""
    statement = select(Account.failures, Account.locked_until).where(Account.name == name)
    known = session.execute(statement.with_for_update()).one_or_none()
    if known is None:
        return
    tried = Attempts(known.failures, known.locked_until).one_more(session.at)
    values = {"failures": tried.failures, "locked_until": tried.locked_until}
    session.execute(update(Account).where(Account.name == name).values(values))
    session.note(FAILED_LOGIN, name, "锁定 15 分钟" if tried.locked_until else "")


def note_failures(session: WriteSession, waiting: Iterable[Untold]) -> None:
    """The wrong passwords that a ledger file's keys kept."""
    for one in waiting:
        session.note(FAILED_LOGIN, one.user or "恢复密钥", one.words)


@dataclass(frozen=True, slots=True)
class Login:
    """What somebody is shown after unlocking: when they were here last, and what was tried since;
    None for the first time."""

    last_at: datetime | None
    failures: int


def must_change(connection: Reader, name: str) -> bool:
    """Whether an administrator set the password; a KnownError for a name without an account."""
    found = connection.execute(select(Account.must_change).where(Account.name == name)).scalar()
    if found is None:
        raise KnownError(f"用户“{name}”已被移除，台账没有打开、没有改动；请找管理员。")
    return bool(found)


def log_in(session: WriteSession, name: str, failures: int = 0) -> Login:
    """The user is in; ``failures`` are those a ledger file's keys counted."""
    statement = select(Account.last_login_at, Account.failures).where(Account.name == name)
    known = session.execute(statement).one()
    values = {"last_login_at": session.at, "failures": 0, "locked_until": None}
    session.execute(update(Account).where(Account.name == name).values(values))
    failures = failures or known.failures
    session.note("登录", name, f"此前输错 {failures} 次" if failures else "")
    return Login(known.last_login_at, failures)


# Changing accounts


def found(session: WriteSession, name: str, password: str) -> None:
    """The administrator who begins the ledger; a file's slot was written before it."""
    _refuse(name_problem(name))
    hashed = _hash(password)
    values = {"name": name, "role": Role.ADMIN, "password_hash": hashed, "created_at": session.at}
    session.execute(insert(Account).values(values))
    session.log("accounts", "新建用户", name, Role.ADMIN)


def add(session: WriteSession, name: str, password: str, role: Role) -> None:
    """A new account; its user chooses another password when first opening the ledger."""
    _refuse(name_problem(name) or passwords.problem(password, name))
    if role_of(session.connection, name):
        raise KnownError(f"已经有用户“{name}”，没有新建；请换一个名字。")
    hashed = _hash(password)
    values = {
        "name": name,
        "role": role,
        "password_hash": hashed,
        "created_at": session.at,
        "must_change": True,
        "past_hashes": [hashed],
    }
    session.execute(insert(Account).values(values))
    session.set_slot(name, password)
    session.log("accounts", "新建用户", name, role)


def change_role(session: WriteSession, name: str, role: Role) -> None:
    """Another role for an account; the last administrator stays one."""
    held = _held(session, name)
    if held.role == role:
        return
    if held.role == Role.ADMIN and role is not Role.ADMIN:
        _keep_an_admin(session, name, "没有改角色")
    session.execute(update(Account).where(Account.name == name).values(role=role))
    session.log("accounts", "修改角色", name, f"{held.role} → {role}")


@dataclass(frozen=True, slots=True)
class Worn:
    """The hash of a user's password, and those of the last ones."""

    name: str
    hashed: str
    past: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A new password of a user's own, which may take the place of the one ``before`` it."""

    before: Worn
    password: str
    hashed: str


def worn(connection: Reader, name: str) -> Worn:
    """What a new password is compared with; a KnownError for a name without an account."""
    columns = select(Account.password_hash, Account.past_hashes).where(Account.name == name)
    found = connection.execute(columns).one_or_none()
    if found is None:
        raise KnownError(_gone(name))
    return Worn(name, found.password_hash, tuple(found.past_hashes) or (found.password_hash,))


def chosen(before: Worn, old: str, new: str) -> Chosen:
    """The new password, hashed: it takes a second or two, and no connection. A KnownError when the
    old one or the new one is not right."""
    if not _fits(before.hashed, old):
        raise WrongPasswordError("现在的密码不对，密码没有改；请再输入一次。")
    _refuse(passwords.problem(new, before.name))
    if any(_fits(one, new) for one in before.past):
        _refuse(f"不能和最近 {passwords.REMEMBERED} 个密码一样")
    return Chosen(before, new, _hash(new))


def change_password(session: WriteSession, new: Chosen) -> None:
    """The user's own password; a KnownError when it was changed since the new one was chosen."""
    held = _held(session, new.before.name)
    if held.password_hash != new.before.hashed:
        raise KnownError("密码刚在别处改过，这次没有改；请用现在的密码再来一次。")
    _set(session, held, new.password, new.hashed, "修改密码", must_change=False)


def reset_password(session: WriteSession, name: str, new: str) -> None:
    """A password that an administrator sets for somebody who forgot theirs; it unlocks, and must
    be changed at the next login."""
    held = _held(session, name)
    _refuse(passwords.problem(new, name))
    _set(session, held, new, _hash(new), "重设密码", must_change=True)


def recover_password(session: WriteSession, name: str, new: str) -> None:
    """A password set by whoever holds the recovery key."""
    held = _held(session, name)
    _refuse(passwords.problem(new, name))
    _set(session, held, new, _hash(new), "用恢复密钥设密码", must_change=False)


def remove(session: WriteSession, name: str) -> None:
    """The account and its slot go, the name stays wherever the audit has it."""
    held = _held(session, name)
    if name == session.actor:
        raise KnownError("不能移除自己，没有移除；请另一位管理员来办。")
    if held.role == Role.ADMIN:
        _keep_an_admin(session, name, "没有移除")
    session.execute(delete(Account).where(Account.name == name))
    session.execute(delete(Draft).where(Draft.actor == name))
    session.set_slot(name, None)
    session.log("accounts", "移除用户", name, held.role)


def renew_recovery_key(session: WriteSession, recovery_key: str) -> None:
    """Another recovery key for a ledger's file."""
    session.recovery_key = recovery_key
    session.log("accounts", "新的恢复密钥", "")


@dataclass(frozen=True, slots=True)
class _Held:
    name: str
    role: str
    password_hash: str
    past_hashes: list[str]


def _held(session: WriteSession, name: str) -> _Held:
    columns = (Account.name, Account.role, Account.password_hash, Account.past_hashes)
    statement = select(*columns).where(Account.name == name).with_for_update()
    held = session.execute(statement).one_or_none()
    if held is None:
        raise KnownError(_gone(name))
    return _Held(held.name, held.role, held.password_hash, held.past_hashes)


def _gone(name: str) -> str:
    return f"用户“{name}”已经不在了，没有改动；请看看现在的用户。"


def _keep_an_admin(session: WriteSession, name: str, kept: str) -> None:
    # All of them are held, so that two administrators cannot remove each other at once.
    admins = session.execute(
        select(Account.name)
        .where(Account.role == Role.ADMIN)
        .order_by(Account.id)
        .with_for_update()
    ).scalars()
    if set(admins) <= {name}:
        raise KnownError(f"“{name}”是最后一个管理员，{kept}；请先让另一个人当管理员。")


def _set(
    session: WriteSession, held: _Held, new: str, hashed: str, action: str, must_change: bool
) -> None:
    past = [*(held.past_hashes or [held.password_hash]), hashed][-passwords.REMEMBERED :]
    values = {
        "password_hash": hashed,
        "past_hashes": past,
        "must_change": must_change,
        "failures": 0,
        "locked_until": None,
    }
    session.execute(update(Account).where(Account.name == held.name).values(values))
    session.set_slot(held.name, new)
    session.log("accounts", action, held.name)


def _refuse(problem: str) -> None:
    if problem:
        raise KnownError(f"{problem}；没有改动。")


def _hash(password: str) -> str:
    from nacl.pwhash import argon2id

    hashed = argon2id.str(password.encode(), opslimit=key_slots.PASSES, memlimit=key_slots.MEMORY)
    return hashed.decode()


def _fits(hashed: str, password: str) -> bool:
    from nacl.exceptions import InvalidkeyError
    from nacl.pwhash import argon2id

    try:
        return bool(argon2id.verify(hashed.encode(), password.encode()))
    except InvalidkeyError:
        return False
