"""What a restore does not take back: who may get in, what was recorded, what was done for people
about their data, which numbers stand on papers. All of it is carried from the present ledger over
into the copy that is to take its place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from db import settings
from db.models import Account, AccountPlace, DataRequest, Draft, Place, Setting
from db.reading import Reader, fetch
from db.users import access, audit
from domain.personal_data import Asked

_SETTINGS = (access.NAME, access.IDLE)
_SAME_REQUEST = ("kind", "person", "document", "asked_by", "asked_on", "done_at", "done_by")


@dataclass(frozen=True, slots=True)
class Carried:
    """How many records of the audit were carried over, the id of the first of them that did not
    fit where it was, the lines of the copy's register by which somebody was erased, or put right,
    since, and how many numbers of issues and papers were given since, which are given to no
    other."""

    records: int
    broken: int | None
    undone: tuple[int, ...]
    numbers: int

    @property
    def words(self) -> str:
        """As the audit tells it."""
        if not self.records:
            return "没有以后的操作记录"
        broken = f"，其中第 {self.broken:,} 条在那里已不连贯" if self.broken else ""
        told = f"前面 {self.records:,} 条操作记录来自被替换的台账，记的事已不在台账里"
        return f"{told}{broken}{self.numbers_told}"

    @property
    def numbers_told(self) -> str:
        """The end of a sentence; empty when no number was given since."""
        return f"，后来用过的 {self.numbers:,} 个编号不再用" if self.numbers else ""


def carry(present: Reader, into: Reader) -> Carried:
    """Carry over from the present ledger into a copy of an earlier state of it, both of the newest
    schema."""
    records, broken = audit.carry_over(present, audit.common(into, present), into)
    _accounts(present, into)
    _settings(present, into)
    undone = _requests(present, into)
    return Carried(records, broken, undone, _numbers(present, into))


def _accounts(present: Reader, into: Reader) -> None:
    """Users with their passwords and roles; of their places those that the copy has too. Nobody
    gets more than they have now."""
    users = present.execute(select(Account.__table__)).mappings().all()
    own = select(AccountPlace.account_id, Place.id, Place.name)
    places = fetch(present, own.join(Place, Place.id == AccountPlace.place_id))
    ids = {id_ for _, id_, _ in places}
    known = dict(fetch(into, select(Place.id, Place.name).where(Place.id.in_(ids))))
    into.execute(delete(AccountPlace))
    into.execute(delete(Account))
    into.execute(insert(Account), [dict(user) for user in users])
    kept = [
        {"account_id": account, "place_id": id_}
        for account, id_, name in places
        if known.get(id_) == name
    ]
    if kept:
        into.execute(insert(AccountPlace), kept)
    names = [user["name"] for user in users]
    into.execute(delete(Draft).where(Draft.actor.not_in(names)))


def _settings(present: Reader, into: Reader) -> None:
    held = select(Setting.name, Setting.value).where(Setting.name.in_(_SETTINGS))
    _replace(into, _SETTINGS, dict(fetch(present, held)))


def _numbers(present: Reader, into: Reader) -> int:
    """The counters go on from where they are now; how many numbers they are ahead."""
    there = settings.counters(into)
    now = settings.counters(present)
    ahead = {name: last for name, last in now.items() if last > there.get(name, 0)}
    _replace(into, ahead, {name: {"last": last} for name, last in ahead.items()})
    return sum(last - there.get(name, 0) for name, last in ahead.items())


def _replace(into: Reader, names: Iterable[str], values: Mapping[str, Any]) -> None:
    into.execute(delete(Setting).where(Setting.name.in_(names)))
    if values:
        rows = [{"name": name, "value": value} for name, value in values.items()]
        into.execute(insert(Setting), rows)


def _requests(present: Reader, into: Reader) -> tuple[int, ...]:
    """The lines of the register that the copy has not; the ids of those that changed something."""
    there = {_same(row) for row in into.execute(select(DataRequest.__table__)).mappings()}
    undone = []
    ordered = select(DataRequest.__table__).order_by(DataRequest.id)
    for row in present.execute(ordered).mappings().all():
        if _same(row) not in there:
            values = {name: value for name, value in row.items() if name != "id"}
            made: Any = into.execute(insert(DataRequest).values(values))
            if row["kind"] in (Asked.ERASE, Asked.CORRECT):
                undone.append(int(made.inserted_primary_key[0]))
    return tuple(undone)


def _same(row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in _SAME_REQUEST)
