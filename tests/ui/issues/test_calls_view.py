"""回访 by the keyboard on the real page."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import select

from db.issues import issues, moving
from db.models import Audit
from domain.entries import EventEntry, IssueEntry
from domain.moves import MoveRequest
from domain.workflow import Move, Rating, State
from ui import actions
from ui.issues.calls_view import CallsView

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def waiting(write):
    """Three issues that wait for a call, the longest waiting first."""

    def store(database, user):
        made = []
        for title, days in (("电梯停运", 20), ("路灯不亮", 9), ("垃圾没清", 1)):
            with database.write(user) as session:
                session.at -= timedelta(days=days)
                entry = IssueEntry(
                    title,
                    (EventEntry(Move.REGISTER, session.at),),
                    person="邹秀英",
                    phone="19900000147",
                )
                made.append(issues.register(session, entry))
                moving.move(session, made[-1], 1, MoveRequest(Move.SETTLE, f"{title}已处理"))
        return made

    return write(store)


@pytest.fixture
def view(qtbot, bench, waiting):
    made = CallsView(bench)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    qtbot.waitUntil(lambda: showing(made) == waiting[0], timeout=10_000)
    return made


def showing(view):
    return view.card.page.row.id if view.card.page else None


def told(part):
    return "".join(label.text() for label in part.findChildren(QLabel))


@pytest.fixture
def page(read):
    return lambda issue_id: read(issues.page, issue_id)


def test_a_satisfied_call_takes_two_keys(qtbot, view, waiting, page):
    assert list(view.table.rows.ids()) == waiting
    assert "电梯停运已处理" in told(view.card.done)
    assert "今天已回访 0 件，还有 3 件" in view.progress.text()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert view.card.rating.card("satisfied").hasFocus()
    qtbot.keyClick(view.card.rating.card("satisfied"), Qt.Key.Key_1)
    assert view.card.solved.value() == "solved"
    assert view.card.then.isChecked()
    qtbot.keyClick(view.card.rating.card("satisfied"), Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: showing(view) == waiting[1], timeout=10_000)
    assert view.card.rating.value() is None
    qtbot.waitUntil(lambda: list(view.table.rows.ids()) == waiting[1:])
    qtbot.waitUntil(lambda: "今天已回访 1 件，还有 2 件" in view.progress.text())
    done = page(waiting[0])
    assert (done.row.state, done.row.rating) == (State.CLOSED, Rating.SATISFIED)
    assert [e.move for e in done.events[-2:]] == [Move.FOLLOW_UP, Move.CLOSE]
    assert done.events[-2].solved is True
    # The next call needs no other key: the cursor is where it is rated.
    assert view.card.rating.card("satisfied").hasFocus()
    qtbot.keyClick(view.card.rating.card("satisfied"), Qt.Key.Key_2)
    view.card.then.setChecked(False)
    view.card.save.click()
    qtbot.waitUntil(lambda: showing(view) == waiting[2], timeout=10_000)
    assert page(waiting[1]).row.state is State.FOLLOWED_UP


def test_an_unsatisfied_call_goes_back_to_work_with_its_words(qtbot, view, waiting, page):
    qtbot.keyClick(view.card, Qt.Key.Key_3)
    event = QInputMethodEvent()
    event.setCommitString("第二天又停了")
    QApplication.sendEvent(view.card.note, event)
    view.card.save.click()
    qtbot.waitUntil(lambda: showing(view) == waiting[1], timeout=10_000)
    done = page(waiting[0])
    assert done.row.state is State.HANDLING
    assert [(e.move, e.note) for e in done.events[-2:]] == [
        (Move.FOLLOW_UP, "第二天又停了"),
        (Move.REWORK, "第二天又停了"),
    ]
    assert view.card.note.value() is None


def test_whoever_is_not_reached_is_in_the_other_list(qtbot, view, waiting, page):
    qtbot.keyClick(view.card, Qt.Key.Key_4)
    assert not view.card.then.isEnabled()
    assert not view.card.solved.isEnabled()
    view.card.save.click()
    qtbot.waitUntil(lambda: "再次联系 1" in view.which._segments["again"].text(), timeout=10_000)
    assert page(waiting[0]).row.rating is Rating.UNREACHED
    view.which._segments["again"].click()
    qtbot.waitUntil(lambda: showing(view) == waiting[0], timeout=10_000)
    assert "上次回访" in told(view.card.done)
    assert "无法联系" in told(view.card.done)


def test_nothing_is_saved_without_a_rating(qtbot, view, waiting, page):
    view.card.save.click()
    assert view.card.form.problems() == {"rating": "这一项必须填写"}
    assert page(waiting[0]).version == 2


def test_skipping_keeps_the_words_and_goes_round(qtbot, view, waiting):
    view.card.note.set_value("下午三点再打")
    for expected in (waiting[1], waiting[2], waiting[0]):
        view.card.skip.click()
        qtbot.waitUntil(lambda expected=expected: showing(view) == expected)
    assert view.card.note.value() == "下午三点再打"


def test_the_phone_is_masked_until_somebody_asks_for_it_on_record(qtbot, view, read):
    assert "199****0147" in told(view.card.facts)
    view.card.uncovering.click()
    qtbot.waitUntil(lambda: "19900000147" in told(view.card.facts))

    def last_record(connection):
        return connection.scalars(select(Audit.action).order_by(Audit.id.desc())).first()

    assert read(last_record) == "查看证件和电话"
    view.card.skip.click()
    qtbot.waitUntil(lambda: "199****0147" in told(view.card.facts))


def test_the_loser_of_a_race_keeps_the_words(qtbot, view, waiting, write, bench):
    said = []
    bench.messages.said.connect(lambda *message: said.append(message))
    view.card.note.set_value("很满意")
    write(actions.record_call, waiting[0], 2, MoveRequest(Move.FOLLOW_UP, rating=Rating.SATISFIED))
    qtbot.waitUntil(lambda: "刚被别人回访过" in view.card.problem.text(), timeout=10_000)
    assert view.card.note.value() == "很满意"
    qtbot.keyClick(view.card, Qt.Key.Key_1)
    view.card.save.click()
    qtbot.waitUntil(lambda: any(kind == "error" for kind, *_ in said))
    assert view.card.save.isEnabled()


def test_satisfaction_by_category_unit_and_team(qtbot, view):
    qtbot.keyClick(view.card, Qt.Key.Key_1)
    view.card.save.click()

    def first():
        rows = view.satisfaction.table.rows
        return rows.known_row(rows.id_at(0)) if rows.rowCount() else None

    qtbot.waitUntil(lambda: first() == ("（未定）", "1", "100.0%", "100.0%"), timeout=10_000)
    view.satisfaction.by._segments["unit"].click()
    qtbot.waitUntil(lambda: first() is not None)
    view.satisfaction.period.setCurrentIndex(1)
    view.satisfaction.period.activated.emit(1)
    qtbot.waitUntil(lambda: view.satisfaction.table.rows.rowCount() == 0)
