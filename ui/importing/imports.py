"""Importing a file, for the window and the command line alike: read, judge, store, undo.

What is read and judged writes nothing; storing is one unit of work and one batch.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from db import batches, places, settings
from db.check_ins import check_in_import
from db.engine import Database
from db.finance import finance_import
from db.households import household_import, household_preview
from db.households.household_preview import Preview
from db.issues import categories, issue_import
from db.reading import Reader
from db.session import WriteSession, today
from db.teams import cadres, team_records
from db.visits import visit_import
from domain.addresses import places_in_title
from domain.errors import KnownError
from domain.finance_judge import FinanceKnowledge
from domain.known_homes import NO_HOMES
from domain.known_places import PlaceIndex
from domain.places import RANK, Level, PlaceStep
from exchange import judging, reading
from exchange.columns import Layout
from exchange.judging import Judged, Knowledge
from exchange.reading import Reading
from ui import garbage

LAYOUTS_SETTING = "layouts"


@dataclass(frozen=True, slots=True)
class Stored:
    """What an import brought that was not there yet, in words, and the batch to undo it by."""

    batch_id: int
    brought: str
    rows: int


def read(
    database: Database,
    path: Path,
    kind: str,
    place: str = "",
    waiting: Callable[[], object] = lambda: None,
) -> Reading:
    """Find a file's sheets and columns, with the corrections remembered for such headers.

    ``place`` names levels that the file does not: a place of the ledger by code or name, or words
    such as 康泰社区. ``waiting`` is called every moment where that may take long, and may raise to
    stop.
    """
    with database.read() as connection:
        layouts = settings.get(connection, LAYOUTS_SETTING)
        steps = _told_place(connection, place) if place else ()
    with garbage.held_off():
        return reading.read(path, kind, steps, layouts, waiting)


def _told_place(connection: Reader, place: str) -> Sequence[PlaceStep]:
    try:
        row = places.find(connection, place)
    except KnownError:
        steps = places_in_title(place)
        if not steps:
            raise
        return steps
    path = places.steps(row, {p.id: p for p in places.all_places(connection)})
    return [step for step in path if RANK[step.level] >= RANK[Level.COMMUNITY]] or path


def judge(
    database: Database,
    file: Reading,
    confirmed: Collection[tuple[str, int]] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Judged:
    """Judge every row beside what the register knows. ``confirmed`` are moves by sheet and row."""
    with garbage.held_off():
        numbers = reading.id_numbers(file) if file.kind == "households" else set()
        with database.read() as connection:
            homes = NO_HOMES
            if file.kind in ("visits", "cadres"):
                people = reading.people_named(file) if file.kind == "visits" else ()
                homes = visit_import.known_homes(connection, today(), people=people)
            accounts = FinanceKnowledge()
            if file.kind == "finance":
                accounts = finance_import.knowledge(connection)
            knowledge = Knowledge(
                people=household_import.known_people(connection, numbers),
                places=PlaceIndex(places.known_paths(connection)),
                confirmed=confirmed,
                visits=visit_import.knowledge(connection, homes),
                today=today(),
                finance=accounts,
            )
        return judging.judge(file, knowledge, progress)


def preview(database: Database, judged: Judged) -> Preview | None:
    """What storing a ledger of households would do; of other files that is not told."""
    if judged.report.kind != "households":
        return None
    with database.read() as connection:
        return household_preview.preview(connection, judged.households)


def store(
    database: Database,
    user: str,
    judged: Judged,
    progress: Callable[[int], None] = lambda done: None,
) -> Stored:
    """Store what was accepted, as one batch. ``progress`` may raise to cancel: nothing stays."""
    report = judged.report
    with garbage.held_off(), database.write(user) as session:
        batch_id = batches.begin(session, report.kind, report.file)
        brought = _STORES[report.kind](session, judged, batch_id, progress)
        rows = batches.finish(session, batch_id, report.to_json())
    return Stored(batch_id, brought, rows)


def _store_households(
    session: WriteSession, judged: Judged, batch_id: int, progress: Callable[[int], None]
) -> str:
    stored = household_import.store(session, judged.households, batch_id, progress)
    return f"新增 {stored.households:,} 户、{stored.residents:,} 人"


def _store_issues(
    session: WriteSession, judged: Judged, batch_id: int, progress: Callable[[int], None]
) -> str:
    return f"新增 {issue_import.store(session, judged.issues, batch_id, progress):,} 件问题"


def _store_cadres(
    session: WriteSession, judged: Judged, batch_id: int, progress: Callable[[int], None]
) -> str:
    new = team_records.store(session, judged.teams, batch_id)
    loose = cadres.store(session, judged.cadres, batch_id)
    agreed = cadres.consents_of(session.connection, batch_id)
    told = f"新增 {new:,} 个工作组" + (f"、{loose:,} 名未编组的干部" if loose else "")
    return told + (f"，登记 {agreed:,} 人同意公开手机号" if agreed else "")


def _store_check_ins(
    session: WriteSession, judged: Judged, batch_id: int, progress: Callable[[int], None]
) -> str:
    stored = check_in_import.store(session, judged.check_ins, batch_id, progress)
    services = f"、{stored.services:,} 次服务" if stored.services else ""
    outside = f"，{stored.outside:,} 次服务不在报到期间，没有记" if stored.outside else ""
    return f"新增 {stored.people:,} 名报到党员{services}{outside}"


def _store_divisions(
    session: WriteSession, judged: Judged, batch_id: int, progress: Callable[[int], None]
) -> str:
    return f"新增 {places.add_divisions(session, judged.divisions, batch_id):,} 个地点"


def _store_categories(
    session: WriteSession, judged: Judged, batch_id: int, progress: Callable[[int], None]
) -> str:
    paths = [entry.path for entry in judged.categories]
    before = {row.path for row in categories.all_categories(session.connection)}
    categories.ids_of(session, paths, batch_id)
    after = {row.path for row in categories.all_categories(session.connection)}
    return f"新增 {len(after - before):,} 个类别"


def _store_visits(
    session: WriteSession, judged: Judged, batch_id: int, progress: Callable[[int], None]
) -> str:
    stored = visit_import.store(session, judged.visits, batch_id, progress)
    if stored.known and not stored.new:
        return f"没有新的走访，这 {stored.known:,} 次都已经在台账里"
    known = f"，另有 {stored.known:,} 次已经在台账里" if stored.known else ""
    return f"新增 {stored.new:,} 次走访{known}"


def _store_finance(
    session: WriteSession, judged: Judged, batch_id: int, progress: Callable[[int], None]
) -> str:
    return f"新增 {finance_import.store(session, judged.finance, batch_id, progress):,} 笔收支"


_STORES: dict[str, Callable[[WriteSession, Judged, int, Callable[[int], None]], str]] = {
    "households": _store_households,
    "issues": _store_issues,
    "cadres": _store_cadres,
    "check_ins": _store_check_ins,
    "divisions": _store_divisions,
    "categories": _store_categories,
    "visits": _store_visits,
    "finance": _store_finance,
}


def remember_layout(database: Database, user: str, found: Layout, corrected: Layout) -> None:
    """Keep the user's correction of a header, for every later file with the same one."""
    with database.write(user) as session:
        layouts = settings.get(session.connection, LAYOUTS_SETTING)
        layouts[found.fingerprint()] = list(corrected.fields)
        settings.put(session, LAYOUTS_SETTING, layouts)
        session.log("settings", "记住表头", "、".join(filter(None, found.headers))[:200])
