import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.known_homes import HomeIndex, KnownHome
from domain.known_places import PlaceIndex
from domain.ledger import place_path_key
from domain.places import Level, PlaceStep
from domain.visit_judge import VisitKnowledge
from exchange.judging import Judged, Knowledge, judge
from exchange.reading import read

Make = Callable[..., Path]
KANGTAI = (PlaceStep(Level.COMMUNITY, "康泰社区居委会"),)
JING = (*KANGTAI, PlaceStep(Level.COMPOUND, "京公馆小区"))
GUOYUAN = (PlaceStep(Level.COMMUNITY, "果园居委会"),)
KNOWN = PlaceIndex(
    [
        KANGTAI,
        JING,
        *((*JING, PlaceStep(Level.BUILDING, f"{n}栋")) for n in range(1, 6)),
        GUOYUAN,
        *((*GUOYUAN, PlaceStep(Level.GROUP, f"{n}组")) for n in (1, 2)),
    ]
)


def roster(path: Path, known: PlaceIndex = KNOWN) -> Judged:
    return judge(read(path, "cadres"), Knowledge(places=known))


def codes(judged: Judged) -> list[tuple[int, str | None, str]]:
    return [(f.row, f.column, f.code) for s in judged.report.sheets for f in s.findings]


def areas(judged: Judged) -> list[list[str]]:
    return [["/".join(s.name for s in path[1:]) for path in team.areas] for team in judged.teams]


def test_the_real_roster_gives_the_expected_coverage(shared: Path) -> None:
    ledgers = (shared / "data" / "ledgers").glob("*.xls*")
    homes = [h for path in ledgers for h in judge(read(path, "households")).households]
    known = PlaceIndex({h.place[:i] for h in homes for i in range(1, len(h.place) + 1)})
    path = shared / "data" / "rosters" / "下沉干部名册.xlsx"
    judged = roster(path, known)
    expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    assert len(judged.teams) == expected["teams"]
    assert judged.report.sheets[0].accepted == expected["cadres"]
    assert codes(judged) == [(27, None, "note_row")]
    held = [{place_path_key(area) for area in team.areas} for team in judged.teams]
    answers: Counter[int] = Counter()
    for home in homes:
        for depth in range(len(home.place), 0, -1):
            teams = sum(place_path_key(home.place[:depth]) in places for places in held)
            if teams:
                break
        answers[min(teams, 2)] += 1
    assert {
        "households": len(homes),
        "covered": answers[1],
        "gaps": answers[0],
        "double": answers[2],
    } == expected["coverage"]


def test_blank_below_other_words_and_order(make_xlsx: Make) -> None:
    rows = [
        ["下沉干部分组情况"],
        ["手机号码", "下沉干部", "单位及职务", "政治面貌", "工作组", "责任楼栋", "组长"],
        ["13812345678", "张 三", "县司法局 副局长", "中共党员", "第一组", "京公馆1-2栋", "张三"],
        [13812345679, "李四", "县住建局 科员", "群众", "", "", ""],
        ["", "王五", "县一小 教师", "", "第二组", "果园第一、二村民小组", ""],
        ["", "赵六（组长）", "", "预备党员", "", "", ""],
    ]
    judged = roster(make_xlsx("a.xlsx", rows))
    first, second = judged.teams
    assert (first.name, first.leader, second.leader) == ("第一组", "张三", "赵六")
    assert [m.name for m in second.members] == ["王五", "赵六"]
    assert first.members[0].unit == "县司法局"
    assert first.members[0].duty == "副局长"
    assert [m.party_member for t in judged.teams for m in t.members] == [True, False, False, True]
    assert areas(judged) == [["京公馆小区/1栋", "京公馆小区/2栋"], ["1组", "2组"]]
    assert codes(judged) == []


def test_headings_instead_of_a_team_column(make_xlsx: Make) -> None:
    rows = [
        ["姓名", "单位", "电话", "包联范围"],
        ["第一工作组", "", "", ""],
        ["张三", "县司法局", "13812345678", "京公馆1栋"],
        ["李四", "县住建局", "", ""],
        ["", "第二工作组（果园）", "", ""],
        ["王五", "县一小", "", "果园1组"],
    ]
    judged = roster(make_xlsx("a.xlsx", rows))
    assert [(t.name, len(t.members)) for t in judged.teams] == [
        ("第一工作组", 2),
        ("第二工作组", 1),
    ]


def test_compound_and_building_columns(make_xlsx: Make) -> None:
    rows = [
        ["组别", "姓名", "单位", "社区", "小区", "楼栋"],
        ["1", "张三", "县司法局", "康泰社区", "京公馆小区", "3、4号楼"],
        ["2", "李四", "县司法局", "果园社区", "", ""],
    ]
    judged = roster(make_xlsx("a.xlsx", rows))
    assert areas(judged) == [["京公馆小区/3栋", "京公馆小区/4栋"], [""]]


def test_a_compound_named_by_the_title_holds(make_xlsx: Make) -> None:
    rows = [
        ["京公馆小区包联表"],
        ["组别", "姓名", "单位", "包联楼栋"],
        ["1组", "张三", "局", "3—5号楼"],
    ]
    judged = roster(make_xlsx("a.xlsx", rows))
    assert areas(judged) == [["京公馆小区/3栋", "京公馆小区/4栋", "京公馆小区/5栋"]]


def test_findings(make_xlsx: Make) -> None:
    rows = [
        ["组别", "姓名", "单位", "联系电话", "包联范围"],
        ["一组", "张三", "县司法局", "13812345678", "京公馆1栋、某某苑2栋"],
        ["一组", "李四", "县住建局", "123", "京公馆1栋、某某苑2栋"],
        ["一组", "张三", "县司法局", "13812345678", ""],
        ["二组", "张三", "司法局", "13812345678", "果园1组"],
        ["二组", "", "县住建局", "", ""],
        ["二组", "张三", "县住建局", "13912345678", ""],
    ]
    judged = roster(make_xlsx("a.xlsx", rows))
    assert codes(judged) == [
        (2, "包联范围", "area_unread"),
        (3, "联系电话", "phone_invalid"),
        (4, None, "duplicate_row"),
        (5, "姓名", "person_twice"),
        (6, "姓名", "name_missing"),
    ]
    sheet = judged.report.sheets[0]
    assert (sheet.accepted, sheet.rows_rejected, sheet.rows_skipped) == (4, (6,), (4,))
    assert "某某苑2栋" in sheet.findings[0].text
    assert areas(judged) == [["京公馆小区/1栋"], ["1组"]]


def test_cadres_without_a_team(make_xlsx: Make) -> None:
    judged = roster(make_xlsx("a.xlsx", [["姓名", "单位"], ["张三", "县司法局"]]))
    assert judged.teams == ()
    assert [c.name for c in judged.cadres] == ["张三"]


def test_a_single_household_is_taken_where_it_is_on_file(make_xlsx: Make) -> None:
    stairs = (*KANGTAI, PlaceStep(Level.COMPOUND, "京公馆小区"), PlaceStep(Level.BUILDING, "3栋"))
    on_file = KnownHome(7, "京公馆小区3栋501室", place_path_key(stairs), "501", "", "邹大伟")
    known = Knowledge(places=KNOWN, visits=VisitKnowledge(HomeIndex([on_file])))
    rows = [
        ["组别", "姓名", "单位", "包联范围"],
        ["第1组", "王大力", "县住建局", "京公馆3栋501、602室、5栋"],
    ]
    made = judge(read(make_xlsx("名册.xlsx", rows), "cadres"), known)
    (team,) = made.teams
    assert team.homes == (7,)
    assert areas(made) == [["京公馆小区/5栋"]]
    assert codes(made) == [(2, "包联范围", "area_unread")]
    assert "3栋602室" in made.report.sheets[0].findings[0].text


def test_a_place_that_will_be_created_is_shown(make_xlsx: Make) -> None:
    rows = [
        ["组别", "姓名", "单位", "包联楼栋"],
        ["一组", "张三", "局", "京公馆3号楼、15号楼、16栋"],
        ["二组", "李四", "局", "果园2组、22组"],
        ["三组", "王五", "局", "康泰社区新开小区"],
        ["四组", "赵六", "局", "京公馆4栋1单元"],
    ]
    judged = roster(make_xlsx("a.xlsx", rows))
    assert codes(judged) == [(n, "包联楼栋", "place_new") for n in (2, 3, 4, 5)]
    first, second, third, fourth = (f.text for f in judged.report.sheets[0].findings)
    assert "康泰社区居委会京公馆小区15栋、16栋" in first
    assert "果园居委会22组" in second
    assert "新开小区" in third
    assert "4栋1单元" in fourth
    assert areas(judged)[0] == ["京公馆小区/3栋", "京公馆小区/15栋", "京公馆小区/16栋"]
    assert judged.report.sheets[0].accepted == 4


@pytest.mark.parametrize(
    ("header", "marks"),
    [
        ("是否组长", ("否", "是", "")),
        ("组长", ("", "√", "")),
        ("组长", ("组员", "组长", "副组长")),
        ("是否为组长", ("×", "√", "×")),
        ("组长", ("李四", "李四", "李四")),
    ],
)
def test_a_leader_is_marked_or_named(
    make_xlsx: Make, header: str, marks: tuple[str, str, str]
) -> None:
    people = ("张三", "李四", "王五")
    rows = [["组别", "姓名", "单位", header]]
    rows += [["一组", name, "局", mark] for name, mark in zip(people, marks, strict=True)]
    rows += [["二组", "赵六", "局", ""], ["二组", "孙七", "局", ""]]
    judged = roster(make_xlsx("a.xlsx", rows))
    assert [(team.name, team.leader) for team in judged.teams] == [("一组", "李四"), ("二组", "")]
    assert [m.name for m in judged.teams[0].members] == list(people)
    assert codes(judged) == []


@pytest.mark.parametrize(
    "header", ["同意公开", "是否同意公开电话", "公开电话", "本人是否同意公开手机"]
)
def test_only_plain_words_are_a_consent(make_xlsx: Make, header: str) -> None:
    words = {"是": True, "√": True, "同意": True, "已签字同意": True, "": False, "否": False,
             "不同意": False, "待定": False, "未同意": False}  # fmt: skip
    rows = [["组别", "姓名", "单位", "手机号", header]]
    rows += [["1组", f"王{n}", "县住建局", f"1990000010{n}", word] for n, word in enumerate(words)]
    (team,) = roster(make_xlsx("a.xlsx", rows)).teams
    assert [member.consented for member in team.members] == list(words.values())
    assert [len(member.phone) for member in team.members] == [11] * len(words)


def test_a_number_under_the_public_phone_is_a_phone_and_no_consent(make_xlsx: Make) -> None:
    rows = [["组别", "姓名", "单位", "公开电话"], ["1组", "王一", "县住建局", "19900000147"]]
    (team,) = roster(make_xlsx("a.xlsx", rows)).teams
    assert [(m.phone, m.consented) for m in team.members] == [("19900000147", False)]
