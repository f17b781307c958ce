import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.entries import HouseholdEntry
from domain.errors import KnownError
from domain.known_places import PlaceIndex
from domain.ledger import KnownPerson, household_key
from domain.places import Level, PlaceStep
from exchange.judging import Judged, Knowledge, judge
from exchange.reading import id_numbers, read
from tests.exchange.conftest import invented_id

Make = Callable[..., Path]
HEADER = [
    "序号",
    "社区",
    "小区",
    "楼栋",
    "单元",
    "室号",
    "姓名",
    "与户主关系",
    "身份证号",
    "联系电话",
]
A, B, C = (invented_id("19800102", n) for n in (1, 2, 3))


def household(path: Path, **knowledge: Any) -> Judged:
    return judge(read(path, "households"), Knowledge(**knowledge))


def codes(judged: Judged) -> list[tuple[int, str | None, str]]:
    return [(f.row, f.column, f.code) for s in judged.report.sheets for f in s.findings]


def where(entry: HouseholdEntry) -> str:
    names = [*(step.name for step in entry.place), entry.room, entry.number]
    return "/".join(filter(None, names))


@pytest.mark.parametrize("name", ["康泰社区-京公馆小区.xlsx", "果园社区.xls"])
def test_the_real_ledgers_give_the_expected_report(shared: Path, name: str) -> None:
    path = shared / "data" / "ledgers" / name
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text("utf-8"))
    judged = household(path)
    (sheet,) = judged.report.to_json()["sheets"]
    assert sheet == expected
    assert sum(len(h.residents) for h in judged.households) == expected["residents_accepted"]
    assert len({household_key(h) for h in judged.households}) == expected["households"]


@pytest.mark.parametrize("name", ["康泰社区-京公馆小区.xlsx", "果园社区.xls"])
def test_a_second_import_says_the_same(shared: Path, name: str) -> None:
    path = shared / "data" / "ledgers" / name
    first = household(path)
    on_file = {
        person.id_number: KnownPerson(person.name, household_key(home))
        for home in first.households
        for person in home.residents
        if person.id_number
    }
    again = household(path, people=on_file)
    assert again.report == first.report
    assert again.households == first.households
    assert set(on_file) <= id_numbers(read(path, "households"))


def test_header_on_row_eight_in_odd_order(make_xlsx: Make) -> None:
    rows: list[list[Any]] = [["康泰社区京公馆小区住户情况表"], *[[] for _ in range(6)]]
    rows += [
        ["联系方式", "公民身份号码", "称谓", "名字", "房号", "单元号", "幢号", "备注"],
        ["13812345678", A, "户主", "张三", 101.0, 1.0, 3.0, "党员户"],
    ]
    judged = household(make_xlsx("a.xlsx", rows))
    (home,) = judged.households
    assert where(home) == "康泰社区/京公馆小区/3栋/1单元/101"
    assert judged.report.sheets[0].header_row == 8
    assert home.head == "张三"
    assert home.residents[0].phones == ("13812345678",)
    assert home.residents[0].remark == "党员户"
    assert codes(judged) == []


def test_two_tiers_with_merged_cells(make_xlsx: Make) -> None:
    rows = [
        ["入户台账", *[None] * 7],
        ["序号", "住址", None, None, "家庭成员", None, None, "联系电话"],
        [None, "楼栋", "单元", "室号", "姓名", "与户主\n关系", "身份证\n号码（18位）", None],
        [1, "3幢", "1", "101", "张三", "户主", A, "13812345678"],
        [2, None, None, None, "李四", "配偶", A[:17] + "x", None],
    ]
    merges = [
        (0, 0, 0, 7),
        (1, 0, 2, 0),
        (1, 1, 1, 3),
        (1, 4, 1, 6),
        (1, 7, 2, 7),
        (3, 1, 4, 1),
        (3, 2, 4, 2),
        (3, 3, 4, 3),
    ]
    judged = household(make_xlsx("康泰社区-京公馆小区.xlsx", rows, merges))
    (home,) = judged.households
    assert judged.report.sheets[0].header_row == 3
    assert where(home) == "康泰社区/京公馆小区/3幢/1单元/101"
    assert [p.name for p in home.residents] == ["张三", "李四"]
    # The check character of the second number is wrong unless it happens to be X.
    assert codes(judged) == [(5, "身份证\n号码（18位）", "id_checksum")]


def test_two_tiers_tell_head_and_members_apart(make_xlsx: Make) -> None:
    rows = [
        ["组别", "户主", None, "家庭成员", None, None],
        [None, "姓名", "电话", "姓名", "关系", "身份证号"],
        ["1组", "张三", "13812345678", "张三", "户主", A],
        [None, None, None, "李四", "妻", B],
        ["2组", "王五", "13812345679", "王五", "户主", C],
    ]
    judged = household(make_xlsx("果园社区.xlsx", rows))
    assert [(h.head, h.phone, len(h.residents)) for h in judged.households] == [
        ("张三", "13812345678", 2),
        ("王五", "13812345679", 1),
    ]
    assert codes(judged) == []


def test_values_written_once_hold_for_the_rows_below(make_xlsx: Make) -> None:
    rows = [
        ["楼号", "单元", "门牌号", "姓名", "关系"],
        ["1栋", "1单元", "101", "张三", "户主"],
        ["", "", "", "李四", "配偶"],
        ["", "", "102", "王五", "户主"],
        ["", "2单元", "101", "赵六", "户主"],
        ["", "", "", "钱七", "儿子"],
        ["2栋", "1单元", "101", "孙八", "户主"],
        ["", "", "102", "周九", "户主"],
    ]
    judged = household(make_xlsx("京公馆小区.xlsx", rows))
    assert [where(h) for h in judged.households] == [
        "京公馆小区/1栋/1单元/101",
        "京公馆小区/1栋/1单元/102",
        "京公馆小区/1栋/2单元/101",
        "京公馆小区/2栋/1单元/101",
        "京公馆小区/2栋/1单元/102",
    ]
    assert codes(judged) == []


def test_where_values_repeat_an_empty_place_is_missing(make_xlsx: Make) -> None:
    place = ["康泰社区", "京公馆小区", "1栋", "1单元"]
    rows = [
        HEADER,
        [1, *place, "101", "张三", "户主", A, ""],
        [2, *place, "101", "李四", "配偶", B, ""],
        [3, "", "", "", "", "", "王五", "儿子", C, ""],
        [4, *place, "102", "赵六", "户主", "", ""],
    ]
    judged = household(make_xlsx("a.xlsx", rows))
    assert codes(judged) == [(4, None, "address_missing")]
    assert judged.report.sheets[0].rows_rejected == (4,)
    assert judged.report.sheets[0].people_in_file == 4


def test_as_above(make_xlsx: Make) -> None:
    rows = [
        ["社区", "小区", "楼栋", "单元", "室号", "户主", "姓名", "关系"],
        ["康泰社区", "京公馆", "3#", "一单元", "101", "张三", "张三", "户主"],
        ["同上", "〃", "″", '"', "同上", "同上", "李四", "配偶"],
        ["同上", "同上", "同上", "同上", "102", "王五", "王五", "户主"],
    ]
    judged = household(make_xlsx("a.xlsx", rows))
    assert [(where(h), len(h.residents)) for h in judged.households] == [
        ("康泰社区/京公馆/3#/一单元/101", 2),
        ("康泰社区/京公馆/3#/一单元/102", 1),
    ]
    assert codes(judged) == []


def test_vacant_households_are_kept(make_xlsx: Make) -> None:
    place = ["康泰社区", "京公馆小区", "1栋", "1单元"]
    rows = [
        [*HEADER, "备注"],
        [1, *place, "101", "张三", "户主", A, "", ""],
        [2, *place, "102", "", "", "", "", ""],
        [3, *place, "201", "空户", "", "", "", "长期无人"],
        [4, *place, "202", "", "", "", "13812345678", "房东在外地"],
        [5, *place, "202", "", "", "", "13812345678", "房东在外地"],
    ]
    judged = household(make_xlsx("a.xlsx", rows))
    sheet = judged.report.sheets[0]
    assert (sheet.households, sheet.people_in_file, sheet.residents_accepted) == (4, 1, 1)
    assert codes(judged) == [(6, None, "duplicate_row")]
    last = judged.households[-1]
    assert (last.room, last.tenure, last.phone, last.remark) == (
        "202",
        "空置",
        "13812345678",
        "房东在外地",
    )


def test_totals_signatures_repeated_headers_and_blank_rows(make_xlsx: Make) -> None:
    place = ["康泰社区", "京公馆小区", "1栋", "1单元"]
    rows = [
        HEADER,
        [1, *place, "101", "张三", "户主", A, ""],
        ["1栋小计", "", "", "", "", "", 1, "", "", ""],
        ["", "", "", "", "合 计：", "", "", 3, "", ""],
        [],
        [2, "", "", "", "", "", "", "", "", ""],
        HEADER,
        [3, *place, "102", "李四", "户主", B, ""],
        ["填表人：王五", "", "", "审核人：", "", "", "", "", "", ""],
        ["注：本表一式两份", *[""] * 9],
        ["备注", "", "以上为三月数据", *[""] * 7],
        ["以上人员均已核对", *[""] * 9],
    ]
    judged = household(make_xlsx("a.xlsx", rows))
    sheet = judged.report.sheets[0]
    assert sheet.rows_skipped == (3, 4, 7, 9, 10, 11, 12)
    assert {f.code for f in sheet.findings} == {"note_row"}
    assert (sheet.households, sheet.people_in_file) == (2, 2)


def test_repairs_that_need_no_word(make_xlsx: Make) -> None:
    old = "329999800102001"
    rows = [
        ["地址", "姓名", "关系", "出生年月", "身份证号", "电话", "民族", "是否低保户", "残疾人"],
        [
            "康泰社区京公馆3号楼2单元502室",
            "张\u3000三",
            "户主",
            "1980年1月",
            f"'{A}",
            "138-1234-5678",
            "汉族",
            "是",
            "",
        ],
        ["康泰社区京公馆3号楼2单元502室", "李 四", "配偶", 29222, old, 13912345678, "", "否", "√"],
        [
            "3-2-502",
            "王\u200b五",
            "儿子",
            "19800102",
            "无",
            "0527-86281234/13812345670",
            "",
            "",
            "二级",
        ],
    ]
    judged = household(make_xlsx("康泰社区京公馆小区台账.xlsx", rows))
    assert codes(judged) == []
    people = [p for h in judged.households for p in h.residents]
    assert [p.name for p in people] == ["张三", "李四", "王五"]
    assert people[0].phones == ("13812345678",)
    assert people[0].care_tags == ("低保",)
    assert people[1].id_number == invented_id("19800102", 0, "男")[:17] + people[1].id_number[17]
    assert people[1].phones == ("13912345678",)
    assert people[1].care_tags == ("残疾",)
    assert people[2].id_number == ""
    assert people[2].birth == "1980-01-02"
    assert people[2].phones == ("0527-86281234", "13812345670")


def test_every_fault_of_a_person(make_xlsx: Make) -> None:
    place = ["果园社区", "1组"]
    wrong = A[:17] + ("0" if A[17] != "0" else "1")
    rows = [
        ["村居", "组", "户号", "姓名", "关系", "性别", "出生日期", "身份证", "手机"],
        [*place, "1", "张三", "户主", "男", "1980-01-02", float(int(A[:17] + "1")), ""],
        [*place, "1", "李四", "配偶", "女", "不详", "3299991980", "123"],
        [*place, "1", "王五", "儿子", "男", "1980.1.2", wrong, "12345678901"],
        [*place, "1", "赵六", "儿子", "女", "1980.1.3", B, "8628123"],
        [*place, "1", "", "女儿", "女", "1980.1.3", "", ""],
    ]
    assert codes(household(make_xlsx("a.xlsx", rows))) == [
        (2, "身份证", "id_float"),
        (3, "身份证", "id_length"),
        (3, "出生日期", "date_unparsed"),
        (3, "手机", "phone_invalid"),
        (4, "身份证", "id_checksum"),
        (4, "手机", "phone_invalid"),
        (5, "出生日期", "birth_mismatch"),
        (5, "性别", "gender_mismatch"),
        (6, "姓名", "name_missing"),
    ]


def test_same_id_twice(make_xlsx: Make) -> None:
    rows = [
        ["村居", "组", "户号", "姓名", "关系", "身份证"],
        ["果园社区", "1组", "1", "张三", "户主", A],
        ["果园社区", "1组", "1", "张三", "户主", A],
        ["果园社区", "1组", "2", "李四", "户主", A],
        ["果园社区", "1组", "2", "李四", "户主", A],
        ["果园社区", "1组", "3", "张三", "户主", A],
        ["果园社区", "1组", "3", "王五", "配偶", B],
    ]
    judged = household(make_xlsx("a.xlsx", rows))
    assert codes(judged) == [
        (3, None, "duplicate_row"),
        (4, "身份证", "id_conflict"),
        (5, None, "duplicate_row"),
        (6, "身份证", "person_elsewhere"),
        (6, None, "head_missing"),
    ]
    sheet = judged.report.sheets[0]
    assert sheet.rows_rejected == (6,)
    assert sheet.rows_skipped == (3, 5)
    assert sheet.people_in_file == 4
    assert sheet.residents_accepted == 3


def test_the_register_is_compared_too(make_xlsx: Make) -> None:
    rows = [
        ["村居", "组", "户号", "姓名", "关系", "身份证"],
        ["果园社区", "1组", "1", "张三", "户主", A],
        ["果园社区", "1组", "1", "李四", "配偶", B],
        ["果园社区", "1组", "1", "王五", "儿子", C],
    ]
    path = make_xlsx("a.xlsx", rows)
    here = household_key(household(path).households[0])
    known = {
        A: KnownPerson("张三", here),
        B: KnownPerson("别人", here),
        C: KnownPerson("王五", "community:别处|||"),
    }
    judged = household(path, people=known)
    assert codes(judged) == [(3, "身份证", "id_conflict"), (4, "身份证", "person_elsewhere")]
    confirmed = household(path, people=known, confirmed={("Sheet1", 4)})
    assert codes(confirmed) == [(3, "身份证", "id_conflict")]
    assert [p.moved for p in confirmed.households[0].residents] == [False, False, True]


def test_a_household_without_a_head(make_xlsx: Make) -> None:
    rows = [
        ["村居", "组", "户号", "姓名", "关系", "身份证"],
        ["果园社区", "1组", "1", "张三", "配偶", A],
        ["果园社区", "1组", "1", "李四", "儿子", B],
        ["果园社区", "1组", "2", "王五", "本人", C],
    ]
    judged = household(make_xlsx("a.xlsx", rows))
    assert codes(judged) == [(2, None, "head_missing")]
    assert judged.households[1].head == "王五"


def test_head_told_by_the_column_alone(make_xlsx: Make) -> None:
    rows = [
        ["村居", "组", "户号", "户主姓名", "姓名", "身份证"],
        ["果园社区", "1组", "1", "李四", "张三", A],
        ["果园社区", "1组", "1", "李四", "李四", B],
    ]
    (home,) = household(make_xlsx("a.xlsx", rows)).households
    assert home.head == "李四"
    assert [p.name for p in home.residents] == ["李四", "张三"]


def test_one_row_a_household(make_xlsx: Make) -> None:
    rows = [
        ["村民小组", "户主姓名", "户主身份证号", "户主电话", "家庭人口数", "备注"],
        ["1组", "张三", A, "13812345678", 3, ""],
        ["1组", "李四", B, "", 2, "外出"],
    ]
    judged = household(make_xlsx("果园社区.xlsx", rows))
    assert codes(judged) == []
    assert [
        (h.head, h.residents[0].relation, h.residents[0].id_number) for h in judged.households
    ] == [
        ("张三", "户主", A),
        ("李四", "户主", B),
    ]


def test_two_families_in_one_room(make_xlsx: Make) -> None:
    place = ["康泰社区", "京公馆小区", "1栋", "1单元", "101"]
    rows = [
        HEADER,
        [1, *place, "张三", "户主", A, ""],
        [2, *place, "李四", "配偶", "", ""],
        [3, *place, "王五", "户主", B, ""],
        [4, *place, "赵六", "配偶", "", ""],
    ]
    judged = household(make_xlsx("a.xlsx", rows))
    assert [[p.name for p in h.residents] for h in judged.households] == [
        ["张三", "李四"],
        ["王五", "赵六"],
    ]
    assert len({household_key(h) for h in judged.households}) == 2


def test_village_without_household_numbers(make_xlsx: Make) -> None:
    rows = [
        ["果园居委会人口花名册"],
        ["组别", "姓名", "与户主关系", "身份证号码"],
        ["一组", "张三", "户主", A],
        ["一组", "李四", "妻", B],
        ["一组", "王五", "户主", C],
        ["2", "赵六", "户主", ""],
    ]
    judged = household(make_xlsx("a.xlsx", rows))
    assert [(where(h), h.head) for h in judged.households] == [
        ("果园居委会/一组", "张三"),
        ("果园居委会/一组", "王五"),
        ("果园居委会/2组", "赵六"),
    ]


def test_nothing_tells_who_lives_with_whom(make_xlsx: Make) -> None:
    rows = [["社区", "姓名", "身份证"], ["康泰社区", "张三", A], ["康泰社区", "李四", B]]
    judged = household(make_xlsx("a.xlsx", rows))
    assert len(judged.households) == 2
    assert [f[2] for f in codes(judged)] == ["head_missing", "head_missing"]


def test_several_sheets_one_a_building(make_xlsx: Make) -> None:
    head = ["房号", "姓名", "关系", "身份证号"]
    path = make_xlsx(
        "京公馆小区.xlsx",
        {
            "说明": [["填表说明"], ["一、请如实填写"]],
            "1栋": [head, ["1-101", "张三", "户主", A]],
            "2栋": [head, ["1-101", "李四", "户主", B], ["1-101", "王五", "配偶", A]],
            "旧": [head, ["1-999", "旧人", "户主", ""]],
            "空表": [head],
        },
        hidden_sheets=["旧"],
    )
    reading = read(path, "households", place=[PlaceStep(Level.COMMUNITY, "康泰社区")])
    judged = judge(reading)
    assert [where(h) for h in judged.households] == [
        "康泰社区/京公馆小区/1栋/1单元/101",
        "康泰社区/京公馆小区/2栋/1单元/101",
    ]
    assert [s.sheet for s in judged.report.sheets] == ["1栋", "2栋"]
    assert codes(judged) == [(3, "身份证号", "id_conflict")]
    assert len(judged.report.notes) == 3


def test_columns_beat_the_title_and_the_file_name(make_xlsx: Make) -> None:
    rows = [
        ["康泰社区台账"],
        ["社区", "户号", "姓名", "关系"],
        ["果园社区", "1", "张三", "户主"],
    ]
    reading = read(make_xlsx("新庄社区.xlsx", rows), "households")
    assert reading.sheets[0].assumed == ()
    assert where(judge(reading).households[0]) == "果园社区/1"


def test_places_on_file_complete_the_path(make_xlsx: Make) -> None:
    compound = (
        PlaceStep(Level.COUNTY, "虚构县"),
        PlaceStep(Level.TOWNSHIP, "重岗街道"),
        PlaceStep(Level.COMMUNITY, "康泰社区居委会"),
        PlaceStep(Level.COMPOUND, "京公馆小区"),
    )
    rows = [["小区", "幢", "室号", "姓名", "关系"], ["京公馆", "3", "101", "张三", "户主"]]
    judged = household(make_xlsx("a.xlsx", rows), places=PlaceIndex([compound]))
    assert where(judged.households[0]) == "虚构县/重岗街道/康泰社区居委会/京公馆小区/3栋/101"


def test_other_documents_are_kept_unchecked(make_xlsx: Make) -> None:
    rows = [
        ["户号", "姓名", "关系", "证件类型", "证件号码", "出生日期"],
        ["1", "John  Smith", "户主", "护照", "e1234567", "1980-01-02"],
        ["1", "张三", "配偶", "居民身份证", A, ""],
    ]
    judged = household(make_xlsx("果园社区.xlsx", rows))
    assert codes(judged) == []
    first = judged.households[0].residents[0]
    assert (first.name, first.document, first.id_number) == ("John Smith", "护照", "E1234567")


def test_gb18030_text_with_ids_in_scientific_notation(tmp_path: Path) -> None:
    path = tmp_path / "果园社区.csv"
    lines = [
        "户号,姓名,关系,身份证号,出生日期",
        "1,张㛃,户主,3.29999E+17,1980/1/2",
        f"1,李四,配偶,\t{B},",
    ]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    judged = household(path)
    assert codes(judged) == [(2, "身份证号", "id_float")]
    assert judged.households[0].residents[1].id_number == B


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_open_document_without_merged_ranges(make_xlsx: Make, tmp_path: Path) -> None:
    rows = [
        ["入户台账"],
        ["楼栋", "室号", "户主", "成员", None, "出生日期"],
        [None, None, None, "姓名", "关系", None],
        ["3栋", "101", "张三", "张三", "户主", date(1980, 1, 2)],
        [None, None, None, "李四", "配偶", date(1981, 1, 2)],
    ]
    merges = [(0, 0, 0, 5), (1, 3, 1, 4), (1, 0, 2, 0), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2)]
    path = make_xlsx("京公馆小区.xlsx", rows, merges)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    judged = household(path.with_suffix(".ods"))
    (home,) = judged.households
    assert [(p.name, p.birth) for p in home.residents] == [
        ("张三", "1980-01-02"),
        ("李四", "1981-01-02"),
    ]
    assert judged.report.sheets[0].header_row == 3


def test_no_header_and_no_data_are_errors(make_xlsx: Make) -> None:
    with pytest.raises(KnownError, match="表头"):
        read(make_xlsx("a.xlsx", [["一些", "文字"], ["别的", "内容"]]), "households")
    with pytest.raises(KnownError, match="没有数据"):
        read(make_xlsx("b.xlsx", [["台账"], HEADER, ["填表人：", "审核人："]]), "households")


def test_a_corrected_column_is_remembered(make_xlsx: Make) -> None:
    rows = [["户号", "称呼甲", "姓名", "关系"], ["1", "外地", "张三", "户主"]]
    path = make_xlsx("果园社区.xlsx", rows)
    layout = read(path, "households").sheets[0].layout
    assert layout.fields[1] == ""
    fields = ["number", "remark", "name", "relation"]
    again = read(path, "households", layouts={layout.fingerprint(): fields})
    assert judge(again).households[0].residents[0].remark == "外地"


def test_every_row_is_accounted_for_and_progress_is_told(make_xlsx: Make) -> None:
    place = ["康泰社区", "京公馆小区", "1栋", "1单元"]
    people = [
        [n, *place, str(n // 3), f"张{n}", "户主" if n % 3 == 0 else "儿子", "", ""]
        for n in range(2500)
    ]
    rows = [HEADER, *people]
    reading = read(make_xlsx("a.xlsx", rows), "households")
    told: list[tuple[int, int]] = []
    judged = judge(reading, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (2000, 2501)
    assert judged.report.sheets[0].residents_accepted == 2500

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        judge(reading, progress=stop)


def test_a_column_that_marks_the_head(make_xlsx: Make) -> None:
    header = ["户号", "姓名", "是否户主", "性别", "住址"]
    rows = [["1", "孔一", "是", "男", "华沟社区3组"], ["1", "孔二", "否", "女", "华沟社区3组"]]
    judged = household(make_xlsx("台账.xlsx", [header, *rows]))
    assert codes(judged) == []
    assert [p.relation for p in judged.households[0].residents] == ["户主", ""]
    header[2] = "户主"
    rows[0][2], rows[1][2] = "√", ""
    (family,) = household(make_xlsx("台账.xlsx", [header, *rows])).households
    assert (family.head, len(family.residents)) == ("孔一", 2)


def test_a_signature_of_one_word_is_no_household(make_xlsx: Make) -> None:
    rows = [["果园村4组12号", "曹一", "户主"], ["制表：王五", "", "制表日期：2026-01-01"]]
    judged = household(make_xlsx("台账.xlsx", [["家庭住址", "家庭人员", "家庭关系"], *rows]))
    assert codes(judged) == [(3, None, "note_row")]
    assert [r.name for h in judged.households for r in h.residents] == ["曹一"]


def test_a_phone_of_the_household_that_cannot_be_read(make_xlsx: Make) -> None:
    header = ["小区", "楼栋", "室号", "户主", "户主电话", "姓名", "与户主关系"]
    rows = [
        ["龙湖小区", "1栋", "101", "戴一", "1391234", "戴一", "户主"],
        ["龙湖小区", "1栋", "101", "戴一", "1391234", "戴二", "儿子"],
        ["龙湖小区", "1栋", "102", "", "12345", "", ""],
        ["龙湖小区", "1栋", "103", "戴三", "儿子13900007777", "戴三", "户主"],
    ]
    judged = household(make_xlsx("台账.xlsx", [header, *rows]))
    assert codes(judged) == [(2, "户主电话", "phone_invalid"), (4, "户主电话", "phone_invalid")]
    assert judged.households[2].phone == "13900007777"
    assert judged.households[2].remark == "电话：儿子13900007777"


def test_a_community_written_before_compound_or_group(make_xlsx: Make) -> None:
    top = PlaceStep(Level.TOWNSHIP, "重岗街道")
    names = ("康泰社区居委会", "后陈居委会")
    known = PlaceIndex([(top, PlaceStep(Level.COMMUNITY, name)) for name in names])
    compounds = [
        ["小区", "户号", "姓名", "与户主关系"],
        ["康泰社区国际花园一期", "1", "甲一", "户主"],
        ["向阳社区花园", "1", "甲二", "户主"],
    ]
    judged = household(make_xlsx("小区.xlsx", compounds), places=known)
    assert [where(h) for h in judged.households] == [
        "重岗街道/康泰社区居委会/国际花园一期/1",
        "向阳社区花园/1",
    ]
    groups = [["村组", "户号", "姓名", "与户主关系"], ["后陈2组", "1", "甲三", "户主"]]
    judged = household(make_xlsx("村组.xlsx", groups), places=known)
    assert [where(h) for h in judged.households] == ["重岗街道/后陈居委会/2组/1"]


def test_a_row_that_names_the_building_of_those_below(make_xlsx: Make) -> None:
    rows = [
        ["房号", "姓名", "与户主关系"],
        ["1号楼", "", ""],
        ["101", "凤一", "户主"],
        ["2号楼", "", ""],
        ["101", "凤二", "户主"],
    ]
    judged = household(make_xlsx("台账.xlsx", rows))
    assert codes(judged) == [(2, None, "note_row"), (4, None, "note_row")]
    assert [where(h) for h in judged.households] == ["1号楼/101", "2号楼/101"]


def test_the_head_stands_beside_the_members_only(make_xlsx: Make) -> None:
    rows = [
        ["楼栋", "室号", "户主信息", "", "家庭成员", "", ""],
        ["", "", "姓名", "身份证号码", "姓名", "关系", "身份证号码"],
        ["1栋", "101", "尤一", A, "尤二", "妻子", B],
        ["1栋", "101", "尤一", A, "尤三", "儿子", ""],
        ["1栋", "102", "尤四", C, "", "", ""],
    ]
    judged = household(make_xlsx("台账.xlsx", rows))
    assert codes(judged) == []
    names = [[(r.name, r.relation) for r in h.residents] for h in judged.households]
    assert names == [
        [("尤一", "户主"), ("尤二", "妻子"), ("尤三", "儿子")],
        [("尤四", "户主")],
    ]


def test_what_is_carried_down_brings_the_levels_above_along(make_xlsx: Make) -> None:
    header = ["楼栋", "单元", "室号", "姓名", "与户主关系"]
    rows = [["1栋", "1单元", "101", "宁一", "户主"], ["1栋", "1单元", "103", "宁二", "户主"]]
    rows += [["", "", "", "宁三", "妻子"], ["1栋", "1单元", "104", "宁四", "户主"]]
    judged = household(make_xlsx("台账.xlsx", [header, *rows]))
    assert [where(h) for h in judged.households] == [f"1栋/1单元/{n}" for n in (101, 103, 104)]
