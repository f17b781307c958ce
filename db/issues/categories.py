"""The tree of issue categories, which the office edits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, insert, select

from db.models import Category
from db.reading import Reader, fetch
from db.session import WriteSession


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category; ``path`` is its names from the top, joined by ``/``."""

    id: int
    parent_id: int | None
    name: str
    path: str


def all_categories(connection: Reader) -> list[CategoryRow]:
    """Every category in the office's order, each followed by those below it."""
    columns = (Category.id, Category.parent_id, Category.name, Category.path)
    below: dict[int | None, list[CategoryRow]] = defaultdict(list)
    for values in fetch(connection, select(*columns).order_by(Category.seq, Category.id)):
        row = CategoryRow(*values)
        below[row.parent_id].append(row)

    def walk(parent_id: int | None) -> Iterator[CategoryRow]:
        for row in below[parent_id]:
            yield row
            yield from walk(row.id)

    return list(walk(None))


def ids_of(
    session: WriteSession, paths: Iterable[tuple[str, ...]], batch_id: int | None = None
) -> dict[tuple[str, ...], int]:
    """The ids of these paths; categories not known yet are added at the end."""
    known = dict(fetch(session.connection, select(Category.path, Category.id)))
    seq = session.connection.scalar(select(func.max(Category.seq))) or 0
    wanted = list(dict.fromkeys(paths))
    added = 0
    for path in wanted:
        parent_id: int | None = None
        for depth in range(1, len(path) + 1):
            joined = "/".join(path[:depth])
            if joined not in known:
                seq += 1
                added += 1
                known[joined] = session.execute(
                    insert(Category)
                    .values(
                        parent_id=parent_id,
                        name=path[depth - 1],
                        path=joined,
                        seq=seq,
                        batch_id=batch_id,
                    )
                    .returning(Category.id)
                ).scalar_one()
            parent_id = known[joined]
    if added:
        session.log("categories", "导入问题类别", f"{added} 个")
    return {path: known["/".join(path)] for path in wanted if path}
