"""Filled visit sheets in the layouts and wordings of offices, judged beside what is on file."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import KnownError
from domain.known_homes import HomeIndex, KnownHome
from domain.known_places import PlaceIndex
from domain.ledger import place_path_key
from domain.places import Level, PlaceStep
from domain.visit_judge import VisitKnowledge
from domain.visit_words import read_kind, read_outcome, read_people
from domain.visits import Outcome, VisitKind
from exchange.judging import Knowledge, judge
from exchange.reading import read

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
        HomeIndex(HOMES),
        {"第1工作组": 1, "第2工作组": 2},
        {
            "高磊": [frozenset({1})],
            "孙静": [frozenset({1}), frozenset({2})],
            "张三": [frozenset()],
            "李强": [frozenset({1}), frozenset({1, 2})],
        },
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


def test_another_writes_one_address(make_xlsx):
    rows = [
        ["序号", "家庭住址", "姓名", "入户日期", "入户人员", "入户结果", "了解情况", "存在问题"],
        [1, "京公馆3栋1单元502室", "邹大伟", date(2026, 11, 3), "高磊", "家属在家", "双职工", None],
        [2, "果园社区4组12号", "丁志", date(2026, 11, 4), "高磊", "不在家", None, None],
    ]
    made = judged(make_xlsx("入户.xlsx", rows))
    assert codes(made) == []
    assert [(v.household_id, v.outcome) for v in made.visits] == [
        (7, Outcome.FAMILY),
        (12, Outcome.NOBODY),
    ]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("序号 家庭住址 姓名 入户日期 入户人员 了解情况 存在问题", "缺“走访结果”一列"),
        ("户主 入户日期 了解情况", "缺“走访结果”一列"),
        ("户主 走访结果 了解情况", "缺“走访日期”一列"),
        ("户主 联系电话 家庭人口", "走访结果等列）的表头，没有导入"),
    ],
)
def test_a_sheet_that_never_says_whom_they_met_or_when_is_not_taken(make_xlsx, head, told):
    rows = [["走访台账"], head.split(), ["2026-11-03"] * len(head.split())]
    with pytest.raises(KnownError, match=told):
        judged(make_xlsx("入户.xlsx", rows))


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


def test_people_and_teams_that_are_not_certain_are_told(make_xlsx):
    heads = ["户编号", "走访日期", "走访人", "走访结果", "工作组", "方式"]
    rows = [
        heads,
        ["7", "2026-11-01", "孙静", "见到本人", "第 1 工作组", ""],  # of two the one of the team
        ["7", "2026-11-02", "李强", "见到本人", "", ""],  # two in that very team
        ["12", "2026-11-03", "孙静", "见到本人", "", ""],  # no team to choose by
        ["7", "2026-11-04", "张 三", "见到本人", "第9工作组", ""],
        ["7", "2026-11-05", "高磊", "见到本人", "没有工作组", ""],
        ["7", "2026-11-06", "高磊", "见到本人", "", "电话"],
    ]
    made = judged(make_xlsx("走访.xlsx", rows))
    assert codes(made) == [
        (3, "走访人", "cadre_unknown"),
        (4, "走访人", "cadre_unknown"),
        (5, "工作组", "team_unknown"),
        (7, "方式", "kind_unread"),
    ]
    assert [(v.team_id, v.cadres, v.note) for v in made.visits] == [
        (1, ("孙静",), ""),
        (1, (), "（走访人：李强）"),
        (None, (), "（走访人：孙静）"),
        (1, ("张三",), ""),
        (1, ("高磊",), ""),
    ]
    assert made.report.sheets[0].rows_rejected == (7,)


def test_a_visit_is_told_apart_by_its_team_and_its_need_on_all_sheets(make_xlsx):
    head = ["户编号", "走访日期", "走访结果", "工作组", "需求"]
    there = ["7", "2026-11-20", "见到本人"]
    sheets = {
        "上旬": [
            head,
            [*there, "第1工作组", "修路灯"],
            [*there, "第1工作组", "办老年证"],
            [*there, "第2工作组", "修路灯"],
        ],
        "下旬": [head, [*there, "第1工作组", "修路灯"], [*there, "", "修路灯"]],
    }
    made = judged(make_xlsx("走访.xlsx", sheets))
    assert [(v.team_id, v.need) for v in made.visits] == [
        (1, "修路灯"),
        (1, "办老年证"),
        (2, "修路灯"),
    ]
    assert codes(made) == [(2, None, "duplicate_row"), (3, None, "duplicate_row")]


def test_another_head_than_on_file_is_told_and_the_visit_kept(make_xlsx):
    rows = [
        ["住址", "户主", "走访日期", "走访结果"],
        ["京公馆3栋1单元502室", "邹大伟", "2026-11-01", "本人"],
        ["京公馆3栋1单元502室", "邹**", "2026-11-02", "本人"],
        ["京公馆3栋1单元502室", "马*", "2026-11-03", "本人"],
        ["京公馆3栋1单元502室", "邹*", "2026-11-04", "本人"],
        ["京公馆3栋1单元502室", "丁志", "2026-11-05", "本人"],
    ]
    made = judged(make_xlsx("走访.xlsx", rows))
    assert codes(made) == [(row, "户主", "head_differs") for row in (4, 5, 6)]
    assert [v.household_id for v in made.visits] == [7] * 5


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
        ("见到了户主", Outcome.PERSON),
        ("本人和家人都在", Outcome.PERSON),
        ("老伴在家", Outcome.FAMILY),
        ("户主儿媳", Outcome.FAMILY),
        ("见到家人（儿子）", Outcome.FAMILY),
        ("☑家人 □本人 □无人 □拒访", Outcome.FAMILY),
        ("不在家", Outcome.NOBODY),
        ("敲门无人应答", Outcome.NOBODY),
        ("拒绝开门", Outcome.REFUSED),
        ("天气晴", None),
        ("没见到本人", None),
        ("未见到家人", None),
        ("本人不在家", None),
        ("见到本人/无人", None),
        ("拒访、见到家人", None),
        ("未拒访", None),
        ("电话联系本人", None),
        ("□本人 □家人", None),
        ("已完成", None),
        ("", None),
    ],
)
def test_whom_they_met_is_read_from_whole_words_of_offices(word, outcome):
    assert read_outcome(word) is outcome


@pytest.mark.parametrize(
    ("header", "word", "outcome"),
    [
        ("是否见面", "是", Outcome.PERSON),
        ("是否见到家人（是/否）", "√", Outcome.FAMILY),
        ("是否在家", "否", Outcome.NOBODY),
        ("是否见到家人", "否", None),
        ("走访结果", "是", None),
        ("走访结果", "见到本人", Outcome.PERSON),
    ],
)
def test_a_tick_affirms_what_its_column_asks(header, word, outcome):
    assert read_outcome(word, header) is outcome


_MET = ["本人", "见到本人", "户主在家"]
_FAMILY = ["家人", "妻子在家", "见到其儿子"]
_NOBODY = ["无人", "敲门无人应", "锁门"]
_REFUSED = ["拒访", "不配合"]


@given(
    st.lists(st.sampled_from([*_MET, *_FAMILY, *_NOBODY, *_REFUSED]), min_size=1, max_size=4),
    st.sampled_from(["、", "，", "/", "；", "和"]),
)
def test_words_that_contradict_each_other_tell_nothing(words, separator):
    said = set(words)
    met = said <= {*_MET, *_FAMILY}
    expected = None
    if met:
        expected = Outcome.PERSON if said & {*_MET} else Outcome.FAMILY
    elif said <= {*_NOBODY}:
        expected = Outcome.NOBODY
    elif said <= {*_REFUSED}:
        expected = Outcome.REFUSED
    assert read_outcome(separator.join(words)) is expected


@given(
    st.sampled_from([*_MET, *_FAMILY, *_NOBODY, *_REFUSED]), st.sampled_from(["没", "未", "没有"])
)
def test_a_denied_word_is_not_that_word(word, no):
    assert read_outcome(no + word) is None


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("", VisitKind.ROUTINE),
        ("例行走访", VisitKind.ROUTINE),
        ("入户", VisitKind.ROUTINE),
        ("应急", VisitKind.ON_DEMAND),
        ("回访", VisitKind.RETURN),
        ("电话", None),
        ("电话回访", None),
        ("微信", None),
    ],
)
def test_a_call_is_no_visit(word, kind):
    assert read_kind(word) is kind


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("高磊、孙静", ("高磊", "孙静")),
        ("高磊 孙静", ("高磊", "孙静")),
        ("张 三", ("张三",)),
        ("高磊 张 三", ("高磊", "张三")),
        ("王 五", ("王五",)),
        ("李 小明、王五", ("李小明", "王五")),
        ("欧阳 静", ("欧阳静",)),
        ("高磊（组长），孙静", ("高磊", "孙静")),
    ],
)
def test_a_space_inside_a_name_does_not_cut_it(cell, names):
    assert read_people(cell, {"高磊", "孙静", "张三"}) == names
