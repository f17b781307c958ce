from datetime import date, datetime

import pytest

from domain.cells import close, half, is_blank, is_ditto, says_yes, text, words


def test_text_keeps_what_was_typed_but_its_wrapping() -> None:
    assert text("  'ab，c\u200b ") == "ab，c"
    assert text(12345.0) == "12345"
    assert text(1.5) == "1.5"
    assert text(None) == ""
    assert text(date(2019, 1, 2)) == "2019-01-02"
    assert text(datetime(2019, 1, 2, 3, 4)) == "2019-01-02 03:04:00"


def test_half_width_and_close() -> None:
    assert half("１２Ａ，（三）") == "12A,(三)"
    assert close(" １ ２\n三 ") == "12三"


def test_blank_and_as_above() -> None:
    assert is_blank(" \u3000\u200b")
    assert is_blank(None)
    assert not is_blank(0)
    for mark in ("同上", "〃", "″", '"', " 同 上 "):
        assert is_ditto(mark), mark
    assert not is_ditto("同上庄")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("是", True),
        ("√", True),
        ("有", True),
        ("否", False),
        ("", False),
        ("×", False),
        ("二级", None),
    ],
)
def test_yes_and_no(cell: str, told: bool | None) -> None:
    assert says_yes(cell) is told


def test_words_of_a_list() -> None:
    assert words("低保、残疾人，独居;低保") == ("低保", "残疾人", "独居")
