import pytest

from domain.addresses import places_in_title, read_address


def told(address: str) -> tuple[str, str, str]:
    read = read_address(address)
    assert read is not None
    return "/".join(step.name for step in read.steps), read.room, read.number


@pytest.mark.parametrize(
    ("address", "places", "room", "number"),
    [
        ("康泰社区京公馆3号楼2单元502室", "康泰社区/京公馆/3号楼/2单元", "502", ""),
        (
            "江苏省宿迁市泗洪县重岗街道康泰社区京公馆小区3幢2单元502",
            "泗洪县/重岗街道/康泰社区/京公馆小区/3幢/2单元",
            "502",
            "",
        ),
        ("京公馆3-2-502", "京公馆/3栋/2单元", "502", ""),
        ("京公馆 3#2-502", "京公馆/3#/2单元", "502", ""),
        ("3栋502", "3栋", "502", ""),
        ("果园居委会四组12号", "果园居委会/四组", "", "12"),
        ("泗洪县双沟镇罗岗村3组", "泗洪县/双沟镇/罗岗村/3组", "", ""),
        ("三里桥社区二组", "三里桥社区/二组", "", ""),
        ("水乡人家3栋1单元201", "水乡人家/3栋/1单元", "201", ""),
        ("幸福新村12栋3单元", "幸福新村/12栋/3单元", "", ""),
        ("金色家园B3栋1单元12楼1203室", "金色家园/B3栋/1单元", "1203", ""),
        ("富民路12号", "", "", "富民路12号"),
        ("王庄5组23号", "王庄5组", "", "23"),
    ],
)
def test_addresses(address: str, places: str, room: str, number: str) -> None:
    assert told(address) == (places, room, number)


def test_an_address_that_says_nothing() -> None:
    assert read_address("") is None
    assert read_address("不详") is None


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("康泰社区干部下沉入户走访台账", "康泰社区"),
        ("填报单位（盖章）：果园居委会", "果园居委会"),
        ("康泰社区-京公馆小区", "康泰社区/京公馆小区"),
        ("2026年泗洪县重岗街道康泰社区京公馆小区入户台账", "泗洪县/重岗街道/康泰社区/京公馆小区"),
        ("双沟镇罗岗村入户台账", "双沟镇/罗岗村"),
        ("3栋", "3栋"),
        ("康泰社区、果园社区下沉干部名册", ""),
        ("果园社区台账 填报单位：果园居委会", "果园社区"),
        ("全村村民花名册", ""),
        ("各社区居民台账", ""),
        ("Sheet1", ""),
        ("康泰社区翠湖花园住户台账", "康泰社区/翠湖花园"),
        ("安澜苑二期入户走访台账", "安澜苑二期"),
        ("果园村第三村民小组花名册", "果园村/第三村民小组"),
        ("社区居民家庭信息表", ""),
    ],
)
def test_places_in_titles(title: str, places: str) -> None:
    assert "/".join(step.name for step in places_in_title(title)) == places
