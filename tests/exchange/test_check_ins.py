"""Lists of party members who reported, as three offices write them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.employers import employer_in_title
from domain.known_places import PlaceIndex
from domain.places import Level, PlaceStep
from exchange.check_ins import CheckInReader
from exchange.columns import find_layout
from exchange.judging import Judged, Knowledge, judge
from exchange.reading import read
from exchange.workbook import Sheet

Make = Callable[..., Path]
TITLES = (
    "序号", "姓名", "工作单位", "职务", "联系电话", "居住小区", "楼栋", "单元", "报到时间",
    "认领岗位",
)  # fmt: skip
ZHANG = ("张 三", "县司法局", "副局长", "13812345678", "京公馆小区", "3", "2")
KANGTAI = (PlaceStep(Level.COMMUNITY, "康泰社区居委会"),)
GUOYUAN = (PlaceStep(Level.COMMUNITY, "果园居委会"),)
KNOWN = PlaceIndex(
    [
        KANGTAI,
        GUOYUAN,
        (*KANGTAI, PlaceStep(Level.COMPOUND, "京公馆小区")),
        (*KANGTAI, PlaceStep(Level.COMPOUND, "翠湖花园")),
    ]
)


def judged(path: Path) -> Judged:
    return judge(read(path, "check_ins"), Knowledge(places=KNOWN))


def codes(made: Judged) -> list[tuple[int, str | None, str]]:
    return [(f.row, f.column, f.code) for s in made.report.sheets for f in s.findings]


def where(made: Judged) -> list[str]:
    return ["/".join(step.name for step in entry.place) for entry in made.check_ins]


def test_a_list_with_a_column_for_everything(make_xlsx: Make) -> None:
    rows = [
        ["康泰社区在职党员到社区报到登记表"],
        TITLES,
        [1, *ZHANG, date(2026, 3, 5), "政策宣传岗"],
        [2, "李四", "县住建局", "科员", "123", "翠湖花园", "", "", "2026年3月", "环境整治岗"],
        [3, "", "县住建局", "", "", "翠湖花园", "", "", "", ""],
        [4, "王五", "县医院", "护士长", "0527-86281234", "新景苑", "", "", "不详", "无"],
        [5, *ZHANG, "2026.3.5", "政策宣传岗"],
        ["合计", "5人"],
    ]  # fmt: skip
    made = judged(make_xlsx("名单.xlsx", rows))
    first, second, third = made.check_ins
    assert (first.name, first.unit, first.duty, first.phone) == (
        "张三", "县司法局", "副局长", "13812345678",
    )  # fmt: skip
    assert (first.post, first.since, first.row) == ("政策宣传岗", date(2026, 3, 5), 3)
    assert (second.phone, second.since, third.post) == ("", None, "")
    assert where(made) == [
        "康泰社区居委会/京公馆小区/3栋/2单元",
        "康泰社区居委会/翠湖花园",
        "康泰社区居委会/新景苑",
    ]
    assert codes(made) == [
        (4, "联系电话", "phone_invalid"),
        (4, "报到时间", "date_unparsed"),
        (5, "姓名", "name_missing"),
        (6, "报到时间", "date_unparsed"),
        (7, None, "duplicate_row"),
        (8, None, "note_row"),
    ]
    sheet = made.report.sheets[0]
    assert (sheet.accepted, sheet.rows_rejected, sheet.rows_skipped) == (3, (5,), (7, 8))


def test_other_words_another_order_and_addresses_in_one_piece(make_xlsx: Make) -> None:
    rows = [
        ["手机号码", "报到社区（小区）", "党员姓名", "单位及职务", "认岗情况"],
        ["13912345678", "康泰社区党总支", "吴十", "县医院 护士长", "扶老助幼岗"],
        ["", "康泰社区京公馆", "郑一", "县一小 教师", ""],
        ["", "康泰社区新景小区3号楼2单元501室", "孙二", "县一小 教师", ""],
        ["", "果园社区京公馆小区", "钱三", "县一小 教师", ""],
        ["", "", "赵四", "县一小", ""],
        ["", "某某苑", "李五", "县一小", ""],
    ]
    made = judged(make_xlsx("b.xlsx", rows))
    assert [(e.name, e.unit, e.duty) for e in made.check_ins] == [
        ("吴十", "县医院", "护士长"),
        ("郑一", "县一小", "教师"),
        ("孙二", "县一小", "教师"),
    ]
    assert where(made) == [
        "康泰社区居委会",
        "康泰社区居委会/京公馆小区",
        "康泰社区居委会/新景小区/3号楼/2单元",
    ]
    assert codes(made) == [
        (5, "报到社区（小区）", "area_unread"),
        (6, None, "address_missing"),
        (7, "报到社区（小区）", "area_unread"),
    ]


def test_headings_of_compounds_over_merged_cells(make_xlsx: Make) -> None:
    rows = [
        ["姓名", "单位", "服务岗位", "报到日期"],
        ["京公馆小区（2人）", "", "", ""],
        ["张三", "县司法局", "治安巡逻", 20260305],
        ["李四", "", "同上", "2026.3.6"],
        ["翠湖花园", "", "", ""],
        ["王五", "", "", ""],
    ]
    made = judged(make_xlsx("康泰社区报到.xlsx", rows, merges=[(2, 1, 3, 1)]))
    assert [(e.name, e.unit, e.post) for e in made.check_ins] == [
        ("张三", "县司法局", "治安巡逻"),
        ("李四", "县司法局", "治安巡逻"),
        ("王五", "", ""),  # an empty cell is nobody's
    ]
    assert where(made) == [
        "康泰社区居委会/京公馆小区",
        "康泰社区居委会/京公馆小区",
        "康泰社区居委会/翠湖花园",
    ]
    assert [c for _, _, c in codes(made)] == ["note_row", "note_row"]


def test_what_a_group_or_a_door_in_one_cell_means(make_xlsx: Make) -> None:
    rows = [
        ["姓名", "工作单位", "现住址", "领岗情况"],
        ["张三", "县司法局", "京公馆3-2-502", "x"],
        ["李四", "县司法局", "果园居委会四组12号", "x"],
        ["王五", "县司法局", "翠湖花园", "x"],
        ["赵六", "县司法局", "人民路12号", "x"],
    ]
    made = judged(make_xlsx("c.xlsx", rows))
    assert where(made) == [
        "康泰社区居委会/京公馆小区/3栋/2单元",
        "果园居委会/四组",
        "康泰社区居委会/翠湖花园",
    ]
    assert codes(made) == [(5, "现住址", "area_unread")]


def test_one_person_on_two_sheets_is_one(make_xlsx: Make) -> None:
    head = ["姓名", "工作单位", "报到小区", "电话"]
    sheets = {
        "一": [head, ["张三", "县司法局", "京公馆小区", "13812345678"]],
        "二": [head, ["张三", "县司法局", "京公馆小区", "13912345678"]],
    }
    made = judged(make_xlsx("d.xlsx", sheets))
    assert [e.phone for e in made.check_ins] == ["13812345678"]
    (finding,) = made.report.sheets[1].findings
    assert finding.code == "duplicate_row"
    assert "电话不同" in finding.text


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("居住小区", "compound"), ("报到小区", "compound"), ("报到社区", "community"),
        ("所在单位", "unit"), ("工作单位及职务", "unit_duty"), ("认领岗位", "post"),
        ("岗位", "post"), ("职务", "duty"), ("报到时间", "since"), ("报到登记日期", "since"),
        ("居住楼栋", "building"), ("居住单元", "entrance"), ("居住地址", "address"),
        ("服务次数", ""), ("报到单位", ""), ("身份证号", ""), ("党员电话", "phone"),
    ],
)  # fmt: skip
def test_headers_are_recognised(header: str, field: str) -> None:
    sheet = Sheet("名单", [["姓名", "工作单位", header], ["张三", "局", "x"]])
    layout = find_layout(sheet, "check_ins")
    assert layout is not None
    found = dict(zip(layout.headers, layout.fields, strict=True))
    # 工作单位 stands there already: a second column of it is left out.
    assert found[header] == ("" if field == "unit" and header != "工作单位" else field)


# Services rendered


def served(made: Judged) -> list[tuple[str, str, str, float | None]]:
    return [
        (entry.name, s.day.isoformat(), s.what, s.hours)
        for entry in made.check_ins
        for s in entry.services
    ]


def test_each_service_of_a_person_is_a_service_and_no_repetition(make_xlsx: Make) -> None:
    rows = [
        ["县教育局在职党员到社区报到服务登记表（2026年上半年）"],
        ["填报单位（盖章）：县教育局", None, None, None, None, "填报日期：2026年7月1日"],
        ["序号", "姓名", "报到小区", "服务时间", "服务内容", "服务时长(小时)"],
        [1, "张三", "京公馆小区", date(2026, 3, 5), "政策宣传", 2],
        [2, "张 三", "京公馆", "2026.3.12", "环境整治", "1.5小时"],
        [3, "张三", "京公馆小区", "2026年3月12日上午", "政策宣传", ""],
        [4, "张三", "京公馆小区", "2026-03-05", "政策宣传", 2],
        [5, "张三", "京公馆小区", "", "", ""],
        [6, "李四", "翠湖花园", "", "", ""],
        [7, "李四", "翠湖花园", "3月12日", "治安巡逻", 2],
        [8, "王五", "翠湖花园", "", "治安巡逻", ""],
        [9, "赵六", "翠湖花园", "2026-03-12", "治安巡逻", "一上午"],
        [10, "孙七", "翠湖花园", "2027-03-12", "治安巡逻", 2],
    ]
    known = Knowledge(places=KNOWN, today=date(2026, 7, 1))
    made = judge(read(make_xlsx("服务.xlsx", rows), "check_ins"), known)
    assert served(made) == [
        ("张三", "2026-03-05", "政策宣传", 2.0),
        ("张三", "2026-03-12", "环境整治", 1.5),
        ("张三", "2026-03-12", "政策宣传", None),
        ("赵六", "2026-03-12", "治安巡逻", None),
    ]
    assert {entry.unit for entry in made.check_ins} == {"县教育局"}
    assert codes(made) == [
        (7, None, "duplicate_row"),
        (8, None, "duplicate_row"),
        (10, "服务时间", "date_unparsed"),
        (11, "服务内容", "service_unread"),
        (12, "服务时长(小时)", "service_unread"),
        (13, "服务时间", "service_unread"),
    ]
    sheet = made.report.sheets[0]
    assert [entry.row for entry in made.check_ins] == [4, 5, 6, 9, 11, 12, 13]
    assert (sheet.rows_rejected, sheet.rows_skipped, sheet.accepted) == ((10,), (7, 8), 7)


def test_a_name_merged_over_its_services(make_xlsx: Make) -> None:
    rows = [
        ["姓名", "工作单位", "报到小区", "服务日期", "服务内容", "服务时间"],
        ["张三", "县司法局", "京公馆小区", "2026-03-05", "政策宣传", "2小时"],
        [None, None, None, "2026-03-06", "环境整治", "3小时"],
    ]
    made = judged(make_xlsx("服务.xlsx", rows, [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2)]))
    assert served(made) == [
        ("张三", "2026-03-05", "政策宣传", 2.0),
        ("张三", "2026-03-06", "环境整治", 3.0),
    ]
    assert codes(made) == []


def test_a_service_outside_the_stay_is_not_taken(make_xlsx: Make) -> None:
    rows = [
        ["姓名", "工作单位", "报到小区", "报到时间", "服务日期", "服务内容"],
        ["张三", "县司法局", "京公馆小区", "2026-03-05", "2026-03-04", "政策宣传"],
        ["张三", "县司法局", "京公馆小区", "", "2026-03-03", "政策宣传"],
    ]
    made = judged(make_xlsx("服务.xlsx", rows))
    assert (len(made.check_ins), served(made)) == (1, [])
    assert codes(made) == [(2, "服务日期", "service_unread"), (3, "服务日期", "service_unread")]
    assert made.report.sheets[0].rows_rejected == (3,)


# What a title tells


@pytest.mark.parametrize(
    ("title", "employer"),
    [
        ("县教育局在职党员到社区报到名单", "县教育局"),
        ("2026年虚构县住建局机关党支部在职党员报到登记表", "虚构县住建局"),
        ("中共县卫健委党组在职党员报到情况", "县卫健委"),
        ("县第一小学党员进社区服务登记", "县第一小学"),
        ("填报单位：县教育局　　填报日期：2026年7月1日", "县教育局"),
        ("报送单位（盖章）: 县司法局党支部", "县司法局"),
        ("填报单位：康泰社区居委会", ""),
        ("填报单位：重岗街道办事处", ""),
        ("填报单位：康泰社区党总支", ""),
        ("康泰社区在职党员到社区报到登记表", ""),
        ("京公馆小区在职党员名单", ""),
        ("在职党员到居住地报到名单", ""),
        ("单位：人次", ""),
    ],
)
def test_the_employer_of_a_title(title: str, employer: str) -> None:
    assert employer_in_title(title) == employer


def test_the_employer_named_once_is_shown_and_a_column_wins(make_xlsx: Make) -> None:
    rows: list[list[str | None]] = [
        ["在职党员报到名单", None, None],
        ["报送单位：", "县教育局", None],
        ["姓名", "报到小区", "职务"],
        ["张三", "京公馆小区", "教师"],
    ]
    (sheet,) = read(make_xlsx("a.xlsx", rows), "check_ins").sheets
    assert sheet.employer == "县教育局"
    rows[2][2], rows[3][2] = "工作单位", "县一小"
    rows.append(["李四", "京公馆小区", ""])
    path = make_xlsx("b.xlsx", rows)
    assert read(path, "check_ins").sheets[0].employer == ""
    assert [entry.unit for entry in judged(path).check_ins] == ["县一小", ""]


def test_columns_that_have_no_place_are_named(make_xlsx: Make) -> None:
    rows = [
        ["序号", "姓名", "工作单位", "报到小区", "党支部", "今年参加活动次数", "备注", "签名"],
        [1, "张三", "县司法局", "京公馆小区", "一支部", 5, "骨干", ""],
    ]
    made = judged(make_xlsx("a.xlsx", rows))
    (note,) = made.report.notes
    assert "“党支部”“今年参加活动次数”“备注”" in note
    assert "签名" not in note
    assert len(made.check_ins) == 1


_COMPOUND = st.sampled_from(["京公馆小区", "京公馆", "翠湖花园", "某某苑", "康泰社区", ""])
_COMMUNITY = st.sampled_from(["康泰社区", "康泰居委会", "果园社区", "某某社区", ""])
_BUILDING = st.sampled_from(["3", "3栋", "三号楼", "3#", ""])


@given(_COMMUNITY, _COMPOUND, _BUILDING)
def test_a_place_is_as_told_or_not_taken(community: str, compound: str, building: str) -> None:
    rows = [["姓名", "社区", "小区", "楼栋"], ["张三", community, compound, building]]
    sheet = Sheet("名单", [list(row) for row in rows])
    layout = find_layout(sheet, "check_ins")
    assert layout is not None
    (row,) = CheckInReader(sheet, layout, known=KNOWN).rows()
    made = judge_row(row)
    if made is None:
        return
    names = [step.name for step in made]
    assert not (community and compound == "康泰社区" and not community.startswith("康泰"))
    told = community or ("康泰社区" if compound != "某某苑" else "")
    assert told, "without any community only what is on file is taken"
    assert names[0] == ("果园居委会" if told == "果园社区" else "康泰社区居委会")
    if names[0] == "果园居委会":
        assert compound in ("", "某某苑")
    if building:
        assert made[-1].level is Level.BUILDING


def judge_row(row: object) -> tuple[PlaceStep, ...] | None:
    from domain.check_in_judge import CheckInJudge

    made = CheckInJudge(KNOWN).sheet("名单", 1, {}, [row])  # type: ignore[list-item]
    return made.check_ins[0].place if made.check_ins else None
