"""Spreadsheet files made to harm: each is read or refused in one sentence, in a process that is
given little memory and is looked at when it is done."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import settings

from exchange import filling
from exchange.columns import find_layout
from exchange.workbook import Sheet, read_sheets
from tests.hostile import zoo
from tests.hostile.zoo import HEAVY, ZOO, Visit

ROOT = Path(__file__).resolve().parents[2]


def _wrong(folder: Path, names: Iterable[str], seconds: float, memory: int) -> list[str]:
    """What is not as it should be."""
    words = [sys.executable, "-m", "tests.hostile.zoo", str(folder), *names]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=300, check=True)
    assert told.stderr == b""
    visits = {name: Visit(*visit) for name, visit in json.loads(told.stdout).items()}
    assert list(visits) == list(names)
    wrong = []
    for name, visit in visits.items():
        word = ZOO[name][1]
        is_said = word in visit.said and "\n" not in visit.said if word else visit.said == ""
        if not is_said or visit.seconds > seconds or visit.memory > memory:
            wrong.append(f"{name}: {visit}")
    return wrong


def test_files_made_to_harm_do_none(tmp_path: Path) -> None:
    names = [name for name in ZOO if name not in HEAVY]
    assert _wrong(tmp_path, names, seconds=60, memory=3100) == []


def test_what_takes_its_time_is_refused_too(tmp_path: Path) -> None:
    if settings.get_current_profile_name() != "fuzz":
        pytest.skip("takes a minute; make fuzz")
    assert _wrong(tmp_path, HEAVY, seconds=120, memory=3100) == []


def test_what_a_workbook_asks_for_from_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    linked = ZOO["链接.xlsx"][0](tmp_path / "链接.xlsx")
    assert read_sheets(linked)[0].rows[1] == ["张三", "19900000147"]


def test_macros_are_left_alone(tmp_path: Path) -> None:
    path = zoo.repacked(tmp_path / "宏.xlsm", {"xl/vbaProject.bin": b"\xd0\xcf" + bytes(4096)})
    assert read_sheets(path)[0].rows[1][0] == "张三"


def test_a_sheet_in_an_odd_hand_is_read_all_the_same(tmp_path: Path) -> None:
    odd = (
        "<row><c><v>1</v></c>\n<c  r='c1'><v>2</v></c></row>\n"
        "<row\tr='3'><c r='B3'><v>3</v></c></row>"
    )
    path = zoo.repacked(tmp_path / "怪.xlsx", {zoo.SHEET: zoo.sheet(odd)})
    assert read_sheets(path)[0].rows == [[1, "", 2], ["", "", ""], ["", 3, ""]]


def test_merged_cells_that_overlap_without_end_take_no_time() -> None:
    rows = [["楼栋", "姓名"], *([f"{n}栋", "张三"] for n in range(20_000))]
    merged = ((1, 0, 1_048_575, 1),) * 100_000
    sheet = Sheet("S", rows, merged)
    assert find_layout(sheet, "households") is not None
    names = [row[1] for row in rows[1:]]
    filler = filling.Filler(sheet, 1, names, [0], [0], [], [])
    assert filler.merge(5, rows[5]) == ["0栋", "张三"]
