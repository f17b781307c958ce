"""公开栏: the boards of communities, groups and compounds, each by where it stands."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, insert, or_, select, update

from db import places
from db.models import Board, Place
from db.ordering import turned
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.errors import KnownError
from domain.places import Level, tops

USUAL_NAME = "公开栏"


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Which boards: by words of their name or place, and whether with those that are gone."""

    query: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A board: its place, where there it stands, and since when it is gone."""

    id: int
    place_id: int
    place: str
    name: str
    retired_on: date | None


SORTS: dict[str, tuple[Any, ...]] = {
    "place": (Place.position, Board.name, Board.id),
    "name": (Board.name, Place.position, Board.id),
}
_STANDS = Board.retired_on.is_(None)


def order(
    connection: Reader,
    wanted: BoardFilter,
    sort: str = "place",
    descending: bool = False,
    limit: int | None = None,
) -> list[int]:
    """The ids of the boards that the filter lets through, in walking order."""
    found = select(Board.id).join(Place, Place.id == Board.place_id)
    for term in wanted.query.split():
        told = (Board.name, Place.name)
        found = found.where(or_(*(column.contains(term, autoescape=True) for column in told)))
    if not wanted.retired:
        found = found.where(_STANDS)
    ordered = found.order_by(*turned(SORTS[sort], descending))
    return list(connection.scalars(ordered.limit(limit)))


def rows(connection: Reader, ids: Sequence[int]) -> dict[int, BoardRow]:
    """The rows of these ids."""
    columns = select(Board.id, Board.place_id, Board.name, Board.retired_on)
    told = fetch(connection, columns.where(Board.id.in_(ids)))
    above = places.with_above(connection, {row.place_id for row in told})
    by_id = {row.id: row for row in above}
    return {
        id_: BoardRow(id_, place_id, places.full_name(by_id[place_id], by_id), name, retired_on)
        for id_, place_id, name, retired_on in told
    }


def standing_in(
    connection: Reader, place_ids: Collection[int]
) -> dict[int, list[tuple[int, int | None]]]:
    """For each of these places that has boards in it: the place and the id of every one that
    stands there, in walking order."""
    standing = fetch(
        connection,
        select(Board.id, Board.place_id, Place.position)
        .join(Place, Place.id == Board.place_id)
        .where(_STANDS)
        .order_by(*SORTS["place"]),
    )
    if not standing:
        return {}
    above = places.with_above(connection, {row.place_id for row in standing})
    by_position = {row.position: row.id for row in above if row.id in place_ids}
    found: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for board_id, place_id, position in standing:
        for top in tops(position):
            if top in by_position:
                found[by_position[top]].append((place_id, board_id))
    return dict(found)


# --- changing them ----------------------------------------------------------------------------


def add(session: WriteSession, place_id: int, name: str) -> int:
    """A board that stands in a place; one of that name that was gone stands there again. Returns
    its id; a KnownError when there is one already."""
    _hold(session, place_id)
    named = (Board.place_id == place_id, Board.name == name)
    found = session.execute(select(Board.id, Board.retired_on).where(*named)).one_or_none()
    place = places.place(session.connection, place_id).name
    if found is None:
        values = {"place_id": place_id, "name": name}
        made = session.execute(insert(Board).values(values).returning(Board.id))
        board_id = int(made.scalar_one())
    elif found.retired_on is None:
        raise KnownError(f"{place}已经有“{name}”，没有新增；请换一个名称，写明在哪里。")
    else:
        board_id = int(found.id)
        session.execute(update(Board).where(Board.id == board_id).values(retired_on=None))
    session.log("boards", "新增公开栏", name, place, place_id)
    return board_id


def add_usual(session: WriteSession) -> int:
    """A board for every community and village that has none; returns how many."""
    own = exists().where(Board.place_id == Place.id, _STANDS)
    bare = select(Place.id).where(Place.level == Level.COMMUNITY, Place.valid_to.is_(None), ~own)
    found = list(session.connection.scalars(bare.order_by(Place.position)))
    for place_id in found:
        add(session, place_id, USUAL_NAME)
    return len(found)


def change(session: WriteSession, board: BoardRow, place_id: int, name: str) -> None:
    """A board has another name or place; a KnownError when there is one already, or when somebody
    else changed it since ``board``. One of that name that is gone is called by its last day."""
    _hold(session, place_id)
    _check(session, board)
    named = (Board.place_id == place_id, Board.name == name, Board.id != board.id)
    same = session.execute(select(Board.id, Board.retired_on).where(*named)).one_or_none()
    if same is not None and same.retired_on is None:
        raise KnownError(f"那里已经有“{name}”，没有改动；请换一个名称，写明在哪里。")
    if same is not None:
        _give_way(session, same.id, place_id, name, same.retired_on)
    values = {"place_id": place_id, "name": name}
    session.execute(update(Board).where(Board.id == board.id).values(values))
    session.log("boards", "修改公开栏", name, board.name, (board.place_id, place_id))


def retire(session: WriteSession, board: BoardRow, on: date | None) -> None:
    """A board is gone since a day, or (None) stands again; what hung on it is kept. A KnownError
    when somebody else changed it since ``board``."""
    _check(session, board)
    session.execute(update(Board).where(Board.id == board.id).values(retired_on=on))
    what = "停用公开栏" if on else "恢复公开栏"
    session.log("boards", what, board.name, board.place, board.place_id)


def _hold(session: WriteSession, place_id: int) -> None:
    """Whoever gives a place a board waits here."""
    session.execute(select(Place.id).where(Place.id == place_id).with_for_update())


def _give_way(session: WriteSession, board_id: int, place_id: int, name: str, on: date) -> None:
    taken = select(Board.name).where(Board.place_id == place_id)
    there = set(session.connection.scalars(taken))
    gone = f"{name}（{on} 停用）"
    if gone in there:
        gone = f"{name}（{on} 停用，{board_id}）"
    session.execute(update(Board).where(Board.id == board_id).values(name=gone))
    session.log("boards", "修改公开栏", gone, name, place_id)


def _check(session: WriteSession, board: BoardRow) -> None:
    columns = select(Board.place_id, Board.name, Board.retired_on).where(Board.id == board.id)
    now = session.execute(columns.with_for_update()).one_or_none()
    if now != (board.place_id, board.name, board.retired_on):
        raise KnownError(f"“{board.name}”刚被别人改过，没有覆盖对方；请看过现在的再改。")
