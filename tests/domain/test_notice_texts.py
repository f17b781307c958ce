from dataclasses import asdict, replace
from datetime import date

import pytest

from domain.notice_texts import PLAIN_OPENING, Every, NoticeTexts, faults, opened, span_of, tidy

TEXTS = NoticeTexts(
    title="问题办理情况公示",
    legal_basis="《某规定》",
    opening=PLAIN_OPENING,
    objection="意见箱",
    promise="",
    publication_day=5,
    posted_days=7,
    every=Every.MONTH,
)


@pytest.mark.parametrize(
    ("opening", "basis", "told"),
    [
        (PLAIN_OPENING, "《某规定》", "根据《某规定》，现将账目公示如下。"),
        (PLAIN_OPENING, "", "现将账目公示如下。"),
        ("为接受监督，依照【依据】，公开【内容】。", "", "为接受监督，公开账目。"),
        ("现将【内容】公示如下（依据【依据】）。", "《【内容】办法》", None),
    ],
)
def test_the_opening_words(opening, basis, told):
    told = told or "现将账目公示如下（依据《【内容】办法》）。"
    assert opened(opening, basis, "账目") == told


def test_what_ships_is_without_fault():
    assert faults(TEXTS) == {}


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"title": ""}, "title", "标题不能空着"),
        ({"title": "长" * 61}, "title", "最多 60 个字，现在有 61 个"),
        ({"legal_basis": "据" * 5000}, "legal_basis", "最多 300 个字，现在有 5000 个"),
        ({"promise": "找 329999199001011234"}, "promise", "身份证号 329999199001011234 不能"),
        ({"objection": "打 13812345678"}, "objection", "手机号 13812345678 不能"),
        ({"objection": "邮\x07箱"}, "objection", "看不见的字符"),
        ({"opening": "现公示如下。"}, "opening", "要有一处“【内容】”"),
        ({"opening": "【依据】【依据】【内容】"}, "opening", "“【依据】”最多写一处"),
        ({"publication_day": 29}, "publication_day", "1 到 28"),
        ({"posted_days": 0}, "posted_days", "1 到 365"),
    ],
)
def test_what_cannot_be_posted_is_told_at_its_field(changed, field, told):
    found = faults(replace(TEXTS, **changed))
    assert list(found) == [field]
    assert told in found[field]


def test_what_is_typed_is_one_line():
    typed = asdict(TEXTS) | {"promise": " 一是\n二是　 ", "legal_basis": None}
    assert tidy(typed) == replace(TEXTS, promise="一是 二是", legal_basis="")


@pytest.mark.parametrize(
    ("every", "day", "span"),
    [
        (Every.MONTH, date(2028, 2, 10), (date(2028, 2, 1), date(2028, 2, 29))),
        (Every.QUARTER, date(2026, 5, 31), (date(2026, 4, 1), date(2026, 6, 30))),
        (Every.QUARTER, date(2026, 12, 1), (date(2026, 10, 1), date(2026, 12, 31))),
        (Every.YEAR, date(2026, 7, 1), (date(2026, 1, 1), date(2026, 12, 31))),
        (Every.NEVER, date(2026, 7, 1), (date(2026, 7, 1), date(2026, 7, 31))),
    ],
)
def test_the_period_a_day_lies_in(every, day, span):
    assert span_of(every, day) == span
