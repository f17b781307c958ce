"""Editing the tree of issue categories: nothing that is in use vanishes, and a path that children
or issues go by follows its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from db.issues import categories, saved_filters
from db.issues.categories import CategoryRow
from db.models import Category, Issue, RoutingRule
from db.reading import Reader, fetch
from db.session import WriteSession
from domain.errors import KnownError
from domain.workflow import OPEN

LONGEST_NAME = 30
DEEPEST = 5
_CHUNK = 500  # as many ids as a statement takes on both databases with room to spare


@dataclass(frozen=True, slots=True)
class Use:
    """How many issues name a category itself, and how many of them are open."""

    issues: int = 0
    open: int = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(self.issues + other.issues, self.open + other.open)


@dataclass(frozen=True, slots=True)
class Removed:
    """What brings a removed category back: its rows as they were, parents first, and the issues
    and routing rules of each."""

    rows: tuple[dict[str, Any], ...]
    issues: dict[int, tuple[int, ...]]
    rules: dict[int, tuple[int, ...]]


def usage(connection: Reader) -> dict[int, Use]:
    """The use of every category that has any, without those below it."""
    # Two queries, each of which an index answers: the many closed issues are not looked at.
    counted = select(Issue.category_id, func.count()).group_by(Issue.category_id)
    named = dict(fetch(connection, counted.where(Issue.category_id.is_not(None))))
    still = dict(fetch(connection, counted.where(Issue.state.in_(OPEN))))
    return {id_: Use(issues, still.get(id_, 0)) for id_, issues in named.items()}


def add(session: WriteSession, name: str, parent_id: int | None) -> int:
    """A new category at the end of its siblings; returns its id."""
    tree = _Tree(session.connection)
    path = tree.free_path(name, parent_id)
    seq = (session.connection.scalar(select(func.max(Category.seq))) or 0) + 1
    values = {"parent_id": parent_id, "name": name.strip(), "path": path, "seq": seq}
    made = session.execute(insert(Category).values(values).returning(Category.id)).scalar_one()
    session.log("categories", "新增问题类别", path)
    return int(made)


def change(
    session: WriteSession,
    category_id: int,
    name: str,
    parent_id: int | None,
    seq: int | None = None,
) -> int:
    """Another name, another category above it, or both; what is below goes along. Under another
    parent it comes last, or where ``seq`` puts it; returns the one it had."""
    tree = _Tree(session.connection)
    old = tree.row(category_id)
    if parent_id is not None and parent_id in tree.below(category_id):
        raise KnownError(f"“{old.name}”不能放到自己或自己的下级里面，没有改动；请另选上级。")
    new = tree.free_path(name, parent_id, category_id)
    if tree.height(category_id) + new.count("/") > DEEPEST:
        raise KnownError(f"类别最多 {DEEPEST} 级，没有改动；请另选上级。")
    for id_ in tree.below(category_id):
        path = new + tree.row(id_).path.removeprefix(old.path)
        session.execute(update(Category).where(Category.id == id_).values(path=f"\t{path}"))
    # In two steps: two categories that swap their names must not meet under the same path.
    moved = update(Category).where(Category.path.startswith("\t"))
    session.execute(moved.values(path=func.substr(Category.path, 2)))
    (had,) = session.connection.scalars(select(Category.seq).where(Category.id == category_id))
    own = {"name": name.strip(), "parent_id": parent_id, "batch_id": None}
    if parent_id != old.parent_id:
        last = session.connection.scalar(select(func.max(Category.seq))) or 0
        own["seq"] = seq or last + 1
    session.execute(update(Category).where(Category.id == category_id).values(own))
    saved_filters.follow_category(session, old.path, new)
    session.log("categories", "修改问题类别", old.path, new)
    return int(had)


def shift(session: WriteSession, category_id: int, steps: int) -> bool:
    """Move a category among its siblings, up when ``steps`` is negative; False at the end."""
    tree = _Tree(session.connection)
    siblings = [r.id for r in tree.rows if r.parent_id == tree.row(category_id).parent_id]
    here = siblings.index(category_id)
    there = here + steps
    if not 0 <= there < len(siblings):
        return False
    siblings.insert(there, siblings.pop(here))
    seqs = sorted(session.connection.scalars(select(Category.seq).where(Category.id.in_(siblings))))
    for id_, seq in zip(siblings, seqs, strict=True):
        session.execute(update(Category).where(Category.id == id_).values(seq=seq))
    session.log("categories", "调整类别顺序", tree.row(category_id).path)
    return True


def remove(session: WriteSession, category_id: int, heir_id: int | None = None) -> Removed:
    """Remove a category with all below it. Its issues and routing rules go to the heir; a
    KnownError when there are any and there is none."""
    tree = _Tree(session.connection)
    old, going = tree.row(category_id), tree.below(category_id)
    issues = {id_: _naming(session.connection, Issue, id_) for id_ in going}
    rules = {id_: _naming(session.connection, RoutingRule, id_) for id_ in going}
    count = sum(map(len, issues.values()))
    if heir_id is None and (count or any(rules.values())):
        told = f"有 {count:,} 件问题" if count else "有派单规则"
        raise KnownError(f"{told}在用“{old.name}”，没有删除；请先选一个类别来接收。")
    if heir_id in going:
        raise KnownError(f"“{old.name}”的问题不能交给它自己或它的下级，没有删除；请另选一个类别。")
    heir = tree.row(heir_id).path if heir_id is not None else ""
    rows = _stored(session.connection, going)
    if heir_id is not None:
        for owner in (Issue, RoutingRule):
            held = update(owner).where(owner.category_id.in_(going))
            session.execute(held.values(category_id=heir_id))
    for row in reversed(rows):
        session.execute(delete(Category).where(Category.id == row["id"]))
    handed = f"{count} 件问题改为“{heir}”" if count else ""
    session.log("categories", "删除问题类别", old.path, handed)
    if count:
        session.topics.add("issues")
    return Removed(rows, _used(issues), _used(rules))


def restore(session: WriteSession, removed: Removed) -> None:
    """A removed category is there again and has its issues and routing rules back."""
    taken = {row.path for row in categories.all_categories(session.connection)}
    if clash := next((r["path"] for r in removed.rows if r["path"] in taken), None):
        raise KnownError(f"已经又有“{clash}”这个类别，没有恢复；请先给它改名。")
    ids = _free_ids(session, [row["id"] for row in removed.rows])
    rows = [
        row | {"id": ids[row["id"]], "parent_id": ids.get(row["parent_id"], row["parent_id"])}
        for row in removed.rows
    ]
    session.execute(insert(Category), rows)
    for owner, held in ((Issue, removed.issues), (RoutingRule, removed.rules)):
        for id_, owners in ((ids[id_], owners) for id_, owners in held.items()):
            for start in range(0, len(owners), _CHUNK):
                mine = update(owner).where(owner.id.in_(owners[start : start + _CHUNK]))
                session.execute(mine.values(category_id=id_))
    session.log("categories", "恢复问题类别", removed.rows[0]["path"])
    if removed.issues:
        session.topics.add("issues")


def _free_ids(session: WriteSession, wanted: Sequence[int]) -> dict[int, int]:
    """These ids, another one for each that somebody else has by now."""
    held = set(session.connection.scalars(select(Category.id).where(Category.id.in_(wanted))))
    highest = session.connection.scalar(select(func.max(Category.id))) or 0
    fresh = iter(range(max(highest, *wanted) + 1, max(highest, *wanted) + 1 + len(held)))
    return {id_: next(fresh) if id_ in held else id_ for id_ in wanted}


class _Tree:
    """The categories as they are now, to be asked about each other."""

    def __init__(self, connection: Reader) -> None:
        self.rows = categories.all_categories(connection)
        self._by_id = {row.id: row for row in self.rows}

    def row(self, category_id: int) -> CategoryRow:
        """One category; a KnownError when somebody removed it."""
        if category_id not in self._by_id:
            raise KnownError("这个类别已被别人删除，没有改动；请刷新后再看。")
        return self._by_id[category_id]

    def below(self, category_id: int) -> list[int]:
        """A category and all below it, parents first."""
        found = {category_id}
        for row in self.rows:  # parents come before children
            if row.parent_id in found:
                found.add(row.id)
        return [row.id for row in self.rows if row.id in found]

    def height(self, category_id: int) -> int:
        """How many levels a category has with what is below it."""
        own = self.row(category_id).path.count("/")
        return max(self.row(id_).path.count("/") for id_ in self.below(category_id)) - own + 1

    def free_path(self, name: str, parent_id: int | None, itself: int | None = None) -> str:
        """The path of that name there; a KnownError when it cannot be had."""
        name = name.strip()
        if not name or "/" in name or len(name) > LONGEST_NAME:
            raise KnownError(
                f"类别名称要有 1 到 {LONGEST_NAME} 个字、不含“/”，没有保存；请改正后再试。"
            )
        path = f"{self.row(parent_id).path}/{name}" if parent_id is not None else name
        if any(row.path == path and row.id != itself for row in self.rows):
            raise KnownError(f"同级里已经有“{name}”，没有保存；请换一个名称。")
        if path.count("/") >= DEEPEST:
            raise KnownError(f"类别最多 {DEEPEST} 级，没有保存；请另选上级。")
        return path


def _naming(connection: Reader, owner: Any, category_id: int) -> tuple[int, ...]:
    mine = select(owner.id).where(owner.category_id == category_id)
    return tuple(connection.scalars(mine))


def _used(held: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    return {id_: owners for id_, owners in held.items() if owners}


def _stored(connection: Reader, ids: Sequence[int]) -> tuple[dict[str, Any], ...]:
    """The rows of these categories as they are stored, in the order of the ids."""
    found = connection.execute(select(*Category.__table__.c).where(Category.id.in_(ids)))
    by_id = {row["id"]: dict(row) for row in found.mappings()}
    return tuple(by_id[id_] for id_ in ids)
