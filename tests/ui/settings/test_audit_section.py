"""操作记录 as an administrator works in it: finding, reading, exporting, checking."""

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from db import engine
from db.models import Audit
from domain.errors import KnownError
from domain.rights import Right
from tests.conftest import PASSWORD, USER
from tests.ui.waiting import settle
from ui import actions
from ui.settings.audit_section import AuditSection

WAIT = 30_000
HOME = "翠湖花园1栋1单元101室"


@pytest.fixture
def section(qtbot, bench, write):
    write(actions.note_uncovering, HOME, None)
    write(actions.note_printed, "打印覆盖证明", "重岗街道", None)
    made = AuditSection(bench)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    settle(qtbot, bench)
    return made


def shown(section):
    table = section.table.rows
    return [table.index(row, 2).data() for row in range(table.rowCount())]


def test_what_was_seen_and_what_left_by_one_key(qtbot, bench, section):
    assert len(shown(section)) > 2
    chip = section.looks._chips["leaving"]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    settle(qtbot, bench)
    assert shown(section) == ["打印覆盖证明", "查看证件和电话"]


def test_who_got_in_or_tried_to_by_one_key(qtbot, bench, section, ledger):
    with pytest.raises(KnownError):
        engine.open_ledger(ledger, USER, "猜的密码", origin="办公室电脑 · 窗口")
    engine.open_ledger(ledger, USER, PASSWORD).close()
    chip = section.looks._chips["letting_in"]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    settle(qtbot, bench)
    assert shown(section)[0] == "登录失败"
    assert "在 办公室电脑 · 窗口" in section.table.rows.index(0, 4).data()


def test_words_people_acts_and_days(qtbot, bench, section):
    qtbot.keyClicks(section.filter, "101")
    qtbot.waitUntil(lambda: shown(section) == ["查看证件和电话"], timeout=WAIT)
    section.filter.clear()
    section.action.set_value("打印覆盖证明")
    qtbot.waitUntil(lambda: shown(section) == ["打印覆盖证明"], timeout=WAIT)
    section.until.setText("2020-01-01")
    settle(qtbot, bench)
    assert shown(section) == []


def test_a_record_is_read_in_full(qtbot, bench, section):
    qtbot.keyClicks(section.filter, "101")
    qtbot.waitUntil(lambda: shown(section) == ["查看证件和电话"], timeout=WAIT)
    section.focus()
    qtbot.keyClick(section.table, Qt.Key.Key_Home)
    section.table.setCurrentIndex(section.table.rows.index(0, 0))
    settle(qtbot, bench)
    labels = [part.text() for part in section.record.findChildren(type(section.told))]
    assert {HOME, USER} <= set(labels)


def test_what_is_shown_goes_to_excel_and_that_is_recorded(qtbot, bench, section, tmp_path, read):
    section.action.set_value("打印覆盖证明")
    settle(qtbot, bench)
    out = tmp_path / "操作记录.xlsx"
    section.exporting.save(section.shown_list(), out)
    settle(qtbot, bench)
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert rows[1][:3] == ["时间", "谁", "做了什么"]
    assert [row[2] for row in rows[2:]] == ["打印覆盖证明"]
    noted = read(lambda c: c.execute(select(Audit.action, Audit.detail)).all())
    assert ("导出操作记录", "操作记录.xlsx") in [tuple(row) for row in noted]


def test_the_chain_is_checked(qtbot, bench, section, aside, read):
    section.check()
    settle(qtbot, bench)
    count = section.table.rows.rowCount()
    assert section.outcome.text() == f"已核对 {count:,} 条，完整"
    last = read(lambda c: c.scalars(select(Audit.id).order_by(Audit.id.desc())).first())
    with aside.engine.connect() as connection, connection.begin():
        connection.execute(update(Audit).where(Audit.id == last).values(subject="别处"))
    section.check()
    settle(qtbot, bench)
    assert f"第 {last:,} 条" in section.outcome.text()
    assert section.checking.isEnabled()


def test_without_the_right_nothing_is_read(qtbot, bench):
    bench.rights = frozenset({Right.SETTINGS})
    section = AuditSection(bench)
    qtbot.addWidget(section)
    section.show()
    settle(qtbot, bench)
    assert not section.table.isVisible()
    assert section.table.rows.rowCount() == 0
