"""What holds for every chart."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QScrollArea

from resources import tokens
from tests.widgets import charting
from tests.widgets.charting import MAKERS, lying, plot, shown, standing, tip
from widgets import theme
from widgets.bars_chart import BarsChart
from widgets.chart_legend import ChartLegend
from widgets.chart_tools import ChartTools
from widgets.chart_values import Bar, Layer
from widgets.empty_state import EmptyState
from widgets.lines_chart import LinesChart
from widgets.pareto_chart import ParetoChart

PAPER = tokens.LIGHT.paper.lower()


@pytest.fixture(params=MAKERS, ids=lambda make: make.__name__)
def chart(request, qtbot):
    return shown(qtbot, request.param())


def empty(chart):
    if hasattr(chart, "set_bars"):
        chart.set_bars(())
    else:
        chart.set_series((), {})


def test_without_numbers_it_says_so(chart, qtbot):
    part = chart.set_empty_text("还没有问题", "先登记一个", "登记问题")
    assert not part.isVisible()
    empty(chart)
    assert part.isVisible()
    assert chart.pointed() is None
    assert chart.table().rows == ()
    with qtbot.waitSignal(part.acted):
        qtbot.mouseClick(part.findChild(QPushButton), Qt.MouseButton.LeftButton)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.pointed() is None


def test_keys_point_choose_and_let_go(chart, qtbot):
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    first = chart.pointed()
    assert tip(chart).isVisible()
    assert chart.accessibleDescription() == tip(chart).tip().told()
    qtbot.keyClick(chart, Qt.Key.Key_PageDown)
    assert chart.pointed() != first
    with qtbot.waitSignal(chart.clicked) as chosen:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chosen.args == [chart.pointed()]
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert (chart.pointed(), tip(chart).isVisible()) == (None, False)
    assert "回车键" in chart.accessibleDescription()


def test_the_tip_stays_within_the_chart(chart, qtbot):
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(chart, key)
        assert chart.rect().contains(tip(chart).geometry())


def test_a_picture_has_title_and_white_ground_whatever_the_screen_shows(chart):
    theme.set_look(theme.Mode.DARK, tokens.BODY_PX)
    before = chart.grab().toImage()
    picture = chart.picture()
    assert picture.devicePixelRatio() == 2
    corners = [(1, 1), (picture.width() - 2, picture.height() - 2)]
    assert {picture.pixelColor(*corner).name() for corner in corners} == {PAPER}
    assert chart.grab().toImage() == before


def test_the_picture_is_the_same_with_and_without_a_window(chart, request):
    size = QSize(900, 900)
    hidden = request.node.callspec.params["chart"]()
    assert hidden.picture(size) == chart.picture(size)


def test_the_picture_does_not_show_the_pointer(chart, qtbot):
    before = chart.picture()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    pointed = chart.pointed()
    assert pointed is not None
    assert chart.picture() == before
    assert chart.pointed() == pointed


def test_png_and_svg_are_written(chart, tmp_path):
    assert chart.save_picture(tmp_path / "图.png", QSize(800, 400))
    assert chart.save_picture(tmp_path / "图.svg", QSize(800, 400))
    assert QImage(str(tmp_path / "图.png")).width() == 2 * (800 + 2 * 24)
    drawing = (tmp_path / "图.svg").read_text(encoding="utf-8")
    assert chart.accessibleName() in drawing
    assert QSvgRenderer(drawing.encode()).viewBox().width() == 800 + 2 * 24
    assert sorted(file.name for file in tmp_path.iterdir()) == ["图.png", "图.svg"]


def test_what_cannot_be_written_is_told_and_leaves_nothing(chart, tmp_path):
    assert not chart.save_picture(tmp_path / "无" / "图.png")
    (tmp_path / "file").touch()
    assert not chart.save_picture(tmp_path / "file" / "图.svg")
    (tmp_path / "folder.png").mkdir()
    assert not chart.save_picture(tmp_path / "folder.png")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder.png"]


def test_the_picture_goes_to_the_clipboard(chart, qtbot):
    with qtbot.waitSignal(chart.noted):
        qtbot.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().image().size() == chart.picture().size()


def test_every_table_is_square_and_named(chart):
    table = chart.table()
    assert table.title == chart.accessibleName()
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.header)}


@pytest.mark.parametrize("body", [12, 20])
@pytest.mark.parametrize("mode", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_a_change_of_look_is_taken_up(chart, mode, body):
    theme.set_look(theme.Mode.LIGHT, 14)
    before = chart.grab().toImage()
    theme.set_look(mode, body)
    after = chart.grab().toImage()
    assert after != before
    theme.set_look(theme.Mode.LIGHT, 14)
    assert chart.grab().toImage() == before


def test_a_narrow_card_still_shows_everything(chart):
    chart.resize(388, 300)
    assert chart.width() == 388
    legend = chart.findChild(ChartLegend)
    assert legend.geometry().right() <= chart.width()
    assert legend.height() >= legend.heightForWidth(legend.width())
    assert plot(chart).width() <= 388


def test_items_are_kept_when_the_numbers_change(chart):
    items = plot(chart).scene().items()
    empty(chart)
    if isinstance(chart, ParetoChart):
        chart.set_bars(charting.single(3))
    elif isinstance(chart, BarsChart):
        chart.set_bars(charting.bars(3))
    elif isinstance(chart, LinesChart):
        chart.set_series(charting.months(3), charting.rates(3))
    else:
        chart.set_series(charting.days(3), charting.counts(3))
    assert len(chart.table().rows) == 3
    assert plot(chart).scene().items() == items


def test_what_is_pointed_at_stays_when_its_numbers_change(qtbot):
    chart = shown(qtbot, standing())
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(chart, key)
    pointed = chart.pointed()
    chart.set_bars([Bar("new", "新", (9, 9, 9)), *charting.bars(5)])
    assert chart.pointed() == pointed
    chart.set_bars([Bar("new", "新", (9, 9, 9))])
    assert chart.pointed() is None


def test_many_bars_scroll_with_wheel_and_keys(qtbot):
    chart = shown(qtbot, lying(30), 640, 360)
    bar = chart.findChild(QScrollArea).verticalScrollBar()
    assert (bar.value(), bar.maximum() > 0) == (0, True)
    place = plot(chart).mapTo(chart, QPoint(300, 100))
    QTest.wheelEvent(chart.windowHandle(), QPointF(place), QPoint(0, -240))
    assert bar.value() > 0
    qtbot.keyClick(chart, Qt.Key.Key_End)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    assert chart.pointed().key == "k29"
    # A picture shows all of them, whatever is scrolled to.
    assert chart.picture().height() > 2 * 30 * 28
    assert bar.value() == bar.maximum()


def test_the_menu_exports_the_numbers(chart, qtbot):
    *_, export = chart.findChild(ChartTools).menu().actions()
    with qtbot.waitSignal(chart.table_wanted) as wanted:
        export.trigger()
    assert wanted.args == [chart.table()]
    empty(chart)
    assert not export.isEnabled()


def test_the_menu_saves_the_picture(chart, qtbot, tmp_path):
    _, save, _ = chart.findChild(ChartTools).menu().actions()
    save.trigger()
    dialog = chart.findChild(QFileDialog)
    assert dialog.isVisible()
    with qtbot.waitSignal(chart.noted) as noted:
        dialog.fileSelected.emit(str(tmp_path / "图.png"))
    assert "图.png" in noted.args[0]
    with qtbot.waitSignal(chart.failed) as failed:
        dialog.fileSelected.emit(str(tmp_path / "无" / "图.png"))
    assert "没有保存" in failed.args[0]
    dialog.close()


def test_layers_need_keys_of_their_own():
    with pytest.raises(ValueError, match="key of its own"):
        BarsChart("题", (Layer("a", "甲"), Layer("a", "乙")), "天数")


def test_layers_can_be_told_apart_without_colour():
    for legend in (charting.lines(), charting.standing()):
        marks = [one.mark for one in legend.findChild(ChartLegend).legend.layers]
        assert len(set(marks)) == len(marks)
    dashes = [one.dash for one in charting.lines().findChild(ChartLegend).legend.layers]
    assert dashes == [0, 1, 2, 3]


def test_an_empty_state_is_no_window(qtbot):
    before = QApplication.topLevelWidgets()
    chart = standing()
    qtbot.addWidget(chart)
    assert chart.findChild(EmptyState).window() is chart
    assert not any(one.isVisible() for one in QApplication.topLevelWidgets() if one not in before)
