"""Small invented ledgers, written as offices write them."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from domain.id_card import check_character

TITLES = ("楼栋", "单元", "室号", "户主", "姓名", "与户主关系", "身份证号", "联系电话", "备注")
MEMBERS = ("房屋", "", "", "家庭成员", "", "", "", "", "")


def id_number(birth: str, order: int = 1, sex: str = "男") -> str:
    """A valid id number of an invented region; ``birth`` is YYYYMMDD, ``order`` 0–49."""
    first17 = f"329999{birth}{order:02}{1 if sex == '男' else 2}"
    return first17 + check_character(first17)


ZOU, OUYANG = id_number("19550428", 4, "女"), id_number("19700101", 1)

# Row by row what a real ledger holds: a title, two tiers of titles, a head merged over the
# household, 同上, a bad number, a phone that is none, a vacant flat, a repeated row, somebody
# without a name, a total.
HOUSEHOLDS: tuple[tuple[Any, ...], ...] = (
    ("康泰社区翠湖花园住户台账", *("",) * 8),
    MEMBERS,
    TITLES,
    ("1栋", "1单元", "101", "邹秀英", "邹秀英", "户主", ZOU, "19900000147", ""),
    ("同上", "同上", "101", "", "邹伟", "儿子", "32999919800101173", "19900000148", ""),
    ("1栋", "1单元", "102", "欧阳建国", "欧阳建国", "户主", OUYANG, "1990000", ""),
    ("1栋", "1单元", "102", "欧阳建国", "欧阳建国", "户主", OUYANG, "1990000", ""),
    ("1栋", "1单元", "201", "", "", "", "", "", "空置"),
    ("1栋", "2单元", "101", "张堃", "", "户主", id_number("19650101", 3), "19900000150", ""),
    ("1栋", "2单元", "102", "", "", "", id_number("19880808", 5), "19900000151", ""),
    ("小计", "", "", "", "3 户", "", "", "", ""),
)
HEAD_OF_101 = (3, 3, 4, 3)  # top, left, bottom, right, 0-based


def households(folder: Path, name: str = "康泰社区-翠湖花园.xlsx") -> Path:
    """The ledger above as a workbook: 4 households, 4 people, row 10 rejected."""
    return workbook(folder / name, HOUSEHOLDS, (HEAD_OF_101, (1, 0, 1, 2), (1, 3, 1, 8)))


def workbook(
    path: Path,
    rows: Sequence[Sequence[Any]],
    merges: Sequence[tuple[int, int, int, int]] = (),
    name: str = "Sheet1",
) -> Path:
    """Rows as an .xlsx, every cell a text unless it is a number."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(r, c, value)
                else:
                    sheet.write(r, c, value)
        for top, left, bottom, right in merges:
            sheet.merge_range(top, left, bottom, right, rows[top][left])
    return path


def table(path: Path, rows: Sequence[Sequence[str]], encoding: str = "gb18030") -> Path:
    """Rows as a .csv as older programs write it."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


ISSUES = (
    ("编号", "标题", "反映人", "联系电话", "登记时间", "诉求内容", "类别"),
    ("A-1", "电梯停运", "邹秀英", "19900000147", "2026-03-02 09:30", "3栋电梯停运一周", "小区管理"),
    ("A-2", "路灯不亮", "欧阳建国", "19900000148", "2026-03-05", "村口路灯不亮", "基础设施"),
    ("A-3", "时间不明", "张堃", "", "不详", "没有时间", "其他"),
)
CADRES = (
    ("组别", "组长", "姓名", "工作单位", "职务", "联系电话", "包联范围"),
    ("第1工作组", "许文辉", "许文辉", "县司法局", "副科长", "0527-80000001", "翠湖花园1栋"),
    ("第1工作组", "", "刘晓波", "县委办公室", "科员", "0527-80000002", ""),
)
