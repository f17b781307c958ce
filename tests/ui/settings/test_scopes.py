"""范围 as an administrator gives it, and as whoever has one meets it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from db import places
from db.users import scopes
from domain.rights import Role
from tests.conftest import USER
from tests.ui.waiting import settle
from ui import actions
from ui.desk import Desk
from ui.households.households_tab import HouseholdsTab
from ui.issues.issue_filter_bar import UNFINISHED
from ui.issues.issues_tab import IssuesTab
from ui.settings.users_section import UsersSection

WAIT = 30_000
CLERK, FIRST = "李会计", "初始密码"
OWN, NEXT = "果园居委会", "康泰社区居委会"


@pytest.fixture
def section(qtbot, bench, write):
    write(actions.add_user, CLERK, FIRST, Role.ENTRY)
    made = UsersSection(bench)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    settle(qtbot, bench)
    return made


@pytest.fixture
def scoped(bench, read, write):
    """The clerk sits at the window, and works for one village."""
    own = read(places.find, OWN)
    write(actions.add_user, CLERK, FIRST, Role.ENTRY, [own.id])
    bench.user = CLERK
    bench.scope = read(scopes.of_user, CLERK)
    return bench


def type_words(field, words):
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def shown(section):
    return {row.name: section._scope(row) for row in section._rows.values()}


def ask(qtbot, bench, section):
    row = next(id_ for id_, row in section._rows.items() if row.name == CLERK)
    section.table.go_to(row)
    section.changing.click()
    settle(qtbot, bench)
    return section.acts.role


def test_a_scope_is_given_by_the_keyboard_and_taken_back(qtbot, bench, section, read):
    sheet = ask(qtbot, bench, section)
    fields = section.acts.role_scope
    assert not fields.places.isVisible()
    qtbot.mouseClick(fields.reach._segments["some"], Qt.MouseButton.LeftButton)
    assert fields.places.isVisible()
    sheet.doing.click()
    assert sheet.isVisible()
    assert "至少选一处" in sheet.form.problems()["places"]
    type_words(fields.places.finder, "果园")
    qtbot.keyClick(fields.places.finder, Qt.Key.Key_Return)
    type_words(fields.places.finder, "果园")
    qtbot.keyClick(fields.places.finder, Qt.Key.Key_Return)
    assert [words for _, words in fields.places.value()] == [OWN]
    sheet.doing.click()
    settle(qtbot, bench)
    assert shown(section) == {USER: "全部", CLERK: OWN}
    assert read(scopes.of_user, CLERK).names == (OWN,)
    bench.messages.undo()
    settle(qtbot, bench)
    assert shown(section)[CLERK] == "全部"


def test_a_place_is_taken_off_again(qtbot, bench, section, read, write):
    ids = [read(places.find, name).id for name in (OWN, NEXT)]
    write(actions.change_role, CLERK, Role.ENTRY, ids)
    settle(qtbot, bench)
    assert shown(section)[CLERK] == f"{OWN}、{NEXT}"
    sheet = ask(qtbot, bench, section)
    fields = section.acts.role_scope
    fields.places.parts.itemAt(0).widget().click()
    sheet.doing.click()
    settle(qtbot, bench)
    assert shown(section)[CLERK] == NEXT


def test_an_administrator_is_offered_no_scope(qtbot, bench, section):
    sheet = ask(qtbot, bench, section)
    fields = section.acts.role_scope
    assert sheet.isVisible()
    assert fields.reach.isVisible()
    fields.role.set_value(Role.ADMIN)
    fields.follow()
    assert not fields.reach.isVisible()


def test_the_window_begins_in_the_only_place_and_says_so(qtbot, scoped, write):
    desk = Desk(scoped)
    qtbot.addWidget(desk)
    settle(qtbot, scoped)
    assert desk.header.user.text().strip() == f"{CLERK} · 录入 · {OWN}"
    desk.rest()
    tab = HouseholdsTab(scoped)
    qtbot.addWidget(tab)
    tab.show()
    settle(qtbot, scoped)
    assert tab.special.isVisible()
    assert tab.special.text() == OWN
    assert tab.feed.wanted.position == scoped.scope.positions[0]
    tab.special.click()
    assert tab.feed.wanted.position == ""


def test_issues_begin_in_the_community_of_the_only_place(qtbot, scoped):
    tab = IssuesTab(scoped)
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitUntil(lambda: tab.bar.communities.currentText() == OWN, timeout=WAIT)
    settle(qtbot, scoped)
    assert tab.feed.wanted == replace(UNFINISHED, position=scoped.scope.only)
    tab.show_filter(UNFINISHED)
    tab.refresh()
    settle(qtbot, scoped)
    assert tab.feed.wanted == UNFINISHED


def test_what_is_refused_keeps_what_was_typed(qtbot, scoped, read):
    said = []
    scoped.messages.said.connect(lambda *message: said.append(message))
    tab = HouseholdsTab(scoped)
    qtbot.addWidget(tab)
    tab.show()
    settle(qtbot, scoped)
    tab.tree.reveal(read(places.find, NEXT).id)
    assert not tab.adding.isEnabled()
    assert "范围以外" in tab.adding.toolTip()
    tab.panel.add(read(places.find, NEXT).id)
    settle(qtbot, scoped)
    qtbot.keyClicks(tab.panel.form.household.field("room"), "101")
    tab.panel.form.save.click()
    settle(qtbot, scoped)
    assert said[-1][0] == "error"
    assert said[-1][1].startswith(f"您只管{OWN}，这一户在{NEXT}，这一步没有保存")
    assert tab.panel.is_editing()
    assert tab.panel.form.entry().room == "101"
    tab.tree.reveal(read(places.find, OWN).id)
    assert tab.adding.isEnabled()
