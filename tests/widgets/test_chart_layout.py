"""Where ticks, labels and names stand: whatever the numbers, they are in order and have room."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.charting import months
from widgets import chart_ink
from widgets.chart_names import broken, shortened
from widgets.chart_ticks import (
    count_ticks,
    day_ticks,
    long_day,
    month_ticks,
    number_words,
    span_words,
    value_ticks,
)

ROOMS = st.floats(-50, 2000)
NAMES = st.text("果园社区居民委员会（）、第2A ", min_size=1, max_size=24)


@given(st.integers(0, 10_000_000), ROOMS)
def test_counts_are_marked_evenly_in_whole_numbers(highest, room):
    ticks = count_ticks(highest, room)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert len({after - before for before, after in itertools.pairwise(ticks)}) == 1
    assert len(ticks) <= max(2, room // 60) + 2


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), ROOMS)
def test_values_are_marked_evenly_around_what_is_shown(low, width, room):
    ticks = value_ticks(low, low + width, room)
    steps = [after - before for before, after in itertools.pairwise(ticks)]
    assert ticks[0] <= low + 1e-6 * steps[0]
    assert ticks[-1] >= low + width - 1e-6 * steps[0]
    assert steps == pytest.approx([steps[0]] * len(steps))
    assert len(ticks) <= max(2, room // 50) + 2
    assert len({number_words(tick) for tick in ticks}) == len(ticks)


def test_percent_are_marked_in_tens_twenties_quarters_or_halves():
    steps = [value_ticks(0, 100, room)[1] for room in (100, 200, 300, 600)]
    assert steps == [50, 25, 20, 10]


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 4000), ROOMS)
def test_days_are_marked_in_order_within_the_span(first, length, room):
    last = first + timedelta(length)
    ticks = day_ticks(first, last, room)
    places = [place for place, _ in ticks]
    assert places == sorted(set(places))
    assert all(first.toordinal() <= place <= last.toordinal() for place in places)
    assert len(places) <= max(2, room // 52) + 2


@given(st.integers(1, 240), ROOMS)
def test_months_are_marked_in_order_and_januaries_by_their_year(count, room):
    ticks = month_ticks(months(count), room)
    places = [place for place, _ in ticks]
    assert places
    assert places == sorted(set(places))
    assert len(places) <= max(1, room // 52) + 1
    assert all(word.endswith("年") == (months(count)[place].month == 1) for place, word in ticks)


def test_months_are_named_and_january_by_its_year():
    words = [word for _, word in day_ticks(date(2025, 11, 20), date(2026, 3, 5), 600)]
    assert words == ["12月", "2026年", "2月", "3月"]
    assert day_ticks(date(2026, 6, 1), date(2026, 6, 1), 600)[0][1] == "6月1日"


def test_days_and_spans_are_said_in_full():
    assert long_day(date(2026, 6, 1)) == "2026年6月1日 周一"
    assert span_words(date(2026, 6, 1), date(2026, 6, 1)) == "2026年6月1日"


def test_numbers_are_said_to_one_place_at_most():
    assert [number_words(n, "%") for n in (100, 95.5, 0.04)] == ["100%", "95.5%", "0%"]
    assert number_words(1200.0) == "1,200"


@given(st.lists(st.floats(0, 300), max_size=8), st.floats(5, 30))
def test_labels_are_moved_apart_but_stay_within_the_chart(heights, least):
    wanted = sorted(heights, reverse=True)
    placed = chart_ink.apart(wanted, least, 0, 300)
    assert len(placed) == len(wanted)
    assert all(low - high >= least - 1e-6 for low, high in itertools.pairwise(placed))
    assert all(-1e-6 <= height <= 300 + 1e-6 for height in placed)


def test_labels_that_do_not_touch_stay_where_they_are():
    assert chart_ink.apart([250, 120, 20], 20, 0, 300) == [250, 120, 20]


@given(NAMES, st.floats(0, 300), st.integers(1, 4))
def test_a_broken_name_loses_nothing_it_has_room_for(qapp, name, room, most):
    font = chart_ink.small_font()
    lines = broken(name, room, most, font).split("\n")
    assert len(lines) <= most
    if lines[-1].endswith("…"):
        assert name.startswith("".join(lines[:-1]))
    else:
        assert "".join(lines) == name
        sign = chart_ink.widest(list(name), font)
        assert chart_ink.widest(lines, font) <= max(room, 2 * sign) + 1


def test_names_are_broken_evenly_and_not_before_a_bracket(qapp):
    font = chart_ink.small_font()
    assert broken("道路破损与照明", 60, 3, font) == "道路破损\n与照明"
    assert broken("环境卫生（含清运）", 60, 3, font).split("\n")[1].startswith("（")
    assert broken("电梯", 60, 3, font) == "电梯"


def test_a_shortened_name_keeps_its_beginning_and_end(qapp):
    font = chart_ink.small_font()
    short = shortened("泗州花园东区第二社区居民委员会", 100, font)
    assert (short[0], short[-1], "…" in short) == ("泗", "会", True)
    assert chart_ink.widest([short], font) <= 101
    assert shortened("果园社区", 100, font) == "果园社区"
