"""A notice is kept and read back the same; its numbers; what must not hang."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import notice_text
from domain.disclosure import (
    Affairs,
    Colour,
    Column,
    Heading,
    Imprint,
    Notice,
    Paragraph,
    Table,
    Text,
    content_hash,
)
from domain.notice_life import (
    LIFE,
    NEXT,
    Masked,
    NoticeState,
    gate,
    gate_words,
    masked,
    masked_words,
    number_words,
    one_hand,
    posting_state,
    read_number,
)

WORDS = st.text(max_size=20)
CELLS = st.builds(Text, WORDS, WORDS) | st.builds(Colour, st.sampled_from(["red", "green"]), WORDS)
COLUMNS = st.builds(Column, WORDS, WORDS, st.booleans())
TABLES = st.builds(
    Table,
    st.lists(COLUMNS, min_size=1, max_size=3).map(tuple),
    st.lists(st.lists(CELLS, max_size=3).map(tuple), max_size=3).map(tuple),
    WORDS,
)
BLOCKS = st.builds(Paragraph, WORDS) | st.builds(Heading, WORDS) | TABLES
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
IMPRINTS = st.builds(
    Imprint, WORDS, WORDS, DAYS, DAYS, DAYS, WORDS, WORDS, WORDS, st.none() | WORDS
)
NOTICES = st.builds(
    Notice,
    st.just("general"),
    st.sampled_from(Affairs),
    WORDS,
    WORDS,
    WORDS,
    st.lists(BLOCKS, max_size=4).map(tuple),
    IMPRINTS,
    st.frozensets(WORDS, max_size=2),
)


@given(NOTICES)
def test_what_is_kept_is_read_back_the_same(notice):
    again = notice_text.read(notice_text.kept(notice))
    assert again == notice
    assert content_hash(again) == content_hash(notice)


def notice(*texts):
    day = date(2026, 6, 1)
    imprint = Imprint("虚构居委会", "监委会", day, day, day, "意见箱", "0527-80000000")
    blocks = tuple(Paragraph(text) for text in texts)
    return Notice("general", Affairs.VILLAGE, "公示", "3栋1单元", "2026年6月", blocks, imprint)


def test_the_gate_tells_each_number_once_with_its_sheets():
    clean, one = notice("没有号码"), notice("找张三 13812345678", "还是 13812345678")
    other = notice("找张三 13812345678，证 329999199001011234")
    assert gate([clean]) == ()
    found = {(f.kind, f.text, f.sheets) for f in gate([clean, one, other])}
    assert found == {("手机号", "13812345678", 2), ("身份证号", "329999199001011234", 1)}
    assert gate_words(gate([one])) == "手机号 13812345678（1 张）"


def test_what_is_masked_is_listed_with_how_often():
    day = date(2026, 6, 1)
    imprint = Imprint("虚构居委会", "监委会", day, day, day, "意见箱", "")
    told = "邹**、138****5678，见3栋***；账号****1234。"
    notice = Notice(
        "general", Affairs.VILLAGE, "一般公示", "3栋***", "", (Paragraph(told),), imprint
    )
    found = masked([notice, notice])
    assert {one.text: one.times for one in found} == {
        "3栋***": 2, "邹**": 2, "138****5678": 2, "见3栋***": 2, "账号****1234": 2,
    }  # fmt: skip
    assert masked_words(found[:2]) == "3栋***×2、邹**×2"
    many = [Masked(f"张*{n}", 1) for n in range(30)]
    assert masked_words(many).endswith("张*11 等 30 种")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("〔2026〕第12号", (2026, 12)),
        ("2026-12", (2026, 12)),
        ("2026年第12号", (2026, 12)),
        ("12", (2025, 12)),
        ("第12号", (2025, 12)),
        ("十二", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_it_is_typed(typed, number):
    assert read_number(typed, 2025) == number
    if number is not None:
        assert read_number(number_words(*number), 1999) == number


def test_every_state_can_be_reached_and_a_number_is_never_lost():
    reached, ahead = {NoticeState.DRAFT}, [NoticeState.DRAFT]
    while ahead:
        for to in NEXT[ahead.pop()]:
            if to not in reached:
                reached.add(to)
                ahead.append(to)
    assert reached == set(NoticeState)
    numbered = LIFE[LIFE.index(NoticeState.APPROVED) :]
    for state in numbered:
        assert NoticeState.DRAFT not in NEXT[state]
        assert NoticeState.REVIEWED not in NEXT[state]


@pytest.mark.parametrize(
    ("hung", "down", "state"),
    [
        (0, 0, NoticeState.PRINTED),
        (3, 0, NoticeState.POSTED),
        (3, 2, NoticeState.POSTED),
        (3, 3, NoticeState.TAKEN_DOWN),
    ],
)
def test_a_notice_is_where_its_sheets_are(hung, down, state):
    assert posting_state(hung, down) is state


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (("李建国", "王芳", "李建国"), "登记、批准是同一个人：李建国"),
        (("李建国", "李建国", "李建国"), "登记、审核、批准是同一个人：李建国"),
        (("李建国", "王芳", "王芳"), ""),
        (("李建国", "李建国", ""), ""),
    ],
)
def test_one_person_for_several_steps_is_told(who, told):
    assert one_hand(*who) == told
