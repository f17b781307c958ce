"""The server goes while somebody saves: what was typed stays, and the next try saves it."""

import pytest
from PySide6.QtCore import QEvent, Qt

from db import engine
from db.location import locate
from tests.conftest import PASSWORD, USER, _create_database
from tests.ui.households.test_households_tab import (
    CONTROL,
    card_words,
    choose,
    edit,
    heads,
    stored,
    tab,
    type_in,
)
from tests.ui.waiting import settle
from ui.change_bus import ChangeBus
from ui.tasks import Tasks
from ui.workbench import Messages, Workbench

__all__ = ("stored", "tab")  # fixtures

# Whoever changes a household is cut off by the server itself.
_CUT = """
CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
CREATE TRIGGER cut BEFORE UPDATE ON household FOR EACH ROW EXECUTE FUNCTION cut();
"""
_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


@pytest.fixture
def administrator(request, server, template_database):
    """The server's, who does to it what happens to servers."""
    import psycopg

    name = f"cut_off_{abs(hash(request.node.name))}"
    address = _create_database(server, name, template_database)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


@pytest.fixture
def bench(qapp, administrator, server):
    """A workbench over a ledger on a server."""
    where = locate(server.replace("/postgres?", f"/{administrator.info.dbname}?"))
    database = engine.open_ledger(where, USER, PASSWORD)
    tasks = Tasks()
    bus = ChangeBus(database, tasks)
    yield Workbench(database, USER, tasks, bus, Messages())
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    bus.stop()
    tasks.close()
    database.close()


@pytest.mark.usefixtures("stored")
def test_what_was_typed_stays_and_is_saved_by_the_next_try(qtbot, bench, tab, said, administrator):
    form = edit(qtbot, tab, "邹秀英")
    remark = form.household.field("remark")
    remark.setFocus()
    type_in(remark, "门锁已换")
    administrator.execute(_CUT)
    qtbot.keyClick(remark, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: bool(said) and said[-1][0] == "error", timeout=10_000)
    assert "连不上数据库服务器" in said[-1][1]
    assert "没有改动" in said[-1][1]
    assert tab.panel.is_editing()
    assert form.household.values()["remark"] == "门锁已换"
    administrator.execute("DROP TRIGGER cut ON household")
    qtbot.keyClick(remark, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: not tab.panel.is_editing(), timeout=10_000)
    qtbot.waitUntil(lambda: "门锁已换" in card_words(tab), timeout=10_000)
    assert said[-1][:2] == ("success", "已保存")


@pytest.mark.usefixtures("stored")
def test_reading_goes_on_by_itself(qtbot, bench, tab, administrator):
    choose(qtbot, tab, "邹秀英")
    administrator.execute(_OTHERS)
    bench.bus.changed.emit(frozenset({"households"}))
    settle(qtbot, bench)
    assert heads(tab) == ["邹秀英", "张堃", "欧阳建国", "王小波"]
    choose(qtbot, tab, "张堃")
