"""用户和权限 as an administrator works in it, and as somebody without the right sees it."""

import pytest
from PySide6.QtCore import Qt

from db import engine
from db.users import access, accounts
from domain.rights import Matrix, Right, Role
from tests.conftest import PASSWORD, USER
from tests.ui.waiting import settle
from ui import actions
from ui.settings.settings_page import SettingsPage
from ui.settings.users_section import UsersSection

WAIT = 30_000
CLERK, FIRST = "李会计", "初始密码"


@pytest.fixture
def section(qtbot, bench):
    made = UsersSection(bench)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    settle(qtbot, bench)
    return made


@pytest.fixture
def clerk(qtbot, bench, section, write):
    write(actions.add_user, CLERK, FIRST, Role.ENTRY)
    settle(qtbot, bench)
    assert shown(section) == {USER: Role.ADMIN, CLERK: Role.ENTRY}
    return next(id_ for id_, row in section._rows.items() if row.name == CLERK)


def shown(section):
    return {row.name: row.role for row in section._rows.values()}


def test_a_new_user_by_the_keyboard(qtbot, bench, section, said):
    section.adding.setFocus()
    qtbot.keyClick(section.adding, Qt.Key.Key_Return)
    form = section.acts.new.form
    qtbot.waitUntil(form.field("name").hasFocus)
    qtbot.keyClicks(form.field("name"), "Li")
    for key in ("name", "role"):
        qtbot.keyClick(form.field(key), Qt.Key.Key_Return)
    qtbot.keyClicks(form.field("password"), "1234567")
    assert "至少 8 位" in form.problems()["password"]
    qtbot.keyClicks(form.field("password"), "8")
    assert "只有数字" in form.problems()["password"]
    qtbot.keyClicks(form.field("password"), "a")
    qtbot.keyClick(form.field("password"), Qt.Key.Key_Return)
    qtbot.keyClicks(form.field("again"), "12345678a")
    qtbot.keyClick(form.field("again"), Qt.Key.Key_Return)
    settle(qtbot, bench)
    assert shown(section) == {USER: "管理员", "Li": "录入"}
    assert said[-1][0] == "success"
    assert form.values()["password"] is None
    with pytest.raises(engine.MustChangeError):
        engine.open_ledger(bench.database.location, "Li", "12345678a")


def test_another_role_and_back(qtbot, bench, section, clerk, said):
    section.table.go_to(clerk)
    section.changing.click()
    section.acts.role.form.field("role").set_value(Role.REVIEW)
    section.acts.role.doing.click()
    settle(qtbot, bench)
    assert shown(section)[CLERK] == Role.REVIEW
    bench.messages.undo()
    settle(qtbot, bench)
    assert shown(section)[CLERK] == Role.ENTRY


def test_removing_asks_for_the_name(qtbot, bench, section, clerk):
    section.table.go_to(clerk)
    section.removing.click()
    sheet = section.acts.removal
    sheet.form.field("name").setText("别人")
    sheet.doing.click()
    assert sheet.isVisible()
    sheet.form.field("name").setText(CLERK)
    sheet.doing.click()
    settle(qtbot, bench)
    assert shown(section) == {USER: Role.ADMIN}


def test_a_password_is_reset(qtbot, bench, section, clerk, said):
    section.table.go_to(clerk)
    section.resetting_password.click()
    for key in ("password", "again"):
        section.acts.reset.form.field(key).setText("重设的密码")
    section.acts.reset.doing.click()
    settle(qtbot, bench)
    with pytest.raises(engine.MustChangeError):
        engine.open_ledger(bench.database.location, CLERK, "重设的密码")


def test_nobody_removes_themselves(section, clerk):
    own = next(id_ for id_, row in section._rows.items() if row.name == USER)
    section.table.go_to(own)
    assert not section.removing.isEnabled()
    assert "自己" in section.removing.toolTip()


def test_ticks_are_saved_and_hold(qtbot, bench, section, clerk, read):
    first = section.grid.boxes[Role.ENTRY, Right.ENTER]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    triage = section.grid.boxes[Role.ENTRY, Right.TRIAGE]
    assert triage.hasFocus()
    qtbot.keyClick(triage, Qt.Key.Key_Space)
    section.minutes.setText("5")
    assert section.is_dirty()
    section.save()
    settle(qtbot, bench)
    assert not section.is_dirty()
    assert read(access.matrix) == Matrix().put(Role.ENTRY, Right.TRIAGE, True)
    assert read(access.idle_minutes) == 5


def test_administrators_keep_every_right(section):
    boxes = section.grid.boxes
    assert not any(boxes[Role.ADMIN, right].isEnabled() for right in Right)
    assert all(boxes[Role.ADMIN, right].isChecked() for right in Right)


def test_settings_are_only_seen_without_the_right(qtbot, bench):
    page = SettingsPage(bench)
    qtbot.addWidget(page)
    assert page.limits.isEnabled()
    assert page.told.text() == ""
    bench.rights = frozenset({Right.USERS})
    bench.bus.changed.emit(frozenset({"rights"}))
    assert not page.limits.isEnabled()
    assert "没有“设置”的权限" in page.told.text()
    page.show_section(page.users)
    assert page.users.isEnabled()
    assert page.told.text() == ""
    settle(qtbot, bench)


def test_ticks_stay_when_somebody_else_changed_the_matrix(qtbot, bench, section, write):
    section.grid.boxes[Role.READ, Right.UNCOVER].click()
    other = Matrix().put(Role.PUBLISH, Right.REVIEW, True)
    write(actions.change_rights, Matrix(), other, 10)
    settle(qtbot, bench)
    assert "刚被别人改过" in section.notice.text()
    assert section.grid.boxes[Role.READ, Right.UNCOVER].isChecked()
    section.reset()
    assert section.grid.matrix() == other


def test_without_the_right_nothing_can_be_pressed(qtbot, bench, section, clerk, write, aside):
    write(actions.add_user, "第二个管理员", FIRST, Role.ADMIN)
    with aside.write("第二个管理员") as session:
        accounts.change_role(session, USER, Role.READ)
    bench.bus.changed.emit(frozenset({"accounts"}))  # as it comes from another workstation
    qtbot.waitUntil(lambda: bench.rights == frozenset(), timeout=WAIT)
    settle(qtbot, bench)
    for button in (section.adding, section.changing, section.removing):
        assert not button.isEnabled()
        assert "用户和权限" in button.toolTip()
    assert not any(box.isEnabled() for box in section.grid.boxes.values())
    engine.open_ledger(bench.database.location, USER, PASSWORD).close()


def test_an_office_with_rights_of_its_own_finds_them_ticked_and_nothing_unsaved(
    qtbot, bench, write
):
    own = Matrix().put(Role.READ, Right.UNCOVER, True)
    write(actions.change_rights, Matrix(), own, 10)
    made = UsersSection(bench)
    qtbot.addWidget(made)
    assert not made.is_dirty(), "before it is read"
    made.show()
    settle(qtbot, bench)
    assert made.grid.matrix() == own
    assert not made.is_dirty()
    assert made.notice.text() == ""
