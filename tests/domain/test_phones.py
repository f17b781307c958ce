import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phones import is_mobile, read_phones

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(
    MOBILES,
    st.sampled_from(["{}", " {} ", "'{}", "+86{}", "86-{}", "0{}", "{}（本人）", "手机：{}"]),
)
def test_one_mobile_however_written(number: str, form: str) -> None:
    assert read_phones(form.format(number))[:2] == ((number,), False)
    assert read_phones(int(number)).numbers == (number,)
    assert read_phones(float(number)).numbers == (number,)
    spaced = f"{number[:3]} {number[3:7]}-{number[7:]}"
    assert read_phones(spaced)[:2] == ((number,), False)


@given(MOBILES, MOBILES, st.sampled_from(["/", "、", ",", "，", ";", "\n", " ", "", "或", "  "]))
def test_two_in_one_cell(one: str, other: str, separator: str) -> None:
    assert read_phones(one + separator + other).numbers == tuple(dict.fromkeys((one, other)))


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0527-86281234", ("0527-86281234",)),
        ("052786281234", ("0527-86281234",)),
        ("(0527)86281234", ("0527-86281234",)),
        ("010-62281234", ("010-62281234",)),
        ("86281234", ("86281234",)),
        ("6281234", ("6281234",)),
        ("0527-86281234转801", ("0527-86281234-801",)),
        ("13812345678/0527-86281234", ("13812345678", "0527-86281234")),
        ("199-0000-0035", ("19900000035",)),
    ],
)
def test_landlines_and_mixtures(cell: str, numbers: tuple[str, ...]) -> None:
    assert read_phones(cell) == (numbers, False, "")


@pytest.mark.parametrize("cell", ["", "无", "/", "—", "不详", None, "  "])
def test_nothing(cell: object) -> None:
    assert read_phones(cell) == ((), False, "")  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["1990000006", "12345678901", "123", "同上门", 12, "1381234567x"])
def test_what_is_no_number(cell: object) -> None:
    assert read_phones(cell)[:2] == ((), True)  # type: ignore[arg-type]


def test_the_good_number_stays_beside_a_bad_one() -> None:
    assert read_phones("13812345678、123")[:2] == (("13812345678",), True)


def test_words_beside_a_number_are_kept() -> None:
    assert read_phones("13812345678（儿子）").words == "儿子"


def test_only_a_bare_mobile_is_one() -> None:
    assert is_mobile("13812345678")
    assert not is_mobile("1381234567")
    assert not is_mobile("１３８１２３４５６７８")
    assert not is_mobile(13812345678)
