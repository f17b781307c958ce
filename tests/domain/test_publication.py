"""What must be made public by when (DOMAIN.md §7)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notice_life import NoticeState
from domain.notice_texts import Every, span_of
from domain.publication import Duty, Made, Publication, Standing, standing

HERE, ABOVE, BELOW, BESIDE = "a/b/", "a/", "a/b/c/", "a/d/"
BEGUN = date(2026, 1, 1)
MONTHLY = Duty(Every.MONTH, 5)


def made(position=HERE, state=NoticeState.POSTED, day=date(2026, 6, 3)):
    return Made(position, state, day, state in (NoticeState.POSTED, NoticeState.TAKEN_DOWN))


@pytest.mark.parametrize(
    ("every", "day", "first", "last"),
    [
        (Every.MONTH, date(2028, 2, 10), date(2028, 2, 1), date(2028, 2, 29)),
        (Every.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (Every.QUARTER, date(2026, 5, 31), date(2026, 4, 1), date(2026, 6, 30)),
        (Every.QUARTER, date(2026, 11, 1), date(2026, 10, 1), date(2026, 12, 31)),
        (Every.YEAR, date(2026, 6, 1), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_calendar_periods(every, day, first, last):
    assert span_of(every, day) == (first, last)


@given(
    st.sampled_from([Every.MONTH, Every.QUARTER, Every.YEAR]),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_periods_follow_one_another_without_a_gap(every, day):
    first, last = span_of(every, day)
    assert first <= day <= last
    assert span_of(every, last + timedelta(days=1))[0] == last + timedelta(days=1)
    assert span_of(every, first) == span_of(every, last) == (first, last)


@pytest.mark.parametrize(
    ("notices", "day", "expected"),
    [
        ([], date(2026, 6, 5), Standing(Publication.DUE, date(2026, 6, 5))),
        ([], date(2026, 6, 6), Standing(Publication.OVERDUE, date(2026, 6, 5))),
        ([made()], date(2026, 6, 4), Standing(Publication.DONE, date(2026, 6, 3))),
        ([made(ABOVE)], date(2026, 6, 9), Standing(Publication.DONE, date(2026, 6, 3))),
        ([made(BELOW)], date(2026, 6, 9), Standing(Publication.PARTLY, date(2026, 6, 3))),
        ([made(BESIDE)], date(2026, 6, 9), Standing(Publication.OVERDUE, date(2026, 6, 5))),
        (
            [made(state=NoticeState.APPROVED), made(state=NoticeState.DRAFT)],
            date(2026, 6, 4),
            Standing(Publication.ON_WAY, date(2026, 6, 5), NoticeState.APPROVED),
        ),
        (
            [made(state=NoticeState.DRAFT)],
            date(2026, 6, 9),
            Standing(Publication.OVERDUE, date(2026, 6, 5), NoticeState.DRAFT),
        ),
        (
            [made(day=date(2026, 5, 31)), made(day=date(2026, 6, 20))],
            date(2026, 6, 10),
            Standing(Publication.OVERDUE, date(2026, 6, 5)),
        ),
        (
            [made(state=NoticeState.TAKEN_DOWN)],
            date(2026, 6, 30),
            Standing(Publication.DONE, date(2026, 6, 3)),
        ),
    ],
)
def test_where_a_duty_stands(notices, day, expected):
    assert standing(MONTHLY, HERE, notices, day, BEGUN) == expected


STAIRS = ("a/b/c/1/", "a/b/c/2/", "a/b/d/1/")


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({STAIRS[0]: 3}, Standing(Publication.PARTLY, date(2026, 6, 3), NoticeState.POSTED, 1, 3)),
        (dict(zip(STAIRS, (3, 3, 8), strict=True)), Standing(Publication.DONE, date(2026, 6, 8))),
        ({BELOW: 3, STAIRS[2]: 4}, Standing(Publication.DONE, date(2026, 6, 4))),
        ({"a/x/": 3}, Standing(Publication.PARTLY, date(2026, 6, 3), NoticeState.POSTED, 0, 3)),
    ],
)
def test_a_batch_is_done_once_every_stairwell_has_it(sheets, expected):
    days = {position: date(2026, 6, day) for position, day in sheets.items()}
    batch = Made(HERE, NoticeState.POSTED, date(2026, 6, 3), True, days)
    assert standing(MONTHLY, HERE, [batch], date(2026, 6, 9), BEGUN, STAIRS) == expected
    assert standing(MONTHLY, HERE, [batch, made()], date(2026, 6, 9), BEGUN, STAIRS) == Standing(
        Publication.DONE, date(2026, 6, 3)
    )


def test_what_was_due_before_the_ledger_began_is_not_asked_after():
    day = date(2026, 6, 20)
    found = standing(Duty(Every.YEAR, 10), HERE, [], day, date(2026, 3, 1))
    assert found == Standing(Publication.NOT_ASKED, date(2027, 1, 10))
    assert found.late(day) == 0
    done = standing(Duty(Every.YEAR, 10), HERE, [made()], day, date(2026, 3, 1))
    assert done.publication is Publication.DONE
    batch = Made(HERE, NoticeState.POSTED, date(2026, 6, 3), True, {STAIRS[0]: date(2026, 6, 3)})
    partly = standing(Duty(Every.YEAR, 10), HERE, [batch], day, date(2026, 3, 1), STAIRS)
    assert (partly.publication, partly.hung) == (Publication.PARTLY, 1)


def test_how_late():
    assert standing(MONTHLY, HERE, [], date(2026, 6, 9), BEGUN).late(date(2026, 6, 9)) == 4
