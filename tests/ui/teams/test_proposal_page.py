"""The page of a 包联方案 in the desk's pages, over a demo township."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import delete, func, select, update

from db import engine, settings
from db.location import locate
from db.models import Assignment, Team
from db.places import find
from db.session import today
from db.teams import coverage
from db.teams.assignments import Area
from tests.conftest import PASSWORD, USER
from ui import actions, ledgers, page_commands
from ui.commands import Commands
from ui.pages import Pages
from ui.teams.proposal_table import ALL

WAIT = 30_000
ROWS = select(Assignment.__table__).order_by(Assignment.id)

# What the offscreen platform says when a list drops down.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Desk:
    """The pages, and what was said."""

    def __init__(self, qtbot, bench, read):
        self.qtbot, self.bench, self.read, self.said = qtbot, bench, read, []
        bench.messages.said.connect(lambda *message: self.said.append(message))
        bench.tasks.failed.connect(bench.messages.error)
        self.pages = Pages(bench)
        for part in (self.pages.tabs, self.pages.switch, self.pages):
            qtbot.addWidget(part)
        self.pages.resize(1180, 760)
        self.pages.show()

    def rest(self):
        self.qtbot.waitUntil(lambda: self.bench.tasks.idle, timeout=WAIT)

    @property
    def page(self):
        return self.pages.proposal

    def open(self):
        """From the list of gaps, by its button."""
        self.pages.show_gaps()
        self.rest()
        self.press(self.pages.teams.proposing)
        assert self.pages.currentWidget() is self.page

    def press(self, button):
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def figure(self, card):
        return card._figure.text()

    def names(self):
        return [self.page._lines[id_].team.name for id_ in self.page.table.rows.ids()]

    def proof(self):
        return self.read(coverage.coverage, today())

    def assignments(self):
        return self.read(lambda connection: connection.execute(ROWS).all())

    def type_in(self, field, text):
        field.setFocus()
        typed = QInputMethodEvent()
        typed.setCommitString(text)
        QApplication.sendEvent(field, typed)


@pytest.fixture(scope="module")
def township(template_ledger, tmp_path_factory):
    """3,000 households of whose assignments one in three is gone, filled once."""
    from exchange import demo

    folder = tmp_path_factory.mktemp("township")
    for file in template_ledger.iterdir():
        shutil.copy(file, folder / file.name)
    database = engine.open_ledger(locate(str(folder / "ledger.xcd")), USER, PASSWORD)
    made = demo.build(3_000, seed=5, today=today(), issues=200)
    ledgers.fill_demo(database, USER, made)
    with database.write(USER) as session:
        settings.put(session, "office", {"division": made.township})
        session.execute(delete(Assignment).where(Assignment.id % 3 == 0))
    database.close()
    return folder


@pytest.fixture
def ledger(township, tmp_path):
    """The township, to be changed."""
    for file in township.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return locate(str(tmp_path / "ledger.xcd"))


@pytest.fixture
def desk(qtbot, bench, read):
    return Desk(qtbot, bench, read)


def test_previewed_adopted_and_undone(desk):
    before, rows = desk.proof(), desk.assignments()
    assert before.gaps > 100
    desk.open()
    page = desk.page
    assert desk.figure(page.gaps) == f"{before.gaps:,} → 0"
    assert "每户 1，每个重点人群 +1，每件未办结问题 +1" in page.told.text()
    assert desk.assignments() == rows, "only looked at"
    desk.press(page.adopting)
    assert desk.pages.currentWidget() is desk.pages.teams
    kind, told, action, undo = desk.said[-1]
    assert (kind, told) == ("success", f"已采用包联方案，补上 {before.gaps:,} 户")
    after = desk.proof()
    assert (after.gaps, after.double) == (0, before.double)
    assert desk.figure(desk.pages.teams.band.gaps) == "0"
    assert not desk.pages.teams.proposing.isVisible()
    assert action == "撤销"
    undo()
    desk.rest()
    assert desk.assignments() == rows
    assert desk.figure(desk.pages.teams.band.gaps) == f"{before.gaps:,}"
    assert desk.pages.teams.proposing.isVisible()


def test_a_row_says_what_the_team_gets_and_the_card_every_place(desk):
    desk.open()
    page = desk.page
    first = page.table.rows.id_at(0)
    line = page._lines[first]
    assert page.table.current_id() == first
    assert page.card.title.text() == line.team.name
    assert page.card.heading.text() == f"增加的包联 {len(line.gain.handovers)} 处"
    assert page.card.places.count() == len(line.gain.handovers)
    row = page.table.rows.known_row(first)
    assert row[2] == line.gain.households > 0
    assert row[3].words == f"{line.gain.before:,} → {line.gain.after:,}"
    assert row[4] == line.areas


def test_a_team_left_out_gets_nothing_and_may_come_back(desk):
    desk.open()
    page, gaps = desk.page, desk.proof().gaps
    first, named = page.table.rows.id_at(0), desk.names()
    got = page._lines[first].gain
    desk.press(page.card.taking_part)
    assert page._lines[first].gain.handovers == ()
    assert page.table.rows.known_row(first)[4] == "（不参加这个方案）"
    assert page.table.current_id() == first, "it stays where one can bring it back"
    assert desk.figure(page.gaps) == f"{gaps:,} → 0", "the others get its part"
    assert page.card.taking_part.text() == "参加方案"
    desk.qtbot.keyClick(page.table, Qt.Key.Key_Return)
    desk.rest()
    assert page._lines[first].gain == got
    assert desk.names() == named


def test_not_all_teams_can_be_left_out(desk):
    desk.open()
    desk.page.switch._segments[ALL].click()
    desk.page.table.selectAll()
    assert desk.page.card.title.text().startswith("已选 ")
    desk.press(desk.page.card.taking_part)
    assert desk.said[-1][:2] == ("error", "至少要有一个工作组参加，方案没有改动。")
    assert desk.page.adopting.isEnabled()


def test_one_community_alone(desk):
    desk.open()
    page, gaps = desk.page, desk.proof().gaps
    key, words = page.community._choices[0]
    count = int(words.split("空白 ")[1].split(" ")[0].replace(",", ""))
    page.community._pick(key)
    desk.rest()
    assert desk.figure(page.gaps) == f"{gaps:,} → {gaps - count:,}"
    desk.press(page.adopting)
    assert desk.proof().gaps == gaps - count
    assert desk.said[-1][1] == f"已采用包联方案，补上 {count:,} 户；还有空白 {gaps - count:,} 户"


def test_the_list_is_narrowed_and_sorted(desk):
    desk.open()
    page = desk.page
    page.table.sort_wanted.emit("need", True)
    loads = [page._lines[id_].gain.after for id_ in page.table.rows.ids()]
    assert loads == sorted(loads, reverse=True)
    page.table.sort_wanted.emit("name", False)
    page.switch._segments[ALL].click()
    assert len(desk.names()) == len(page._lines) >= len(loads)
    desk.type_in(page.filter, desk.names()[2])
    desk.qtbot.waitUntil(lambda: len(desk.names()) == 1)


def test_somebody_assigns_while_one_looks_at_it(desk, aside):
    """The preview follows; what is adopted is what is shown."""
    desk.open()
    page, gaps = desk.page, desk.proof().gaps
    handover = page._made.proposal.handovers[0]
    team = page.table.rows.id_at(1)
    area = Area(place_ids=(handover.place_id,))
    actions.assign_team(aside, USER, team, area)
    left = gaps - handover.households
    desk.qtbot.waitUntil(lambda: desk.figure(page.gaps) == f"{left:,} → 0", timeout=WAIT)
    assert handover not in page._made.proposal.handovers


def test_somebody_assigns_all_of_it_a_moment_before(desk, aside):
    """The other desk's change is not heard yet: nothing is written, and the page is made anew."""
    desk.open()
    page = desk.page
    with aside.engine.begin() as connection:
        team = connection.scalar(select(func.min(Team.id)))
        place = find(connection, "321324003").id
        connection.execute(
            Assignment.__table__.insert().values(team_id=team, place_id=place, since=today())
        )
    rows = desk.assignments()
    desk.press(page.adopting)
    assert desk.said[-1][0] == "error"
    assert "请重新生成方案" in desk.said[-1][1]
    assert desk.assignments() == rows
    assert page.empty.isVisible()
    assert page.empty.accessibleName().startswith("没有空白住户")


def test_without_teams_it_says_what_to_do(desk, write):
    def other_line(database, user):
        with database.write(user) as session:
            session.execute(update(Team).values(line="residence"))

    write(other_line)
    desk.open()
    assert "请先导入下沉干部名册，或新建工作组" in desk.page.empty.accessibleName()
    assert not desk.page.adopting.isEnabled()
    with desk.qtbot.waitSignal(desk.page.import_wanted):
        desk.page.empty.acted.emit()


def test_it_goes_to_paper_and_excel_as_it_is_shown(desk, tmp_path):
    desk.open()
    page, out = desk.page, tmp_path / "方案.xlsx"
    page.exporting.save(page.shown_list(), out)
    desk.rest()
    rows = list(load_workbook(out).active.iter_rows(values_only=True))
    names = [row[0] for row in rows if row[0] in {line.team.name for line in page._lines.values()}]
    assert names == desk.names()
    desk.press(page.printing)
    assert desk.pages.currentWidget() is desk.pages.printing
    assert desk.pages.printing.made.listed.rows == len(names)
    desk.press(desk.pages.printing.leave)
    assert desk.pages.currentWidget() is page


def test_escape_leaves_and_the_command_leads_there(desk):
    commands = Commands()
    page_commands.add_to(commands, desk.pages)
    (command,) = commands.matching("scblfa")
    command.act()
    desk.rest()
    assert desk.pages.currentWidget() is desk.page
    desk.qtbot.keyClick(desk.page.table, Qt.Key.Key_Escape)
    assert desk.pages.currentWidget() is desk.pages.teams


def test_cancelled_it_says_so_and_can_be_made_again(desk):
    desk.open()
    page = desk.page
    page.refresh()
    page._task.cancel()
    desk.qtbot.waitUntil(page.empty.isVisible, timeout=WAIT)
    assert page.empty.accessibleName() == "没有生成方案"
    desk.rest()
    page.empty.acted.emit()
    desk.rest()
    assert page.adopting.isEnabled()


def test_the_last_of_several_wishes_is_what_is_shown(desk):
    desk.open()
    page = desk.page
    for _ in range(3):
        page.refresh()
    desk.rest()
    assert page.adopting.isEnabled()
    assert page.table.isVisible()


def test_a_community_whose_gaps_somebody_closes_is_left_for_all(desk, aside):
    desk.open()
    page = desk.page
    key, _ = page.community._choices[0]
    page.community._pick(key)
    desk.rest()
    team = page.table.rows.id_at(0)
    actions.assign_team(aside, USER, team, Area(place_ids=(key,)))
    desk.qtbot.waitUntil(lambda: page.community.value() is None, timeout=WAIT)
    desk.rest()
    assert desk.figure(page.gaps) == f"{desk.proof().gaps:,} → 0"


def test_undone_after_midnight_nothing_stays_either(desk, aside):
    """Nobody answered for these households in the meantime: the proposal was a mistake."""
    rows = desk.assignments()
    desk.open()
    desk.press(desk.page.adopting)
    yesterday = today() - timedelta(days=1)
    with aside.engine.begin() as connection:
        new = Assignment.since == today()
        connection.execute(update(Assignment).where(new).values(since=yesterday))
    adoption = desk.page.adoption
    then = tuple(row | {"since": yesterday} for row in adoption._adopted.rows)
    adoption._adopted = replace(adoption._adopted, rows=then)
    desk.said[-1][3]()
    desk.rest()
    assert desk.assignments() == rows
