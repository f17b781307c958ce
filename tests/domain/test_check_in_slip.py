from dataclasses import replace
from datetime import date

from domain.check_in import ServiceEntry
from domain.check_in_slip import CheckInSlip, Served, blocks
from domain.disclosure import Paragraph, Table, texts_of

ZHANG = Served(
    "张三",
    "副局长",
    "康泰社区居委会",
    "京公馆小区",
    "政策宣传岗",
    date(2026, 3, 5),
    None,
    (
        ServiceEntry(date(2026, 4, 1), "政策宣传", 2.0),
        ServiceEntry(date(2026, 5, 1), "帮3栋2单元502室修灯,电话13812345678"),
        ServiceEntry(date(2026, 6, 1), "政策宣传", 1.5),
    ),
)
LI = Served("李四", "", "", "果园居委会", "", None, date(2026, 5, 31), ())
SLIP = CheckInSlip(
    "县司法局",
    "康泰社区居委会",
    "康泰社区居委会京公馆小区、果园居委会",
    date(2026, 1, 1),
    date(2026, 12, 31),
    date(2026, 6, 15),
    (ZHANG, LI),
)


def said(slip):
    return ["".join(texts_of(block)) for block in blocks(slip)]


def test_an_employer_is_told_of_all_its_members():
    text, table = blocks(SLIP)
    assert isinstance(text, Paragraph)
    assert text.text == (
        "贵单位有2名在职党员到康泰社区居委会京公馆小区、果园居委会报到，1人认领岗位。"
        "2026年共参加服务3次、3.5小时。现将有关情况反馈如下。"
    )
    assert isinstance(table, Table)
    first, second = ([(cell.main, cell.note) for cell in row] for row in table.rows)
    assert first[1:5] == [
        ("张三", "副局长"),
        ("京公馆小区", "康泰社区居委会，2026年3月5日"),
        ("政策宣传岗", ""),
        ("3次", "3.5小时"),
    ]
    assert first[5][0].startswith("政策宣传2次，")
    assert second[2:] == [
        ("果园居委会", "2026年5月31日迁出"),
        ("—", ""),
        ("0次", ""),
        ("本期无", ""),
    ]


def test_one_member_is_told_of_by_every_service():
    text, table = blocks(replace(SLIP, members=(ZHANG,), single=True))
    assert text.text.startswith(
        "贵单位党员张三同志（副局长）于2026年3月5日到康泰社区居委会京公馆小区报到，认领政策宣传岗。"
    )
    assert [row[1].main for row in table.rows] == ["4月1日", "5月1日", "6月1日"]
    assert [row[3].main for row in table.rows] == ["2", "—", "1.5"]


def test_neither_door_nor_phone_goes_to_the_employer():
    for slip in (SLIP, replace(SLIP, members=(ZHANG,), single=True)):
        told = "".join(said(slip))
        assert "13812345678" not in told
        assert "502" not in told


def test_where_nothing_was_done_it_says_so():
    (text,) = blocks(replace(SLIP, members=(LI,), single=True))
    assert text.text == (
        "贵单位党员李四同志已到果园居委会报到，2026年5月31日迁出。2026年没有服务记录。特此反馈。"
    )
