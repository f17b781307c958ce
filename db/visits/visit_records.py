"""Recording visits with the needs they bring to light, and correcting one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from db.issues import issue_import, rules
from db.models import Cadre, Household, Issue, TeamMember, Visit, VisitCadre
from db.reading import Reader, fetch
from db.session import WriteSession
from db.users import whereabouts
from domain.entries import EventEntry, IssueEntry, VisitEntry
from domain.errors import KnownError
from domain.visits import MET
from domain.workflow import Move

LONGEST_TITLE = 30
CHUNK = 10_000


def add(session: WriteSession, entry: VisitEntry) -> int:
    """Record a visit that a form brings, its need as an issue; returns the visit's id."""
    _check_day(session, entry)
    address = _known_address(session, entry.household_id)
    (visit_id,) = put(session, [entry], None)
    where = whereabouts.household(entry.household_id)
    session.log("visits", "登记走访", address, f"{entry.day}", where)
    return visit_id


def put(
    session: WriteSession, entries: Sequence[VisitEntry], batch_id: int | None
) -> Sequence[int]:
    """Store visits and the issues their needs become; returns the visits' ids."""
    ids = session.reserve(Visit, len(entries)) if entries else ()
    cadre_ids = _cadre_ids(session.connection, entries)
    visits, people = [], []
    for visit_id, entry in zip(ids, entries, strict=True):
        visits.append({"id": visit_id, "batch_id": batch_id, **_values(session, entry)})
        who = dict.fromkeys(cadre_ids[name, entry.team_id] for name in entry.cadres)
        people += [{"visit_id": visit_id, "cadre_id": id_} for id_ in who]
    if visits:
        session.execute(insert(Visit), visits)
    if people:
        session.execute(insert(VisitCadre), people)
    tell_households(session, [entry.household_id for entry in entries])
    needing = [(id_, e) for id_, e in zip(ids, entries, strict=True) if e.need]
    if needing:
        _put_needs(session, needing, batch_id)
    return ids


def tell_households(session: WriteSession, household_ids: Iterable[int]) -> None:
    """Tell the households again what their visits say: when somebody was met last.

    They are held in one order while that is worked out: of two workstations that record visits to
    the same household at once, the second sees what the first has written.
    """
    met = select(func.max(Visit.day)).where(
        Visit.household_id == Household.id, Visit.outcome.in_(MET)
    )
    ids = sorted(set(household_ids))
    for start in range(0, len(ids), CHUNK):
        these = Household.id.in_(ids[start : start + CHUNK])
        session.execute(select(Household.id).where(these).order_by(Household.id).with_for_update())
        session.execute(update(Household).where(these).values(met_on=met.scalar_subquery()))


def _values(session: WriteSession, entry: VisitEntry) -> dict[str, Any]:
    return {
        "household_id": entry.household_id,
        "team_id": entry.team_id,
        "day": entry.day,
        "kind": entry.kind,
        "outcome": entry.outcome,
        "note": entry.note,
        "recorded_at": session.at,
        "recorded_by": session.actor,
    }


def _cadre_ids(
    connection: Reader, entries: Iterable[VisitEntry]
) -> dict[tuple[str, int | None], int]:
    """The cadre each visit means by a name: of its team first, who left it included."""
    wanted = dict.fromkeys((name, e.team_id) for e in entries for name in e.cadres)
    names = {name for name, _ in wanted}
    known: dict[str, list[int]] = defaultdict(list)
    for id_, name in fetch(connection, select(Cadre.id, Cadre.name).where(Cadre.name.in_(names))):
        known[name].append(id_)
    teams = {team_id for _, team_id in wanted if team_id is not None}
    pairs = select(TeamMember.cadre_id, TeamMember.team_id).where(TeamMember.team_id.in_(teams))
    members = {(cadre_id, team_id) for cadre_id, team_id in fetch(connection, pairs)}
    made = {}
    for name, team_id in wanted:
        own = [id_ for id_ in known[name] if (id_, team_id) in members] or known[name]
        if not own:
            raise KnownError(f"没有叫“{name}”的干部，没有保存；请从列表里选，或先把他编进工作组。")
        if len(set(own)) > 1:
            raise KnownError(f"有几名干部都叫“{name}”，没有保存；请先选他所在的工作组。")
        made[name, team_id] = own[0]
    return made


def _put_needs(
    session: WriteSession, needing: Sequence[tuple[int, VisitEntry]], batch_id: int | None
) -> None:
    """Each need as an issue that the visit found, settled at once where it was."""
    ids = {entry.household_id for _, entry in needing}
    facts = (Household.id, Household.place_id, Household.address, Household.head, Household.phone)
    homes = {h[0]: h[1:] for h in fetch(session.connection, select(*facts).where(_among(ids)))}
    office = rules.current(session.connection)
    entries = [_issue(session, entry, *homes[entry.household_id][1:]) for _, entry in needing]
    place_ids = [homes[entry.household_id][0] for _, entry in needing]
    issue_ids = issue_import.put(session, entries, place_ids, batch_id, office)
    for issue_id, (visit_id, entry) in zip(issue_ids, needing, strict=True):
        found = {"household_id": entry.household_id, "visit_id": visit_id}
        session.execute(update(Issue).where(Issue.id == issue_id).values(**found))
    session.topics.add("issues")


def _among(ids: Iterable[int]) -> ColumnElement[bool]:
    return Household.id.in_(list(ids))


def _issue(
    session: WriteSession, entry: VisitEntry, address: str, head: str, phone: str
) -> IssueEntry:
    today = entry.day == session.at.date()
    at = session.at if today else datetime.combine(entry.day, datetime.min.time())
    title = " ".join(entry.need.split())
    short = title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…"
    events = [EventEntry(Move.REGISTER, at, session.actor)]
    if entry.settled:
        done = entry.note or "走访时当场解决"
        events.append(EventEntry(Move.SETTLE, at, session.actor, done))
    return IssueEntry(
        title=short,
        events=tuple(events),
        description=entry.need,
        source="inspection",
        person=head,
        phone=phone.split("、")[0],
        place_text=address,
    )


def save(session: WriteSession, visit_id: int, version: int, entry: VisitEntry) -> int:
    """Correct a visit; returns its id. The needs it brought are issues of their own by now and
    stay: a visit that has one keeps its household, and a need can be added to one that has none.

    A KnownError tells the loser of a race; nothing is written then.
    """
    _check_day(session, entry)
    before = session.execute(
        select(Visit.version, Visit.household_id).where(Visit.id == visit_id).with_for_update()
    ).one_or_none()
    if before is None:
        raise KnownError("这次走访已被删除，没有保存；请刷新后再看。")
    if before.version != version:
        raise KnownError("这次走访刚被别人改过，没有覆盖对方；您填写的内容都在，请看过再保存。")
    needs = session.execute(select(func.count()).where(Issue.visit_id == visit_id)).scalar_one()
    if needs and (entry.household_id != before.household_id or entry.need):
        raise KnownError(
            "这次走访已经登记了问题，不能换住户或再加需求，没有保存；需求请到“问题”里改。"
        )
    address = _known_address(session, entry.household_id)
    values = _values(session, entry)
    changed = {key: value for key, value in values.items() if not key.startswith("recorded")}
    told = {"version": version + 1, "batch_id": None, **changed}
    session.execute(update(Visit).where(Visit.id == visit_id).values(told))
    session.execute(delete(VisitCadre).where(VisitCadre.visit_id == visit_id))
    cadre_ids = _cadre_ids(session.connection, [entry])
    people = [{"visit_id": visit_id, "cadre_id": id_} for id_ in dict.fromkeys(cadre_ids.values())]
    if people:
        session.execute(insert(VisitCadre), people)
    tell_households(session, [before.household_id, entry.household_id])
    if entry.need:
        _put_needs(session, [(visit_id, entry)], None)
    where = whereabouts.households([before.household_id, entry.household_id])
    session.log("visits", "修改走访", address, f"{entry.day}", where)
    return visit_id


def _check_day(session: WriteSession, entry: VisitEntry) -> None:
    if entry.day > session.at.date():
        raise KnownError(
            f"走访日期 {entry.day} 还没有到，没有保存；您填写的内容都在，请改正日期后再保存。"
        )


def _known_address(session: WriteSession, household_id: int) -> str:
    found = select(Household.address).where(Household.id == household_id)
    address = session.connection.scalar(found)
    if address is None:
        raise KnownError("这一户已不在台账里，没有保存；请重新找一户。")
    return str(address)
