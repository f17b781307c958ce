"""个人信息请求: the columns and cells of what was found, and of the register."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db.persons.data_requests import RequestRow
from domain.personal_data import Asked, Fate, Hit, Person, masked_fact
from widgets.chips import Chip
from widgets.paged_model import Column, Kind, Row

_FATES = {
    Fate.GOES: Chip(Fate.GOES, "red", "■"),
    Fate.HIDDEN: Chip(Fate.HIDDEN, "yellow", "▲"),
    Fate.STAYS: Chip(Fate.STAYS, "grey", "○"),
}
_TONES = {Asked.ERASE: ("red", "■"), Asked.CORRECT: ("yellow", "▲")}


def hit_columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of what was found, in the order of `hit_cells`."""
    return (
        Column("kind", tr.tr("种类"), 104, sortable=False),
        Column("sure", tr.tr("是不是本人"), 112, kind=Kind.CHIP, sortable=False),
        Column("fate", tr.tr("请求删除时"), 96, kind=Kind.CHIP, sortable=False),
        Column("day", tr.tr("日期"), 100, kind=Kind.DATE, sortable=False),
        Column("told", tr.tr("内容"), 260, sortable=False, stretch=1),
    )


def hit_cells(person: Person, hit: Hit, meant: bool) -> Row:
    """A row that was found, numbers masked."""
    sure = Chip("本人", "green", "●") if meant else Chip("待核对", "grey", "○")
    fate = _FATES[hit.fate] if meant else None
    told = "；".join(value for _, value in masked_facts(person, hit))
    return hit.kind.value, sure, fate, hit.day, told


def masked_facts(person: Person, hit: Hit) -> list[tuple[str, str]]:
    """What a row says, numbers masked."""
    return [(label, masked_fact(person, label, value)) for label, value in hit.facts if value]


def request_columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the register, in the order of `request_cells`."""
    return (
        Column("kind", tr.tr("请求"), 84, kind=Kind.CHIP, sortable=False),
        Column("person", tr.tr("谁的信息"), 92, sortable=False),
        Column("document", tr.tr("证件号码"), 168, kind=Kind.MONO, sortable=False),
        Column("asked_by", tr.tr("谁提出"), 88, sortable=False),
        Column("asked_on", tr.tr("提出日期"), 102, kind=Kind.DATE, sortable=False),
        Column("done_at", tr.tr("办理"), 144, kind=Kind.MONO, sortable=False),
        Column("done_by", tr.tr("办理人"), 88, sortable=False),
        Column("outcome", tr.tr("结果"), 200, sortable=False, stretch=1),
    )


def request_cells(row: RequestRow) -> Row:
    """A line of the register."""
    done = f"{row.done_at:%Y-%m-%d %H:%M}"
    chip = Chip(row.kind, *_TONES.get(row.kind, ("blue", "")))
    told = (row.asked_by, row.asked_on, done, row.done_by, row.outcome)
    return chip, row.person, row.document, *told


def counts_words(hits: Sequence[Hit]) -> str:
    """How many rows go, are hidden and stay."""
    told = ((fate, sum(hit.fate is fate for hit in hits)) for fate in Fate)
    return "，".join(f"{fate} {count} 条" for fate, count in told)
