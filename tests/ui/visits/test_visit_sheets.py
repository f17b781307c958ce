"""The visit sheet on paper and as a form: made, read back, and imported again."""

import re
from datetime import date

import openpyxl
import pytest

from db.households import household_import, households
from db.households.households import HouseholdFilter
from db.session import today
from db.teams import team_records
from db.visits import visit_sheets, visits
from db.visits.visit_targets import DueFilter
from db.visits.visits import VisitFilter
from domain.entries import CadreEntry, ResidentEntry, TeamEntry
from domain.visits import Outcome
from domain.workflow import State
from exchange.visit_form import COLUMNS, write_visit_form
from printing.print_run import places_of
from printing.visit_sheet import print_visit_sheets
from tests.db.homes import block, home
from ui.importing import imports
from ui.visits.visits_view import VisitsView

TEAM = TeamEntry(
    "第1工作组",
    leader="高磊",
    members=(CadreEntry("高磊", "住建局"),),
    areas=(block("3栋", "1单元"), block("10栋", "2单元")),
)


@pytest.fixture
def office(write):
    """Four homes; three of them a team's, one nobody's."""

    def store(database, user):
        with database.write(user) as session:
            people = [
                ResidentEntry("邹大伟", phones=("13800000000",), care_tags=("精障",)),
                ResidentEntry("欧阳静"),
                ResidentEntry("周平"),
                ResidentEntry("丁志"),
            ]
            rooms = ("10-2-101", "3-1-502", "3-1-1003", "4-1-101")
            made = [home(room, person) for room, person in zip(rooms, people, strict=True)]
            household_import.store(session, made)
            team_records.store(session, [TEAM])
            found = households.order(session.connection, HouseholdFilter())
            return {r.head: r.id for r in households.rows(session.connection, found).values()}

    return write(store)


@pytest.fixture
def sheets(read, office):
    return tuple(
        read(lambda c: list(visit_sheets.sheets(c, DueFilter(today()), "重岗街道", "应走访")))
    )


def words(file):
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    document.load(str(file))
    return "".join(document.getAllText(page).text() for page in range(document.pageCount()))


def test_each_team_has_its_homes_in_walking_order_and_nobody_is_left_out(sheets):
    team, rest = sheets
    assert (team.team, team.leader, team.households) == ("第1工作组", "高磊", 3)
    doors = [(stop.place, [h.door for h in stop.homes]) for stop in team.stops]
    assert doors == [
        ("康泰社区居委会 京公馆小区3栋1单元", ["502室", "1003室"]),
        ("康泰社区居委会 京公馆小区10栋2单元", ["101室"]),
    ]
    assert (rest.team, rest.households) == ("没有工作组", 1)


def test_paper_shows_rooms_and_masks_people(qapp, sheets, tmp_path):
    target = tmp_path / "走访单.pdf"
    printed = print_visit_sheets(sheets, target)
    assert (printed.notices, printed.pages, printed.warning) == (2, 2, "")
    assert places_of(target.read_bytes()) == [(0, "第1工作组"), (1, "没有工作组")]
    told = re.sub(r"\s", "", words(target))
    for part in (
        "第1工作组走访单",
        "京公馆小区3栋1单元（2户）",
        "502室",
        "邹**★",
        "欧阳*",
        "□本人□家人",
    ):
        assert part in told
    for secret in ("邹大伟", "13800000000", "精障"):
        assert secret not in told


def test_the_form_comes_back_as_visits_and_a_second_time_changes_nothing(
    bench, read, office, sheets, tmp_path
):
    form = tmp_path / "走访单.xlsx"
    assert write_visit_form(form, sheets) == 4
    book = openpyxl.load_workbook(form)
    page = book.active
    at = {column.title: n for n, column in enumerate(COLUMNS, 1)}
    rows = {page.cell(r, at["户编号"]).value: r for r in range(3, 7)}
    for head, outcome, need, handled in (
        ("邹大伟", "见到本人", "想办老年证", "转为问题"),
        ("欧阳静", "无人", None, None),
        ("丁志", "见到家人", "水龙头漏水", "当场解决"),
    ):
        row = rows[str(office[head])]
        told = {"走访日期": date(2026, 6, 3), "走访结果": outcome, "走访人": "高磊"}
        for title, value in (told | {"需求": need, "需求办理": handled}).items():
            page.cell(row, at[title]).value = value
    book.save(form)
    first = imports.judge(bench.database, imports.read(bench.database, form, "visits"))
    assert [f.code for f in first.report.sheets[0].findings] == ["not_visited"]
    stored = imports.store(bench.database, bench.user, first)
    assert stored.brought == "新增 3 次走访"
    found = read(visits.rows, read(visits.order, VisitFilter()))
    told = {
        v.head: (v.outcome, v.team, v.cadres, [n.state for n in v.needs]) for v in found.values()
    }
    assert told == {
        "邹大伟": (Outcome.PERSON, "第1工作组", ("高磊",), [State.REGISTERED]),
        "欧阳静": (Outcome.NOBODY, "第1工作组", ("高磊",), []),
        "丁志": (Outcome.FAMILY, "", ("高磊",), [State.RESOLVED]),
    }
    again = imports.judge(bench.database, imports.read(bench.database, form, "visits"))
    told = imports.store(bench.database, bench.user, again).brought
    assert told == "没有新的走访，这 3 次都已经在台账里"
    assert len(read(visits.order, VisitFilter())) == 3


def test_the_page_draws_what_is_chosen(qtbot, bench, office, read):
    view = VisitsView(bench)
    qtbot.addWidget(view)
    view.resize(1300, 800)
    view.show()
    qtbot.waitUntil(lambda: len(view.team.choices()) == 1, timeout=10_000)
    view.open_sheet()
    page = view.sheet_page
    qtbot.waitUntil(lambda: page.pages.currentIndex() == 1, timeout=20_000)
    qtbot.waitUntil(lambda: "2 份，共 2 页" in page.preview.told.text(), timeout=20_000)
    page.form.field("place").setFocus()
    page.form.field("which").set_value("overdue")
    page.form.edited.emit()
    qtbot.waitUntil(lambda: page.pages.currentIndex() == 0, timeout=20_000)
    assert not page.form_saving.isEnabled()
    page.leave()
