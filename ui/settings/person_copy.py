"""复制: everything about one person as one workbook to hand over (《个人信息保护法》第四十五条)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from db.persons.data_requests import Request
from domain.cells import Cell
from domain.personal_data import Held, Hit, Person
from exchange.export import Column, Workbook, write_sheet

_BASIS = "《个人信息保护法》第四十五条：个人有权查阅、复制其个人信息"

_OF_THE_OFFICE = {"从哪里"}  # which of its computers somebody sat at


def write(
    out: Path, office: str, person: Person, hits: Sequence[Hit], asked: Request, made: datetime
) -> int:
    """Write a sheet that says what this is and one for each kind; returns how many rows."""
    cover: list[Sequence[Cell]] = [
        ("姓名", person.name),
        ("证件号码", person.id_number),
        ("电话", "、".join(person.phones)),
        ("住址", "、".join(address for _, address in person.homes)),
        ("提出", f"{asked.by}，{asked.on:%Y-%m-%d}"),
        ("提供", f"{office}，{made:%Y-%m-%d %H:%M}"),
        ("依据", _BASIS),
    ]
    kinds = [kind for kind in Held if any(hit.kind is kind for hit in hits)]
    cover += [(kind, f"{sum(hit.kind is kind for hit in hits)} 条") for kind in kinds]
    with Workbook(out) as book:
        title = f"{person.name}的个人信息"
        write_sheet(book, "说明", title, (Column("项目", 14), Column("内容", 60)), cover)
        return sum(_write_kind(book, kind, [h for h in hits if h.kind is kind]) for kind in kinds)


def _write_kind(book: Workbook, kind: Held, hits: Sequence[Hit]) -> int:
    labels = tuple(dict.fromkeys(label for hit in hits for label, _ in hit.facts))
    labels = tuple(label for label in labels if label not in _OF_THE_OFFICE)
    dated = any(hit.day for hit in hits)
    columns = [Column("日期", 12)] if dated else []
    columns += [Column(label, 24) for label in labels]
    rows = (((hit.day,) if dated else ()) + _values(hit, labels) for hit in hits)
    return write_sheet(book, kind, kind, columns, rows)


def _values(hit: Hit, labels: Sequence[str]) -> tuple[Cell, ...]:
    told = dict(hit.facts)
    return tuple(told.get(label, "") for label in labels)
