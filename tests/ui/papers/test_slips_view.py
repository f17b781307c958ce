"""The register of slips as the office works in it: what is not answered, and filing the answer."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from db.issues import issue_import, issues
from db.issues.issue_filter import IssueFilter
from db.papers import slip_drafts, slips
from db.session import now
from domain.entries import EventEntry, IssueEntry
from domain.slips import SlipKind
from domain.workflow import Move
from ui.papers.slips_view import SlipsView

WAIT = 10_000
LONG_AGO = timedelta(days=60)


@pytest.fixture
def sent(write):
    """Two supervision slips about three issues: the first sent, the second only numbered."""

    def store(database, user):
        start = now() - LONG_AGO
        with database.write(user) as session:
            entries = [
                IssueEntry(
                    f"{unit}的事",
                    (
                        EventEntry(Move.REGISTER, start),
                        EventEntry(Move.TRIAGE, start, colour="yellow"),
                        EventEntry(Move.DISPATCH, start, unit=unit),
                        EventEntry(Move.SIGN, start),
                    ),
                    f"甲-{n}",
                )
                for n, unit in enumerate(("住建办", "物业科", "住建办"))
            ]
            issue_import.store(session, entries)
            ids = issues.order(session.connection, IssueFilter())
            drafts = slip_drafts.per_unit(
                session.connection, SlipKind.SUPERVISE, sorted(ids), session.at, user
            ).drafts
            made = [slip.id for slip in slips.make(session, drafts)]
            slips.mark_sent(session, made[:1])
            return made

    return write(store)


@pytest.fixture
def view(qtbot, bench):
    made = SlipsView(bench)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    with qtbot.waitSignal(made.feed.ordered, timeout=WAIT):
        made.show()
    made.start()
    rest(qtbot, bench)
    return made


def rest(qtbot, bench):
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)


def numbers(view):
    rows = view.table.rows
    return [rows.known_row(id_)[0] for id_ in rows.ids()]


def type_in(field, words):
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def test_an_empty_register_says_where_slips_come_from(qtbot, bench, view):
    assert "还没有发过文书" in view.table._empty.accessibleName()
    assert view.told.text() == "0 份"


def test_an_answer_is_filed_from_the_register_by_keyboard(qtbot, bench, sent, view):
    year = date.today().year
    assert numbers(view) == [f"督〔{year}〕2号", f"督〔{year}〕1号"]
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.card.page is not None and view.card.page.row.id == sent[0])
    assert [issue.number for issue in view.card.page.issues] == ["甲-0", "甲-2"]
    qtbot.keyClick(view.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: view.paper is not None)
    paper = view.paper
    qtbot.waitUntil(paper.outlet.printing.isEnabled, timeout=WAIT)
    type_in(paper.form.field("reply"), "已经修好")
    paper.leave()
    view.card.answering.emit()  # what was typed is there again
    paper = view.paper
    qtbot.waitUntil(paper.outlet.printing.isEnabled, timeout=WAIT)
    assert paper.form.values()["reply"] == "已经修好"
    paper.file()
    qtbot.waitUntil(
        lambda: view.paper is None and view.card.page.row.reply == "已经修好", timeout=WAIT
    )
    assert not view.card.filing.isVisible()


def test_the_list_is_narrowed_and_leads_to_its_issues(qtbot, bench, sent, view):
    type_in(view.filter, "物业")
    qtbot.waitUntil(lambda: len(numbers(view)) == 1, timeout=WAIT)
    assert view.table.rows.ids()[0] == sent[1]
    view.filter.clear()
    qtbot.waitUntil(lambda: len(numbers(view)) == 2, timeout=WAIT)
    view.show_late()
    qtbot.waitUntil(lambda: view.table.rows.rowCount() == 0, timeout=WAIT)
    assert "都已经答复" in view.table._empty.accessibleName()
    with qtbot.waitSignal(view.print_wanted) as printed:
        view.printing.click()
    assert printed.args[0].told(None) == "逾期未复"
    with qtbot.waitSignal(view.issue_wanted) as wanted:
        view.card.members.opened.emit("甲-1")
    assert wanted.args == ["甲-1"]
