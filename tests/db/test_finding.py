from datetime import timedelta

import pytest

from db import finding, places
from db.households import household_edits
from db.issues import issues, similar
from db.session import now, today
from db.teams import team_records, teams
from domain.entries import EventEntry, HouseholdEntry, IssueEntry, ResidentEntry
from domain.workflow import Move
from tests.conftest import USER


@pytest.fixture
def filled(database):
    """A household, a team, and some issues."""
    with database.write(USER) as session:
        community = places.find(session.connection, "康泰社区")
        orchard = places.find(session.connection, "果园居委会")
        people = (
            ResidentEntry("邹秀英", phones=("19900000147",)),
            ResidentEntry("欧阳建国", id_number="329999197001010017"),
        )
        entry = HouseholdEntry(place=(), number="12", head="邹秀英", residents=people)
        household_edits.add(session, community.id, entry)
        member = teams.MemberRow(0, "许文辉", "县司法局", "副科长", "0527-80000001", True, True)
        team_records.add(session, "第12工作组", "unit", [member])
        for title, place, days in (
            ("3栋电梯停运一周", community, 2),
            ("电梯停运", orchard, 1),
            ("路灯不亮", community, 1),
            ("电梯停运好久", community, 400),
        ):
            registered = EventEntry(Move.REGISTER, now() - timedelta(days=days))
            issues.register(session, IssueEntry(title, (registered,)), place.id)
    return database


def find(database, typed):
    with database.read() as connection:
        return finding.find(connection, typed)


@pytest.mark.parametrize("typed", ["邹秀", "zxy", "1990000014", "19900000147"])
def test_people_by_name_initials_and_phone(filled, typed):
    (person,) = find(filled, typed).people
    assert (person.name, person.head, person.phone) == ("邹秀英", "邹秀英", "19900000147")


@pytest.mark.parametrize("typed", ["oyjg", "欧阳", "32999919700101"])
def test_the_one_who_is_meant_is_named_not_the_head(filled, typed):
    (person,) = find(filled, typed).people
    assert (person.name, person.head) == ("欧阳建国", "邹秀英")


def test_issues_teams_members_and_places(filled):
    assert [row.title for row in find(filled, "路灯").issues] == ["路灯不亮"]
    assert [row.title for row in find(filled, f"{now().year}-0003").issues] == ["路灯不亮"]
    assert [(t.name, t.member) for t in find(filled, "第12").teams] == [("第12工作组", "")]
    assert [(t.name, t.member) for t in find(filled, "许文").teams] == [("第12工作组", "许文辉")]
    assert [p.name for p in find(filled, "果园").places] == ["果园居委会"]
    assert [p.name for p in find(filled, "重岗 康泰").places] == ["康泰社区居委会"]
    assert find(filled, "西山 康泰").places == ()


def test_nothing_typed_and_nothing_found(filled):
    assert find(filled, "  ") == find(filled, "无此人") == finding.Found()


def test_there_is_more_than_the_first_few(filled):
    with filled.read() as connection:
        found = finding.find(connection, "电梯", most=2)
    assert len(found.issues) == 2
    assert "issues" in found.more


def test_titles_like_the_one_typed_the_place_first(filled):
    with filled.read() as connection:
        orchard = places.find(connection, "果园居委会").id
        here = similar.find(connection, "电梯停运", orchard, today())
        anywhere = similar.find(connection, "3栋电梯又停运", None, today())
        assert here[0].title == "电梯停运"
        assert {row.title for row in here} == {"电梯停运", "3栋电梯停运一周", "电梯停运好久"}
        assert anywhere[0].title == "3栋电梯停运一周"
        assert similar.find(connection, "下水道堵了", None, today()) == []
        assert similar.find(connection, "！？", None, today()) == []
