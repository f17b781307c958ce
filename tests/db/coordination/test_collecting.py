from datetime import date, datetime

from sqlalchemy import update

from db.coordination import collecting
from db.issues import issue_import
from db.models import Issue
from domain.entries import EventEntry, IssueEntry
from domain.places import Level, PlaceStep
from domain.workflow import Move
from tests.conftest import USER

HOME = (
    PlaceStep(Level.COMMUNITY, "康泰社区居委会"),
    PlaceStep(Level.COMPOUND, "京公馆"),
    PlaceStep(Level.BUILDING, "3栋"),
)


def entry(number, day, **facts):
    registered = EventEntry(Move.REGISTER, datetime(2026, 6, day, 9))
    return IssueEntry(f"第{number}件", (registered,), number=number, **facts)


def store(database, *entries):
    with database.write(USER) as session:
        issue_import.store(session, entries)


def told(database, since=None, until=None, before=0):
    with database.read() as connection:
        return collecting.messages(connection, since, until, before)


def numbers(found):
    return [message.number for message in found]


def test_a_message_as_the_analysis_reads_it(database):
    facts = {"person": "邹秀英", "phone": "19900000147、19900000148", "description": "停运一周"}
    store(database, entry("A", 1, place=HOME, category=("小区管理", "电梯"), **facts))
    (message,) = told(database)
    assert message.place == ("康泰社区居委会", "京公馆", "3栋")
    assert (message.title, message.text) == ("第A件", "停运一周")
    assert (message.person, message.household) == ("邹秀英", "19900000147")
    assert (message.category, message.at) == ("小区管理/电梯", datetime(2026, 6, 1, 9))


def test_an_address_is_a_household_only_when_it_leads_to_a_door(database):
    store(
        database,
        entry("A", 1, place_text="京公馆3栋"),
        entry("B", 2, place_text="京公馆3栋1单元502室"),
        entry("C", 3, place_text="京公馆3-1-502"),
        entry("D", 4),
    )
    households = [message.household for message in told(database)]
    assert households == ["", "京公馆3栋1单元502室", "京公馆3-1-502", ""]


def test_the_period_has_both_its_days_and_as_many_before_as_wanted(database):
    store(database, *(entry(str(day), day) for day in range(1, 10)))
    assert numbers(told(database, date(2026, 6, 3), date(2026, 6, 5))) == ["3", "4", "5"]
    assert numbers(told(database, date(2026, 6, 8))) == ["8", "9"]
    assert numbers(told(database, None, date(2026, 6, 2), before=5)) == ["1", "2"]
    assert numbers(told(database, date(2026, 6, 8), before=2)) == ["6", "7", "8", "9"]


def test_what_belongs_together_already_is_left_out(database):
    store(database, *(entry(number, 1) for number in "ABCD"), entry("E", 1, source="analysis"))
    with database.write(USER) as session:
        parent = session.connection.scalar(Issue.__table__.select().where(Issue.number == "A"))
        session.execute(update(Issue).where(Issue.number == "B").values(common_id=parent))
        session.execute(update(Issue).where(Issue.number == "C").values(state="merged"))
    assert numbers(told(database)) == ["D"]
