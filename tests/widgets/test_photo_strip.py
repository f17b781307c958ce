from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel

from widgets.photo_strip import PhotoStrip, StripPhoto

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def jpeg(size=(1600, 900)):
    made = BytesIO()
    Image.new("RGB", size, "green").save(made, "JPEG")
    return made.getvalue()


@pytest.fixture
def strip(qtbot):
    made = PhotoStrip((".jpg", ".png"))
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    made.set_photos([StripPhoto(7, jpeg(), "2026-06-01"), StripPhoto(9, jpeg((90, 160)))])
    return made


def test_photos_come_first_and_the_tile_for_more_last(strip, qtbot):
    assert [thumb.accessibleName() for thumb in strip.thumbs] == ["照片 2026-06-01", "照片 "]
    qtbot.waitUntil(lambda: strip.adding.x() > strip.thumbs[1].x())
    strip.set_photos([])
    assert strip.thumbs == []
    qtbot.waitUntil(lambda: strip.adding.x() == 0)


def test_the_same_photos_are_not_drawn_anew(strip):
    before = list(strip.thumbs)
    strip.set_photos([StripPhoto(7, jpeg(), "2026-06-01"), StripPhoto(9, jpeg((90, 160)))])
    assert strip.thumbs == before


def test_del_takes_one_off(strip, qtbot):
    with qtbot.waitSignal(strip.removed) as gone:
        qtbot.keyClick(strip.thumbs[1], Qt.Key.Key_Delete)
    assert gone.args == [9]


def test_enter_shows_one_large_within_limits(strip, qtbot):
    thumb = strip.thumbs[0]
    qtbot.keyClick(thumb, Qt.Key.Key_Return)
    assert thumb.large is not None
    picture, words = thumb.large.findChildren(QLabel)[:2]
    assert picture.pixmap().width() <= 760
    assert words.text() == "2026-06-01"
    thumb.large.close()
    qtbot.waitUntil(lambda: thumb.large is None)


def test_files_are_dropped_all_at_once(strip, qtbot, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("一.jpg", "二.jpg")])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(strip.files_chosen) as chosen:
        strip.dropEvent(event)
    assert [file.name for file in chosen.args[0]] == ["一.jpg", "二.jpg"]
