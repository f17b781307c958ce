import pytest
from PySide6.QtCore import Qt

from tests.widgets.charting import bars, click, hover, lying, plot, shown, single, standing, tip
from widgets.bars_chart import BarsChart
from widgets.chart_values import Bar, Layer, Mark


def test_the_table_sums_the_layers(qtbot):
    chart = shown(qtbot, standing(5))
    assert chart.table().header == ("天数", "红", "黄", "绿", "合计")
    assert chart.table().rows[4] == ("第4社区居民委员会", 1, 4, 4, 9)
    one = BarsChart("题", (Layer("n", "件数"),), "社区")
    one.set_bars(single(2), "2026年6月")
    assert (one.table().header, one.table().rows) == (
        ("社区", "件数"),
        (("类别0", 1), ("类别1", 2)),
    )
    assert one.table().period == "2026年6月"


def test_a_bar_without_a_count_for_every_layer_is_an_error(qtbot):
    chart = shown(qtbot, standing(5))
    with pytest.raises(ValueError, match="every layer"):
        chart.set_bars([Bar("a", "甲", (1, 2))])
    assert len(chart.table().rows) == 5


def test_the_mouse_points_at_standing_bars(qtbot):
    chart = shown(qtbot, standing(5))  # the last one: 1 red, 4 yellow, 4 green
    places = (((4.5, 0.5), "red"), ((4.5, 3), "yellow"), ((4.5, 8), "green"), ((4.5, 9.5), ""))
    for spot, layer in places:
        hover(chart, *spot)
        assert chart.pointed() == Mark("k4", layer)
    hover(chart, 4.02, 3)  # between the bars
    assert chart.pointed() == Mark("k4")
    hover(chart, 4.5, -0.5)  # its name
    assert chart.pointed() == Mark("k4")
    hover(chart, -0.2, 3)
    assert chart.pointed() is None
    with qtbot.waitSignal(chart.clicked) as chosen:
        click(chart, 4.5, 3)
    assert chosen.args == [Mark("k4", "yellow")]


def test_the_mouse_points_at_lying_bars(qtbot):
    chart = shown(qtbot, lying(6))
    for spot, layer in (((0.5, -4.5), "red"), ((3, -4.5), "yellow"), ((8, -4.5), "green")):
        hover(chart, *spot)
        assert chart.pointed() == Mark("k4", layer)
    hover(chart, -1, -2.5)  # the name of another
    assert chart.pointed() == Mark("k2")
    with qtbot.waitSignal(chart.clicked) as chosen:
        click(chart, 8, -4.5)
    assert chosen.args == [Mark("k4", "green")]
    hover(chart, 3, plot(chart).viewRect().top() + 0.1)  # below the last bar there is nothing
    assert chart.pointed() is None


def test_keys_go_along_the_bars_and_across_their_layers(qtbot):
    upright, flat = shown(qtbot, standing(5)), shown(qtbot, lying(5))
    right, up, down = Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down
    for chart, keys in ((upright, (right, right, up, up, down)), (flat, (down, down, right))):
        for key in keys:
            qtbot.keyClick(chart, key)
        assert chart.pointed() == Mark("k1", "red")


def test_the_tip_names_the_whole_bar(qtbot):
    chart = shown(qtbot, lying(30), 420, 300)
    for _ in range(5):
        qtbot.keyClick(chart, Qt.Key.Key_Down)
    told = tip(chart).tip()
    assert (told.title, told.foot) == ("第4社区居民委员会", (("合计", "9"),))
    assert [value for _, value in told.rows] == ["1", "4", "4"]


@pytest.mark.parametrize("lies", [False, True])
@pytest.mark.parametrize("made", [bars(1), bars(40), [Bar(n, "零", (0, 0, 0)) for n in range(3)]])
def test_one_bar_many_bars_and_nothing_but_zeros_are_painted(qtbot, lies, made):
    chart = shown(qtbot, lying(2) if lies else standing(2), 420, 260)
    before = chart.grab().toImage()
    chart.set_bars(made)
    assert chart.grab().toImage() != before
