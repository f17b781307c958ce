import pytest

from domain.people import (
    initials,
    is_vacancy,
    pinyin,
    read_care_tags,
    read_name,
    read_political_status,
    read_relation,
    read_residence_status,
    read_sex,
    read_tenure,
    surname,
)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张三", "张三"),
        ("张　三", "张三"),
        (" 张 三 ", "张三"),
        ("张\u200b三", "张三"),
        ("'张三", "张三"),
        ("孔㛃堃", "孔㛃堃"),
        ("买买提•艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("无", ""),
        ("—", ""),
        (None, ""),
        ("欧阳 修", "欧阳修"),
        ("𬭎", "𬭎"),
    ],
)
def test_names(cell: str | None, name: str) -> None:
    assert read_name(cell) == name


def test_relations_sex_and_status() -> None:
    assert read_relation("本 人") == read_relation("户主本人") == "户主"
    assert read_relation("户主之子") == "户主之子"
    assert read_relation("/") == ""
    assert read_sex(" 男性 ") == "男"
    assert read_sex("未知") == ""
    assert read_political_status("党员") == "中共党员"
    assert read_tenure("出租") == "租住"
    assert read_residence_status("空挂户") == "空挂"


def test_care_tags() -> None:
    assert read_care_tags("低保户、残疾人") == ("低保", "残疾")
    assert read_care_tags("五保户；五保") == ("特困",)
    assert read_care_tags("建档立卡户 志愿者") == ("脱贫户", "志愿者")
    assert read_care_tags("无") == read_care_tags("否") == read_care_tags(None) == ()


def test_vacancies() -> None:
    for word in ("空置", "空户", "无人居住", "（空房）", "未入住", "长期无人"):
        assert is_vacancy(word), word
    for name in ("张三", "空海", "吴人"):
        assert not is_vacancy(name), name


def test_surnames_and_pinyin() -> None:
    assert [surname(n) for n in ("欧阳修", "欧阳", "诸葛孔明", "张三", "侯莫陈悦")] == [
        "欧阳",
        "欧",
        "诸葛",
        "张",
        "侯莫陈",
    ]
    assert pinyin("曾伟轩") == "zengweixuan"
    assert initials("单于明") == "cym"
    assert initials("孔㛃堃") == "kjk"
    assert pinyin("买买提·艾力") == "maimaitiaili"
    assert pinyin("John Smith") == "johnsmith"
