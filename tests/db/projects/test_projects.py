"""民生实事: the register, what is done to it, what it shows, and what hangs on it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from db import batches, photos, places
from db.coordination import common
from db.households import household_import
from db.issues import issue_import, issues
from db.models import (
    Household,
    Issue,
    Photo,
    Project,
    ProjectIssue,
    ProjectPhoto,
    ProjectStep,
)
from db.projects import project_edits, project_import, project_rules, projects
from db.projects.projects import ProjectFilter
from db.session import today
from db.visits import visit_records, visit_removal
from domain.entries import EventEntry, IssueEntry, VisitEntry
from domain.errors import KnownError
from domain.places import Level, PlaceStep
from domain.projects import Ballot, ProjectEntry, ProjectLevel, Quotas, State, StepRequest
from domain.visits import Outcome
from domain.workflow import Move
from tests.conftest import USER
from tests.db.homes import home

YEAR = today().year
TOWNSHIP = (PlaceStep(Level.TOWNSHIP, "重岗街道"),)
GUOYUAN = (*TOWNSHIP, PlaceStep(Level.COMMUNITY, "果园居委会"))
GROUP = (*GUOYUAN, PlaceStep(Level.GROUP, "4组"))
WON = Ballot(31, 4, 1, 2)
START = date(2024, 1, 5)
ROAD = ProjectEntry(
    2024, ProjectLevel.VILLAGE, "新修水泥路", "新修水泥路 140 余米", "住有所居", "果园居委会",
    "周维民", "0527-80000001", 12_500_000, "村集体经济", date(2024, 10, 31), place=GROUP,
    steps=(
        StepRequest(State.COLLECTED, START),
        StepRequest(State.DRAFTED, START),
        StepRequest(State.REVIEWED, date(2024, 2, 1)),
        StepRequest(State.VOTED, date(2024, 2, 20), "村民代表会议", ballot=WON),
        StepRequest(State.CARRIED_OUT, date(2024, 3, 10)),
        StepRequest(State.CARRIED_OUT, date(2024, 5, 1), "路基压实", 40, 5_000_000),
    ),
)  # fmt: skip
BRIDGE = ProjectEntry(
    2024, ProjectLevel.VILLAGE, "维修桥涵", "维修桥涵 3 座", "住有所居", place=GUOYUAN,
    steps=(StepRequest(State.COLLECTED, START),),
)  # fmt: skip
CANTEEN = ProjectEntry(
    2024, ProjectLevel.TOWNSHIP, "建助餐点", "", "老有所养", "社会事务办", place=TOWNSHIP,
    invested=30_000_000, steps=(StepRequest(State.COLLECTED, START),),
)  # fmt: skip
STOPPED = ProjectEntry(
    2024, ProjectLevel.VILLAGE, "修公厕", place=GUOYUAN, invested=1_000_000,
    steps=(
        StepRequest(State.COLLECTED, START),
        StepRequest(State.ENDED, date(2024, 2, 2), "选址不成"),
    ),
)  # fmt: skip
LATER = replace(BRIDGE, year=2025, name="装路灯")
ALL = (ROAD, BRIDGE, CANTEEN, STOPPED, LATER)


@pytest.fixture
def held(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502")])
        assert project_import.store(session, ALL) == 5
    return database


def ids_of(database):
    with database.read() as connection:
        return {name: id_ for id_, name in connection.execute(select(Project.id, Project.name))}


def page(database, name):
    id_ = ids_of(database)[name]
    with database.read() as connection:
        return projects.page(connection, id_)


def listed(database, sort="level", descending=False, limit=None, **wanted):
    with database.read() as connection:
        ids = projects.order(connection, ProjectFilter(**wanted), sort, descending, limit)
        rows = projects.rows(connection, ids)
    return [rows[id_].name for id_ in ids]


def place_id(database, text):
    with database.read() as connection:
        return places.find(connection, text).id


def position(database, text):
    with database.read() as connection:
        return places.find(connection, text).position


def everything(database, *, but_ids=False):
    tables = (Project, ProjectStep, ProjectIssue, ProjectPhoto, Photo)
    with database.read() as connection:
        stored = [
            [dict(row) for row in connection.execute(select(t.__table__)).mappings()]
            for t in tables
        ]
    if but_ids:
        keys = ("id", "project_id", "photo_id")
        stored = [[{k: v for k, v in r.items() if k not in keys} for r in t] for t in stored]
    return [sorted(map(repr, table)) for table in stored]


ISSUE = IssueEntry(
    "生产路坑洼不平", (EventEntry(Move.REGISTER, datetime(2024, 1, 2, 9), USER),), number="A-1"
)


def an_issue(database, number="A-1"):
    with database.write(USER) as session:
        where = places.find(session.connection, "4组").id
        return issues.register(session, replace(ISSUE, number=number), where)


# The list


def test_one_project_as_the_card_shows_it(held):
    shown = page(held, "新修水泥路")
    row, standing = shown.row, shown.row.standing
    assert (row.level, row.place, row.unit) == (
        ProjectLevel.VILLAGE,
        "果园居委会4组",
        "果园居委会",
    )
    assert (row.invested, row.planned_by) == (12_500_000, date(2024, 10, 31))
    assert (standing.state, standing.percent, standing.spent) == (State.CARRIED_OUT, 40, 5_000_000)
    assert (standing.day, standing.ballot) == (date(2024, 5, 1), WON)
    assert [s.state for s in shown.steps] == [s.to for s in ROAD.steps]
    assert shown.steps[3].note == "满意 31，基本满意 4，不满意 1，弃权 2。村民代表会议"
    assert (shown.photos, shown.issues) == ((), ())


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, {"新修水泥路", "维修桥涵", "建助餐点", "修公厕", "装路灯"}),
        ({"year": 2025}, {"装路灯"}),
        ({"level": ProjectLevel.TOWNSHIP}, {"建助餐点"}),
        ({"kind": "老有所养"}, {"建助餐点"}),
        ({"state": State.ENDED}, {"修公厕"}),
        ({"query": "140"}, {"新修水泥路"}),
        ({"query": "果园 桥"}, {"维修桥涵", "装路灯"}),
        ({"query": "周维民"}, {"新修水泥路"}),
        ({"query": "80000001"}, {"新修水泥路"}),
        ({"query": "100%"}, set()),
    ],
)
def test_the_filter(held, wanted, names):
    assert set(listed(held, **wanted)) == names


def test_the_places_of_the_filter(held):
    inside = position(held, "果园居委会")
    assert set(listed(held, position=inside, year=2024)) == {"新修水泥路", "维修桥涵", "修公厕"}
    assert listed(held, position=position(held, "康泰社区居委会")) == []


def test_the_orders(held):
    assert listed(held, year=2024) == ["建助餐点", "维修桥涵", "修公厕", "新修水泥路"]
    least_first = ["修公厕", "新修水泥路", "建助餐点"]
    assert listed(held, "invested", year=2024) == [*least_first, "维修桥涵"]
    assert listed(held, "invested", True, year=2024) == [*least_first[::-1], "维修桥涵"]
    assert listed(held, "state", year=2024)[-2:] == ["新修水泥路", "修公厕"]
    assert listed(held, "percent", True)[0] == "新修水泥路"
    for sort in projects.SORTS:
        assert len(listed(held, sort, True, limit=2)) == 2


def test_the_figures_beside_the_quotas(held):
    inside = position(held, "果园居委会")
    with held.read() as connection:
        told = projects.figures(connection, ProjectFilter(year=2024, query="桥"))
        village = projects.figures(connection, ProjectFilter(year=2024, position=inside))
        assert projects.years(connection) == [2025, 2024]
        assert projects.fundings(connection) == ["村集体经济"]
    assert list(told.counts.values()) == [0, 1, 2]
    assert list(told.places.values()) == [1, 1, 2]
    assert (told.carried_out, told.accepted, told.invested, told.spent) == (
        1, 0, 42_500_000, 5_000_000,
    )  # fmt: skip
    assert list(village.counts.values()) == [0, 0, 2]
    assert list(village.places.values()) == [0, 0, 1]


# Writing


def test_a_project_is_born_of_an_issue_and_lives(held):
    issue = an_issue(held)
    with held.read() as connection:
        born = projects.of_issue(connection, issue)
        assert projects.of_issue(connection, issue + 1) is None
    assert (born.title, born.place_level, born.projects) == (
        "生产路坑洼不平", Level.GROUP, (),
    )  # fmt: skip
    entry = replace(ROAD, name="整修生产路", issues=(born.number,))
    with held.write(USER) as session:
        id_ = project_edits.add(session, born.place_id, entry)
    shown = page(held, "整修生产路")
    assert [i.id for i in shown.issues] == [issue]
    assert [(s.state, s.day, s.actor) for s in shown.steps] == [(State.COLLECTED, today(), USER)]
    with held.read() as connection:
        assert projects.of_issue(connection, issue).projects == ("整修生产路",)
    with held.write(USER) as session:
        project_edits.save(session, id_, 1, born.place_id, replace(entry, issues=(), content="改"))
    assert (page(held, "整修生产路").row.content, page(held, "整修生产路").issues) == ("改", ())


@pytest.mark.parametrize(
    ("entry", "where", "told"),
    [
        (replace(ROAD, name=" "), "4组", "名称"),
        (ROAD, "重岗街道", "地点要写到村"),
        (replace(ROAD, issues=("没有-1",)), "4组", "没有编号为 没有-1 的问题"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(held, entry, where, told):
    before, at = everything(held), place_id(held, where)
    with pytest.raises(KnownError, match=told), held.write(USER) as session:
        project_edits.add(session, at, entry)
    assert everything(held) == before


def test_the_loser_of_a_race_overwrites_nothing(held):
    row = page(held, "维修桥涵").row
    with held.write(USER) as session:
        project_edits.save(session, row.id, 1, row.place_id, replace(BRIDGE, content="维修 4 座"))
    for lose in (
        lambda s: project_edits.save(s, row.id, 1, row.place_id, BRIDGE),
        lambda s: project_edits.step(s, row.id, 1, StepRequest(State.DRAFTED, today())),
    ):
        with pytest.raises(KnownError, match="刚被别人改过"), held.write(USER) as session:
            lose(session)
    assert page(held, "维修桥涵").row.content == "维修 4 座"
    assert len(page(held, "维修桥涵").steps) == 1
    with held.write(USER) as session:
        project_edits.remove(session, row.id)
    with pytest.raises(KnownError, match="已不在台账里"), held.write(USER) as session:
        project_edits.save(session, row.id, 2, row.place_id, BRIDGE)


def test_every_step_is_taken_back_to_what_was(held):
    id_ = ids_of(held)["新修水泥路"]
    for request in (
        StepRequest(State.CARRIED_OUT, today(), "桥面铺装", 80, 13_000_000),
        StepRequest(State.ACCEPTED, today(), "村监委会到场"),
        StepRequest(State.VOTED, today(), "重新选线"),
        StepRequest(State.ENDED, today(), "资金不到位"),
    ):
        before = everything(held)
        version = page(held, "新修水泥路").row.version
        with held.write(USER) as session:
            stepped = project_edits.step(session, id_, version, request)
        assert page(held, "新修水泥路").row.standing.state is request.to
        assert page(held, "新修水泥路").steps[-1].day == today()
        with held.write(USER) as session:
            project_edits.take_back(session, stepped)
        now = everything(held)
        same = [row.replace(f"'version': {version + 2}", f"'version': {version}") for row in now[0]]
        assert [same, *now[1:]] == before
    with held.write(USER) as session:
        stepped = project_edits.step(session, id_, version + 2, request)
    where = page(held, "新修水泥路").row.place_id
    with held.write(USER) as session:
        project_edits.save(session, id_, version + 3, where, ROAD)
    with pytest.raises(KnownError, match="刚被别人改过"), held.write(USER) as session:
        project_edits.take_back(session, stepped)


def test_more_spent_than_planned_is_told_and_what_cannot_be_is_refused(held):
    row = page(held, "新修水泥路").row
    with held.write(USER) as session:
        over = StepRequest(State.CARRIED_OUT, today(), "", 90, 13_000_000)
        assert project_edits.step(session, row.id, 1, over).remark == "累计支出超过总投资 5,000元"
    wrong = StepRequest(State.CARRIED_OUT, today() + timedelta(1), "", 95)
    with pytest.raises(KnownError, match="日期还没有到，没有保存"), held.write(USER) as session:
        project_edits.step(session, row.id, 2, wrong)


def test_what_is_removed_comes_back_with_all_that_hung_on_it(held):
    an_issue(held)
    row = page(held, "新修水泥路").row
    with held.read() as connection:
        number = connection.scalar(select(Issue.number))
    with held.write(USER) as session:
        project_edits.save(session, row.id, 1, row.place_id, replace(ROAD, issues=(number,)))
        project_edits.add_photo(session, row.id, b"one")
        second = project_edits.add_photo(session, row.id, b"two")
    before = everything(held, but_ids=True)
    with held.read() as connection:
        pictures = photos.contents(
            connection, [p.photo_id for p in projects.page(connection, row.id).photos]
        )
    assert set(pictures.values()) == {b"one", b"two"}
    with held.write(USER) as session:
        gone = project_edits.remove_photo(session, second)
    with held.write(USER) as session:
        project_edits.restore_photo(session, gone)
    assert everything(held, but_ids=True) == before
    with held.write(USER) as session:
        removed = project_edits.remove(session, row.id)
    assert "新修水泥路" not in ids_of(held)
    with held.read() as connection:
        left = [connection.execute(select(t)).all() for t in (ProjectIssue, ProjectPhoto, Photo)]
    assert left == [[], [], []]
    with held.write(USER) as session:
        project_edits.restore(session, removed)
    assert everything(held, but_ids=True) == before


def test_what_has_a_project_keeps_its_issue(database):
    with database.write(USER) as session:
        household_import.store(session, [home("3-1-502")])
        batch = batches.begin(session, "issues", "问题.xlsx")
        issue_import.store(session, [ISSUE], batch)
        batches.finish(session, batch, {})
        at = places.find(session.connection, "果园居委会").id
        project_edits.add(session, at, replace(BRIDGE, issues=("A-1",)))
    with pytest.raises(KnownError, match="又接上了别的登记"), database.write(USER) as session:
        batches.undo(session, batch)
    bridge = ids_of(database)["维修桥涵"]
    with database.write(USER) as session:
        project_edits.remove(session, bridge)
        batches.undo(session, batch)


def test_a_common_issue_with_a_project_stays_when_its_making_is_undone(held):
    ids = [an_issue(held, "A-1"), an_issue(held, "A-2")]
    with held.write(USER) as session:
        made = common.make(session, ids, "两处生产路坑洼", "同一件事", "")
    where = place_id(held, "果园居委会")
    with held.write(USER) as session:
        project_edits.add(session, where, replace(BRIDGE, name="整修", issues=(made.number,)))
    with held.write(USER) as session:
        common.undo(session, made, whole=True)
    assert [i.id for i in page(held, "整修").issues] == [made.issue_id]


def test_a_need_with_a_project_keeps_its_visit(held):
    with held.read() as connection:
        (household,) = connection.scalars(select(Household.id)).all()
    entry = VisitEntry(household, today(), Outcome.PERSON, need="门前路难走")
    with held.write(USER) as session:
        visit = visit_records.add(session, entry)
    with held.read() as connection:
        number = connection.scalar(select(Issue.number).where(Issue.visit_id == visit))
    where = place_id(held, "果园居委会")
    with held.write(USER) as session:
        project_edits.add(session, where, replace(BRIDGE, name="整修", issues=(number,)))
    with pytest.raises(KnownError, match="已经有人在办"), held.write(USER) as session:
        visit_removal.remove(session, visit)
    assert len(page(held, "整修").issues) == 1


def test_the_quotas_are_a_setting(database):
    with database.write(USER) as session:
        assert project_rules.current(session.connection) == Quotas(8, 3, 10)
        project_rules.change(session, Quotas(), Quotas(6, 3, 5))
    with database.read() as connection:
        assert project_rules.current(connection) == Quotas(6, 3, 5)
    with pytest.raises(KnownError, match="刚被别人改过"), database.write(USER) as session:
        project_rules.change(session, Quotas(), Quotas(1, 1, 1))
    with pytest.raises(KnownError, match="0 到 999"), database.write(USER) as session:
        project_rules.change(session, Quotas(6, 3, 5), Quotas(-1, 1, 1))
