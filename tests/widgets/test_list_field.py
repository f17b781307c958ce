from PySide6.QtCore import Qt

from widgets.list_field import ListField, names_in


def test_names_are_read_however_they_are_kept_apart():
    assert names_in(" 住建办、城管中队，供电所;住建办 ；") == ("住建办", "城管中队", "供电所")
    assert names_in(" 、 ") == ()


def test_each_name_is_offered_and_those_before_it_stay(qtbot):
    field = ListField(("住建办", "A1城管中队", "供电所"))
    qtbot.addWidget(field)
    field.show()
    assert field.value() is None
    field.insert("供电所、")
    qtbot.keyClicks(field, "A1")
    popup = field.offering.popup()
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == 1
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert field.value() == ("供电所", "A1城管中队")
    field.set_value(("供电所", "住建办"))
    assert field.text() == "供电所、住建办"
