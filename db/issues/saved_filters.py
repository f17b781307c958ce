"""需求清单: filters and sorts kept under a name, each user's own and the office's."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from db.issues import issues
from db.issues.issue_filter import IssueFilter, Todo
from db.models import SavedFilter
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.deadlines import Lamp
from domain.errors import KnownError
from domain.periods import Period
from domain.workflow import Rating

LONGEST_NAME = 40
_DATES = ("open_on", "since", "until")
_KINDS: dict[str, Any] = {
    "todo": Todo,
    "lamp": Lamp,
    "rating": Rating,
    "registered": Period,
}
_COLUMNS = (SavedFilter.id, SavedFilter.owner, SavedFilter.name, SavedFilter.value)


@dataclass(frozen=True, slots=True)
class SavedList:
    """A list of the user (``owner``) or of the office (no owner)."""

    id: int
    owner: str
    name: str
    filter: IssueFilter
    sort: str
    descending: bool


def all_for(connection: Reader, user: str) -> list[SavedList]:
    """The user's own lists and the office's, each by name."""
    theirs = select(*_COLUMNS).where(SavedFilter.owner.in_(("", user)))
    ordered = theirs.order_by((SavedFilter.owner == ""), SavedFilter.name)
    return [_list(row) for row in fetch(connection, ordered)]


def counts(connection: Reader, lists: Sequence[SavedList]) -> dict[int, int]:
    """How many issues each of these lists holds now, by the list's id."""
    return {one.id: issues.count(connection, one.filter) for one in lists}


def add(
    session: WriteSession,
    name: str,
    wanted: IssueFilter,
    sort: str,
    descending: bool,
    shared: bool = False,
) -> int:
    """Keep a filter and a sort under a name, for oneself or for the office; returns its id."""
    owner = "" if shared else session.actor
    name = _free_name(session, owner, name)
    (new,) = session.reserve(SavedFilter, 1)
    value = plain(wanted, sort, descending)
    session.execute(insert(SavedFilter).values(id=new, owner=owner, name=name, value=value))
    session.log("saved_filters", "存为清单", name, "全办共用" if shared else "")
    return new


def rename(session: WriteSession, list_id: int, name: str) -> None:
    """Give a list another name."""
    found = _there(session, list_id)
    name = _free_name(session, found.owner, name, list_id)
    _change(session, list_id, name=name)
    session.log("saved_filters", "清单改名", found.name, name)


def put(
    session: WriteSession, list_id: int, wanted: IssueFilter, sort: str, descending: bool
) -> None:
    """Let a list hold another filter and sort."""
    found = _there(session, list_id)
    _change(session, list_id, value=plain(wanted, sort, descending))
    session.log("saved_filters", "更新清单", found.name)


def remove(session: WriteSession, list_id: int) -> SavedList:
    """Remove a list; returns what `restore` wants."""
    found = _there(session, list_id)
    session.execute(delete(SavedFilter).where(SavedFilter.id == list_id))
    session.log("saved_filters", "删除清单", found.name)
    return found


def restore(session: WriteSession, removed: SavedList) -> None:
    """Bring a removed list back."""
    name = _free_name(session, removed.owner, removed.name)
    value = plain(removed.filter, removed.sort, removed.descending)
    session.execute(
        insert(SavedFilter).values(id=removed.id, owner=removed.owner, name=name, value=value)
    )
    session.log("saved_filters", "恢复清单", name)


def follow_category(session: WriteSession, old: str, new: str) -> None:
    """Lists of a category that got another path, and of those below it, go along."""
    for list_id, value in fetch(session.connection, select(SavedFilter.id, SavedFilter.value)):
        named = value.get("filter", {}).get("category", "")
        if named == old or named.startswith(f"{old}/"):
            parts = {**value["filter"], "category": new + named.removeprefix(old)}
            _change(session, list_id, value={**value, "filter": parts})
            session.topics.add("saved_filters")


def plain(wanted: IssueFilter, sort: str, descending: bool) -> dict[str, Any]:
    """A filter and a sort as plain values; parts that let everything through are left out."""
    parts = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in asdict(wanted).items()
        if value not in ("", (), None)
    }
    return {"filter": parts, "sort": sort, "descending": descending}


def _list(row: Sequence[Any]) -> SavedList:
    id_, owner, name, value = row
    sort = str(value.get("sort", ""))
    known = sort in issues.SORTS
    return SavedList(
        id_,
        owner,
        name,
        _filter(value.get("filter", {})),
        sort if known else "registered_at",
        bool(value.get("descending", True)) if known else True,
    )


def _filter(parts: dict[str, Any]) -> IssueFilter:
    known: dict[str, Any] = {}
    for field in fields(IssueFilter):
        value = parts.get(field.name)
        if value is None:
            continue
        if field.name in _DATES:
            value = date.fromisoformat(value)
        elif field.name in _KINDS:
            value = _KINDS[field.name](value)
        elif isinstance(value, list):
            value = tuple(value)
        known[field.name] = value
    return IssueFilter(**known)


def _there(session: WriteSession, list_id: int) -> SavedList:
    rows = fetch(session.connection, select(*_COLUMNS).where(SavedFilter.id == list_id))
    if not rows:
        raise KnownError("这个清单刚被别人删除，没有保存；可以把现在的筛选另存为清单。")
    return _list(rows[0])


def _change(session: WriteSession, list_id: int, **values: Any) -> None:
    session.execute(update(SavedFilter).where(SavedFilter.id == list_id).values(**values))


def _free_name(session: WriteSession, owner: str, name: str, own_id: int = 0) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise KnownError(f"清单要有名称，最多 {LONGEST_NAME} 个字，没有保存；请改好后再试。")
    same = select(SavedFilter.id).where(
        SavedFilter.owner == owner, SavedFilter.name == name, SavedFilter.id != own_id
    )
    if session.execute(same).first() is not None:
        raise KnownError(f"已经有一个叫“{name}”的清单，没有保存；请换个名称，或更新那一个。")
    return name
