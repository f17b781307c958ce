"""The ways into a ledger, each as work for the database's thread that gives it opened and held."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from db.location import Location, locate
from ui import origin
from ui.opening.opened import Opened, held
from ui.tasks import Work

if TYPE_CHECKING:
    from db.engine import Database

WayIn: TypeAlias = Callable[[Work], Opened]


def by_password(location: str | None, user: str, password: str, new_password: str | None) -> WayIn:
    """Unlock; ``new_password`` takes the place of one that an administrator gave."""

    def work(task: Work) -> Opened:
        from db import engine

        where = locate(location)
        words = (where, user, password, new_password, origin.window())
        return held(task, where, user, lambda: engine.open_ledger(*words))

    return work


def by_recovery_key(location: str | None, user: str, key: str, password: str) -> WayIn:
    """Unlock by the recovery key; ``password`` is the user's from now on."""

    def work(task: Work) -> Opened:
        from db import engine

        where = locate(location)
        words = (where, user, key, password, origin.window())
        return held(task, where, user, lambda: engine.recover(*words))

    return work


def demo(task: Work) -> Opened:
    """Open the demo's ledger, which is made where there is none; tells how far that is."""
    from ui import ledgers

    where = Location(ledgers.demo_file())

    def open_() -> "Database":
        return ledgers.open_demo(where, task.report, origin.window())

    return held(task, where, ledgers.DEMO_USER, open_)


def founding(values: dict[str, Any], divisions: Any, key: str) -> WayIn:
    """Begin a ledger with the values of `NewLedgerPage` and this recovery key."""

    def work(task: Work) -> Opened:
        from ui import ledgers

        where, user, password = locate(values["file"]), values["user"], values["password"]
        words = (where, user, password, values["division"], divisions, key, origin.window())
        return held(task, where, user, lambda: ledgers.create(*words))

    return work
