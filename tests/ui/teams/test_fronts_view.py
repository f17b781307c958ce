"""The 楼栋图 page as the office works in it, over a real ledger."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import places
from db.engine import Database
from db.households import fronts, household_import, households
from db.households.households import HouseholdFilter
from db.session import now, today
from db.teams import team_records, teams
from db.teams.assignments import Area
from domain.entries import EventEntry, HouseholdEntry, IssueEntry, TeamEntry, VisitEntry
from domain.front_shades import By
from domain.places import Level, PlaceStep
from domain.visits import Outcome
from domain.workflow import Move
from tests.conftest import USER
from tests.db.homes import block, home
from ui import actions
from ui.pages import Pages
from ui.teams.fronts_view import FrontsView
from ui.workbench import Workbench

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ROOMS = ("1-1-101", "1-1-201", "1-1-202", "1-2-101", "2-1-101", "2-1-车库3")
VILLAGE = (PlaceStep(Level.COMMUNITY, "果园居委会"), PlaceStep(Level.GROUP, "1组"))


def fill(bench: Workbench) -> None:
    """1栋 has a team, its first household two of them, 2栋 nobody; and a group of 30."""
    homes = [home(address, head=f"户{n}") for n, address in enumerate(ROOMS)]
    homes += [HouseholdEntry(VILLAGE, number=str(n), head=f"村{n}") for n in range(1, 31)]
    first = TeamEntry("第1工作组", areas=(block("1栋", "")[:3],))
    with bench.database.write(USER) as session:
        household_import.store(session, homes)
        team_records.store(session, [first, TeamEntry("第2工作组", areas=(VILLAGE,))])


class Page:
    """The page, and what it says."""

    def __init__(self, bench: Workbench, qtbot: QtBot) -> None:
        self.bench, self.qtbot = bench, qtbot
        self.view = FrontsView(bench)
        qtbot.addWidget(self.view)
        self.view.resize(1180, 760)
        self.view.show()
        self.rest()

    def rest(self) -> None:
        """Wait until everything asked for has arrived."""
        self.qtbot.waitUntil(lambda: self.bench.tasks.idle)

    def ask(self, query: Callable[..., Any], *values: Any) -> Any:
        """The answer to a query, as a view gets it."""
        outcome: list[Any] = []
        self.bench.read(self.view, lambda connection: query(connection, *values), outcome.append)
        self.qtbot.waitUntil(lambda: bool(outcome), timeout=10_000)
        return outcome[0]

    def place(self, name: str) -> int:
        return self.ask(places.find, name).id

    def show(self, name: str) -> None:
        self.view.show_place(self.place(name))
        self.rest()

    def by(self, by: By) -> None:
        self.view.switch._segments[by].click()

    def cells(self) -> dict[str, tuple[str, str]]:
        """Tone and mark of each household, by its address."""
        homes = self.view._homes
        drawn = self.view.sheet._plan.by_key
        return {homes[key].address: (d.cell.tone, d.cell.mark) for key, d in drawn.items()}

    def legend(self) -> dict[str, int]:
        return {entry.word: entry.count for entry in self.view.legend.entries}

    def key(self, address: str) -> int:
        return next(id_ for id_, h in self.view._homes.items() if h.address.endswith(address))


@pytest.fixture
def page(bench: Workbench, qtbot: QtBot) -> Page:
    fill(bench)
    return Page(bench, qtbot)


def test_nothing_chosen_says_what_to_do(bench, qtbot):
    page = Page(bench, qtbot)
    assert page.view.empty.isVisible()
    assert "选一个小区" in page.view.empty.accessibleName()
    assert not page.view.printing.isEnabled()
    page.show("果园居委会")
    assert "果园居委会还没有住户" in page.view.empty.accessibleName()


def test_a_compound_by_team_with_its_gap_in_red(page):
    page.show("京公馆小区")
    assert page.view.title.text() == "康泰社区居委会京公馆小区 · 6 户"
    assert page.legend() == {"第1工作组": 4, "没有工作组": 2}
    cells = page.cells()
    assert cells["京公馆小区1栋1单元101室"] == ("blue", "A")
    assert cells["京公馆小区2栋1单元车库3室"] == ("red", "■")
    tip = page.view.sheet.tip_at(page.view.sheet.box_of(page.key("2栋1单元101室")).center())
    assert "工作组：没有工作组" in tip
    assert "上次见到人：从未走访" in tip


def test_double_cover_is_yellow_and_follows_the_bus(page, qtbot, write):
    page.show("京公馆小区")
    second = next(t for t in page.ask(teams.all_teams, today()) if t.name == "第2工作组")
    area = Area(place_ids=(page.place("京公馆小区1栋"),))
    write(actions.assign_team, second.id, area)
    qtbot.waitUntil(lambda: page.legend().get("几个工作组") == 4, timeout=10_000)
    assert page.cells()["京公馆小区1栋2单元101室"] == ("yellow", "▲")


def test_by_last_visit(page, qtbot, write):
    page.show("京公馆小区")
    one_home = page.key("1栋1单元101室")
    long_ago = today() - timedelta(days=800)
    write(actions.add_visit, VisitEntry(one_home, long_ago, Outcome.FAMILY))
    qtbot.waitUntil(lambda: page.view._homes[one_home].met is not None, timeout=10_000)
    page.by(By.VISIT)
    assert list(page.legend().items()) == [
        ("本月", 0), ("本季", 0), ("今年", 0), ("更早", 1), ("从未走访", 5),
    ]  # fmt: skip
    assert page.cells()["京公馆小区1栋1单元101室"] == ("orange", "◆")


def test_by_open_issue_with_those_of_the_building_at_its_head(page, write):
    event = EventEntry(Move.REGISTER, now())
    building = page.place("京公馆小区2栋")
    write(actions.register_issue, IssueEntry("楼道灯不亮", (event,)), building)
    page.show("京公馆小区")
    page.by(By.ISSUE)
    front = next(p.front for p in page.view.sheet._plan.placed if p.front.title == "2栋")
    assert [chip.word for chip in front.chips] == ["绿 1"]
    assert front.tip == "2栋：未办结问题 绿 1 件"
    page.by(By.TEAM)
    assert not any(p.front.chips for p in page.view.sheet._plan.placed)


def test_issues_of_the_compound_are_shown_and_counted(page, write):
    event = EventEntry(Move.REGISTER, now())
    for name in ("京公馆小区", "京公馆小区2栋", "康泰社区居委会"):
        write(actions.register_issue, IssueEntry("路灯不亮", (event,)), page.place(name))
    page.show("京公馆小区")
    page.by(By.ISSUE)
    (heading,) = [section for section, _ in page.view.sheet._plan.headings]
    assert (heading.title, [c.word for c in heading.chips]) == ("京公馆小区", ["绿 1"])
    told = {e.told for e in page.view.legend.entries}
    assert {"没有未办结问题 6 户", "公共部位绿 2 件"} <= told
    page.show("康泰社区居委会")
    above = page.view.sheet._plan.headings[0][0]
    assert (above.title, [c.word for c in above.chips]) == ("康泰社区居委会", ["绿 1"])
    assert "公共部位绿 3 件" in {e.told for e in page.view.legend.entries}
    page.by(By.TEAM)
    assert [s.title for s, _ in page.view.sheet._plan.headings] == []


def test_tab_comes_to_the_picture_and_leaves_it_where_it_is(page, qtbot):
    page.view.resize(1180, 420)
    page.show("果园居委会")
    page.view.resize(700, 420)
    bar = page.view.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    page.view.printing.setFocus()
    for _ in range(8):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert bar.value() == 0
        if page.view.sheet.hasFocus():
            break
    assert page.view.sheet.hasFocus()
    qtbot.keyClick(page.view.sheet, Qt.Key.Key_Tab)
    assert not page.view.sheet.hasFocus()
    assert bar.value() == 0


def test_a_click_shows_the_card_and_enter_leads_to_the_household(page, qtbot):
    page.show("京公馆小区")
    sheet, key = page.view.sheet, page.key("1栋1单元202室")
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.box_of(key).center())
    assert page.view.card.title.text() == "京公馆小区1栋1单元202室"
    with qtbot.waitSignal(page.view.households_wanted) as wanted:
        qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert wanted.args == [(key,), "京公馆小区1栋1单元202室"]
    with qtbot.waitSignal(page.view.households_wanted) as wanted:
        qtbot.mouseClick(page.view.card.opening, Qt.MouseButton.LeftButton)
    assert wanted.args[0] == (key,)


def test_a_village_is_its_groups_with_names_in_their_cells(page):
    page.show("果园居委会")
    assert page.legend() == {"第2工作组": 30}
    (placed,) = page.view.sheet._plan.placed
    assert (placed.front.title, placed.front.roomy) == ("1组", True)
    first = placed.rows[0][0]
    assert (first.text, first.note) == ("1号", "村1")
    across = len(placed.rows[0])
    page.view.resize(1600, 760)
    (placed,) = page.view.sheet._plan.placed
    assert len(placed.rows[0]) > across


def test_a_single_building_shows_names_where_there_is_room(page):
    page.show("京公馆小区1栋")
    (placed,) = page.view.sheet._plan.placed
    assert placed.front.roomy
    assert [stairs.text for stairs in placed.front.heads] == ["1单元", "2单元"]


def test_a_place_too_large_is_told_in_a_sentence(page, monkeypatch):
    monkeypatch.setattr(fronts, "MOST", 5)
    page.show("京公馆小区")
    told = page.view.empty.accessibleName()
    assert "有 6 户，一张图画不下" in told
    assert page.view.empty.isVisible()
    page.show("京公馆小区2栋")
    assert page.view.area.isVisible()


def test_the_tree_opens_the_way_to_the_place(page):
    page.show("京公馆小区2栋")
    assert page.view.tree.current_id() == page.place("京公馆小区2栋")


def test_both_lines_have_a_picture_of_their_own(page, qtbot, write):
    def store(database: Database, user: str) -> bool:
        area = block("2栋", "1单元")[:2]
        with database.write(user) as session:
            team_records.store(session, [TeamEntry("居住组", line="residence", areas=(area,))])
        return True

    write(store)
    qtbot.waitUntil(lambda: page.view.lines.isVisible(), timeout=10_000)
    page.show("京公馆小区")
    page.view.lines._segments["residence"].click()
    page.rest()
    assert page.legend() == {"居住组": 6}


def test_what_is_shown_is_printed_without_names(page, qtbot, tmp_path):
    said: list[str] = []
    page.bench.messages.said.connect(lambda _kind, text, *_: said.append(text))
    page.show("京公馆小区")
    page.view.printing.click()
    paper = page.view.paper
    qtbot.waitUntil(paper.outlet.printing.isEnabled, timeout=10_000)
    paper.form.field("paper")._segments["A3"].click()
    qtbot.waitUntil(paper.outlet.printing.isEnabled, timeout=10_000)
    paper.outlet.choose(tmp_path / "图.pdf")
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    (sheet,) = PdfReader(tmp_path / "图.pdf").pages
    assert sheet.mediabox.width > 1150
    text = "".join(sheet.extract_text().split())
    assert "康泰社区居委会京公馆小区楼栋图" in text
    assert "没有工作组2户" in text
    assert "户0" not in text
    paper.leave()
    assert page.view.tree.isEnabled()


def test_the_page_lies_under_the_teams_and_leads_to_the_household(bench, qtbot, read):
    fill(bench)
    pages = Pages(bench)
    qtbot.addWidget(pages)
    pages.resize(1180, 760)
    pages.show()
    pages.go("fronts")
    assert pages.tabs.tabText(pages.tabs.currentIndex()) == "工作组"
    qtbot.waitUntil(lambda: bench.tasks.idle)
    (first, *_) = read(households.order, HouseholdFilter())
    pages.fronts.households_wanted.emit((first,), "京公馆小区1栋1单元101室")
    assert pages.currentWidget() is pages.households
    qtbot.waitUntil(lambda: bench.tasks.idle)
