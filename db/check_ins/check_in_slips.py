"""What the employers are told of their party members: a slip a unit, or of one member alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from db import places
from db.check_ins.check_ins import ABOVE, HOME, HOME_NAME, OVER, joined
from db.models import CheckIn, CheckInService, Place, Unit
from db.reading import Reader, fetch
from domain.check_in import ServiceEntry
from domain.check_in_slip import CheckInSlip, Served
from domain.paper_words import office_words
from domain.places import Level

_NAMED = 3  # compounds that a slip's text names one by one


@dataclass(frozen=True, slots=True)
class Slips:
    """The slips of a period, by the employer's name; ``unknown`` counts the members left out
    because nobody knows their employer."""

    slips: tuple[CheckInSlip, ...]
    unknown: int


def of_units(
    connection: Reader, since: date, until: date, day: date, unit_id: int | None = None
) -> Slips:
    """A slip for every employer, or for one of them, whose members were there in the period."""
    which = CheckIn.unit_id == unit_id if unit_id is not None else None
    members = _members(connection, since, until, which)
    known = [m for m in members if m.unit]
    by_unit: dict[str, list[_Member]] = defaultdict(list)
    for member in known:
        by_unit[member.unit].append(member)
    root = office_words(places.root(connection).name)
    made = tuple(
        _slip(unit, mine, root, since, until, day) for unit, mine in sorted(by_unit.items())
    )
    return Slips(made, len(members) - len(known))


def of_member(connection: Reader, check_in_id: int, since: date, until: date, day: date) -> Slips:
    """The slip of one member; none when gone, or when nobody knows the employer."""
    members = _members(connection, since, until, CheckIn.id == check_in_id, outside=True)
    if not members or not members[0].unit:
        return Slips((), len(members))
    root = office_words(places.root(connection).name)
    slip = _slip(members[0].unit, members, root, since, until, day, single=True)
    return Slips((slip,), 0)


@dataclass(frozen=True, slots=True)
class _Member:
    unit: str
    community: str
    township: str
    served: Served


def _members(
    connection: Reader,
    since: date,
    until: date,
    which: ColumnElement[bool] | None,
    outside: bool = False,
) -> list[_Member]:
    """Who was there in the period (``outside`` it, too), in walking order, with what they did."""
    there = and_(
        or_(CheckIn.since.is_(None), CheckIn.since <= until),
        or_(CheckIn.until.is_(None), CheckIn.until >= since),
    )
    met = [condition for condition in (which, None if outside else there) if condition is not None]
    columns = (
        CheckIn.id, Unit.name, HOME.level, HOME_NAME, ABOVE.level, ABOVE.name, OVER.name,
        CheckIn.name, CheckIn.duty, CheckIn.post, CheckIn.since, CheckIn.until,
    )  # fmt: skip
    found = fetch(
        connection, joined(*columns).where(*met).order_by(Place.position, CheckIn.name, CheckIn.id)
    )
    services = _services(connection, since, until, [row[0] for row in found])
    return [_member(row, services.get(row[0], ())) for row in found]


def _member(row: Sequence[Any], services: Sequence[ServiceEntry]) -> _Member:
    _, unit, level, home, above_level, above, over, name, duty, post, since, until = row
    community, township = "", ""
    if level == Level.COMMUNITY:
        community, township = home, above or ""
    elif above_level == Level.COMMUNITY:
        community, township = above, over or ""
    # A group's name has its village before it already.
    beside = community if level == Level.COMPOUND else ""
    served = Served(name, duty, beside, home, post, since, until, tuple(services))
    return _Member(unit or "", community, township, served)


def _services(
    connection: Reader, since: date, until: date, ids: Sequence[int]
) -> dict[int, list[ServiceEntry]]:
    columns = (
        CheckInService.check_in_id, CheckInService.day, CheckInService.what, CheckInService.hours,
    )  # fmt: skip
    statement = select(*columns).where(CheckInService.day.between(since, until))
    if len(ids) <= 500:
        statement = statement.where(CheckInService.check_in_id.in_(ids))
    found: dict[int, list[ServiceEntry]] = defaultdict(list)
    for owner, *told in fetch(
        connection, statement.order_by(CheckInService.day, CheckInService.id)
    ):
        found[owner].append(ServiceEntry(*told))
    return found


def _slip(
    unit: str,
    members: Sequence[_Member],
    root: str,
    since: date,
    until: date,
    day: date,
    single: bool = False,
) -> CheckInSlip:
    return CheckInSlip(
        unit=unit,
        office=_office(members, root),
        where=_where(m.served.where for m in members),
        since=since,
        until=until,
        made=day,
        members=tuple(m.served for m in members),
        single=single,
    )


def _office(members: Sequence[_Member], root: str) -> str:
    """Who signs: the one community, the one township, or else the ledger's own office."""
    if len({(m.township, m.community) for m in members}) == 1 and members[0].community:
        return members[0].community
    if len({m.township for m in members}) == 1 and members[0].township:
        return office_words(members[0].township)
    return root


def _where(homes: Iterable[str]) -> str:
    """康泰社区居委会京公馆小区、翠湖花园; more than a few are counted."""
    distinct = list(dict.fromkeys(homes))
    if len(distinct) <= _NAMED:
        return "、".join(distinct)
    return f"{'、'.join(distinct[: _NAMED - 1])}等{len(distinct)}处"
