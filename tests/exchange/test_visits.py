"""Filled visit sheets in the layouts and wordings of offices, judged beside what is on file."""

from datetime import date

import pytest

from domain.known_homes import HomeIndex, KnownHome
from domain.known_places import PlaceIndex
from domain.ledger import place_path_key
from domain.places import Level, PlaceStep
from domain.visit_judge import VisitKnowledge, read_outcome
from domain.visits import Outcome, VisitKind
from exchange.reading import Knowledge, judge, read

TODAY = date(2026, 11, 25)
COMMUNITY = PlaceStep(Level.COMMUNITY, "康泰社区居委会")
STAIR = (
    COMMUNITY,
    PlaceStep(Level.COMPOUND, "京公馆小区"),
    PlaceStep(Level.BUILDING, "3栋"),
    PlaceStep(Level.ENTRANCE, "1单元"),
)
GROUP = (PlaceStep(Level.COMMUNITY, "果园居委会"), PlaceStep(Level.GROUP, "4组"))
HOMES = (
    KnownHome(7, "京公馆小区3栋1单元502室", place_path_key(STAIR), "502", "", "邹大伟", 1),
    KnownHome(8, "京公馆小区3栋1单元601室", place_path_key(STAIR), "601", "", "欧阳静", 1),
    KnownHome(9, "京公馆小区3栋1单元601室（周平）", place_path_key(STAIR), "601", "", "周平", 1),
    KnownHome(12, "4组12号", place_path_key(GROUP), "", "12", "丁志", None),
)
EMPTY = [None] * 6
KNOWN = Knowledge(
    places=PlaceIndex({path[:n] for path in (STAIR, GROUP) for n in range(1, len(path) + 1)}),
    visits=VisitKnowledge(
        HomeIndex(HOMES), {"第1工作组": 1, "第2工作组": 2}, frozenset({"高磊", "孙静"})
    ),
    today=TODAY,
)


def judged(path):
    return judge(read(path, "visits"), KNOWN)


def codes(made):
    return [(f.row, f.column, f.code) for s in made.report.sheets for f in s.findings]


def test_an_office_writes_places_in_columns_and_merges_the_day(make_xlsx):
    heads = "小区 楼栋 单元 房号 户主姓名 走访时间 走访干部 走访结果 走访情况 群众诉求 是否解决"
    first = "京公馆 3号楼 1 502 邹大伟 2026.11.20 高磊、孙静 见到本人 身体好 楼道灯不亮 上报"
    rows = [
        ["康泰社区十一月走访登记表"],
        heads.split(),
        first.split(),
        [*EMPTY[:3], "601", "周平", None, None, "家人在家", "", "水龙头漏水", "当场解决"],
        [*EMPTY[:3], "601", "欧阳静", None, None, "敲门无人", *EMPTY[:3]],
        ["合计", *EMPTY[:6], "3 户", *EMPTY[:3]],
    ]
    merges = [(2, 0, 4, 0), (2, 1, 4, 1), (2, 2, 4, 2), (2, 5, 4, 5), (2, 6, 4, 6)]
    made = judged(make_xlsx("走访.xlsx", rows, merges))
    assert codes(made) == [(6, None, "note_row")]
    first, second, third = made.visits
    assert (first.household_id, first.day, first.outcome) == (7, date(2026, 11, 20), Outcome.PERSON)
    assert (first.cadres, first.team_id) == (("高磊", "孙静"), 1)
    assert (first.note, first.need, first.settled) == ("身体好", "楼道灯不亮", False)
    assert (second.household_id, second.outcome, second.settled) == (9, Outcome.FAMILY, True)
    assert (third.household_id, third.outcome) == (8, Outcome.NOBODY)


def test_another_writes_one_address_and_no_result(make_xlsx):
    rows = [
        ["序号", "家庭住址", "姓名", "入户日期", "入户人员", "了解情况", "存在问题"],
        [1, "京公馆3栋1单元502室", "邹大伟", date(2026, 11, 3), "高磊", "双职工，晚上在家", None],
        [2, "果园社区4组12号", "丁志", date(2026, 11, 4), "高磊", "不在家", None],
    ]
    made = judged(make_xlsx("入户.xlsx", rows))
    assert codes(made) == []
    assert [(v.household_id, v.outcome) for v in made.visits] == [
        (7, Outcome.FAMILY),
        (12, Outcome.NOBODY),
    ]


def test_every_fault_is_found_and_nothing_is_guessed(make_xlsx):
    heads = ["户编号", "住址", "户主", "走访日期", "走访人", "走访结果", "方式", "情况", "工作组"]
    good = ["7", "京公馆小区3栋1单元502室", "邹**", "2026-11-20"]
    rows = [
        heads,
        [*good, "高磊", "见到本人", "按需", "", "第2工作组"],
        [*good, "高磊", "见到本人", "按需", "", "第2工作组"],
        ["8", "京公馆小区3栋1单元502室", "欧阳*", "2026-11-20", "", "见到本人", "", "", ""],
        ["99", "", "", "2026-11-20", "", "无人", "", "", ""],
        ["9", "", "周*", "2026-13-20", "", "见到家人", "", "", ""],
        ["9", "", "周*", "2999-01-01", "", "见到家人", "", "", ""],
        ["9", "", "周*", "2026-11-21", "", "天气晴", "", "", ""],
        ["12", "4组12号", "丁*", "2026-11-21", "王五", "见到家人", "回访", "修好了", ""],
        ["7", "京公馆小区3栋1单元502室", "邹**", None, None, None, None, None, "第2工作组"],
    ]
    made = judged(make_xlsx("走访单.xlsx", rows))
    assert codes(made) == [
        (3, None, "duplicate_row"),
        (4, "户编号", "household_unknown"),
        (5, "户编号", "household_unknown"),
        (6, "走访日期", "date_unparsed"),
        (7, "走访日期", "date_unparsed"),
        (8, "走访结果", "outcome_unread"),
        (9, "走访人", "cadre_unknown"),
        (10, None, "not_visited"),
    ]
    (sheet,) = made.report.sheets
    assert sheet.rows_rejected == (4, 5, 6, 7, 8)
    assert sheet.rows_skipped == (3, 10)
    assert sheet.accepted == len(made.visits) == 2
    first, last = made.visits
    assert (first.team_id, first.kind) == (2, VisitKind.ON_DEMAND)
    assert (last.cadres, last.note) == ((), "修好了（走访人：王五）")
    assert last.kind is VisitKind.RETURN


def test_two_households_of_one_room_are_told_by_the_head_or_not_at_all(make_xlsx):
    heads = ["小区", "楼栋", "单元", "室号", "户主", "走访日期", "结果"]
    there = ["京公馆小区", "3栋", "1单元", "601"]
    rows = [
        heads,
        [*there, "周*", "2026-11-20", "见到本人"],
        [*there, "", "2026-11-20", "见到本人"],
    ]
    made = judged(make_xlsx("走访.xlsx", rows))
    assert [v.household_id for v in made.visits] == [9]
    assert codes(made) == [(3, "室号", "household_unknown")]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("本人", Outcome.PERSON),
        ("√", Outcome.PERSON),
        ("老伴在家", Outcome.FAMILY),
        ("不在家", Outcome.NOBODY),
        ("拒绝开门", Outcome.REFUSED),
        ("天气晴", None),
    ],
)
def test_whom_they_met_is_read_from_the_words_of_offices(word, outcome):
    assert read_outcome(word) is outcome
