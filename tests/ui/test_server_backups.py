"""The backups of a server's ledger, made by a window that keeps no password."""

import pytest
from PySide6.QtCore import QEvent, Qt
from sqlalchemy import select

from db import engine
from db.backups import restoring
from db.location import Location, locate
from db.models import Audit
from domain.rights import Right
from tests.conftest import PASSWORD, USER, _create_database
from ui import keeping
from ui.backup_run import BackupRun
from ui.change_bus import ChangeBus
from ui.settings.backup_section import BackupSection
from ui.tasks import Tasks
from ui.workbench import Messages, Workbench

WAIT = 30_000


@pytest.fixture
def served(qapp, server, template_database, request, tmp_path, monkeypatch):
    """A workbench over a server's ledger."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    name = f"t_{abs(hash(request.node.nodeid))}"
    where = locate(_create_database(server, name, template_database))
    database = engine.open_ledger(where, USER, PASSWORD)
    tasks = Tasks()
    bus = ChangeBus(database, tasks)
    yield Workbench(database, USER, tasks, bus, Messages())
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    bus.stop()
    tasks.close()
    database.close()


def run(qtbot, bench):
    BackupRun(bench, bench.bus).run()
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)


def files(tmp_path):
    return sorted((tmp_path / "home" / "xiachen-desk" / "备份").glob("*.xcb"))


def test_the_first_window_of_a_day_backs_it_up(qtbot, served, tmp_path):
    heard = []
    served.messages.said.connect(lambda kind, text, *_: heard.append((kind, text)))
    run(qtbot, served)
    (made,) = files(tmp_path)
    assert [kind for kind, _ in heard] == ["info"]
    assert "恢复演练通过" in heard[0][1]
    told = served.ask(lambda c: list(c.scalars(select(Audit.action).order_by(Audit.id))))
    assert told.count("每日备份") == 1
    run(qtbot, served)
    assert files(tmp_path) == [made]


def test_only_whoever_may_restore_has_it_on_their_machine(served):
    assert keeping.keeps_daily(served.database, frozenset({Right.BACKUP}))
    assert not keeping.keeps_daily(served.database, frozenset(Right) - {Right.BACKUP})


def test_one_is_made_by_hand_and_restored_by_the_command_line(qtbot, served, tmp_path):
    section = BackupSection(served)
    qtbot.addWidget(section)
    section.resize(1180, 700)
    section.show()
    qtbot.waitUntil(lambda: served.tasks.idle, timeout=WAIT)
    qtbot.mouseClick(section.making, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: served.tasks.idle, timeout=WAIT)
    (made,) = files(tmp_path)
    section.table.go_to(next(iter(section.backups)))
    assert not section.restoring.isEnabled()
    assert not section.choosing.isVisible()
    assert "restore" in section.told.text()
    machine = Location(tmp_path / "机器" / "台账.xcd")
    restoring.restore(made, machine, USER, PASSWORD)
    engine.open_ledger(machine, USER, PASSWORD).close()
