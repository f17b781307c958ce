"""范围 of users: which places each works for; and holding a unit of work to them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from db.models import Account, AccountPlace, Place
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.errors import KnownError
from domain.places import RANK, Level, tops
from domain.rights import Role
from domain.scopes import Scope

CHUNK = 10_000
WHOLE = "全部"


def of_user(connection: Reader, name: str) -> Scope | None:
    """The scope of a user; None for the whole ledger."""
    found = select(Account.id, Account.role, Account.scoped).where(Account.name == name)
    account = connection.execute(found).one_or_none()
    if account is None or not account.scoped or account.role == Role.ADMIN:
        return None
    return of_accounts(connection, [account.id])[account.id]


def of_accounts(connection: Reader, account_ids: Sequence[int]) -> dict[int, Scope]:
    """The scope of each of these accounts, which have one, its places in walking order."""
    if not account_ids:
        return {}
    held = (
        select(AccountPlace.account_id, Place.id, Place.position)
        .join(Place, Place.id == AccountPlace.place_id)
        .where(AccountPlace.account_id.in_(account_ids))
        .order_by(Place.position)
    )
    own: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for account_id, place_id, position in fetch(connection, held):
        own[account_id].append((place_id, position))
    named = _names(connection, {position for each in own.values() for _, position in each})
    return {
        id_: Scope(
            tuple(place_id for place_id, _ in own[id_]),
            tuple(position for _, position in own[id_]),
            tuple(named[position] for _, position in own[id_]),
        )
        for id_ in account_ids
    }


def _names(connection: Reader, positions: set[str]) -> dict[str, str]:
    """The names of the places at these positions, from below the township on."""
    above = {position: tops(position) for position in positions}
    wanted = {top for line in above.values() for top in line}
    columns = select(Place.position, Place.name, Place.level).where(Place.position.in_(wanted))
    known = {position: (name, Level(level)) for position, name, level in fetch(connection, columns)}
    found = {}
    for position, line in above.items():
        steps = [known[top] for top in line if top in known]
        below = [name for name, level in steps if RANK[level] > RANK[Level.TOWNSHIP]]
        found[position] = "".join(below) or steps[-1][0]
    return found


def name_of(connection: Reader, position: str) -> str:
    """How a refusal names the place at a position."""
    return _names(connection, {position})[position]


def put(session: WriteSession, name: str, place_ids: Sequence[int] | None) -> None:
    """Let a user work for these places alone, for the whole ledger with None, and for nothing with
    an empty list. A KnownError when one of the places is gone."""
    account = session.execute(
        select(Account.id, Account.scoped).where(Account.name == name).with_for_update()
    ).one()
    own = select(AccountPlace.place_id).where(AccountPlace.account_id == account.id)
    before = set(session.connection.scalars(own)) if account.scoped else None
    after = set(place_ids) if place_ids is not None else None
    if before == after:
        return
    known = set(session.connection.scalars(select(Place.id).where(Place.id.in_(after or ()))))
    if after is not None and after - known:
        raise KnownError("范围里有的地点已不在台账里，没有保存；请重新选。")
    session.execute(delete(AccountPlace).where(AccountPlace.account_id == account.id))
    scoped = update(Account).where(Account.id == account.id).values(scoped=after is not None)
    session.execute(scoped)
    rows = [{"account_id": account.id, "place_id": id_} for id_ in sorted(after or ())]
    if rows:
        session.execute(insert(AccountPlace), rows)
    told = of_accounts(session.connection, [account.id])[account.id].words()
    session.log("accounts", "修改范围", name, WHOLE if after is None else told)


def positions(connection: Reader, place_ids: Sequence[int]) -> dict[int, str]:
    """The position of each of these places; those that are gone are left out."""
    found: dict[int, str] = {}
    for start in range(0, len(place_ids), CHUNK):
        some = Place.id.in_(place_ids[start : start + CHUNK])
        found |= dict(fetch(connection, select(Place.id, Place.position).where(some)))
    return found
