from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from db.coordination import common
from db.issues import issue_import, issues
from db.session import now
from domain.entries import EventEntry, IssueEntry
from domain.workflow import Move, State
from tests.domain.test_analysis import MIXER, PARKING, noise
from ui.coordination.common_tab import CommonTab
from ui.coordination.member_list import MOST
from widgets.paged_model import cell_text


def store(database, user, entries):
    with database.write(user) as session:
        issue_import.store(session, entries)
    with database.read() as connection:
        return common.ids_of(connection, [entry.number for entry in entries])


def entry(number, title, text, days_ago, *moves):
    start = now() - timedelta(days=days_ago)
    past = [EventEntry(m, start, note="不属实") for m in (Move.REGISTER, *moves)]
    return IssueEntry(title, tuple(past), number=number, description=text, person=f"U{number}")


def quarrel(mark, told, days_ago, *moves):
    return [entry(f"{mark}-{n}", *words, days_ago - n, *moves) for n, words in enumerate(told, 1)]


@pytest.fixture
def ids(write):
    """Two quarrels among what everybody writes; the ids of all by their numbers."""
    every = [entry(f"N-{n}", m.title, m.text, 60 - n % 50) for n, m in enumerate(noise(), 1)]
    return write(store, [*quarrel("M", MIXER, 30), *quarrel("P", PARKING, 20), *every])


@pytest.fixture
def tab(qtbot, bench, ids):
    view = CommonTab(bench)
    qtbot.addWidget(view)
    view.resize(1400, 800)
    view.show()
    qtbot.waitUntil(lambda: view.table.rows.rowCount() > 1, timeout=30_000)
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=10_000)
    return view


def titles(table):
    rows = [table.rows.known_row(i) for i in table.rows.ids()]
    place = [column.key for column in table.rows.columns].index("title")
    return [cell_text(row[place]) if row else None for row in rows]


def settle(qtbot, tab):
    qtbot.waitUntil(lambda: tab.bench.tasks.idle, timeout=10_000)


def undo(qtbot, tab, said):
    kind, _, word, act = said[-1]
    assert (kind, word) == ("success", "撤销")
    act()
    qtbot.waitUntil(lambda: said[-1][1] == "已撤销", timeout=10_000)
    settle(qtbot, tab)


def test_the_two_quarrels_are_proposed_loudest_first(tab):
    tab.grab()  # painting asks for the rows
    shown = tab.panel._shown
    assert {m.number for m in shown.messages} == {"M-1", "M-2", "M-3", "M-4"}
    assert "翠岭新城" in tab.panel.reason.text()
    assert "4 人 · 4 件" in tab.panel.told.text()
    assert "选中 4 件" in tab.panel.heading.text()
    assert tab.panel.making.isEnabled()


def test_one_click_makes_the_common_issue_and_undo_takes_it_back(qtbot, tab, ids, read, said):
    before = tab.table.rows.rowCount()
    tab.panel.title.setText("翠岭新城搅拌站扰民")
    qtbot.mouseClick(tab.panel.making, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    settle(qtbot, tab)
    assert "并入 4 件" in said[0][1]
    (made,) = read(common.all_common)
    assert (made.title, made.members) == ("翠岭新城搅拌站扰民", 4)
    members = [ids[f"M-{n}"] for n in range(1, 5)]
    assert {row.state for row in read(issues.rows, members).values()} == {State.MERGED}
    assert tab.table.rows.rowCount() == before - 1
    assert list(tab.list.rows.ids()) == [made.id]
    undo(qtbot, tab, said)
    assert read(common.all_common) == []
    assert {row.state for row in read(issues.rows, members).values()} == {State.REGISTERED}
    assert tab.table.rows.rowCount() == before


def test_who_is_ticked_off_stays_by_itself(qtbot, tab, ids, read, said):
    first = tab.panel.members._ticks[ids["M-1"]]
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=first.rect().center())
    assert not first.isChecked()
    assert "选中 3 件" in tab.panel.heading.text()
    qtbot.keyClick(tab.panel.title, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    settle(qtbot, tab)
    rows = read(issues.rows, [ids["M-1"], ids["M-2"]])
    assert [rows[ids[n]].state for n in ("M-1", "M-2")] == [State.REGISTERED, State.MERGED]


def test_what_is_not_one_matter_does_not_come_back(qtbot, tab, said):
    before = tab.table.rows.rowCount()
    qtbot.mouseClick(tab.panel.dismissing, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    settle(qtbot, tab)
    assert tab.table.rows.rowCount() == before - 1
    tab.run.click()
    qtbot.waitUntil(lambda: tab._task is None, timeout=30_000)
    settle(qtbot, tab)
    assert tab.table.rows.rowCount() == before - 1
    assert all("M-1" not in s.proposal.issues for s in tab._suggestions())


def test_dismissing_is_undone(qtbot, tab, said):
    before = list(tab.table.rows.ids())
    qtbot.mouseClick(tab.panel.dismissing, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    settle(qtbot, tab)
    undo(qtbot, tab, said)
    assert list(tab.table.rows.ids()) == before


def test_further_issues_join_and_one_leaves(qtbot, tab, ids, read, said):
    tab.panel.making.click()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    settle(qtbot, tab)
    tab.show_list("made")
    settle(qtbot, tab)
    tab.common.number.insert("N-7，N-8 没有的")
    qtbot.keyClick(tab.common.number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(said) == 2, timeout=10_000)
    settle(qtbot, tab)
    assert "又并入 2 件；没有编号 没有的" in said[1][1]
    assert "并入 6 件" in tab.common.heading.text()
    tab.common.taken_out.emit(ids["N-7"])
    qtbot.waitUntil(lambda: len(said) == 3, timeout=10_000)
    settle(qtbot, tab)
    assert read(issues.rows, [ids["N-7"]])[ids["N-7"]].state is State.REGISTERED
    undo(qtbot, tab, said)
    assert read(issues.rows, [ids["N-7"]])[ids["N-7"]].state is State.MERGED


def test_what_is_over_is_listed_only_when_asked_for(qtbot, bench, write):
    every = [entry(f"N-{n}", m.title, m.text, 60 - n % 50) for n, m in enumerate(noise(), 1)]
    write(store, [*quarrel("M", MIXER, 30, Move.DECLINE), *every])
    view = CommonTab(bench)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: view._analysed is not None and bench.tasks.idle, timeout=30_000)
    shown = view.table.rows.rowCount()
    view.ended.setChecked(True)
    assert view.table.rows.rowCount() > shown
    found = [n for n in view.table.rows.ids() if "M-1" in view._suggestions()[n].proposal.issues]
    view.table.go_to(found[0])
    assert not view.panel.making.isEnabled()
    assert "没有销号" in view.panel.note.text()


def test_cancelled_it_says_so_and_begins_again_only_when_asked(qtbot, bench, ids):
    view = CommonTab(bench)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: view._task is not None, timeout=10_000)
    view._task.cancel()
    qtbot.waitUntil(lambda: view._task is None, timeout=30_000)
    view.refresh()
    assert view._task is None
    assert view._analysed is None
    view.run.click()
    qtbot.waitUntil(lambda: view._analysed is not None, timeout=30_000)


def test_a_period_the_wrong_way_round_is_told(qtbot, tab, said):
    tab.since.setText("2027-01-01")
    tab.until.setText("2026-01-01")
    tab.run.click()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert "请调换" in said[0][1]
    tab.since.setText("下个月")
    tab.run.click()
    assert "不是一个日期" in said[-1][1]


def test_the_members_of_a_crowd_are_counted(qtbot, tab, ids):
    from ui.coordination.member_list import Member, MemberList

    crowd = MemberList()
    qtbot.addWidget(crowd)
    crowd.set_members([Member(n, str(n), "停水", "") for n in range(MOST + 40)])
    assert len(crowd.ids()) == MOST + 40
