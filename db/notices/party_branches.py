"""党支部: which branch a compound has, and whoever reported below it, for 党员亮身份."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import delete, func, insert, select

from db import photos, places
from db.check_ins.check_ins import here_on
from db.models import CheckIn, PartyBranch, Place, Unit
from db.notices.notices import Spot
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.errors import KnownError
from domain.party_notice import Branch, Member, branch_fault
from domain.places import PlaceStep

_BRANCH = (PartyBranch.name, PartyBranch.secretary, PartyBranch.phone)


def of_place(connection: Reader, place_id: int) -> Branch | None:
    """The branch of just this place."""
    found = fetch(connection, select(*_BRANCH).where(PartyBranch.place_id == place_id))
    return Branch(*found[0]) if found else None


def save(session: WriteSession, place_id: int, before: Branch | None, after: Branch | None) -> None:
    """Let a place have this branch, or none. A KnownError says what is wrong with it, or that
    somebody else changed it since ``before``."""
    if after is not None and (fault := branch_fault(after) or _unnamed(after)):
        raise KnownError(f"{fault}，没有保存；请改正后再保存。")
    # Whoever changes the branch of the same place waits here.
    session.execute(select(Place.id).where(Place.id == place_id).with_for_update())
    if of_place(session.connection, place_id) != before:
        raise KnownError("这个小区的党支部刚被别人改过，没有覆盖对方；请看过现在的内容再改。")
    session.execute(delete(PartyBranch).where(PartyBranch.place_id == place_id))
    if after is not None:
        session.execute(insert(PartyBranch).values(place_id=place_id, **asdict(after)))
    by_id = {row.id: row for row in places.all_places(session.connection)}
    told = f"{after.name} {after.secretary}".strip() if after is not None else "取消"
    name = places.full_name(by_id[place_id], by_id)
    session.log("check_ins", "登记党支部", name, told, place_id)


def store(session: WriteSession, entries: Sequence[tuple[tuple[PlaceStep, ...], Branch]]) -> None:
    """Store branches by the paths of places that have none yet."""
    book = places.PlaceBook(session, None)
    found = [(book.locate(path).id, branch) for path, branch in entries]
    book.flush()
    if found:
        rows = [{"place_id": place_id} | asdict(branch) for place_id, branch in found]
        session.execute(insert(PartyBranch), rows)
    session.topics.add("check_ins")


def _unnamed(branch: Branch) -> str:
    return "" if branch.name else "还没有写支部名称"


def branches_at(connection: Reader, hung: Sequence[Spot]) -> dict[int, Branch | None]:
    """For each spot the branch of the nearest place that has one."""
    found = fetch(connection, select(PartyBranch.place_id, *_BRANCH))
    known = {place_id: Branch(*told) for place_id, *told in found}
    return {
        spot.place_id: next((known[id_] for id_ in spot.above if id_ in known), None)
        for spot in hung
    }


def members_at(connection: Reader, hung: Sequence[Spot], day: date) -> dict[int, list[Member]]:
    """For each spot who is known to live in it on a day, door by door. Photos are read only of
    those who consented."""
    columns = (
        CheckIn.place_id, CheckIn.name, func.coalesce(Unit.name, ""), CheckIn.duty, CheckIn.post,
        CheckIn.phone, CheckIn.promise, CheckIn.consented_on, CheckIn.photo_id,
    )  # fmt: skip
    told = (
        select(*columns)
        .join(Place, Place.id == CheckIn.place_id)
        .outerjoin(Unit, Unit.id == CheckIn.unit_id)
        .where(here_on(day))
        .order_by(Place.position, CheckIn.id)
    )
    inside = _inside(hung)
    found = [row for row in fetch(connection, told) if row.place_id in inside]
    wanted = [row.photo_id for row in found if row.photo_id and _consented(row.consented_on, day)]
    pictures = photos.contents(connection, wanted)
    living: dict[int, list[Member]] = defaultdict(list)
    for place_id, name, unit, duty, post, phone, promise, consented_on, photo_id in found:
        consented = _consented(consented_on, day)
        photo = pictures.get(photo_id) if consented else None
        one = Member(name, unit, duty, post, phone, promise, photo, consented)
        living[place_id].append(one)
    return {
        spot.place_id: [one for id_ in (spot.place_id, *spot.below) for one in living.get(id_, ())]
        for spot in hung
    }


def count_at(connection: Reader, hung: Sequence[Spot], day: date) -> int:
    """How many are known to live at one of the spots on a day."""
    inside = _inside(hung)
    homes = connection.scalars(select(CheckIn.place_id).where(here_on(day)))
    return sum(place_id in inside for place_id in homes)


def _inside(hung: Sequence[Spot]) -> set[int]:
    """The spots and what lies in them."""
    return {id_ for spot in hung for id_ in (spot.place_id, *spot.below)}


def _consented(consented_on: date | None, day: date) -> bool:
    return consented_on is not None and consented_on <= day
