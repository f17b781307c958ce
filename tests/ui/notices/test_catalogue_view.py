"""公开公示 · 目录 in the real window."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from db import places
from db.models import Audit
from db.notices import catalogue
from db.notices.notice_content import drafted
from db.session import today
from domain.disclosure import TEMPLATES, Affairs, Imprint, Notice
from domain.publication import Publication
from ui import actions
from ui.notices import publishing
from ui.notices.catalogue_view import CatalogueView
from widgets.chips import Chip

WAIT = 20_000


@pytest.fixture
def long_ago(write):
    """The ledger began years ago."""

    def begin(database, user):
        with database.write(user) as session:
            session.execute(update(Audit).values(at=datetime(2020, 1, 1)))
        return True

    write(begin)


@pytest.fixture
def view(qtbot, bench, long_ago):
    made = CatalogueView(bench)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    qtbot.waitUntil(lambda: made.table.rows.rowCount() == 2, timeout=WAIT)
    return made


def filed(write, read, template, place):
    here, day = read(places.find, place).id, today()
    imprint = Imprint("虚构居委会", "监委会", day, day, day + timedelta(days=9), "意见箱", "")
    sheet = Notice(template, Affairs.VILLAGE, "公示", place, "", (), imprint)
    write(actions.draft_notice, drafted(template, "公示", here, day, day, ((here, sheet),)))


def test_a_community_shows_what_it_owes_and_leads_to_making_it(qtbot, view, read):
    place_id = view.table.rows.id_at(0)
    view.table.go_to(place_id)
    qtbot.waitUntil(view.panel.title.isVisible, timeout=WAIT)
    assert view.panel.title.text() == "果园居委会"
    assert set(view.panel.links) == set(TEMPLATES) - {"general"}
    assert view.panel.links["finance"].text() == "去制作"
    with qtbot.waitSignal(view.make_wanted) as wanted:
        qtbot.mouseClick(view.panel.links["finance"], Qt.MouseButton.LeftButton)
    assert wanted.args == ["finance", place_id]


def test_what_is_on_its_way_leads_to_the_register(qtbot, view, write, read):
    view.table.go_to(view.table.rows.id_at(0))
    filed(write, read, "finance", "果园")
    qtbot.waitUntil(lambda: view.panel.links["finance"].text() == "去登记簿", timeout=WAIT)
    with qtbot.waitSignal(view.register_wanted):
        qtbot.mouseClick(view.panel.links["finance"], Qt.MouseButton.LeftButton)


def test_months_gone_by_and_the_list_on_paper(qtbot, view, read):
    now = view.month.text()
    assert not view.later.isEnabled()
    qtbot.mouseClick(view.earlier, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view._known.day < today(), timeout=WAIT)
    before = today().replace(day=1) - timedelta(days=1)
    assert view.month.text() == f"{before.year}年{before.month}月" != now
    shown = view.shown_list()
    rows = read(shown.source.rows, read(shown.source.order, None, "place", False))
    assert [row[0] for row in rows.values()] == ["果园居委会", "康泰社区居委会"]
    duties = read(publishing.duties)
    late = read(catalogue.overdue, duties, before)
    chips = [cell for row in rows.values() for cell in row if isinstance(cell, Chip)]
    assert sum("超期" in chip.word for chip in chips) == late
    qtbot.mouseClick(view.later, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.month.text() == now, timeout=WAIT)


def test_only_where_something_is_missing(qtbot, view):
    standings = [s for line in view._known.lines for s in line.standings.values()]
    view.show_missing()
    qtbot.waitUntil(lambda: view.bench.tasks.idle, timeout=WAIT)
    missing = any(s.publication is not Publication.DONE for s in standings)
    assert view.table.rows.rowCount() == (2 if missing else 0)
    assert view.told.text().startswith("已公开 0")
