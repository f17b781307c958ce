import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from printing.fonts import fonts, missing_warning
from printing.text import CLOSING, OPENING, Style, break_by_sense, wrap

BODY = Style(fonts().body, 16, 29, "#000000", -0.21)
TITLE = Style(fonts().title, 36, 48, "#000000")
_MARKS = "。，、；：？！）》”"
_OPENING = "（《“"


# Mixed text as offices write it, and worse: any Chinese, runs of marks, long words and numbers.
_HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12)
_RARE = st.text(alphabet="㛃喆堃垚䶮𬭎𠮷", max_size=3)
_CLOSERS = st.text(alphabet=_MARKS + "’〕…—", max_size=6)
_OPENERS = st.text(alphabet=_OPENING, max_size=4)
_LATIN = st.from_regex(r"[A-Za-z0-9./:-]{1,60}", fullmatch=True)
_NUMBERS = st.from_regex(r"第?[0-9]{1,9}(,[0-9]{3}){0,3}[件号元次年]?", fullmatch=True)
_DATES = st.dates().map(lambda d: f"{d.year}年{d.month}月{d.day}日")
_BLANKS = st.sampled_from((" ", "  ", "\u3000"))
_PART = st.one_of(_HAN, _RARE, _CLOSERS, _OPENERS, _LATIN, _NUMBERS, _DATES, _BLANKS)
MIXED = st.lists(_PART, max_size=14).map("".join)
_WIDTHS = st.one_of(st.integers(1, 60), st.integers(60, 470))


def squeezed(text: str) -> str:
    return "".join(text.split())


def badly_divided(text: str, style: Style, width: float, lines: tuple[str, ...]) -> list[str]:
    """Where a mark stands on the wrong side of a line's end although what belongs together there
    would have found room on a line."""
    found, place = [], 0
    whole = squeezed(text)
    for line in lines[:-1]:
        place += len(squeezed(line))
        before, after = whole[:place], whole[place:]
        if not before or not after:
            continue
        if after[0] not in _MARKS and before[-1] not in _OPENING:
            continue
        head = re.search(rf"[{re.escape(_OPENING)}]*[^{CLOSING}{OPENING}]?[{CLOSING}]*$", before)
        tail = re.match(rf"[{re.escape(OPENING)}]*[^{CLOSING}{OPENING}]?[{CLOSING}]*", after)
        assert head is not None
        assert tail is not None
        if style.width(head[0] + tail[0]) <= width - style.size:
            found.append(f"{before[-3:]}|{after[:3]}")
    return found


@given(MIXED, _WIDTHS, st.sampled_from((0, 32)))
@example("康泰社区，" * 30, 300, 32)
@example("（" * 40 + "中" + "）" * 40, 100, 0)
@example("a" * 200 + "）。", 120, 0)
@example("", 100, 0)
def test_lines_keep_every_character_and_the_marks_in_place(
    text: str, width: int, indent: int
) -> None:
    lines = wrap(text, BODY, width, min(indent, width // 2))
    assert squeezed("".join(lines)) == squeezed(text)
    assert len(lines) >= 1
    assert badly_divided(text, BODY, width - min(indent, width // 2), lines) == []


@given(MIXED, _WIDTHS)
def test_no_line_is_wider_than_its_room(text: str, width: int) -> None:
    for line in wrap(text, BODY, width):
        hanging = BODY.size / 2 if line and line[-1] in CLOSING else 0
        assert BODY.width(line) - hanging <= width + 0.1 or len(line) == 1


@given(MIXED, st.integers(60, 470))
def test_a_title_keeps_every_character_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = break_by_sense(text, TITLE, width)
    assert squeezed("".join(lines)) == squeezed(text)
    assert badly_divided(text, TITLE, width, lines) == []
    if len(lines) > 1:
        for line in lines:
            hanging = TITLE.size / 2 if line and line[-1] in CLOSING else 0
            assert TITLE.width(line.rstrip()) - hanging <= width + 0.1 or len(line) == 1


_WHOLE = st.one_of(_LATIN, _NUMBERS, _DATES)


@given(_HAN, _WHOLE, _HAN, st.integers(200, 470))
def test_words_numbers_and_dates_are_not_torn(
    before: str, whole: str, after: str, width: int
) -> None:
    lines = wrap(before + whole + after, BODY, width)
    if BODY.width(whole) <= width - 2 * BODY.size:
        assert any(whole in line for line in lines)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("计划总投资5,182万元", "5,182万元"),
        ("见公示〔2026〕第12号", "〔2026〕第12号"),
        ("（〔2026〕第12号）", "（〔2026〕第12号）"),
        ("长约140米，第3次会议", "第3次"),
        ("第三季度财务收支", "第三季度"),
        ("于9时30分到会", "9时30分"),
        ("共5个工作日办结", "5个工作日"),
    ],
)
def test_what_belongs_to_a_number_stays_with_it(text: str, whole: str) -> None:
    for width in range(round(BODY.width(whole)) + 17, 300, 5):
        assert any(whole in line for line in wrap(text, BODY, width))


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


@pytest.mark.parametrize(
    "parts",
    [
        ("关于2026年度城乡居民基本", "医疗保险集中缴费的通知"),
        ("关于重岗街道康泰社区", "居务监督委员会工作情况的公示"),
        ("关于提请协调解决“生产路破损，", "农忙出行难”问题的函"),
        ("关于公布2026年高龄老人", "尊老金发放名单的公示"),
        ("中共重岗街道工作委员会", "关于拟发展预备党员的公示"),
    ],
)
def test_titles_of_offices_are_broken_where_one_would_pause(parts: tuple[str, ...]) -> None:
    official = Style(fonts().title, 22, 29, "#000000")
    assert break_by_sense("".join(parts), official, 442) == parts


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
