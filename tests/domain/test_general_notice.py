import pytest

from domain.disclosure import Affairs, Column, Heading, Paragraph, Table, Text
from domain.general_notice import GeneralWords, body_fault, cells, fault, notice, table_fault
from domain.general_notice import secrets as secrets_of
from domain.masks import mask_numbers
from domain.notice_life import gate
from tests.domain.test_disclosure import ENTRANCE, IMPRINT

WORDS = GeneralWords(
    Affairs.PARTY,
    "关于开展主题党日活动的通知",
    "　　定于本周六开展活动,请党员参加.\n\n一、时间地点\n上午9时,党群服务中心。",
)


def test_paragraphs_and_level_headings():
    made = notice(ENTRANCE, WORDS, IMPRINT)
    assert (made.affairs, made.title, made.place) == (Affairs.PARTY, WORDS.title, "京公馆3栋1单元")
    assert made.blocks == (
        Paragraph("定于本周六开展活动，请党员参加。"),
        Heading("一、时间地点"),
        Paragraph("上午9时，党群服务中心。"),
    )


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("姓名\t金额\n甲\t1,200.50\n\n", [["姓名", "金额"], ["甲", "1,200.50"]]),
        ('甲\t"两行\n文字"\r\n乙\t丙\r\n', [["甲", "两行 文字"], ["乙", "丙"]]),
        ('甲\t一"\n乙\t丙', [["甲", '一"'], ["乙", "丙"]]),
        ("| 姓名 | 岗位 |\n| 甲｜宣传 |", [["姓名", "岗位"], ["甲", "宣传"]]),
        ("  \n", []),
    ],
)
def test_a_table_is_read_as_it_is_pasted_or_typed(typed, rows):
    assert cells(typed) == rows


def test_short_rows_are_filled_and_amounts_stand_at_the_right():
    typed = "项目\t说明\t金额\n路\t新修水泥路一百四十余米\t12,000.00\n灯"
    (table,) = notice(ENTRANCE, GeneralWords(title="甲", table=typed), IMPRINT).blocks
    assert isinstance(table, Table)
    assert table.columns == (
        Column("项目"),
        Column("说明", wide=True),
        Column("金额", right=True),
    )
    assert table.rows[1] == (Text("灯"), Text(""), Text(""))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (GeneralWords(title=" ", body="文"), "还没有写标题"),
        (GeneralWords(title="甲" * 201, body="文"), "标题最多 200 个字，现在有 201 个"),
        (GeneralWords(title="甲"), "还没有写正文"),
        (GeneralWords(title="甲", body="文" * 5001), "正文最多 5000 个字"),
        (GeneralWords(title="甲", body="文", table="一栏\n两行"), "看不出分栏"),
        (GeneralWords(title="甲", body="文", table="\t".join("abcdefghi")), "最多 8 栏"),
        (
            GeneralWords(title="甲", body="文", table="a|b\n" + "长" * 201 + "|"),
            "每格最多 200 个字",
        ),
        (
            GeneralWords(title="甲", body="文", table='a\tb\n"' + "长" * 200_000 + '"\tb'),
            "表格最多 100,000 个字，现在有 200,008 个",
        ),
        (GeneralWords(title="甲", body="文", table="a\tb\n" * 302), "最多 300 行，现在有 301 行"),
    ],
)
def test_what_cannot_hang_is_told(words, told):
    assert fault(words).startswith(told)


def test_what_can_hang_has_no_fault():
    longest = GeneralWords(title="甲" * 200, body="文" * 5000, table="a|b\n" * 301)
    assert fault(longest) == body_fault(longest.body) == table_fault(longest.table) == ""


def test_a_long_line_is_no_heading():
    (long,) = notice(ENTRANCE, GeneralWords(title="甲", body="一、" + "长" * 4000), IMPRINT).blocks
    assert isinstance(long, Paragraph)


def test_numbers_are_told_kept_for_the_gate_and_masked_when_asked():
    words = GeneralWords(
        title="公示",
        body="证 329999199001011234，住 502室",
        table="姓名|电话\n甲|13812345678",
    )
    assert [one.digits for one in secrets_of(words)] == ["329999199001011234", "13812345678"]
    found = gate([notice(ENTRANCE, words, IMPRINT)])
    assert {one.text for one in found} == {"329999199001011234", "13812345678"}
    assert mask_numbers(words.body) == "证 329999********1234，住 502室"
