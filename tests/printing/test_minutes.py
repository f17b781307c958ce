from datetime import date, datetime
from pathlib import Path

import pytest

from domain.errors import KnownError
from domain.minutes import Minutes, MinutesItem, blocks
from printing.minutes import print_minutes

ROAD = MinutesItem(
    "2026-0401",
    "果园社区生产路及桥涵破损,农忙出行难",
    "red",
    "红",
    "县交通局",
    ("县水利局",),
    "列入年度计划",
    date(2026, 7, 31),
)
LIFT = MinutesItem("2026-0402", "电梯停运", "yellow", "黄", "县交通局")


def minutes(*items: MinutesItem, agenda: str = "一、通报情况") -> Minutes:
    held = datetime(2026, 6, 1, 9, 30)
    return Minutes("第 7 次协调会", "重岗街道办事处", held, agenda, items, date(2026, 6, 2))


def words(file: Path) -> str:
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    document.load(str(file))
    return "".join(document.getAllText(page).text() for page in range(document.pageCount()))


def test_what_was_decided_stands_on_paper(qapp: object, tmp_path: Path) -> None:
    target = tmp_path / "纪要.pdf"
    assert print_minutes(minutes(ROAD, LIFT), target) == ""
    told = "".join(words(target).split())
    for part in (
        "2026年6月1日9时30分召开",
        "一、会议议程",
        "二、议定事项",
        "列入年度计划",
        "7月31日",
        "三、领办分工",
        "县交通局领办2件。",
        "重岗街道办事处",
        "2026年6月2日",
        "第1页",
    ):
        assert part in told
    assert "破损，农忙" in told


def test_the_same_minutes_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "1.pdf", tmp_path / "2.pdf"
    print_minutes(minutes(ROAD), one)
    print_minutes(minutes(ROAD), two)
    assert one.read_bytes() == two.read_bytes()


def test_without_an_agenda_the_numerals_close_up() -> None:
    told = [block.text for block in blocks(minutes(ROAD, agenda="")) if hasattr(block, "text")]
    assert "一、议定事项" in told
    assert not any(text.startswith("二、") for text in told)


def test_a_character_without_a_font_is_named_and_a_bad_place_refused(tmp_path: Path) -> None:
    rare = minutes(MinutesItem("1", "\U0003134a家路破损", "red", "红"))
    assert "\U0003134a" in print_minutes(rare, tmp_path / "rare.pdf")
    with pytest.raises(KnownError, match="不存在"):
        print_minutes(minutes(ROAD), tmp_path / "没有" / "纪要.pdf")
