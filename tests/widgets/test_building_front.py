from itertools import combinations
from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter

from resources import tokens
from widgets import front_ink, theme
from widgets.building_front import BuildingFronts, FrontsArea
from widgets.chips import Chip
from widgets.front_legend import FrontLegend, LegendEntry
from widgets.front_plan import Front, FrontCell, FrontHead, FrontSection, plan

TONES = (*tokens.TINTS, "red", "yellow", "")
MARKS = ("A", "B", "C", "D", "E", "F", "G", "H", "■", "▲", "")


def building(first=1, floors=6, entrances=2, doors=2, roomy=False, title="1栋"):
    """Cells numbered from ``first`` on, from the top floor down."""
    cells = []
    for row in range(floors):
        for entrance in range(entrances):
            for door in range(doors):
                n = len(cells)
                look = {"tone": TONES[n % len(TONES)], "mark": MARKS[n % len(MARKS)]}
                text, left = f"{floors - row}{door + 1:02}", entrance * (doors + 0.25) + door
                tip = f"{title}{entrance + 1}单元{text}室"
                cells.append(FrontCell(first + n, text, row, left, 1, "诸葛文豪", **look, tip=tip))
    heads = tuple(
        FrontHead(
            f"{n + 1}单元", n * (doors + 0.25), doors, Chip("红 2", "red", "■"), f"第{n + 1}个"
        )
        for n in range(entrances)
    )
    rows = tuple(str(floors - row) for row in range(floors))
    width = entrances * doors + (entrances - 1) * 0.25
    return Front(title, heads, rows, tuple(cells), width, roomy, tip=f"{title}的问题")


@pytest.fixture
def area(qtbot):
    made = FrontsArea()
    qtbot.addWidget(made)
    made.resize(640, 500)
    low = building(1, floors=3)
    high = building(101, floors=6, title="2栋")
    wide = building(201, entrances=6, title="3栋")
    made.sheet.set_sections([FrontSection("京公馆", (low, high, wide))])
    made.show()
    return made


@pytest.fixture
def sheet(area):
    area.sheet.setFocus()
    return area.sheet


def test_every_cell_has_a_place_of_its_own_and_is_found_there(sheet):
    keys = [*range(1, 13), *range(101, 125), *range(201, 273)]
    assert all(not a.intersects(b) for a, b in combinations([sheet.box_of(k) for k in keys], 2))
    for key in keys:
        assert sheet.rect().contains(sheet.box_of(key))
        assert sheet.cell_at(sheet.box_of(key).center()) == key
    assert sheet.cell_at(QPoint(2, 2)) is None
    assert sheet.box_of(4711).isEmpty()


def test_houses_stand_on_one_ground_and_go_on_in_the_next_line(sheet):
    low, high, wide = (sheet.box_of(key) for key in (9, 121, 201))
    assert low.bottom() == high.bottom()
    assert low.right() < high.left()
    assert wide.top() > high.bottom()
    assert wide.left() == low.left()


@pytest.mark.parametrize("width", [120, 700, 2000])
def test_a_front_wider_than_the_sheet_makes_it_wider(qtbot, width):
    sheet = BuildingFronts()
    qtbot.addWidget(sheet)
    sheet.resize(width, 300)
    sheet.set_sections([FrontSection("", (building(entrances=4, doors=4),))])
    assert sheet.minimumWidth() > 800
    assert sheet.box_of(16).right() <= sheet.minimumWidth()


def test_the_arrow_keys_go_from_cell_to_cell_and_to_the_next_front(qtbot, sheet):
    moves = [
        (Qt.Key.Key_Right, 1),  # the first one, while one is nowhere yet
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Right, 3),  # the second entrance
        (Qt.Key.Key_Down, 7),
        (Qt.Key.Key_Right, 8),
        (Qt.Key.Key_Right, 117),  # the same height of the next building
        (Qt.Key.Key_Up, 113),
        (Qt.Key.Key_Up, 109),
        (Qt.Key.Key_Left, 109),  # nothing stands beside the fourth floor
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_End, 272),
        (Qt.Key.Key_Down, 272),
    ]
    for key, expected in moves:
        qtbot.keyClick(sheet, key)
        assert sheet.current() == expected, key
    assert sheet.accessibleDescription() == "3栋6单元102室"


def test_going_down_reaches_the_front_below(qtbot, sheet):
    sheet.set_current(9)
    qtbot.keyClick(sheet, Qt.Key.Key_Down)
    assert sheet.current() == 201


def test_the_cell_one_goes_to_comes_into_view(qtbot, area, sheet):
    qtbot.keyClick(sheet, Qt.Key.Key_End)
    seen = area.viewport().rect().translated(-sheet.pos())
    assert seen.contains(sheet.box_of(272))


def test_a_click_picks_and_enter_or_a_double_click_opens(qtbot, sheet):
    spot = sheet.box_of(5).center()
    with qtbot.waitSignal(sheet.picked) as picked:
        qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=spot)
    assert picked.args == [5]
    with qtbot.waitSignal(sheet.opened) as opened:
        qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert opened.args == [5]
    with qtbot.waitSignal(sheet.opened) as opened:
        qtbot.mouseDClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.box_of(6).center())
    assert opened.args == [6]
    with qtbot.assertNotEmitted(sheet.picked):
        qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def test_what_one_points_at_is_told(qtbot, sheet):
    assert sheet.tip_at(sheet.box_of(5).center()) == "1栋1单元201室"
    above = sheet.box_of(1).topLeft() - QPoint(-4, 10)
    assert sheet.tip_at(above) == "第1个"
    assert sheet.tip_at(above - QPoint(0, theme.px(26))) == "1栋的问题"
    assert sheet.tip_at(QPoint(2, sheet.height() - 1)) == ""
    asked = QHelpEvent(QHelpEvent.Type.ToolTip, above, sheet.mapToGlobal(above))
    assert sheet.event(asked)


def test_the_current_cell_stays_while_it_is_there(sheet):
    sheet.set_current(5)
    sheet.set_sections([FrontSection("", (building(1),))])
    assert sheet.current() == 5
    sheet.set_sections([FrontSection("", (building(50),))])
    assert sheet.current() is None


def grab(sheet, key):
    box = sheet.box_of(key)
    return sheet.grab(box).toImage(), box


def test_a_cell_has_its_tone_and_the_current_one_a_ring(qtbot, sheet):
    picture, _ = grab(sheet, 1)
    ground = QColor(tokens.tinted(TONES[0], tokens.LIGHT))
    assert picture.pixelColor(picture.width() - 3, picture.height() - 3) == ground
    bar = QColor(tokens.LIGHT.tone(TONES[0]).fill)
    assert picture.pixelColor(1, 3) == bar
    sheet.set_current(1)
    ring, _ = grab(sheet, 1)
    assert ring.pixelColor(picture.width() // 2, 0) == QColor(tokens.LIGHT.accent)


def test_the_dark_scheme_and_a_larger_type_are_taken_at_once(qtbot, sheet):
    before = sheet.box_of(1)
    theme.set_look(theme.Mode.DARK, 20)
    qtbot.waitUntil(lambda: sheet.box_of(1).width() > before.width())
    picture, _ = grab(sheet, 1)
    assert picture.pixelColor(3, 3) != QColor(tokens.tinted(TONES[0], tokens.LIGHT))


def test_notes_stand_where_there_is_room_and_long_texts_widen_the_cells():
    roomy = plan([FrontSection("", (building(roomy=True),))], 900).by_key[1]
    narrow = plan([FrontSection("", (building(),))], 900).by_key[1]
    assert (roomy.note, narrow.note) == ("诸葛文豪", "")
    cells = (FrontCell(1, "12A01", 0, 0), FrontCell(2, "11501", 1, 0))
    long = Front("", (), ("12A", "11"), cells, 1.0)
    drawn = plan([FrontSection("", (long,))], 900).by_key
    assert [drawn[key].text for key in (1, 2)] == ["12A01", "11501"]
    halved = FrontCell(1, "车库与储藏室", 0, 0, 0.5)
    cut = plan([FrontSection("", (Front("", (), ("",), (halved,), 1.0),))], 900).by_key[1]
    assert cut.text.endswith("…")


def test_the_legend_says_word_and_count(qtbot):
    legend = FrontLegend()
    qtbot.addWidget(legend)
    legend.resize(300, 80)
    entries = [
        LegendEntry("blue", "A", "第1工作组", 1204),
        LegendEntry("red", "■", "没有工作组", 3),
    ]
    legend.set_entries(entries)
    legend.show()
    assert legend.accessibleName() == "第1工作组 1,204，没有工作组 3"
    assert legend.layout().count() == 2
    legend.set_entries(entries[1:])
    assert legend.layout().count() == 1


def test_a_tower_of_34_storeys_is_painted_in_little_more_than_its_words_take():
    """The floor paints the same cells one after the other, each as Qt's own example would."""
    tower = plan([FrontSection("", (building(floors=34, entrances=4, doors=4),))], 1200)
    assert len(tower.by_key) == 544
    picture = QImage(tower.width, tower.height, QImage.Format.Format_ARGB32_Premultiplied)
    whole = QRect(0, 0, tower.width, tower.height)

    def ours(painter):
        front_ink.paint(painter, tower, whole)

    def plain(painter):
        painter.setFont(theme.font(theme.px(tokens.SMALL_PX)))
        for drawn in tower.by_key.values():
            painter.fillRect(drawn.box, QColor(tokens.LIGHT.blue.soft))
            painter.setPen(QColor(tokens.LIGHT.ink))
            painter.drawText(drawn.box, Qt.AlignmentFlag.AlignCenter, drawn.cell.text)
            painter.drawText(drawn.box, Qt.AlignmentFlag.AlignRight, drawn.cell.mark)

    def best(paint):
        times = []
        for _ in range(7):
            painter = QPainter(picture)
            begun = perf_counter()
            paint(painter)
            times.append(perf_counter() - begun)
            painter.end()
        return min(times)

    floor, ours_took = best(plain), best(ours)
    assert ours_took <= 2.5 * floor
    ground = QColor(tokens.tinted(TONES[0], tokens.LIGHT))
    corner = tower.by_key[1].box.bottomRight() - QPoint(2, 2)
    assert picture.pixelColor(corner) == ground
