"""What one has no right to is greyed on every page, and says why."""

import ast
from operator import attrgetter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from domain.rights import DEFAULT, Right, Role
from domain.slips import ANSWER_WORDS, SLIP_WORDS
from domain.workflow import MOVE_WORDS
from tests.ui.waiting import settle
from ui.desk import Desk
from ui.permits import ACTS
from widgets.buttons import Button, plain_button

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def pages(qtbot, bench):
    desk = Desk(bench)
    qtbot.addWidget(desk)
    desk.resize(1400, 900)
    desk.show()
    settle(qtbot, bench)
    for views in desk.pages.views.values():
        for name in views.values():
            desk.pages.go(name)
    assert desk.pages.proposal is not None
    settle(qtbot, bench)
    return desk.pages


def guarded(pages):
    found = {}
    for number in range(pages.count()):
        page = pages.widget(number)
        for way in ACTS.get(type(page).__name__, ()):
            found[type(page).__name__, way] = attrgetter(way)(page)
    return found


def become(bench, rights):
    bench.rights = rights
    bench.bus.changed.emit(frozenset({"rights"}))


def test_every_button_follows_the_rights(qtbot, bench, pages):
    buttons = guarded(pages)
    assert {page for page, _ in buttons} == set(ACTS)
    assert all(isinstance(button, Button) for button in buttons.values())
    before = {key: (b.isEnabledTo(b.parentWidget()), b.toolTip()) for key, b in buttons.items()}
    become(bench, DEFAULT[Role.READ])
    settle(qtbot, bench)
    for key, button in buttons.items():
        assert not button.isEnabled(), key
        assert button.toolTip().startswith("您没有“"), key
    adding = buttons["HouseholdsTab", "adding"]
    assert adding.toolTip() == "您没有“登记和办理”的权限；请有这个权限的人来办"
    pages.go("households")
    qtbot.keyClick(pages.households, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert not pages.households.panel.is_editing()
    become(bench, frozenset(Right))
    settle(qtbot, bench)
    after = {key: (b.isEnabledTo(b.parentWidget()), b.toolTip()) for key, b in buttons.items()}
    assert after == before


def test_two_rights_are_needed_where_two_acts_follow(bench, pages):
    editing = pages.households.panel.card.editing
    for rights, enabled in (
        ({Right.ENTER}, False),
        ({Right.UNCOVER}, False),
        ({Right.ENTER, Right.UNCOVER}, True),
    ):
        become(bench, frozenset(rights))
        assert editing.isEnabledTo(editing.parentWidget()) is enabled


def test_what_a_page_thinks_of_a_button_waits_for_the_right(qtbot):
    button = plain_button("导入", "file-up", "Ctrl+I")
    qtbot.addWidget(button)
    button.withhold("没有权限")
    button.setEnabled(True)
    button.setToolTip("导入台账")
    assert (button.isEnabled(), button.toolTip()) == (False, "没有权限")
    button.setEnabled(False)
    button.withhold("")
    assert (button.isEnabled(), button.toolTip()) == (False, "导入台账")
    button.setEnabled(True)
    assert button.isEnabled()


def test_every_act_is_one_that_the_ledger_logs():
    logged = set()
    for file in sorted((ROOT / "db").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            words = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
            logged.update(word for word in words if isinstance(word, str))
    logged.update(("查看证件和电话", *MOVE_WORDS.values()))
    logged.update(f"编号{word}" for word in SLIP_WORDS.values())
    logged.update(f"登记{word}" for word in ANSWER_WORDS.values())
    acts = {act for ways in ACTS.values() for told in ways.values() for act in told}
    assert {action for _, action in acts} - logged == set()
