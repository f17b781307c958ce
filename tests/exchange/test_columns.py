from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.columns import Layout, field_of, find_layout
from exchange.workbook import Sheet

Make = Callable[..., Path]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("身份证号", "id_number"),
        ("居民身份证号码（18位）", "id_number"),
        ("公民身份号码", "id_number"),
        ("*证件号码", "id_number"),
        ("身份证\n号 码", "id_number"),
        ("身份证有效期", ""),
        ("姓 名", "name"),
        ("家庭成员", "name"),
        ("成员姓名（必填）", "name"),
        ("监护人姓名", ""),
        ("户主", "head"),
        ("户主姓名", "head"),
        ("户主身份证号", "id_number_of_head"),
        ("与户主关系", "relation"),
        ("家庭关系", "relation"),
        ("称谓", "relation"),
        ("楼栋", "building"),
        ("幢号", "building"),
        ("楼号", "building"),
        ("单元号", "entrance"),
        ("门牌号", "room"),
        ("房号", "room"),
        ("室号", "room"),
        ("户号", "number"),
        ("现居住地址", "address"),
        ("家庭住址", "address"),
        ("户籍所在地", "registered_place"),
        ("身份证地址", "registered_place"),
        ("联系电话1", "phone"),
        ("手机号码（本人）", "phone"),
        ("户主联系电话", "head_phone"),
        ("出生年月", "birth"),
        ("性  别", "sex"),
        ("村（居）", "community"),
        ("村/社区", "community"),
        ("所属村民小组", "group"),
        ("人户状态", "residence_status"),
        ("房屋性质", "tenure"),
        ("是否租住房屋产权", "tenure"),
        ("重点人群类型", "care_tags"),
        ("是否低保", "care_flag"),
        ("残疾人", "care_flag"),
        ("独居老人（打√）", "care_flag"),
        ("文化程度", ""),
        ("年龄", ""),
        ("包联干部", ""),
        ("民族", "ethnicity"),
        ("政治面貌", "political_status"),
        ("工作单位", "employer"),
        ("证件类型", "document"),
        ("备注", "remark"),
        ("走访时间", ""),
        ("家庭人口数", ""),
    ],
)
def test_headers_of_household_ledgers(header: str, field: str) -> None:
    expected = {"id_number_of_head": "head_id_number"}.get(field, field)
    assert field_of("households", header) == expected


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("issues", "留言编号", "number"),
        ("issues", "工单编号", "number"),
        ("issues", "诉求内容", "description"),
        ("issues", "来电时间", "registered"),
        ("issues", "办结时间", "replied"),
        ("issues", "反映人", "person"),
        ("issues", "责任单位", "unit"),
        ("issues", "红黄绿", "colour"),
        ("issues", "办理期限", ""),
        ("issues", "问题来源", "source"),
        ("cadres", "组别", "team"),
        ("cadres", "组  长", "leader"),
        ("cadres", "姓名", "name"),
        ("cadres", "所在单位", "unit"),
        ("cadres", "职务/职级", "duty"),
        ("cadres", "责任楼栋", "area"),
        ("cadres", "包联范围（楼栋）", "area"),
        ("cadres", "是否中共党员", "party_member"),
        ("divisions", "统计用区划代码", "code"),
        ("divisions", "名称", "name"),
        ("divisions", "上级代码", "parent"),
        ("divisions", "城乡分类代码", ""),
        ("categories", "一级分类", "category1"),
    ],
)
def test_headers_of_other_lists(kind: str, header: str, field: str) -> None:
    assert field_of(kind, header) == field


def test_a_mapping_can_be_changed_and_is_remembered_by_the_headers() -> None:
    sheet = Sheet("表", [["姓名", "关系", "某列"], ["张三", "户主", "x"]])
    layout = find_layout(sheet, "households")
    assert layout == Layout("households", 1, ("姓名", "关系", "某列"), ("name", "relation", ""))
    assert layout is not None
    changed = layout.mapped(["name", "relation", "remark"])
    assert changed.column("remark") == 2
    assert changed.header("remark") == "某列"
    assert changed.fingerprint() == layout.fingerprint()
    other = find_layout(Sheet("表", [["姓名", "关系", "别列"]]), "households")
    assert other is not None
    assert other.fingerprint() != layout.fingerprint()


def test_a_title_or_a_list_of_words_is_no_header() -> None:
    sheet = Sheet("表", [["康泰社区住户姓名电话表", ""], ["张三", "13812345678"]])
    assert find_layout(sheet, "households") is None


def test_several_columns_may_hold_phones_but_only_one_the_name() -> None:
    sheet = Sheet("表", [["姓名", "姓名", "联系电话1", "联系电话2", "关系"]])
    layout = find_layout(sheet, "households")
    assert layout is not None
    assert layout.fields == ("name", "", "phone", "phone", "relation")
