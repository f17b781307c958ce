import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.areas import read_area
from domain.known_places import PlaceIndex
from domain.places import Level, PlaceStep

COUNTY = PlaceStep(Level.COUNTY, "虚构县")
TOWN = (COUNTY, PlaceStep(Level.TOWNSHIP, "重岗街道"))
KANGTAI = (*TOWN, PlaceStep(Level.COMMUNITY, "康泰社区居委会"))
GUOYUAN = (*TOWN, PlaceStep(Level.COMMUNITY, "果园居委会"))
JING = (*KANGTAI, PlaceStep(Level.COMPOUND, "京公馆小区"))
KNOWN = PlaceIndex(
    [
        (COUNTY,),
        TOWN,
        KANGTAI,
        GUOYUAN,
        JING,
        (*KANGTAI, PlaceStep(Level.COMPOUND, "金色家园")),
        (*TOWN, PlaceStep(Level.COMMUNITY, "三里桥社区")),
        (*TOWN, PlaceStep(Level.COMMUNITY, "新庄社区")),
        (COUNTY, PlaceStep(Level.TOWNSHIP, "双沟镇"), PlaceStep(Level.COMMUNITY, "新庄村")),
    ]
)


def places(wording: str, context: tuple[PlaceStep, ...] = ()) -> str:
    area = read_area(wording, KNOWN, context)
    assert area.unread == (), area
    return " ".join(
        "/".join(step.name for step in path[3:]) or path[-1].name for path in area.places
    )


@pytest.mark.parametrize(
    ("wording", "read"),
    [
        ("京公馆1栋、2栋", "京公馆小区/1栋 京公馆小区/2栋"),
        ("京公馆2栋至4栋", "京公馆小区/2栋 京公馆小区/3栋 京公馆小区/4栋"),
        (
            "京公馆4号楼1单元、5号楼1-2单元",
            "京公馆小区/4栋/1单元 京公馆小区/5栋/1单元 京公馆小区/5栋/2单元",
        ),
        ("果园社区1组、2组、3组", "1组 2组 3组"),
        ("果园4—7组", "4组 5组 6组 7组"),
        ("果园社区第一、二村民小组", "1组 2组"),
        ("果园一组至三组", "1组 2组 3组"),
        (
            "京公馆1、3、5-7栋",
            "京公馆小区/1栋 京公馆小区/3栋 京公馆小区/5栋 京公馆小区/6栋 京公馆小区/7栋",
        ),
        ("康泰社区", "康泰社区居委会"),
        ("京公馆小区全部", "京公馆小区"),
        ("京公馆1#、2#楼，果园2组", "京公馆小区/1栋 京公馆小区/2栋 2组"),
        ("京公馆1栋金色家园2栋", "京公馆小区/1栋 金色家园/2栋"),
        ("重岗街道果园1组", "1组"),
        ("康泰京公馆A-C栋", "京公馆小区/A栋 京公馆小区/B栋 京公馆小区/C栋"),
        (
            "京公馆4号楼1单元、2单元、5号楼",
            "京公馆小区/4栋/1单元 京公馆小区/4栋/2单元 京公馆小区/5栋",
        ),
        ("京公馆4、5号楼1单元", "京公馆小区/4栋/1单元 京公馆小区/5栋/1单元"),
        ("京公馆3号楼（48户）", "京公馆小区/3栋"),
        ("三里桥二组", "2组"),
        ("双沟镇新庄村1组", "1组"),
        ("康泰社区新开小区1栋", "新开小区/1栋"),
    ],
)
def test_wordings(wording: str, read: str) -> None:
    assert places(wording) == read


def test_a_context_holds_where_the_wording_names_no_place() -> None:
    assert places("3—5号楼", JING) == "京公馆小区/3栋 京公馆小区/4栋 京公馆小区/5栋"
    assert places("第一、二村民小组", GUOYUAN) == "1组 2组"
    assert places("4幢二单元", JING) == "京公馆小区/4栋/2单元"


@pytest.mark.parametrize(
    ("wording", "unread", "left"),
    [
        ("3—5号楼", "3-5号楼", 0),
        ("京公馆单号楼", "京公馆单号楼", 0),
        ("新庄1组", "新庄1组", 0),
        ("京公馆3栋501-504室", "3栋501-504室", 0),
        ("京公馆3、4栋501室", "3、4栋501室", 0),
        ("京公馆4栋东侧、5栋", "4栋东侧", 1),
        ("某某花园3栋", "某某花园3栋", 0),
        ("京公馆5-3栋", "5-3栋", 0),
        ("京公馆3-1单元", "3-1单元", 0),
        ("京公馆1-5栋（不含3栋）", "京公馆1-5栋（不含3栋）", 0),
        ("果园1组12-15号、2组", "1组12-15号", 1),
        ("京公馆3、4栋501、502、5栋", "3、4栋501、502", 1),
        ("京公馆3栋501、503至505室、5栋", "3栋501、503至505室", 1),
        ("京公馆3栋501、502东户、5栋", "3栋501、502东户", 1),
        ("果园1组12、2组", "1组12", 1),
        ("果园1组12号、15、2组", "1组12号、15", 1),
        ("果园1组12、15号、2组", "1组12、15号", 1),
        ("京公馆3栋12室、5栋", "3栋12室", 1),
        ("所有住户", "所有住户", 0),
        ("京公馆第一单元", "第一单元", 0),
    ],
)
def test_what_is_not_certain_is_handed_back(wording: str, unread: str, left: int) -> None:
    area = read_area(wording, KNOWN)
    assert area.unread == (unread,)
    assert len(area.places) == left


@pytest.mark.parametrize(
    ("wording", "homes", "whole"),
    [
        ("京公馆3栋501室", "京公馆小区/3栋 501", ""),
        ("京公馆4号楼1单元101、201室", "京公馆小区/4栋/1单元 101;京公馆小区/4栋/1单元 201", ""),
        ("京公馆3栋501、5栋", "京公馆小区/3栋 501", "京公馆小区/5栋"),
        ("果园1组12号、15号、2组", "1组 12;1组 15", "2组"),
        ("果园3组8户，4组", "3组 8", "4组"),
        (
            "京公馆3栋501、502、5栋",
            "京公馆小区/3栋 501;京公馆小区/3栋 502",
            "京公馆小区/5栋",
        ),
        (
            "京公馆4号楼1单元101、102，2单元",
            "京公馆小区/4栋/1单元 101;京公馆小区/4栋/1单元 102",
            "京公馆小区/4栋/2单元",
        ),
        (
            "京公馆3栋501、502、5、6栋",
            "京公馆小区/3栋 501;京公馆小区/3栋 502",
            "京公馆小区/5栋 京公馆小区/6栋",
        ),
        ("京公馆3栋501、502、果园2组", "京公馆小区/3栋 501;京公馆小区/3栋 502", "2组"),
        ("京公馆3栋501和1502室", "京公馆小区/3栋 501;京公馆小区/3栋 1502", ""),
    ],
)
def test_single_households_stand_apart_from_whole_places(
    wording: str, homes: str, whole: str
) -> None:
    area = read_area(wording, KNOWN)
    found = [
        f"{'/'.join(step.name for step in home.place[3:])} {home.room or home.number}"
        for home in area.homes
    ]
    assert (";".join(found), places(wording), area.unread) == (homes, whole, ())


@given(
    st.sets(st.integers(1, 40), min_size=1, max_size=8), st.sampled_from(["、", "，", " ", "和"])
)
def test_lists_of_buildings(numbers: set[int], separator: str) -> None:
    ordered = sorted(numbers)
    wording = "京公馆" + separator.join(f"{n}号楼" for n in ordered)
    area = read_area(wording, KNOWN)
    assert [path[-1].name for path in area.places] == [f"{n}栋" for n in ordered]
    assert area.unread == ()


@given(st.integers(1, 30), st.integers(1, 30), st.sampled_from(["-", "—", "至", "到", "~", "－"]))
def test_ranges(low: int, length: int, dash: str) -> None:
    area = read_area(f"果园{low}{dash}{low + length}组", KNOWN)
    assert [path[-1].name for path in area.places] == [
        f"{n}组" for n in range(low, low + length + 1)
    ]


@given(
    st.integers(1, 40),
    st.lists(st.integers(101, 3299), min_size=1, max_size=5, unique=True),
    st.lists(st.integers(41, 99), max_size=3, unique=True),
    st.sampled_from(["、", "，", "和", "/"]),
    st.sampled_from(["", "室", "号"]),
)
def test_rooms_are_never_made_into_buildings(
    building: int, rooms: list[int], others: list[int], separator: str, unit: str
) -> None:
    parts = [f"{room}{unit}" for room in rooms] + [f"{other}栋" for other in others]
    area = read_area(f"京公馆{building}栋" + separator.join(parts), KNOWN)
    assert area.unread == ()
    assert [home.room for home in area.homes] == [str(room) for room in rooms]
    assert {home.place[-1].name for home in area.homes} == {f"{building}栋"}
    assert [path[-1].name for path in area.places] == [f"{other}栋" for other in others]


@given(st.text(alphabet="京公馆果园社区栋组号楼单元0123456789一二十、-至（）小全 ABX", max_size=20))
def test_any_text_is_read_or_handed_back(wording: str) -> None:
    area = read_area(wording, KNOWN)
    meant = wording.strip(" 、-")
    assert area.places or area.unread or not meant
