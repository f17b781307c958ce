"""Who may open the ledger."""

from sqlalchemy import func, insert, select

from db.models import Account
from db.reading import Reader
from db.session import WriteSession
from domain.errors import KnownError


def add(session: WriteSession, name: str, password: str, role: str) -> None:
    """A new account; the password is kept only as its Argon2id hash."""
    from nacl.pwhash import argon2id

    password_hash = argon2id.str(password.encode(), opslimit=3, memlimit=64 * 1024 * 1024)
    session.execute(
        insert(Account).values(
            name=name, role=role, password_hash=password_hash.decode(), created_at=session.at
        )
    )
    session.log("accounts", "新建用户", name, role)


def check(connection: Reader, name: str, password: str) -> None:
    """Raise a KnownError unless the name and the password belong together."""
    from nacl.exceptions import InvalidkeyError
    from nacl.pwhash import argon2id

    known = connection.scalar(select(Account.password_hash).where(Account.name == name))
    try:
        if known is not None and argon2id.verify(known.encode(), password.encode()):
            return
    except InvalidkeyError:
        pass
    raise KnownError("用户名或密码不对，台账没有打开、没有改动；请核对后再输入一次。")


def role_of(connection: Reader, name: str) -> str:
    """The role of an account, empty for a name that has none."""
    return connection.scalar(select(Account.role).where(Account.name == name)) or ""


def count(connection: Reader) -> int:
    """How many accounts the ledger has."""
    return connection.scalar(select(func.count()).select_from(Account)) or 0
