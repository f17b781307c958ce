"""Every household has exactly one cell, on screen and in the parts that go on paper."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.front_parts import divided
from domain.fronts import MOST_OF_A_ROOM, OTHERS, Ground, Home, Spot, lay_out
from domain.places import Level

COMMUNITY = Spot(1, None, Level.COMMUNITY, "康泰社区")
COMPOUND = Spot(2, 1, Level.COMPOUND, "京公馆小区")
GROUP = Spot(3, 1, Level.GROUP, "1组")
BUILDING = Spot(4, 2, Level.BUILDING, "1栋")
FIRST, SECOND = Spot(5, 4, Level.ENTRANCE, "1单元"), Spot(6, 4, Level.ENTRANCE, "2单元")
VILLA = Spot(7, 3, Level.BUILDING, "农民公寓")
LOOSE = Spot(8, 2, Level.ENTRANCE, "甲单元")
SPOTS = (COMMUNITY, COMPOUND, GROUP, BUILDING, FIRST, SECOND, VILLA, LOOSE)

rooms = st.one_of(
    st.builds(lambda floor, door: f"{floor}{door:02}", st.integers(1, 34), st.integers(1, 4)),
    st.sampled_from(["B101", "12A01", "5A", "05-02", "车库3", "", "502", "502", "1-502", "B401"]),
    st.text("0123456789ABC-室楼东一二", max_size=6),
)


@st.composite
def grounds(draw):
    places = st.sampled_from([spot.id for spot in SPOTS])
    drawn = draw(st.lists(st.tuples(places, rooms, st.sampled_from(["", "", "12"])), max_size=60))
    homes = tuple(
        Home(n, place, f"第{n}户", room, number)
        for n, (place, room, number) in enumerate(sorted(drawn), 100)
    )
    return Ground(COMMUNITY, SPOTS, homes)


def apart(one, other):
    return (
        one.row != other.row
        or one.left + one.width <= other.left + 1e-6
        or other.left + other.width <= one.left + 1e-6
    )


@given(grounds(), st.integers(1, 12))
def test_every_household_has_exactly_one_cell_of_its_own(ground, across):
    sections = lay_out(ground, across)
    fronts = [front for section in sections for front in section.fronts]
    cells = [cell.home.id for front in fronts for cell in front.cells]
    assert sorted(cells) == [home.id for home in ground.homes]
    for front in fronts:
        assert all(apart(*pair) for pair in combinations(front.cells, 2))
        assert {cell.row for cell in front.cells} == set(range(len(front.rows)))
        for cell in front.cells:
            inside = [
                stairs
                for stairs in front.stairs
                if stairs.left - 1e-6 <= cell.left
                and cell.left + cell.width <= stairs.left + stairs.width + 1e-6
            ]
            assert [s.place_id for s in inside] == [
                cell.home.place_id if cell.home.place_id in (5, 6, 8) else 0
            ]
        assert all(a.left + a.width < b.left for a, b in pairwise(front.stairs))


@given(grounds(), st.integers(4, 12), st.integers(1, 9))
def test_the_parts_of_a_front_have_all_of_it_and_are_no_larger_than_asked(ground, widest, tallest):
    for section in lay_out(ground, 12):
        for front in section.fronts:
            parts = divided(front, widest, tallest)
            assert sorted(c.home.id for p in parts for c in p.cells) == sorted(
                c.home.id for c in front.cells
            )
            for part in parts:
                assert len(part.rows) <= tallest
                assert part.width <= widest + 1e-6
                assert all(0 <= c.row < len(part.rows) for c in part.cells)
                assert all(-1e-6 <= c.left <= part.width - c.width + 1e-6 for c in part.cells)
            assert [p.title.endswith("（续）") for p in parts] == [n > 0 for n in range(len(parts))]


def front_of(*homes, spots=SPOTS):
    ((front,),) = (section.fronts for section in lay_out(Ground(COMMUNITY, spots, homes), 5))
    return front


def where(front):
    return {c.home.id: (front.rows[c.row], c.left, c.width) for c in front.cells}


def test_floors_stand_over_each_other_and_doors_beside_each_other():
    rooms = ["101", "1201", "12A02", "B101", "302"]
    front = front_of(*(Home(n, FIRST.id, "", room) for n, room in enumerate(rooms)))
    assert front.title == "1栋"
    assert front.rows == ("12A", "12", "3", "1", "B1")
    assert where(front) == {
        0: ("1", 0, 1),
        1: ("12", 0, 1),
        2: ("12A", 1, 1),
        3: ("B1", 0, 1),
        4: ("3", 1, 1),
    }


def test_who_shares_a_room_stands_side_by_side():
    homes = [Home(n, FIRST.id, "", "502") for n in range(2)]
    front = front_of(*homes, Home(9, FIRST.id, "", "501"), Home(8, SECOND.id, "", "501"))
    assert where(front) == {
        0: ("5", 1, 0.5),
        1: ("5", 1.5, 0.5),
        9: ("5", 0, 1),
        8: ("5", 2.25, 1),
    }
    crowd = front_of(*(Home(n, FIRST.id, "", "502") for n in range(MOST_OF_A_ROOM + 2)))
    assert [name for name, _, _ in where(crowd).values()].count(OTHERS) == 2


def test_what_is_no_room_stands_below_in_its_own_entrance():
    homes = [Home(n, SECOND.id, "", text) for n, text in enumerate(["车库10", "车库3", "阁楼"])]
    front = front_of(Home(7, FIRST.id, "", "101"), *homes, Home(8, SECOND.id, "", "102"))
    assert front.rows == ("1", OTHERS, "", "")
    assert [s.name for s in front.stairs] == ["1单元", "2单元"]
    rows = {c.home.id: c.row for c in front.cells}
    assert (rows[1], rows[0]) == (1, 2)  # 车库3 before 车库10


def test_a_group_is_a_grid_by_number_and_knows_no_floors():
    front = front_of(*(Home(n, GROUP.id, "", number=str(n)) for n in range(101, 108)))
    assert (front.title, front.rows, front.has_floors) == ("1组", ("", ""), False)
    assert [(c.home.number, c.row, c.left) for c in front.cells][4:] == [
        ("105", 0, 4),
        ("106", 1, 0),
        ("107", 1, 1),
    ]


def test_a_compound_of_houses_needs_no_buildings():
    front = front_of(*(Home(n, COMPOUND.id, "", number=str(n)) for n in (10, 9, 8)))
    assert (front.title, front.has_floors) == ("", False)
    assert [c.home.number for c in front.cells] == ["8", "9", "10"]
    homes = (Home(1, COMPOUND.id, "", "12"), Home(2, FIRST.id, "", "101"))
    (section,) = lay_out(Ground(COMPOUND, SPOTS, homes), 5)
    assert [f.title for f in section.fronts] == ["未分楼栋", "1栋"]


def test_compounds_and_villages_are_sections_of_their_own():
    homes = [Home(n, spot.id, "", "101") for n, spot in enumerate((COMPOUND, GROUP, FIRST, VILLA))]
    sections = lay_out(Ground(COMMUNITY, SPOTS, tuple(homes)), 5)
    told = [(s.title, [f.title for f in s.fronts]) for s in sections]
    assert told == [
        ("京公馆小区", ["未分楼栋", "1栋"]),
        ("康泰社区", ["1组"]),
        ("1组", ["农民公寓"]),
    ]


def test_a_ground_is_called_by_its_path():
    assert Ground(FIRST, SPOTS).name == "康泰社区京公馆小区1栋1单元"
    assert Ground(COMPOUND).name == "京公馆小区"
