"""走访 on the real page: entered by keys alone and counted, corrected, taken back, listed."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from db import engine
from db.households import household_import, households
from db.households.households import HouseholdFilter
from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.session import today
from db.teams import team_records
from db.visits import visit_records, visits
from db.visits.visits import VisitFilter
from domain import visits as visit_rules
from domain.entries import CadreEntry, ResidentEntry, TeamEntry, VisitEntry
from domain.visits import Every, Outcome, VisitKind
from domain.workflow import State
from tests.conftest import PASSWORD, USER
from tests.db.homes import block, home
from ui import actions
from ui.papers import shown_list
from ui.visits.visits_view import DUE, OVERDUE, RECORDS, TEAMS, VisitsView

CONTROL = Qt.KeyboardModifier.ControlModifier
MOST_KEYS = 12
TEAM = TeamEntry(
    "第1工作组",
    leader="高磊",
    members=(CadreEntry("高磊", "住建局"), CadreEntry("孙静", "康泰社区")),
    areas=(block("3栋", "1单元"),),
)


@pytest.fixture
def homes(write):
    """Three homes, two of them a team's; ids by head."""

    def store(database, user):
        with database.write(user) as session:
            people = [
                ResidentEntry("邹大伟", phones=("13800000000",)),
                ResidentEntry("林小燕", care_tags=("独居老人",)),
                ResidentEntry("周平"),
            ]
            rooms = ("3-1-502", "3-1-601", "10-2-101")
            made = [home(room, person) for room, person in zip(rooms, people, strict=True)]
            household_import.store(session, made)
            team_records.store(session, [TEAM])
            connection = session.connection
            found = households.rows(connection, households.order(connection, HouseholdFilter()))
            return {row.head: row.id for row in found.values()}

    return write(store)


@pytest.fixture
def view(qtbot, bench, homes):
    made = VisitsView(bench)
    qtbot.addWidget(made)
    made.resize(1400, 820)
    made.show()
    qtbot.waitUntil(lambda: made.due_table.rows.rowCount() == 3, timeout=10_000)
    qtbot.waitUntil(lambda: "包联 2 户" in made.sentence.text(), timeout=10_000)
    return made


@pytest.fixture
def recorded(read):
    """The visits on record, the newest first."""

    def rows():
        ids = read(visits.order, VisitFilter())
        found = read(visits.rows, ids)
        return [found[id_] for id_ in ids]

    return rows


class Keys:
    """Presses keys where the focus is, and counts them."""

    def __init__(self, qtbot):
        self.qtbot, self.count = qtbot, 0

    def press(self, *keys):
        for key in keys:
            QTest.keyClick(QApplication.focusWidget(), key)
            self.count += 1

    def write(self, text):
        """Latin letters as keys, Chinese as an input method hands it over (not counted)."""
        if text.isascii():
            QTest.keyClicks(QApplication.focusWidget(), text)
            self.count += len(text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(QApplication.focusWidget(), event)


def test_a_visit_takes_at_most_twelve_keys(qtbot, view, recorded, homes):
    view.panel.card.start()
    keys = Keys(qtbot)
    keys.write("3-1-502")
    keys.press(Qt.Key.Key_Return)  # before the answer came, or after it
    qtbot.waitUntil(lambda: view.panel.card.outcome.card("person").hasFocus(), timeout=10_000)
    keys.press(Qt.Key.Key_1)
    keys.write("老人身体都好")
    keys.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(recorded()) == 1, timeout=10_000)
    assert keys.count <= MOST_KEYS
    (visit,) = recorded()
    assert (visit.household_id, visit.day, visit.team) == (homes["邹大伟"], today(), "第1工作组")
    assert (visit.outcome, visit.kind) == (Outcome.PERSON, VisitKind.ROUTINE)
    assert (visit.note, visit.needs) == ("老人身体都好", ())
    qtbot.waitUntil(lambda: view.panel.card.household.hasFocus(), timeout=10_000)
    assert view.panel.card.household.text() == ""
    qtbot.waitUntil(lambda: view.due_table.rows.rowCount() == 2, timeout=10_000)
    qtbot.waitUntil(lambda: "走访覆盖率 50.0%" in view.sentence.words(), timeout=10_000)


@pytest.mark.parametrize("typed", ["zdw", "邹大", "13800000000"])
def test_a_household_is_found_by_initials_name_or_phone(qtbot, view, homes, typed):
    view.panel.card.start()
    Keys(qtbot).write(typed)
    qtbot.waitUntil(lambda: len(view.panel.card.household._offered) == 1, timeout=10_000)
    Keys(qtbot).press(Qt.Key.Key_Return)
    card = view.panel.card
    qtbot.waitUntil(lambda: card.household.value() == homes["邹大伟"], timeout=10_000)
    qtbot.waitUntil(lambda: "138****0000" in card.facts.team.text(), timeout=10_000)


def test_a_need_becomes_an_issue_or_is_settled(qtbot, view, recorded, read, homes):
    card = view.panel.card
    for head, settled in (("邹大伟", False), ("林小燕", True)):
        view.panel.begin(homes[head])
        first = card.outcome.card("person")
        qtbot.waitUntil(first.hasFocus, timeout=10_000)
        keys = Keys(qtbot)
        keys.press(Qt.Key.Key_2)
        keys.press(Qt.Key.Key_Return)
        keys.write("楼道灯不亮")
        assert card.need_is.isVisible()
        if settled:
            card.need_is.set_value("settled")
        keys.press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: card.household.value() is None, timeout=10_000)
    states = {visit.head: visit.needs[0].state for visit in recorded()}
    assert states == {"邹大伟": State.REGISTERED, "林小燕": State.RESOLVED}
    assert len(read(issues.order, IssueFilter("楼道灯"))) == 2


def test_what_is_common_to_a_pile_of_sheets_stays(qtbot, view, recorded, homes):
    card, yesterday = view.panel.card, today() - timedelta(days=1)
    card.day.set_value(yesterday)
    card.cadres.set_value(("孙静",))
    card.kind.set_value(VisitKind.ON_DEMAND.value)
    for head in ("邹大伟", "林小燕"):
        view.panel.begin(homes[head])
        qtbot.waitUntil(card.outcome.card("person").hasFocus, timeout=10_000)
        Keys(qtbot).press(Qt.Key.Key_3, Qt.Key.Key_Return, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: card.household.value() is None, timeout=10_000)
    found = recorded()
    assert {(v.day, v.cadres, v.kind) for v in found} == {
        (yesterday, ("孙静",), VisitKind.ON_DEMAND)
    }
    assert {v.outcome for v in found} == {Outcome.NOBODY}


def test_a_record_is_taken_back_from_its_message(qtbot, bench, view, recorded, homes):
    said = []
    bench.messages.said.connect(lambda *message: said.append(message))
    view.panel.begin(homes["邹大伟"])
    qtbot.waitUntil(view.panel.card.outcome.card("person").hasFocus, timeout=10_000)
    Keys(qtbot).press(Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    kind, words, action, take_back = said[-1]
    assert (kind, action) == ("success", "撤销")
    assert "502室　邹大伟　已记下：见到本人" in words
    take_back()
    qtbot.waitUntil(lambda: recorded() == [], timeout=10_000)
    qtbot.waitUntil(lambda: said[-1][2] == "恢复", timeout=10_000)
    said[-1][3]()
    qtbot.waitUntil(lambda: len(recorded()) == 1, timeout=10_000)


def test_a_visit_is_corrected_and_deleted_in_the_same_card(qtbot, view, write, recorded, homes):
    entry = VisitEntry(homes["邹大伟"], today(), Outcome.NOBODY)
    write(actions.add_visit, entry)
    view.show_records()
    table = view.record_table
    qtbot.waitUntil(lambda: table.rows.rowCount() == 1, timeout=10_000)
    table.setFocus()
    table.setCurrentIndex(table.rows.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    card = view.panel.card
    qtbot.waitUntil(lambda: card.edited is not None, timeout=10_000)
    assert card.title.text() == "修改走访"
    Keys(qtbot).press(Qt.Key.Key_2)
    Keys(qtbot).write("见到老伴")
    qtbot.keyClick(card, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: recorded()[0].outcome is Outcome.FAMILY, timeout=10_000)
    assert recorded()[0].note == "见到老伴"
    qtbot.waitUntil(lambda: card.edited is None, timeout=10_000)
    view.panel.correct(recorded()[0].id)
    qtbot.waitUntil(lambda: card.edited is not None, timeout=10_000)
    card.removing.click()
    qtbot.waitUntil(lambda: recorded() == [], timeout=10_000)
    assert card.edited is None


def test_what_is_missing_is_said_beside_the_button(qtbot, view, homes):
    card = view.panel.card
    card._submit()
    assert "先找到这一户" in card.problem.text()
    view.panel.begin(homes["邹大伟"])
    qtbot.waitUntil(lambda: card.household.value() is not None, timeout=10_000)
    card._submit()
    assert "按 1—4 选走访结果" in card.problem.text()
    card.start()
    Keys(qtbot).write("查无此人")
    qtbot.waitUntil(lambda: "没有找到" in card.problem.text(), timeout=10_000)


def test_lists_follow_team_and_text(qtbot, view, bench, write, homes):
    long_ago = date(today().year - 1, 1, 15)
    write(actions.add_visit, VisitEntry(homes["林小燕"], long_ago, Outcome.PERSON))
    view.show_overdue()
    assert view.switch.current() == OVERDUE
    qtbot.waitUntil(lambda: view.due_table.rows.rowCount() == 3, timeout=10_000)
    view.filter.setText("周平")
    qtbot.waitUntil(lambda: list(view.due_table.rows.ids()) == [homes["周平"]], timeout=10_000)
    view.filter.setText("")
    view.show_teams()
    assert view.switch.current() == TEAMS
    table = view.team_table
    qtbot.waitUntil(lambda: table.rows.rowCount() == 1, timeout=10_000)
    team_id = table.rows.id_at(0)
    qtbot.waitUntil(
        lambda: table.rows.known_row(team_id) == ("第1工作组", 2, 0, "0.0%", 2, 2), timeout=10_000
    )
    table.row_opened.emit(team_id)
    assert view.switch.current() == OVERDUE
    expected = [homes["邹大伟"], homes["林小燕"]]
    qtbot.waitUntil(lambda: list(view.due_table.rows.ids()) == expected, timeout=10_000)
    view.switch.set_current(DUE)


def test_a_visit_made_elsewhere_is_seen_here(qtbot, view, ledger, homes):
    other = engine.open_ledger(ledger, USER, PASSWORD)
    with other.write(USER) as session:
        visit_records.add(session, VisitEntry(homes["邹大伟"], today(), Outcome.PERSON))
    other.close()
    qtbot.waitUntil(lambda: view.due_table.rows.rowCount() == 2, timeout=10_000)
    view.show_records()
    assert view.switch.current() == RECORDS
    qtbot.waitUntil(lambda: view.record_table.rows.rowCount() == 1, timeout=10_000)


def test_both_lines_have_their_own_teams(qtbot, view, write):
    def store(database, user):
        with database.write(user) as session:
            areas = (block("3栋", "1单元"), block("10栋", "2单元"))
            entry = TeamEntry("居住线一组", line="residence", areas=areas)
            return team_records.store(session, [entry])

    write(store)
    qtbot.waitUntil(lambda: not view.lines.isHidden(), timeout=10_000)
    view.lines.set_current("residence")
    view.lines.changed.emit("residence")
    qtbot.waitUntil(lambda: "包联 3 户" in view.sentence.words(), timeout=10_000)
    assert [words for _, words in view.team.choices()] == ["居住线一组"]


def begin(qtbot, view, household_id):
    """The keyboard stands on whom they met."""
    view.panel.begin(household_id)
    card = view.panel.card
    first = card.outcome.card("person")
    qtbot.waitUntil(lambda: first.hasFocus() and card.home().row.id == household_id, timeout=10_000)
    return card


def test_what_is_typed_while_a_visit_is_stored_goes_to_the_next(qtbot, view, recorded, homes):
    card = begin(qtbot, view, homes["邹大伟"])
    keys = Keys(qtbot)
    keys.press(Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Return)
    keys.write("10-2")
    qtbot.waitUntil(lambda: len(recorded()) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: len(card.household._offered) == 1, timeout=10_000)
    assert card.household.text() == "10-2"
    keys.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: card.household.value() == homes["周平"], timeout=10_000)
    assert len(recorded()) == 1


def test_what_could_not_be_stored_comes_back(qtbot, view, recorded, homes):
    card = begin(qtbot, view, homes["邹大伟"])
    card.cadres.set_value(("查无此人",))
    Keys(qtbot).press(Qt.Key.Key_1)
    Keys(qtbot).write("身体都好")
    card.saving.click()
    qtbot.waitUntil(lambda: "没有叫“查无此人”的干部" in card.problem.text(), timeout=10_000)
    assert (card.household.value(), card.outcome.value()) == (homes["邹大伟"], "person")
    assert (card.note.value(), card.cadres.value()) == ("身体都好", ("查无此人",))
    card.cadres.set_value(("高磊",))
    card.saving.click()
    qtbot.waitUntil(lambda: [v.note for v in recorded()] == ["身体都好"], timeout=10_000)


def test_a_visit_that_was_begun_waits_while_another_is_corrected(
    qtbot, view, write, recorded, homes
):
    yesterday = today() - timedelta(days=1)
    old = VisitEntry(homes["周平"], today() - timedelta(days=9), Outcome.NOBODY)
    visit_id = write(actions.add_visit, old)
    card = begin(qtbot, view, homes["邹大伟"])
    card.day.set_value(yesterday)
    card.kind.set_value(VisitKind.ON_DEMAND.value)
    Keys(qtbot).press(Qt.Key.Key_2)
    Keys(qtbot).write("老人腿伤")
    begun = card.draft()
    view.panel.correct(visit_id)
    qtbot.waitUntil(lambda: card.edited is not None and card.home() is not None, timeout=10_000)
    assert card.day.value() == old.day
    view.panel.begin(homes["林小燕"])  # refused, and said so
    assert "还没有保存" in card.problem.text()
    assert card.household.value() == homes["周平"]
    Keys(qtbot).press(Qt.Key.Key_Escape)
    assert card.draft() == begun
    card.saving.click()
    qtbot.waitUntil(lambda: len(recorded()) == 2, timeout=10_000)
    told = {(v.head, v.day, v.outcome, v.kind, v.note) for v in recorded()}
    assert ("邹大伟", yesterday, Outcome.FAMILY, VisitKind.ON_DEMAND, "老人腿伤") in told
    assert (card.day.value(), card.kind.value()) == (yesterday, VisitKind.ON_DEMAND.value)


def test_what_was_given_up_can_be_gone_on_with(qtbot, bench, view, homes):
    said = []
    bench.messages.said.connect(lambda *message: said.append(message))
    card = begin(qtbot, view, homes["邹大伟"])
    Keys(qtbot).press(Qt.Key.Key_4)
    Keys(qtbot).write("没有开门")
    begun = card.draft()
    assert card.leaving.isVisible()
    Keys(qtbot).press(Qt.Key.Key_Escape)
    assert not card.is_entering()
    assert said[-1][2] == "接着填"
    bench.messages.undo()
    assert card.draft() == begun


def test_whom_they_met_says_nothing_of_another_household(qtbot, view, homes):
    card = begin(qtbot, view, homes["邹大伟"])
    Keys(qtbot).press(Qt.Key.Key_1)
    Keys(qtbot).write("身体都好")
    card.start()
    Keys(qtbot).write("3-1-601")
    Keys(qtbot).press(Qt.Key.Key_Return)
    first = card.outcome.card("person")
    qtbot.waitUntil(first.hasFocus, timeout=10_000)
    assert (card.household.value(), card.outcome.value()) == (homes["林小燕"], None)
    assert card.note.value() == "身体都好"


def test_the_card_shows_the_household_of_the_record_that_is_chosen(
    qtbot, view, write, recorded, homes
):
    days = {"邹大伟": today(), "林小燕": today() - timedelta(days=1)}
    for head, day in days.items():
        write(actions.add_visit, VisitEntry(homes[head], day, Outcome.PERSON))
    view.show_records()
    table, card = view.record_table, view.panel.card
    qtbot.waitUntil(lambda: table.rows.rowCount() == 2, timeout=10_000)
    table.setFocus()
    for row, head in enumerate(days):
        table.setCurrentIndex(table.rows.index(row, 0))
        qtbot.waitUntil(lambda h=head: card.household.value() == homes[h], timeout=10_000)
    view.editing.click()
    qtbot.waitUntil(lambda: card.edited is not None, timeout=10_000)
    assert card.edited.head == "林小燕"


def test_a_correction_is_taken_back(qtbot, bench, view, write, recorded, homes):
    entry = VisitEntry(homes["邹大伟"], today(), Outcome.NOBODY, note="没有人")
    view.panel.correct(write(actions.add_visit, entry))
    card = view.panel.card
    qtbot.waitUntil(lambda: card.edited is not None and card.home() is not None, timeout=10_000)
    Keys(qtbot).press(Qt.Key.Key_2)
    card.note.setText("见到老伴")
    card.saving.click()
    qtbot.waitUntil(lambda: recorded()[0].note == "见到老伴", timeout=10_000)
    qtbot.waitUntil(lambda: card.edited is None, timeout=10_000)
    bench.messages.undo()
    qtbot.waitUntil(lambda: recorded()[0].note == "没有人", timeout=10_000)
    assert recorded()[0].outcome is Outcome.NOBODY


def test_a_correction_adds_the_need_that_was_forgotten(qtbot, view, write, recorded, homes):
    view.panel.correct(
        write(actions.add_visit, VisitEntry(homes["邹大伟"], today(), Outcome.FAMILY))
    )
    card = view.panel.card
    qtbot.waitUntil(lambda: card.edited is not None and card.home() is not None, timeout=10_000)
    card.need.setText("想装扶手")
    card.saving.click()
    qtbot.waitUntil(lambda: [n.title for n in recorded()[0].needs] == ["想装扶手"], timeout=10_000)
    view.panel.correct(recorded()[0].id)
    qtbot.waitUntil(lambda: card.edited is not None, timeout=10_000)
    assert not card.need.isEnabled()
    assert not card.household.isEnabled()


def test_a_period_that_is_over_has_its_own_rate_and_records(qtbot, view, write, homes):
    before = visit_rules.span_before(Every.QUARTER, today()).last
    write(actions.add_visit, VisitEntry(homes["邹大伟"], before, Outcome.PERSON))
    write(actions.add_visit, VisitEntry(homes["林小燕"], today(), Outcome.PERSON))
    view.show_records()
    qtbot.waitUntil(lambda: view.listed.text() == "共 1 次", timeout=10_000)
    view.periods.setCurrentIndex(view.periods.findText("上季"))
    view.periods.activated.emit(view.periods.currentIndex())
    name = visit_rules.span_words(Every.QUARTER, before)
    told = f"{name}：包联 2 户，见到 1 户，走访覆盖率 50.0%"
    qtbot.waitUntil(lambda: view.sentence.words() == told, timeout=10_000)
    qtbot.waitUntil(
        lambda: (
            [view.record_table.rows.known_row(i)[0] for i in view.record_table.rows.ids()]
            == [before]
        ),
        timeout=10_000,
    )
    view.periods.setCurrentIndex(view.periods.findText("不限时间"))
    view.periods.activated.emit(view.periods.currentIndex())
    qtbot.waitUntil(lambda: view.listed.text() == "共 2 次", timeout=10_000)


def test_how_the_teams_stand_can_be_printed(qtbot, bench, view):
    view.show_teams()
    shown = view.shown_list()
    assert shown_list.order(bench.ask, shown) == [view.team_table.rows.id_at(0)]
    asked = []
    view.print_wanted.connect(asked.append)
    view.printing.click()
    assert [one.title for one in asked] == ["走访情况（按工作组）"]


def test_an_empty_ledger_leads_to_the_import(qtbot, bench):
    view = VisitsView(bench)
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.show()
    qtbot.waitUntil(lambda: "还没有住户" in view.sentence.words(), timeout=10_000)
    asked = []
    view.import_wanted.connect(lambda *wish: asked.append(wish))
    button = next(b for b in view.due_table.findChildren(QPushButton) if b.isVisible())
    assert button.text() == "导入住户台账"
    button.click()
    assert asked == [("households", ())]
