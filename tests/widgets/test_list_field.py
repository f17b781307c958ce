from widgets.list_field import ListField, names_in


def test_names_are_read_however_they_are_kept_apart():
    assert names_in(" 住建办、城管中队，供电所;住建办 ；") == ("住建办", "城管中队", "供电所")
    assert names_in(" 、 ") == ()


def test_each_name_is_offered_and_those_before_it_stay(qtbot):
    field = ListField(("住建办", "城管中队", "供电所"))
    qtbot.addWidget(field)
    field.show()
    assert field.value() is None
    qtbot.keyClicks(field, "X、")
    field.insert("城管")
    completer = field.completer()
    completer.setCompletionPrefix(completer.splitPath(field.text())[-1])
    assert completer.completionCount() == 1
    assert completer.pathFromIndex(completer.currentIndex()) == "X、城管中队"
    field.set_value(("供电所", "住建办"))
    assert field.text() == "供电所、住建办"
    assert field.value() == ("供电所", "住建办")
