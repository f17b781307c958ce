import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from tests.widgets.charting import click, hover, pareto, shown, single, tip
from widgets.chart_values import Bar, Mark


def test_bars_stand_in_descending_order_with_their_shares(qtbot):
    chart = shown(qtbot, pareto(4))
    mixed = single(4)
    random.Random(1).shuffle(mixed)
    chart.set_bars(mixed, "2026年")
    assert chart.table().header == ("类别", "件数", "占比（%）", "累计占比（%）")
    assert chart.table().rows == (
        ("类别3", 4, 40.0, 40.0),
        ("类别2", 3, 30.0, 70.0),
        ("类别1", 2, 20.0, 90.0),
        ("类别0", 1, 10.0, 100.0),
    )


def test_the_rest_is_gathered_and_keeps_its_keys(qtbot):
    chart = shown(qtbot, pareto(6, most=3))
    assert [row[:2] for row in chart.table().rows] == [
        ("类别5", 6),
        ("类别4", 5),
        ("其他 4 类", 10),
    ]
    with qtbot.waitSignal(chart.clicked) as chosen:
        click(chart, 2.5, 1)
    assert chosen.args == [Mark(("k3", "k2", "k1", "k0"))]


def test_pointing_tells_count_and_shares(qtbot):
    chart = shown(qtbot, pareto(4))
    hover(chart, 1.5, 2)
    assert chart.pointed() == Mark("k2")
    told = tip(chart).tip()
    assert (told.rows[0][1], told.foot) == ("3", (("占比", "30%"), ("累计占比", "70%")))
    hover(chart, 4.3, 2)  # on the axis at the right
    assert chart.pointed() is None
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Up)
    assert chart.pointed() == Mark("k3")


def test_a_bar_needs_one_count(qtbot):
    with pytest.raises(ValueError, match="exactly one"):
        pareto(2).set_bars([Bar("a", "甲", (1, 2))])


def test_nothing_but_zeros_is_painted(qtbot):
    chart = shown(qtbot, pareto(3))
    chart.set_bars([Bar(n, "零", (0,)) for n in range(3)])
    assert {row[2:] for row in chart.table().rows} == {(0.0, 0.0)}
    assert not chart.grab().isNull()


@given(st.lists(st.integers(0, 10_000), max_size=40), st.integers(1, 15))
def test_no_count_is_lost(qapp, counts, most):
    chart = pareto(1, most)
    chart.set_bars([Bar(n, f"类别{n}", (count,)) for n, count in enumerate(counts)])
    rows = chart.table().rows
    assert len(rows) <= most
    assert sum(row[1] for row in rows) == sum(counts)
    shares = [row[3] for row in rows]
    assert shares == sorted(shares)
    assert not any(counts) or shares[-1] == 100
