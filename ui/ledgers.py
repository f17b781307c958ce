"""Making, opening and filling ledgers, for the window and the command line alike."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from db import engine, location, places, settings
from db.check_ins import check_in_import
from db.engine import Database
from db.figures import statistics
from db.finance import finance_import
from db.households import household_import
from db.issues import categories, issue_import
from db.notices import party_branches
from db.projects import project_import
from db.session import WriteSession, today
from db.teams import team_records
from db.visits import visit_import
from domain.entries import DivisionEntry
from domain.errors import KnownError
from domain.workflow import FIRST_CATEGORIES

DEMO_HOUSEHOLDS = 15_000  # of the township that one click makes
DEMO_USER = DEMO_PASSWORD = "演示"  # noqa: S105 - the demo keeps no secret

Progress = Callable[[int, int], None]


def ignore(done: int, total: int) -> None:
    """Progress that nobody watches."""


def create(
    where: location.Location,
    user: str,
    password: str,
    code: str,
    divisions: Sequence[DivisionEntry],
    recovery_key: str = "",
    origin: str = "",
) -> Database:
    """A new ledger of a township or county with its places; nothing is left when it fails.

    ``origin`` is what its audit says of where it was made.
    """
    chosen = subtree(code, divisions)

    def fill(session: WriteSession) -> None:
        places.add_divisions(session, chosen)
        settings.put(session, "office", {"division": code})
        categories.ids_of(session, [(name,) for name in FIRST_CATEGORIES])

    return engine.create(where, user, password, fill, recovery_key, origin)


def read_divisions(file: Path | None) -> tuple[DivisionEntry, ...]:
    """A division list of the user's, or the ones that come with the program."""
    from exchange import divisions, judging, reading

    if file is None:
        return divisions.shipped()
    judged = judging.judge(reading.read(file, "divisions"))
    return divisions.with_roots(judged.divisions, file.stem)


def subtree(code: str, divisions: Iterable[DivisionEntry]) -> list[DivisionEntry]:
    """Of a division list the part that belongs to one division: itself, all below, all above."""
    by_code = {d.code: d for d in divisions}
    if code not in by_code:
        raise KnownError(
            f"区划表里没有代码“{code}”，台账没有建立；请核对 6 位（县）或 9 位（街道、镇）代码。"
        )
    above = [code]
    while by_code[above[-1]].parent in by_code:
        above.append(by_code[above[-1]].parent)
    return [d for d in by_code.values() if d.code.startswith(code) or d.code in above]


def create_demo(
    where: location.Location,
    user: str,
    password: str,
    households: int = 15_000,
    seed: int = 1,
    progress: Progress = ignore,
    origin: str = "",
) -> Database:
    """A new ledger filled with an invented township, or the county above 50,000 households."""
    from exchange import demo

    made = demo.build(households, seed, today())
    words = (where, user, password, made.township, made.divisions)
    database = create(*words, origin=origin)
    fill_demo(database, user, made, progress)
    return database


def open_demo(where: location.Location, progress: Progress = ignore, origin: str = "") -> Database:
    """The ledger that one click opens, filled when it is still empty: for the first time, or
    because the first time was broken off."""
    assert where.file is not None, "the demo lies on this machine"
    if not where.file.exists():
        words = (where, DEMO_USER, DEMO_PASSWORD, DEMO_HOUSEHOLDS)
        return create_demo(*words, progress=progress, origin=origin)
    database = engine.open_ledger(where, DEMO_USER, DEMO_PASSWORD, origin=origin)
    with database.read() as connection:
        is_filled = statistics.count_households(connection) > 0
    if not is_filled:
        from exchange import demo

        made = demo.build(DEMO_HOUSEHOLDS, today=today())
        fill_demo(database, DEMO_USER, made, progress)
    return database


def fill_demo(database: Database, user: str, made: object, progress: Progress = ignore) -> None:
    """Store the demo in a ledger that holds no household yet."""
    from exchange.demo import Demo
    from exchange.demo import visits as demo_visits
    from exchange.demo.projects import born

    assert isinstance(made, Demo)
    with database.read() as connection:
        if statistics.count_households(connection):
            raise KnownError("台账里已经有住户，没有写入演示数据；请另建一个台账来试用。")
    total = len(made.households) + len(made.issues)
    with database.write(user) as session:
        settings.put(session, "imprint", {"supervision_phone": "0527-0000000"})
        places.add_divisions(session, made.divisions)
        categories.ids_of(session, [c.path for c in made.categories])
        household_import.store(
            session, made.households, progress=lambda done: progress(done, total)
        )
        team_records.store(session, made.teams)
        check_in_import.store(session, made.check_ins)
        party_branches.store(session, made.branches)
        finance_import.store(session, made.finance)
        before = len(made.households)
        issue_import.store(
            session, made.issues, progress=lambda done: progress(before + done, total)
        )
        matters = project_import.matters(session.connection)
        project_import.store(session, born(made.projects, matters))
        homes = visit_import.homes(session.connection, made.today)
        visit_import.store(session, demo_visits.visits(homes, made.today, made.seed))


def demo_file() -> Path:
    """Where the window keeps the ledger that one click fills with demo data."""
    return location.default_folder() / f"演示{location.LEDGER_SUFFIX}"
