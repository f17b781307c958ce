"""Visit sheets as village and community offices keep them: how they name homes and days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import read_day, years_in
from domain.known_homes import HomeIndex, KnownHome
from domain.known_places import PlaceIndex
from domain.ledger import place_path_key
from domain.places import Level, PlaceStep
from domain.visit_judge import VisitKnowledge
from exchange.judging import Knowledge, judge
from exchange.reading import read

TOWN = (PlaceStep(Level.COUNTY, "虚构县"), PlaceStep(Level.TOWNSHIP, "重岗街道"))
ZHUWEI = (*TOWN, PlaceStep(Level.COMMUNITY, "朱圩村民委员会"))
KANGTAI = (*TOWN, PlaceStep(Level.COMMUNITY, "康泰社区居委会"))
FIRST, FOURTH = (
    (*ZHUWEI, PlaceStep(Level.GROUP, "1组")),
    (*ZHUWEI, PlaceStep(Level.GROUP, "4组")),
)
JING = (*KANGTAI, PlaceStep(Level.COMPOUND, "京公馆小区"))
STAIR = (*JING, PlaceStep(Level.BUILDING, "3栋"), PlaceStep(Level.ENTRANCE, "1单元"))


def known(id_, address, place, room="", number="", head="", *people):
    return KnownHome(id_, address, place_path_key(place), room, number, head, None, people)


HOMES = (
    known(1, "1组8号", FIRST, "", "8", "张国强", "刘桂兰"),
    known(2, "1组9号", FIRST, "", "9", "王秀英"),
    known(3, "4组12号", FOURTH, "", "12", "王秀英"),
    known(4, "4组13号", FOURTH, "13", "", "李德胜"),
    known(5, "4组欧阳修文户", FOURTH, "", "", "欧阳修文"),
    known(6, "4组欧阳明户", FOURTH, "", "", "欧阳明"),
    known(7, "京公馆小区3栋1单元502室", STAIR, "502", "", "邹大伟", "刘桂兰"),
    known(8, "京公馆小区3栋1单元601室", STAIR, "601", "", "欧阳静"),
    known(9, "京公馆小区3栋1单元601室（周平）", STAIR, "601", "", "周平"),
    known(10, "1组张国强户", FIRST, "", "", "张国庆"),
)
PATHS = (ZHUWEI, FIRST, FOURTH, STAIR)
KNOWN = Knowledge(
    places=PlaceIndex({path[:n] for path in PATHS for n in range(1, len(path) + 1)}),
    visits=VisitKnowledge(HomeIndex(HOMES)),
    today=date(2026, 11, 25),
)


def judged(path):
    return judge(read(path, "visits"), KNOWN)


def codes(made):
    return [(f.row, f.column, f.code) for s in made.report.sheets for f in s.findings]


def found(made):
    return [(v.household_id, v.day.isoformat()) for v in made.visits]


def all_told(made, rows):
    (sheet,) = made.report.sheets
    kept = [visit.row for visit in made.visits]
    assert sorted([*kept, *sheet.rows_rejected, *sheet.rows_skipped]) == rows


def test_a_village_under_a_title_with_two_tiers_and_days_without_a_year(make_xlsx):
    rows = [
        ["2026年11月朱圩村入户走访台账", *[None] * 7],
        ["填报单位：朱圩村民委员会", *[None] * 5, "填报日期：2027年1月5日", None],
        ["序号", "户主", "家庭住址", None, "走访时间", "走访人", "走访结果", "群众诉求"],
        [None, None, "组", "门牌号", None, None, None, None],
        [1, "张国强", "1组", "8号", "11月4日", "高磊", "见到本人", "修路灯"],
        [2, "王秀英", 4, 12, "11-20", "高磊", "家属在家", None],
        [3, "李德胜", "四组", "13", 11.5, "高磊", "不在家", None],
        [4, "李德胜", "四组", "13", 11.2, "高磊", "不在家", None],
        [5, "王秀英", "1组", "9", "2026年11月4日上午", "高磊", "见到本人", None],
        ["填表人：高磊", *[None] * 7],
    ]
    merges = [
        (0, 0, 0, 7), (2, 2, 2, 3), *[(2, c, 3, c) for c in (0, 1, 4, 5, 6, 7)],
    ]  # fmt: skip
    made = judged(make_xlsx("台账.xlsx", rows, merges))
    assert made.report.sheets[0].header_row == 4
    assert found(made) == [
        (1, "2026-11-04"), (3, "2026-11-20"), (4, "2026-11-05"), (2, "2026-11-04"),
    ]  # fmt: skip
    assert [c for c in codes(made) if c[2] != "cadre_unknown"] == [
        (8, "走访时间", "date_unparsed"),
        (10, None, "note_row"),
    ]
    all_told(made, list(range(5, 11)))


def test_a_village_tells_its_homes_by_the_head_alone(make_xlsx):
    rows = [
        ["朱圩村走访记录（2026年）"],
        ["户主姓名", "走访日期", "走访结果", "走访情况"],
        ["张国强", "2026.11.3", "见到本人", "身体好"],
        ["王秀英", "2026.11.3", "见到本人", ""],  # two are so called
        ["刘桂兰", "2026.11.3", "见到家人", ""],  # no head, but she lives in one home there
        ["邹大伟", "2026.11.3", "见到本人", ""],  # of another community
        ["李**", "2026.11.3", "无人", ""],  # a mask alone is nobody
        ["李德胜", "2026.11.3", "无人", ""],
    ]
    made = judged(make_xlsx("走访.xlsx", rows))
    assert found(made) == [(1, "2026-11-03"), (1, "2026-11-03"), (4, "2026-11-03")]
    assert codes(made) == [
        (4, "户主姓名", "household_unknown"),
        (5, "户主姓名", "head_differs"),
        (6, "户主姓名", "household_unknown"),
        (7, "户主姓名", "household_unknown"),
    ]
    assert "有 2 户" in made.report.sheets[0].findings[0].text


def test_columns_of_community_and_whom_they_came_to(make_xlsx):
    rows = [
        ["社区（村）", "走访对象", "走访日期", "走访结果"],
        ["康泰社区", "邹大伟", "2026/11/3", "本人"],
        ["康泰社区", "刘桂兰", "2026/11/4", "本人"],
        ["朱圩村", "刘桂兰", "2026/11/4", "本人"],
        ["重岗街道", "李德胜", "2026/11/4", "本人"],
    ]
    made = judged(make_xlsx("走访.xlsx", rows))
    assert found(made) == [(7, "2026-11-03"), (7, "2026-11-04"), (1, "2026-11-04")]
    assert codes(made) == [(5, "走访对象", "household_unknown")]


def test_no_year_is_made_up(make_xlsx):
    head = ["户编号", "走访日期", "走访结果"]
    rows = [["朱圩村走访台账"], head, ["1", "11月4日", "本人"], ["1", "2026-11-04", "本人"]]
    made = judged(make_xlsx("台账.xlsx", rows))
    assert codes(made) == [(3, "走访日期", "date_unparsed")]
    made = judged(make_xlsx("2026年台账.xlsx", rows))
    assert found(made) == [(1, "2026-11-04")]
    assert codes(made) == [(4, None, "duplicate_row")]
    rows[0] = ["2025—2026年朱圩村走访台账"]
    made = judged(make_xlsx("2026年台账.xlsx", rows))
    assert codes(made) == [(3, "走访日期", "date_unparsed")]


def test_the_year_that_was_taken_from_the_title_is_there_to_be_confirmed(make_xlsx):
    rows = [["2026年朱圩村走访台账"], ["户编号", "走访日期", "结果"], ["1", "11.4", "本人"]]
    (sheet,) = read(make_xlsx("台账.xlsx", rows), "visits").sheets
    assert sheet.year == 2026
    assert [step.name for step in sheet.assumed] == ["朱圩村"]


@pytest.mark.parametrize(
    ("cell", "year", "day"),
    [
        ("11月24日", 2026, "2026-11-24"),
        ("11.5", 2026, "2026-11-05"),
        ("11.10", 2026, "2026-11-10"),
        (11.24, 2026, "2026-11-24"),
        (11.1, 2026, None),
        ("11-20", 2026, "2026-11-20"),
        ("11/20下午", 2026, "2026-11-20"),
        ("十一月二十日", 2026, "2026-11-20"),
        ("2.30", 2026, None),
        ("11月", 2026, None),
        ("1120", 2026, None),
        ("11.5-11.7", 2026, None),
        ("11月24日", None, None),
        ("2026年11月4日上午", None, "2026-11-04"),
        ("2025年11月4日（下午）", 2026, "2025-11-04"),
        ("2026年11月4日下午3点", None, "2026-11-04"),
        ("2026年11月", None, None),
    ],
)
def test_days_as_lists_write_them(cell, year, day):
    read = read_day(cell, year)
    assert (read.isoformat() if read else None) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["月", "-", "/", "."]))
def test_a_day_without_its_year_is_of_the_titles(day, between):
    cell = f"{day.month}{between}{day.day}{'日' if between == '月' else ''}"
    assert read_day(cell, day.year) == day
    assert read_day(cell) is None


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("2026年11月走访台账", {2026}),
        ("走访台账2026", {2026}),
        ("2025年12月—2026年1月走访台账", {2025, 2026}),
        ("重办〔2025〕12号走访台账", set()),
        ("走访台账20261124", set()),
        ("填报日期：2027年1月5日", set()),
        ("2027年1月5日", set()),
    ],
)
def test_the_year_of_a_title(title, years):
    assert years_in(title) == years


@pytest.mark.parametrize(
    ("code", "address", "head", "home"),
    [
        ("5", "4组欧阳**户", "欧阳**", 5),
        ("", "4组欧阳**户", "欧阳**", 5),
        ("", "4组欧阳*户", "欧阳*", 6),
        ("", "4组***户", "欧阳**", 5),
        ("", "4组欧阳*户", "", None),
        ("", "4组欧阳*户", "马*", None),
        ("5", "1组欧阳**户", "欧阳**", None),
        ("9", "京公馆小区3栋1单元601室（周*）", "周*", 9),
        ("", "京公馆小区3栋1单元601室（周*）", "周*", 9),
        ("", "京公馆小区3栋1单元601室（周平）", "周*", 9),
        ("9", "京公馆小区3栋1单元601室", "周*", None),
    ],
)
def test_a_masked_name_in_an_address_stands_for_any(make_xlsx, code, address, head, home):
    place = "康泰社区居委会" if "京公馆" in address else "朱圩村民委员会"
    rows = [
        ["户编号", "社区/村", "住址", "户主", "走访日期", "走访结果"],
        [code, place, address, head, "2026-11-03", "见到本人"],
        ["1", "朱圩村民委员会", "1组8号", "张**", "2026-11-03", "见到本人"],
    ]
    made = judged(make_xlsx("走访单.xlsx", rows))
    assert [v.household_id for v in made.visits] == ([home] if home else []) + [1]
    assert codes(made) == ([] if home else [(2, "户编号", "household_unknown")])


def test_without_a_place_only_an_address_that_names_its_compound_is_found(make_xlsx):
    rows = [
        ["住址", "户主", "走访日期", "走访结果"],
        ["京公馆小区3栋1单元601室（周*）", "周*", "2026-11-03", "见到本人"],
        ["4组欧阳**户", "欧阳**", "2026-11-03", "见到本人"],
    ]
    made = judged(make_xlsx("走访单.xlsx", rows))
    assert [v.household_id for v in made.visits] == [9]
    assert codes(made) == [(3, "住址", "household_unknown")]


def test_a_door_on_file_elsewhere_is_not_taken_for_one_so_named_here(make_xlsx):
    rows = [
        ["社区/村", "住址", "户主", "走访日期", "走访结果"],
        ["康泰社区居委会", "4组欧阳**户", "欧阳**", "2026-11-03", "见到本人"],
    ]
    assert judged(make_xlsx("走访单.xlsx", rows)).visits == ()


def test_a_form_that_is_mostly_blank_says_so_once(make_xlsx):
    blank = [[str(n), f"1组{n}号", "", "", "", "", ""] for n in range(100, 290)]
    rows = [
        ["户编号", "住址", "户主", "走访日期", "走访人", "走访结果", "方式"],
        *blank[:100],
        ["1", "1组8号", "张**", "2026-11-03", "", "见到本人", ""],
        ["1", "1组8号", "张**", "2026-11-03", "", "没见到本人", ""],
        *blank[100:],
    ]
    made = judged(make_xlsx("走访单.xlsx", rows))
    assert codes(made) == [(2, None, "not_visited"), (103, "走访结果", "outcome_unread")]
    assert "共 190 户" in made.report.sheets[0].findings[0].text
    all_told(made, list(range(2, 194)))
