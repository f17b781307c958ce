"""The 工作组 page as the office works in it, over a real ledger."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from sqlalchemy import update

from db import places
from db.issues import issues
from db.models import Household
from db.session import now
from db.teams import coverage, team_records, teams
from db.teams.assignments import Area
from domain.entries import EventEntry, IssueEntry, TeamEntry
from domain.workflow import Move
from tests.conftest import USER
from tests.ui.teams.teams_page import COMPOUND, Page, type_in
from ui import actions
from ui.teams.teams_tab import DOUBLES, GAPS, TEAMS
from ui.workbench import Workbench
from widgets.chips import Chip

# What the offscreen platform says when a list drops down.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def proof(bench: Workbench) -> coverage.Coverage:
    with bench.database.read() as connection:
        return coverage.coverage(connection, now().date())


def test_an_empty_ledger_says_what_to_do(bench, qtbot):
    page = Page(bench, qtbot)
    assert page.figures() == ("0", "0", "0", "0")
    with qtbot.waitSignal(page.tab.import_wanted) as wanted:
        page.press_button(page.tab.table, "导入名册", 0)
    assert wanted.args == ["cadres", ()]


def test_the_proof_and_the_teams_in_natural_order(page):
    assert page.figures() == ("12", "4", "4", "4")
    assert page.tab.band.sentence.text() == "12 户：4 户恰有一个工作组，空白 4 户，重复 4 户"
    assert page.names() == ["第2工作组", "第10工作组"]
    for descending in (False, True):  # the second one has no leader
        page.tab.table.sort_wanted.emit("leader", descending)
        assert page.names() == ["第2工作组", "第10工作组"]
    rows = [page.tab.table.rows.known_row(id_) for id_ in page.tab.table.rows.ids()]
    assert [row[1:4] for row in rows] == [("王大力", 2, 8), (Chip("未定", "yellow"), 0, 4)]
    assert rows[0][6] == "康泰社区居委会京公馆小区1栋、2栋"


def test_what_is_amiss_with_teams_is_seen_and_filtered(page, aside, qtbot):
    def words():
        return [chip.accessibleName() for chip in page.tab.findings._chips.values()]

    assert words() == ["组长未定 1"], "every team has households"
    with aside.write(USER) as session:
        team_records.store(session, [TeamEntry("第3工作组"), TeamEntry("第4工作组")])
    qtbot.waitUntil(lambda: words() == ["没有住户 2", "组长未定 3"])
    idle, leaderless = page.tab.findings._chips.values()
    page.press(idle)
    assert page.names() == ["第3工作组", "第4工作组"]
    page.press(leaderless)
    assert page.names() == ["第3工作组", "第4工作组", "第10工作组"]
    page.press(idle)
    page.press(leaderless)
    assert len(page.names()) == 4
    page.tab.show_gaps()
    assert not page.tab.findings.isVisible()


def test_what_each_team_has_to_do_sorts(page, aside, qtbot):
    open_one = IssueEntry("电梯停运", (EventEntry(Move.REGISTER, now()),))
    with aside.write(USER) as session:
        place = places.find(session.connection, "京公馆小区2栋")
        issues.register(session, open_one, place.id)
        issues.register(session, open_one, places.find(session.connection, "京公馆小区1栋").id)
        session.execute(
            update(Household).where(Household.place_id != place.id).values(tags="低保、残疾")
        )

    def shown():
        rows = [page.tab.table.rows.known_row(id_) for id_ in page.tab.table.rows.ids()]
        return [row[3:6] for row in rows]

    qtbot.waitUntil(lambda: shown() == [(8, 8, 2), (4, 4, 1)])
    page.tab.table.sort_wanted.emit("issues", False)
    assert page.names() == ["第10工作组", "第2工作组"]
    page.tab.table.sort_wanted.emit("cared", True)
    assert page.names() == ["第2工作组", "第10工作组"]


def test_the_gaps_offer_a_proposal_of_their_line(page, qtbot):
    assert not page.tab.proposing.isVisible()
    page.tab.show_gaps()
    page.rest()
    with qtbot.waitSignal(page.tab.proposal_wanted) as wanted:
        page.press(page.tab.proposing)
    assert wanted.args == ["unit"]
    page.tab.show_doubles()
    assert not page.tab.proposing.isVisible()


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("王大", ["第2工作组"]),
        ("wdl", ["第2工作组"]),
        ("京公馆 10工", ["第10工作组"]),
        ("没有", []),
    ],
)
def test_the_filter_finds_team_leader_and_area(page, qtbot, typed, left):
    type_in(page.tab.filter, typed)
    qtbot.waitUntil(lambda: page.names() == left)


def test_the_figures_lead_to_their_lists(page):
    page.press(page.tab.band.gaps)
    assert page.tab.switch.current() == GAPS
    assert page.addresses()[0] == "京公馆小区3栋1单元101室"
    assert len(page.addresses()) == 4
    page.press(page.tab.band.doubles)
    assert page.tab.switch.current() == DOUBLES
    first = page.tab.list.rows.known_row(page.tab.list.rows.id_at(0))
    assert [chip.word for chip in first[5]] == ["第10工作组", "第2工作组"]
    page.press(page.tab.band.covered)
    assert page.tab.switch.current() == TEAMS


def test_a_gap_is_closed_in_one_step_and_opened_again(page, qtbot):
    page.tab.show_gaps()
    page.rest()
    page.tab.list.go_to(page.tab.list.rows.id_at(0))
    page.rest()
    cover = page.tab.cover
    words = [b.text() for b in cover.reach_buttons.buttons()]
    assert words == ["只这 1 户", "所在单元（补上 2 户）", "所在楼栋（补上 4 户）"]
    assert not cover.handing_over.isEnabled()
    whole = cover.reach_buttons.button(2)
    qtbot.mouseClick(whole, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))  # its row is wider
    assert whole.isChecked()
    type_in(cover.team, "10")
    qtbot.keyClick(cover.team, Qt.Key.Key_Return)
    qtbot.waitUntil(cover.handing_over.isEnabled)
    qtbot.mouseClick(cover.handing_over, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.figures() == ("12", "8", "0", "4"), timeout=20_000)
    page.rest()
    assert page.tab.list.rows.rowCount() == 0
    assert page.said[-1][:2] == ("success", "已交给第10工作组")
    page.undo()
    assert page.figures() == ("12", "4", "4", "4")
    assert proof(page.bench) == coverage.Coverage(12, 4, 4, 4)


def test_all_gaps_at_once_go_with_their_stairwells(page, qtbot):
    page.tab.show_gaps()
    page.rest()
    page.tab.list.selectAll()
    page.rest()
    cover = page.tab.cover
    assert cover.title.text() == "已选 4 户"
    assert cover.reach_buttons.checkedId() == 1
    assert cover.reach_buttons.checkedButton().text() == "所在的 2 处单元（补上 4 户）"
    type_in(cover.team, "第2工")
    qtbot.keyClick(cover.team, Qt.Key.Key_Return)
    qtbot.waitUntil(cover.handing_over.isEnabled)
    qtbot.mouseClick(cover.handing_over, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.figures() == ("12", "8", "0", "4"), timeout=20_000)


def test_a_double_is_settled_by_taking_one_team_off(page, qtbot):
    page.tab.show_doubles()
    page.rest()
    page.tab.list.go_to(page.tab.list.rows.id_at(0))
    page.rest()
    page.press_button(page.tab.cover, "取消包联", 1)
    qtbot.waitUntil(lambda: page.figures() == ("12", "8", "4", "0"))
    page.undo()
    assert page.figures() == ("12", "4", "4", "4")


def test_a_double_is_settled_by_a_team_of_its_own(page, qtbot):
    page.tab.show_doubles()
    page.rest()
    page.tab.list.go_to(page.tab.list.rows.id_at(0))
    page.rest()
    cover = page.tab.cover
    assert [b.text() for b in cover.reach_buttons.buttons()] == ["只这 1 户"]
    type_in(cover.team, "10")
    qtbot.keyClick(cover.team, Qt.Key.Key_Return)
    qtbot.mouseClick(cover.handing_over, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.figures() == ("12", "5", "4", "3"))


def test_the_card_shows_people_and_areas_and_changes_the_areas(page, qtbot):
    page.choose_team("第10工作组")
    card = page.tab.panel.card
    assert card.title.text() == "第10工作组"
    assert card.areas_heading.text() == "包联范围 1 处"
    type_in(card.place, "京公馆3")
    qtbot.keyClick(card.place, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.figures() == ("12", "8", "0", "4"))
    page.rest()
    assert card.areas_heading.text() == "包联范围 2 处"
    page.press_button(card, "取消", 0)
    qtbot.waitUntil(lambda: page.figures() == ("12", "12", "0", "0"))
    assert page.tab.band.sentence.text() == "12 户：每户恰有一个工作组，无遗漏，无重复"
    page.undo()
    assert page.figures() == ("12", "8", "0", "4")


def test_a_new_team_by_keyboard(page, qtbot):
    page.tab.adding.click()
    form = page.tab.panel.form
    type_in(form.name.field("name"), "第3工作组")
    qtbot.keyClick(form.name.field("name"), Qt.Key.Key_Return)
    fields = form.people[0].form
    type_in(fields.field("name"), "赵一山")
    type_in(fields.field("phone"), "12")
    form.saving.click()
    assert fields.problems() == {"phone": "应为 11 位手机号或带区号的座机"}
    fields.field("phone").setText("0527-86281111")
    form.saving.click()
    qtbot.waitUntil(lambda: page.names() == ["第2工作组", "第3工作组", "第10工作组"])
    page.rest()
    assert page.tab.panel.card.title.text() == "第3工作组"
    assert page.tab.panel.card.facts.text() == "组长 赵一山 · 1 人 · 包联 0 户"


def test_members_are_edited_and_the_name_stays_unique(page, qtbot):
    page.choose_team("第2工作组")
    page.tab.panel.edit()
    form = page.tab.panel.form
    assert [p.member().name for p in form.people] == ["王大力", "李小红"]
    form.people[1].leads.setChecked(True)
    form.people[0].removed.emit(form.people[0])
    form.name.field("name").setText("第10工作组")
    form.saving.click()
    page.rest()
    assert page.said[-1][0] == "error"
    assert "已经有一个“第10工作组”" in page.said[-1][1]
    assert form.isVisible(), "what was typed is still there"
    form.name.field("name").setText("第1工作组")
    form.saving.click()
    qtbot.waitUntil(lambda: page.names() == ["第1工作组", "第10工作组"])
    page.rest()
    assert page.tab.panel.card.facts.text() == "组长 李小红 · 1 人 · 包联 8 户"


def test_the_loser_of_a_race_keeps_what_was_typed(page, aside, qtbot):
    page.choose_team("第2工作组")
    page.tab.panel.edit()
    shown = page.tab.panel._edited
    with_other = shown.members[:1]
    args = (shown.id, shown.version, "抢先组", with_other, shown.members)
    actions.save_team(aside, USER, *args)
    page.rest()
    form = page.tab.panel.form
    form.name.field("name").setText("第二组")
    form.saving.click()
    page.rest()
    assert "刚被别人改过" in page.said[-1][1]
    assert form.name.values() == {"name": "第二组"}
    qtbot.waitUntil(lambda: "抢先组" in page.names())


def test_another_workstation_changes_the_figures(page, aside, qtbot):
    with aside.read() as connection:
        gaps = coverage.unproven(connection, "gap", now().date())
        team = teams.all_teams(connection, now().date())[0]
    area = Area(household_ids=tuple(gaps))
    actions.assign_team(aside, USER, team.id, area)
    qtbot.waitUntil(lambda: page.figures() == ("12", "8", "0", "4"))


def test_a_team_leads_to_its_households_and_a_row_to_its_household(page, qtbot):
    page.choose_team("第2工作组")
    with qtbot.waitSignal(page.tab.households_wanted) as wanted:
        page.tab.panel.card.listing.click()
    ids, title = wanted.args
    assert (len(ids), title) == (8, "第2工作组包联的 8 户")
    page.tab.show_gaps()
    page.rest()
    with qtbot.waitSignal(page.tab.households_wanted) as wanted:
        page.tab.list.row_opened.emit(page.tab.list.rows.id_at(0))
    assert wanted.args == [(page.tab.list.rows.id_at(0),), "京公馆小区3栋1单元101室"]


def test_a_dropped_file_is_to_be_imported(page, qtbot, tmp_path: Path):
    file = tmp_path / "名册.xlsx"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(page.tab.import_wanted) as wanted:
        page.tab.dropEvent(drop)
    assert [Path(name) for name in wanted.args[1]] == [file]


def test_both_lines_are_proven_apart(page, aside, qtbot):
    with aside.write(USER) as session:
        team_records.store(session, [TeamEntry("居住组", line="residence", areas=(COMPOUND,))])
    qtbot.waitUntil(lambda: page.tab.band.lines.isVisible())
    page.tab.band.line_wanted.emit("residence")
    page.rest()
    assert page.figures() == ("12", "12", "0", "0")
    assert page.names() == ["居住组"]


def test_the_certificate_says_who_answers_as_of_a_day(page, qtbot, tmp_path):
    page.tab.certifying.click()
    sheet = page.tab.certificate
    qtbot.waitUntil(sheet.outlet.printing.isEnabled, timeout=10_000)
    sheet.outlet.choose(tmp_path / "证明.pdf")
    qtbot.waitUntil(lambda: bool(page.said), timeout=10_000)
    pages = PdfReader(tmp_path / "证明.pdf").pages
    summary, own, *_ = ("".join(page.extract_text().split()) for page in pages)
    for text in (summary, own):
        assert "住户12户，其中4户恰有一个下沉工作组负责，空白4户，重复4户" in text
    assert "台账里没有住户，按0户列在表里" in summary
    assert "第2工作组" in own
    sheet.form.field("day").set_value(None)
    assert not sheet.outlet.printing.isEnabled()
    sheet.leave()
    assert page.tab.table.isEnabled()
