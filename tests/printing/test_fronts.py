from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain import colours
from domain.errors import KnownError
from domain.front_shades import By
from domain.fronts import Ground, Home, Spot
from domain.places import Level
from printing.fronts import A3_FRONTS, A4_FRONTS, FrontSheets, print_fronts
from tests.printing.samples import page_texts, positions

COMMUNITY = Spot(1, None, Level.COMMUNITY, "康泰社区")
COMPOUND = Spot(2, 1, Level.COMPOUND, "京公馆小区")
GROUP = Spot(3, 1, Level.GROUP, "1组")
BLOCKS = tuple(Spot(10 + n, 2, Level.BUILDING, f"{n}栋") for n in range(1, 9))
DOORS = tuple(
    Spot(100 + 10 * b.id + n, b.id, Level.ENTRANCE, f"{n}单元") for b in BLOCKS for n in (1, 2)
)
SPOTS = (COMMUNITY, COMPOUND, GROUP, *BLOCKS, *DOORS)


def building(entrances, floors, doors=2, first=1, **facts):
    places = [entrance.id for entrance in entrances]
    rooms = [
        (p, f"{f}{d:02}") for p in places for f in range(1, floors + 1) for d in range(1, doors + 1)
    ]
    return tuple(
        Home(first + n, place, "", room, head=f"邹秀英{n}", **facts)
        for n, (place, room) in enumerate(rooms)
    )


def sheets(homes, by=By.TEAM, place=COMPOUND, issues=()):
    ground = Ground(place, SPOTS, homes, issues, len(homes))
    return FrontSheets("重岗街道办事处", ground, by, date(2026, 6, 1), colours.DEFAULT)


def printed(tmp_path: Path, wanted, paper=A4_FRONTS):
    file = tmp_path / "fronts.pdf"
    return print_fronts(wanted, paper, file), page_texts(file), file


def rooms(file: Path) -> Counter[str]:
    """How often each text stands on the sheets."""
    pages = range(len(PdfReader(file).pages))
    return Counter(text for page in pages for text, _, _ in positions(file, page))


def test_a_building_with_its_legend_and_no_names(tmp_path):
    homes = (
        *building(DOORS[:1], 2, first=1, teams=("第1工作组",)),
        *building(DOORS[1:2], 2, first=50),
    )
    made, (text,), file = printed(tmp_path, sheets(homes))
    assert (made.notices, made.pages, made.warning) == (1, 1, "")
    for words in (
        "康泰社区京公馆小区楼栋图",
        "重岗街道办事处·按工作组·截至2026年6月1日·8户",
        "A第1工作组4户",
        "没有工作组4户",
        "1栋",
        "1单元",
        "201A",
        "内部使用·不得张贴",
        "第1页共1页",
    ):
        assert words in text, words
    assert "邹" not in text
    page = PdfReader(file).pages[0].mediabox
    assert page.width > page.height


def test_cells_stand_as_the_building_does(tmp_path):
    *_, file = printed(tmp_path, sheets(building(DOORS[:2], 3)))
    at = {}
    for text, x, y in positions(file):
        at.setdefault(text, []).append((x, y))
    (low_left, _), (high_left, _) = at["101"], at["301"]
    assert low_left[0] == high_left[0]
    assert abs(low_left[1] - high_left[1]) > 5
    assert at["102"][0][0] > low_left[0]
    assert at["101"][1][0] > at["102"][0][0]  # the second entrance


def test_a_compound_goes_on_over_the_sheets_each_with_the_legend(tmp_path):
    homes = tuple(
        home
        for n in range(len(BLOCKS))
        for home in building(DOORS[2 * n : 2 * n + 2], 11, 3, first=1 + 1000 * n)
    )
    made, texts, file = printed(tmp_path, sheets(homes, By.VISIT))
    assert made.pages == len(texts) > 1
    for number, text in enumerate(texts, 1):
        assert "从未走访528户" in text
        assert f"第{number}页共{len(texts)}页" in text
    assert rooms(file)["1102"] == 16
    on_a3, *_ = printed(tmp_path, sheets(homes, By.VISIT), A3_FRONTS)
    assert on_a3.pages < made.pages


def test_a_tower_of_34_storeys_stands_on_one_sheet(tmp_path):
    made, _, file = printed(tmp_path, sheets(building(DOORS[:2], 34, 4), place=BLOCKS[0]))
    assert made.pages == 1
    assert rooms(file)["3404"] == rooms(file)["101"] == 2


@pytest.mark.parametrize("by", By)
def test_what_is_too_large_for_any_sheet_is_divided_and_nothing_is_lost(tmp_path, by):
    homes = building(DOORS[:1], 60, 40)
    made, texts, file = printed(tmp_path, sheets(homes, by))
    assert made.pages > 1
    assert "1栋（续）" in "".join(texts)
    found = rooms(file)
    assert all(found[home.room] == 1 for home in homes)


def test_a_village_is_a_grid_of_numbers(tmp_path):
    homes = tuple(Home(n, GROUP.id, "", number=str(n), head="邹秀英") for n in range(1, 60))
    nameless = Home(99, GROUP.id, "", head="邹秀英")
    made, (text,), _ = printed(tmp_path, sheets((*homes, nameless), place=GROUP))
    assert made.pages == 1
    assert "59号" in text
    assert "邹" not in text
    assert "—" in text


def test_issues_are_told_in_words_at_the_head_of_their_place(tmp_path):
    homes = building(DOORS[:2], 2, issues=(("red", 2), ("green", 1)))
    issues = (
        (COMPOUND.id, (("yellow", 3),)),
        (BLOCKS[0].id, (("red", 1),)),
        (DOORS[0].id, (("green", 4),)),
    )
    _, (text,), _ = printed(tmp_path, sheets(homes, By.ISSUE, issues=issues))
    for words in ("红8户", "黄0户", "没有未办结问题0户", "黄3件", "红1件", "绿4件"):
        assert words in text, words
    _, (other,), _ = printed(tmp_path, sheets(homes, By.TEAM, issues=issues))
    assert "黄3件" not in other


def test_the_same_sheets_give_the_same_bytes(tmp_path):
    files = [tmp_path / f"{n}.pdf" for n in range(2)]
    for file in files:
        print_fronts(sheets(building(DOORS[:2], 6)), A4_FRONTS, file)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(KnownError, match="没有写成"):
        print_fronts(sheets(building(DOORS[:1], 1)), A4_FRONTS, tmp_path / "no" / "x.pdf")
