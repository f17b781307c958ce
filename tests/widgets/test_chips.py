import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from resources import tokens
from widgets.chips import Chip, ChipLabel, FilterChips, colour_chip, paint_mark

COLOURS = [("red", colour_chip("red", "红")), ("green", colour_chip("green", "绿"))]


def test_a_colour_carries_its_mark_and_its_word():
    assert colour_chip("red", "红") == Chip("红", "red", "■")
    assert colour_chip("invented", "紫").mark == "○"


@pytest.mark.parametrize("mark", sorted(set(tokens.MARKS.values())))
def test_marks_differ_in_shape_without_colour(mark):
    def drawn(one: str) -> QImage:
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        paint_mark(painter, one, QRectF(2, 2, 20, 20), "#000000")
        painter.end()
        return image

    others = set(tokens.MARKS.values()) - {mark}
    assert all(drawn(mark) != drawn(other) for other in others)


def test_a_label_is_read_aloud_and_as_wide_as_its_word(qtbot):
    label = ChipLabel(Chip("超期 6 天", "red"))
    qtbot.addWidget(label)
    narrow = label.sizeHint().width()
    label.set_chip(Chip("超期 6 天，已发督办单", "red"))
    assert label.accessibleName() == "超期 6 天，已发督办单"
    assert label.sizeHint().width() > narrow


def test_filter_chips_toggle_and_tell_all_that_are_on(qtbot):
    chips = FilterChips(COLOURS)
    qtbot.addWidget(chips)
    chips.show()
    buttons = chips.findChildren(type(chips._chips["red"]))
    with qtbot.waitSignal(chips.changed) as told:
        qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert told.args == [("green",)]
    with qtbot.waitSignal(chips.changed) as told:
        qtbot.keyClick(buttons[0], Qt.Key.Key_Space)
    assert told.args == [("red", "green")]


def test_setting_chips_and_counts_tells_nothing(qtbot):
    chips = FilterChips(COLOURS)
    qtbot.addWidget(chips)
    with qtbot.assertNotEmitted(chips.changed):
        chips.set_active(["red"])
        chips.set_counts({"red": 12345})
    assert chips.active() == ("red",)
    assert chips._chips["red"].accessibleName() == "红 12,345"
