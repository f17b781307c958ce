import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rooms import read_room, stands_on_basement


@pytest.mark.parametrize(
    ("text", "floor", "column"),
    [
        ("502", "5", ("", 2, "")),
        ("1502", "15", ("", 2, "")),
        ("502室", "5", ("", 2, "")),
        ("５０２", "5", ("", 2, "")),
        ("0502", "5", ("", 2, "")),
        ("12A01", "12A", ("", 1, "")),
        ("3A02", "3A", ("", 2, "")),
        ("5A", "5", ("", 0, "A")),
        ("502A", "5", ("", 2, "A")),
        ("502-1", "5", ("", 2, "1")),
        ("5东", "5", ("", 0, "东")),
        ("5楼东户", "5", ("", 0, "东")),
        ("五楼2室", "5", ("", 2, "")),
        ("十二层01", "12", ("", 1, "")),
        ("05-02", "5", ("", 2, "")),
        ("5-2", "5", ("", 2, "")),
        ("3401", "34", ("", 1, "")),
        ("1-502", "5", ("000001", 2, "")),
        ("3-1-502", "5", ("000003-000001", 2, "")),
        ("A502", "5", ("A", 2, "")),
        ("A-502", "5", ("A", 2, "")),
        ("502、503", "5", ("", 2, "")),
        ("502-503", "5", ("", 2, "")),
        ("B101", "B1", ("", 1, "")),
        ("B2-03", "B2", ("", 3, "")),
        ("-101", "B1", ("", 1, "")),
        ("负一层01", "B1", ("", 1, "")),
        ("B1201", "12", ("B", 1, "")),
    ],
)
def test_a_room_says_floor_and_door(text, floor, column):
    door = read_room(text)
    assert door is not None
    assert (door.floor.name, door.column) == (floor, column)


@pytest.mark.parametrize(
    "text", ["", "车库3", "阁楼", "12", "5", "10502", "001", "5楼", "门面", "地下室", "一〇二"]
)
def test_what_is_no_room_is_not_guessed(text):
    assert read_room(text) is None


@given(st.integers(1, 99), st.sampled_from(["", "A"]), st.integers(1, 99))
def test_every_usual_room_is_read_as_written(floor, letter, door):
    read = read_room(f"{floor}{letter}{door:02}室")
    assert read is not None
    assert (read.floor.number, read.floor.letter, read.number) == (floor, letter, door)
    assert read_room(f"{floor:02}{letter}-{door:02}") == read


@given(st.text(max_size=12))
def test_any_text_is_read_or_not_and_nothing_breaks(text):
    door = read_room(text)
    assert door is None or door.floor.number != 0


def test_b_is_a_basement_unless_the_stairwell_rises_above_it():
    assert stands_on_basement(["B101", "101", "B201"])
    assert not stands_on_basement(["B101", "B401"])
    above = read_room("B101", basement=False)
    assert above is not None
    assert (above.floor.name, above.zone) == ("1", "B")


def test_floors_stand_one_over_the_other():
    rooms = ["B201", "B101", "101", "1201", "12A01", "1401"]
    heights = [read_room(room).floor.height for room in rooms]
    assert heights == sorted(heights)
