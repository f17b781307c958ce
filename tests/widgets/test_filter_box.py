from PySide6.QtCore import Qt

from widgets.filter_box import FilterBox


def test_a_burst_of_keys_is_told_once_with_the_last_text(qtbot):
    box = FilterBox("搜索")
    qtbot.addWidget(box)
    box.show()
    heard = []
    box.changed.connect(heard.append)
    with qtbot.waitSignal(box.changed):
        qtbot.keyClicks(box, "zxy ")
    assert heard == ["zxy"]


def test_escape_clears(qtbot):
    box = FilterBox("搜索")
    qtbot.addWidget(box)
    box.show()
    with qtbot.waitSignal(box.changed):
        box.setText("邹")
    with qtbot.waitSignal(box.changed) as told:
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert told.args == [""]


def test_enter_tells_at_once_and_goes_on_to_the_list(qtbot):
    box = FilterBox("搜索")
    qtbot.addWidget(box)
    box.show()
    box.setText("邹")
    with qtbot.waitSignals([box.changed, box.left_down], order="strict"):
        qtbot.keyClick(box, Qt.Key.Key_Return)


def test_outer_spaces_are_no_change(qtbot):
    box = FilterBox("搜索")
    qtbot.addWidget(box)
    with qtbot.waitSignal(box.changed):
        box.setText("邹")
    with qtbot.assertNotEmitted(box.changed, wait=100):
        box.setText(" 邹 ")


def test_text_typed_elsewhere_goes_on_here(qtbot):
    box = FilterBox("搜索")
    qtbot.addWidget(box)
    box.show()
    with qtbot.waitSignal(box.changed) as told:
        box.take_typed("z")
    assert told.args == ["z"]
