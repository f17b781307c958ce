"""A ledger that was opened for the window: under its lock, with what the window begins with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.location import Location
from db.vault import keys, swap
from domain.errors import KnownError
from ui import origin
from ui.tasks import Cancelled, Work

if TYPE_CHECKING:
    from db.engine import Database
    from db.users.accounts import Login
    from db.window_lock import WindowLock
    from domain.rights import Right
    from domain.rules import Rules
    from domain.scopes import Scope


@dataclass(frozen=True, slots=True)
class Opened:
    """What the desk is made of."""

    database: "Database"
    lock: "WindowLock"
    user: str
    rules: "Rules"
    rights: "frozenset[Right]"
    idle_minutes: int
    scope: "Scope | None"
    login: "Login"


def held(task: Work, where: Location, user: str, open_: Callable[[], "Database"]) -> Opened:
    """Open a ledger under the window's lock, which is let go when that fails or nobody waits."""
    from db.issues import rules
    from db.notices import paper_fonts
    from db.users import access, scopes
    from db.window_lock import WindowLock
    from printing import fonts

    lock = WindowLock(where)
    try:
        database = open_()
        database.origin = origin.window()
        try:
            if task.cancelled:
                raise Cancelled
            login = database.log_in(user)
            with database.read() as connection:
                fonts.use(paper_fonts.current(connection))
                return Opened(
                    database,
                    lock,
                    user,
                    rules.current(connection),
                    access.rights_of(connection, user),
                    access.idle_minutes(connection),
                    scopes.of_user(connection, user),
                    login,
                )
        except BaseException:
            database.close()
            raise
    except BaseException:
        lock.release()
        raise


def users(file: Path) -> tuple[str, ...]:
    """Who has a slot in a ledger's file; nobody when it cannot be read: opening says why."""
    try:
        swap.settle(Location(file))
        return keys.users(Location(file).keys)
    except KnownError:
        return ()


def has_recovery(file: Path) -> bool:
    """Whether a recovery key opens a ledger's file."""
    try:
        return keys.has_recovery(Location(file).keys)
    except KnownError:
        return False
