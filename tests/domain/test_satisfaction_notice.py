from domain.disclosure import Paragraph, Table
from domain.indicators import Counts
from domain.satisfaction_notice import notice
from tests.domain.test_disclosure import ENTRANCE, IMPRINT, OCTOBER


def told(heard):
    made = notice(ENTRANCE, OCTOBER, heard, IMPRINT)
    paragraph, table = made.blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(table, Table)
    cells = [[cell.main + cell.note for cell in row] for row in table.rows]
    return paragraph.text, table, cells


def test_categories_stand_by_their_weight_and_add_up():
    text, table, rows = told(
        {
            "教育": Counts(heard=1, solved=0, satisfied=0),
            "环境卫生": Counts(heard=3, solved=3, satisfied=2, fair=1, unreached=2),
        }
    )
    assert text.endswith("本期有效回访4次，解决率75.0%，满意率50.0%。另有2次无法联系，不计入。")
    assert [column.title for column in table.columns] == [
        "问题类别", "回访数", "已解决", "解决率", "满意", "基本满意", "不满意", "满意率",
    ]  # fmt: skip
    assert rows == [
        ["环境卫生", "3另2", "3", "100.0%", "1", "1", "1", "66.7%"],
        ["教育", "1", "0", "0.0%", "0", "0", "1", "0.0%"],
        ["合计", "4另2", "3", "75.0%", "1", "1", "2", "50.0%"],
    ]


def test_one_category_needs_no_sum_and_nobody_reached_has_no_rate():
    text, _, rows = told({"教育": Counts(unreached=2)})
    assert text.endswith("本期回访2次，都无法联系。")
    assert rows == [["教育", "0另2", "0", "—", "0", "0", "0", "—"]]


def test_a_place_without_follow_ups_says_so():
    text, table, rows = told({})
    assert text.endswith("公示如下。本期没有回访。")
    assert (rows, table.empty) == ([], "本期无")
