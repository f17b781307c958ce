"""更换数据密钥 as an administrator goes through it, in the section of users over a real ledger."""

import json

import pytest
from PySide6.QtCore import Qt

from db import engine
from db.backups import backup, backup_places
from db.backups.backup_source import ledger_of
from db.users import audit
from domain.backups import Why
from domain.rights import Role
from tests.conftest import PASSWORD
from tests.ui.waiting import settle
from ui import actions
from ui.settings.users_section import UsersSection

WAIT = 60_000
CLERK, FIRST = "李会计", "初始密码"


@pytest.fixture
def section(qtbot, bench):
    made = UsersSection(bench)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    settle(qtbot, bench)
    return made


def answer(qtbot, page, password):
    field = page.form.field("password")
    field.setText(password)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_the_key_is_changed_and_work_goes_on(qtbot, bench, section, said, write, read):
    before = bench.database.data_key
    qtbot.mouseClick(section.rekeying, Qt.MouseButton.LeftButton)
    settle(qtbot, bench)
    page = section.key_page
    answer(qtbot, page, PASSWORD)
    assert page.bar.isVisible()
    assert not page.back.isEnabled()
    qtbot.waitUntil(lambda: section.key_page is None, timeout=WAIT)
    settle(qtbot, bench)
    assert [message[0] for message in said] == ["success"]
    assert "以前的备份仍是原来的密钥" in said[0][1]
    assert bench.database.data_key != before
    location = bench.database.location
    made = backup.listed(backup_places.usual(location), read(ledger_of))
    assert [one.manifest.why for one in made] == [Why.KEY]
    write(actions.add_user, CLERK, FIRST, Role.ENTRY)
    assert read(audit.first_break) is None
    with pytest.raises(engine.MustChangeError):
        engine.open_ledger(location, CLERK, FIRST)


def test_a_wrong_password_changes_nothing(qtbot, bench, section):
    before = bench.database.data_key
    section.ask_key()
    answer(qtbot, section.key_page, "猜的密码")
    settle(qtbot, bench)
    assert "不对" in section.key_page.problem.text()
    assert bench.database.data_key == before
    assert not backup_places.usual(bench.database.location).exists()
    qtbot.keyClick(section.key_page.form.field("password"), Qt.Key.Key_Escape)
    assert section.key_page is None
    assert section.rekeying.hasFocus()


def test_another_program_is_told_on_the_page(qtbot, bench, section, aside):
    with aside.read() as connection:
        ledger_of(connection)
    section.ask_key()
    answer(qtbot, section.key_page, PASSWORD)
    settle(qtbot, bench)
    assert "另一个程序打开着" in section.key_page.problem.text()
    assert section.key_page.form.isEnabled()


def test_where_the_old_backups_are_is_told(qtbot, bench, section, write, tmp_path):
    (tmp_path / "另一块磁盘").mkdir()
    after = backup_places.Places("", str(tmp_path / "另一块磁盘"))
    write(actions.change_backup_places, backup_places.Places(), after)
    write(actions.renew_recovery_key, "K7Q2")
    section.ask_key()
    settle(qtbot, bench)
    words = [label.text() for label in section.key_page.facts.children() if hasattr(label, "text")]
    told = "".join(words)
    assert str(backup_places.usual(bench.database.location)) in told
    assert "另一块磁盘" in told
    assert "请先换恢复密钥" in told


def test_removing_somebody_offers_it(qtbot, bench, section, said, write):
    write(actions.add_user, CLERK, FIRST, Role.ENTRY)
    settle(qtbot, bench)
    section.table.go_to(next(i for i, row in section._rows.items() if row.name == CLERK))
    section.removing.click()
    section.acts.removal.form.field("name").setText(CLERK)
    section.acts.removal.doing.click()
    settle(qtbot, bench)
    _, told, action, act = said[-1]
    assert told == f"“{CLERK}”已移除；这人可能还留着旧的密钥"
    assert action == "更换数据密钥"
    act()
    assert section.key_page.isVisible()
    settle(qtbot, bench)


def test_who_has_not_opened_it_yet_is_named(qtbot, bench, section, write):
    write(actions.add_user, CLERK, FIRST, Role.ENTRY)
    file = bench.database.location.keys
    whole = json.loads(file.read_text(encoding="utf-8"))
    for name in ("public", "private"):
        del whole["slots"][CLERK][name]
    file.write_text(json.dumps(whole), encoding="utf-8")
    section.ask_key()
    answer(qtbot, section.key_page, PASSWORD)
    settle(qtbot, bench)
    assert f"“{CLERK}”还没有用这一版程序打开过台账" in section.key_page.problem.text()
