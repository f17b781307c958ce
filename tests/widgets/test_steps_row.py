import pytest
from PySide6.QtGui import QColor

from widgets import theme
from widgets.steps_row import StepsRow

WORDS = ("征集", "初定", "审议", "票决")


@pytest.fixture
def row(qtbot):
    made = StepsRow()
    qtbot.addWidget(made)
    made.resize(400, made.sizeHint().height())
    made.show()
    return made


def mark(row, n):
    """The colour a little beside the middle of a mark, where neither check nor dot is."""
    share = row.width() / len(WORDS)
    image = row.grab().toImage()
    ratio = image.devicePixelRatio()
    x, y = (n + 0.5) * share - theme.px(6), theme.px(11) + theme.px(3)
    return image.pixelColor(round(x * ratio), round(y * ratio))


def test_what_is_behind_is_filled_and_what_is_ahead_is_not(row):
    row.set_steps(WORDS, 2)
    scheme = theme.scheme()
    assert mark(row, 0) == mark(row, 1) == QColor(scheme.accent)
    assert mark(row, 3) != QColor(scheme.accent)
    assert row.accessibleName() == "第 3 步，共 4 步：审议"


def test_the_last_step_is_done_once_it_is_reached(row):
    row.set_steps(WORDS, 3)
    assert mark(row, 3) == QColor(theme.scheme().accent)


def test_a_way_that_was_broken_off_says_so(row):
    row.set_steps(WORDS, 1, broken=True)
    assert mark(row, 1) == QColor(theme.scheme().red.fill)
    assert row.accessibleName().endswith("已终止")


def test_it_wants_room_for_all_its_words(row):
    row.set_steps(WORDS, 0)
    narrow = row.sizeHint().width()
    row.set_steps((*WORDS, "实施", "验收", "评议"), 0)
    assert row.sizeHint().width() > narrow
