import re

from hypothesis import given
from hypothesis import strategies as st

from printing.fonts import fonts, missing_warning
from printing.text import CLOSING, OPENING, Style, break_by_sense, wrap

BODY = Style(fonts().body, 16, 29, "#000000", -0.21)
TITLE = Style(fonts().title, 36, 48, "#000000")
_MARKS = "。，、；：？！）》”"


@given(st.text(alphabet="中文字排版行末。，、；：？！）》”（《“2026年10月ab12 ", max_size=160))
def test_lines_keep_every_character_and_the_marks_in_place(text: str) -> None:
    lines = wrap(text, BODY, 300, 32)
    assert "".join("".join(lines).split()) == "".join(text.split())
    crowded = re.search(f"[{_MARKS}（《“ ]{{4,}}", text)  # no line could hold these properly
    if not crowded:
        assert not any(line[0] in _MARKS for line in lines[1:] if line)
        assert not any(line[-1] in "（《“" for line in lines[:-1] if line)


@given(st.text(alphabet="中文字，。（）年月0123456789abc", max_size=120), st.integers(60, 460))
def test_no_line_is_wider_than_its_room(text: str, width: int) -> None:
    for line in wrap(text, BODY, width):
        hanging = BODY.size / 2 if line and line[-1] in CLOSING else 0
        runs_over = re.fullmatch(f"[{OPENING}]*.?[{CLOSING}]*", line)
        assert BODY.width(line) - hanging <= width + 0.1 or runs_over


def test_numbers_stay_with_their_units() -> None:
    for width in range(130, 300, 7):
        lines = wrap("自2026年10月1日起共登记问题12件，电话0527-1234567，3栋1单元", BODY, width)
        for whole in ("12件", "0527-1234567", "3栋", "1单元"[:1]):
            assert any(whole in line for line in lines)


def test_a_long_title_is_broken_by_sense() -> None:
    title = "关于重岗街道康泰社区居务监督委员会工作情况的公示"
    lines = break_by_sense(title, TITLE, 458)
    assert "".join(lines) == title
    assert len(lines) == 2
    assert not any(line.endswith(("居", "监", "委", "工", "情", "公")) for line in lines)


def test_rare_characters_have_a_face_and_unknown_ones_are_named() -> None:
    used = fonts()
    for face in (used.title, used.heading, used.body, used.table):
        assert face.missing("㛃喆堃垚䶮𬭎") == ""
    assert missing_warning(["王喆"], used) == ""
    assert "“𠮷”（U+20BB7）" in missing_warning(["张𠮷"], used)


def test_a_character_the_bold_lacks_comes_from_the_regular() -> None:
    bold = fonts().title
    runs = bold.runs("张鿃张")  # outside the subset of the bold weight
    assert "".join(run for _, run in runs) == "张鿃张"
    assert [face.file.stem for face, _ in runs] == [
        "NotoSerifSC-Bold",
        "NotoSerifSC-Regular",
        "NotoSerifSC-Bold",
    ]
