from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from domain.id_card import (
    birth_of,
    check_character,
    complete,
    is_valid,
    number_in,
    read_id_number,
    sex_of,
)

REGIONS = st.sampled_from(["329999", "110101", "000000", "999999"])
DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@given(REGIONS, DAYS, st.integers(0, 999))
def test_a_number_tells_birth_and_sex_whatever_its_region(
    region: str, day: date, order: int
) -> None:
    first17 = f"{region}{day:%Y%m%d}{order:03}"
    number = first17 + check_character(first17)
    assert number[17] == ric.calc_check_digit(number)
    assert is_valid(number)
    assert birth_of(number) == day.isoformat()
    assert sex_of(number) == ("男" if order % 2 else "女")
    assert read_id_number(number) == (number, "", day.isoformat(), sex_of(number))


@given(REGIONS, DAYS, st.integers(0, 999), st.integers(1, 10))
def test_any_other_check_character_is_wrong(region: str, day: date, order: int, off: int) -> None:
    first17 = f"{region}{day:%Y%m%d}{order:03}"
    signs = "0123456789X"
    wrong = signs[(signs.index(check_character(first17)) + off) % 11]
    assert read_id_number(first17 + wrong) == (first17 + wrong, "id_checksum", "", "")


@pytest.mark.parametrize(
    "written",
    [
        "'32999919970602391X",
        "32999919970602391x",
        "３２９９９９１９９７０６０２３９１Ｘ",
        " 329999 19970602 391X ",
        "329999-19970602-391x",
        "32999919970602391Ｘ",
        "329999\u200b19970602391X",
        "‘32999919970602391X",
    ],
)
def test_silent_repairs(written: str) -> None:
    first17 = "32999919970602391"
    number = first17 + check_character(first17)
    written = written.replace("X", number[17]).replace("x", number[17].lower())
    written = written.replace("Ｘ", number[17])
    assert read_id_number(written).number == number
    assert read_id_number(written).fault == ""


def test_fifteen_digits_are_completed() -> None:
    read = read_id_number("329999800102123")
    assert read.number == complete("329999800102123")
    assert read.number[:17] == "32999919800102123"
    assert is_valid(read.number)
    assert read_id_number(329999800102123.0) == read


@pytest.mark.parametrize("cell", ["", "无", "/", "—", "不详", " ", None, "'", "未办理", "－"])
def test_nothing(cell: object) -> None:
    assert read_id_number(cell) == ("", "", "", "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (3.29999197504098e17, "id_float"),
        (329999197504098123, "id_float"),
        ("3.29999E+17", "id_float"),
        ("3.29999e+17", "id_float"),
        ("3299991961070138", "id_length"),
        ("32999920111101219X9", "id_length"),
        (12345, "id_length"),
        ("张三", "id_length"),
    ],
)
def test_lost_numbers(cell: object, fault: str) -> None:
    assert read_id_number(cell) == ("", fault, "", "")  # type: ignore[arg-type]


def test_an_impossible_day_is_marked_though_the_check_character_fits() -> None:
    first17 = "32999919970230391"
    number = first17 + check_character(first17)
    assert read_id_number(number).fault == "id_checksum"
    assert read_id_number(number).number == number


@given(
    st.one_of(
        st.from_regex(r"\s?[0-9]{14,18}[0-9xXｘ]?", fullmatch=True),
        st.text(max_size=20),
        st.floats(),
    )
)
def test_the_number_alone_is_that_of_the_whole(cell: object) -> None:
    assert number_in(cell) == read_id_number(cell).number
