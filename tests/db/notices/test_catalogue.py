"""公开目录 on both databases: what hangs for which community."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from db import places
from db.households import household_import
from db.models import Audit, Notice, Posting
from db.notices import catalogue, notice_register, notices, postings
from db.notices.notice_content import drafted
from db.notices.postings import PostingFilter
from db.session import today
from domain import disclosure
from domain.disclosure import Affairs, Imprint
from domain.entries import HouseholdEntry
from domain.notice_life import NoticeState
from domain.notice_texts import Every
from domain.places import Level, PlaceStep
from domain.publication import Duty, Publication, Standing
from tests.conftest import USER
from tests.db.homes import block

DUTIES = {"finance": Duty(Every.YEAR, 1), "projects": Duty(Every.YEAR, 1)}


def filed(session, template, place):
    """A draft of one sheet for a place; its id."""
    here, day = places.find(session.connection, place).id, today()
    imprint = Imprint("虚构居委会", "监委会", day, day, day + timedelta(days=9), "意见箱", "")
    sheet = disclosure.Notice(template, Affairs.VILLAGE, "公示", place, "", (), imprint)
    return notice_register.draft(
        session, drafted(template, "公示", here, day, day, ((here, sheet),))
    )


def row(session, id_):
    return notice_register.rows(session.connection, [id_])[id_]


def printed(session, id_):
    notice_register.review(session, row(session, id_), "李建国", today())
    number = notice_register.next_number(session.connection, 2026)
    notice_register.approve(session, row(session, id_), (2026, number), b"%PDF", "")
    notice_register.mark_printed(session, id_)


def posted(session, id_):
    printed(session, id_)
    ids = postings.order(session.connection, PostingFilter(today(), notice_id=id_))
    postings.post(session, ids, today(), "刘虚构")


def told(database):
    with database.read() as reader:
        lines = catalogue.catalogue(reader, DUTIES, today())
        late = catalogue.overdue(reader, DUTIES, today())
    found = {
        line.name: {key: one.publication for key, one in line.standings.items()} for line in lines
    }
    return found, late


def begin_long_ago(database):
    with database.engine.begin() as connection:
        connection.execute(update(Audit).values(at=datetime(2020, 1, 1)))


def test_a_new_ledger_owes_nothing_of_the_past(database):
    found, late = told(database)
    assert list(found) == ["果园居委会", "康泰社区居委会"]
    assert late == 0
    assert set(found["果园居委会"].values()) <= {Publication.NOT_ASKED, Publication.DUE}


def test_each_community_by_what_hangs_for_it(database):
    begin_long_ago(database)
    assert told(database)[1] == (0 if today().timetuple().tm_yday == 1 else 4)
    with database.write(USER) as session:
        posted(session, filed(session, "finance", "果园"))
        on_way = filed(session, "finance", "康泰社区")
        posted(session, filed(session, "projects", "重岗街道"))
    found, _ = told(database)
    assert found["果园居委会"] == {"finance": Publication.DONE, "projects": Publication.DONE}
    assert found["康泰社区居委会"]["projects"] is Publication.DONE
    assert found["康泰社区居委会"]["finance"] is not Publication.DONE
    with database.read() as reader:
        line = catalogue.catalogue(reader, DUTIES, today())[1]
    assert line.standings["finance"].on_way is NoticeState.DRAFT
    void = update(Notice).where(Notice.id == on_way).values(state=NoticeState.VOID)
    with database.engine.begin() as connection:
        connection.execute(void)
    with database.read() as reader:
        line = catalogue.catalogue(reader, DUTIES, today())[1]
    assert line.standings["finance"].on_way is None


def test_a_sheet_hung_late_makes_no_new_notice_of_an_old_one(database):
    begin_long_ago(database)
    with database.write(USER) as session:
        here, day = places.find(session.connection, "果园").id, today()
        imprint = Imprint("虚构居委会", "监委会", day, day, day, "意见箱", "")
        sheet = disclosure.Notice("finance", Affairs.VILLAGE, "公示", "果园", "", (), imprint)
        sheets = ((here, sheet), (here, sheet))
        made = drafted("finance", "公示", here, day, day, sheets)
        old = notice_register.draft(session, made)
        posted(session, old)
        # One of the two hung last year already.
        first = select(func.min(Posting.id)).where(Posting.notice_id == old).scalar_subquery()
        before = date(today().year - 1, 11, 30)
        session.execute(update(Posting).where(Posting.id == first).values(posted_on=before))
    assert told(database)[0]["果园居委会"]["finance"] is not Publication.DONE


@pytest.fixture
def stairs(database):
    """Three stairwells of 康泰社区, by id."""
    begin_long_ago(database)
    with database.write(USER) as session:
        blocks = (block("3栋", "1单元"), block("3栋", "2单元"), block("10栋", "1单元"))
        household_import.store(session, [HouseholdEntry(b, room="101", head="甲") for b in blocks])
        top = places.find(session.connection, "康泰社区")
        return [spot.place_id for spot in notices.spots(session.connection, top)]


def batch(session, hung, place=None):
    """A printed batch that has a sheet for each of these places; the ids of its postings."""
    day = today()
    imprint = Imprint("虚构居委会", "监委会", day, day, day, "意见箱", "")
    sheet = disclosure.Notice("finance", Affairs.VILLAGE, "公示", "", "", (), imprint)
    sheets = tuple((id_, sheet) for id_ in hung)
    id_ = notice_register.draft(session, drafted("finance", "公示", place, day, day, sheets))
    printed(session, id_)
    return postings.order(session.connection, PostingFilter(day, notice_id=id_))


def standing(database, name="康泰社区居委会", day=None):
    with database.read() as reader:
        lines = catalogue.catalogue(reader, DUTIES, day or today())
    (line,) = (line for line in lines if line.name == name)
    return line.standings["finance"], line.stairs


def test_a_batch_is_public_once_no_stairwell_is_without(database, stairs):
    with database.write(USER) as session:
        top = places.find(session.connection, "康泰社区").id
        one, *rest = batch(session, stairs, top)
    assert standing(database)[0].on_way is NoticeState.PRINTED
    with database.write(USER) as session:
        postings.post(session, [one], today(), "刘虚构")
    found, word = standing(database)
    assert (found.publication, found.hung, found.stairs, word) == (Publication.PARTLY, 1, 3, "单元")
    assert found.on_way is NoticeState.POSTED
    assert standing(database, "果园居委会")[0].publication is not Publication.PARTLY
    with database.write(USER) as session:
        hung = postings.post(session, rest, today(), "刘虚构")
    assert standing(database)[0] == Standing(Publication.DONE, today())
    with database.write(USER) as session:
        postings.put_back(session, hung)
    assert standing(database)[0].hung == 1
    assert told(database)[1] == (0 if today().timetuple().tm_yday == 1 else 3)


def test_several_notices_make_a_community_whole_together(database, stairs):
    with database.write(USER) as session:
        posted(session, filed(session, "finance", "京公馆小区3栋"))  # one sheet for the building
    assert (standing(database)[0].hung, standing(database)[0].stairs) == (2, 3)
    with database.write(USER) as session:
        orchard = places.find(session.connection, "果园").id
        postings.post(session, batch(session, (orchard, stairs[2])), today(), "刘虚构")
    found, _ = told(database)
    assert found["果园居委会"]["finance"] is Publication.DONE
    assert found["康泰社区居委会"]["finance"] is Publication.DONE


def test_a_township_batch_is_none_for_a_village_it_has_no_sheet_for(database, stairs):
    with database.write(USER) as session:
        top = places.find(session.connection, "重岗街道").id
        postings.post(session, batch(session, stairs, top), today(), "刘虚构")
    found, _ = told(database)
    assert found["康泰社区居委会"]["finance"] is Publication.DONE
    assert found["果园居委会"]["finance"] is not Publication.DONE


def test_groups_without_stairwells_are_what_sheets_hang_at(database):
    begin_long_ago(database)
    orchard = PlaceStep(Level.COMMUNITY, "果园居委会")
    with database.write(USER) as session:
        groups = [(orchard, PlaceStep(Level.GROUP, f"{n}组")) for n in (1, 2)]
        inner = (*groups[1], PlaceStep(Level.BUILDING, "1栋"), PlaceStep(Level.ENTRANCE, "1单元"))
        homes = [HouseholdEntry(path, number="1", head="甲") for path in (groups[0], inner)]
        household_import.store(session, homes)
        (first, _) = notices.spots(
            session.connection, places.find(session.connection, "果园"), Level.GROUP
        )
        posted(session, filed(session, "finance", "果园居委会1组"))
    assert first.place_id
    found, word = standing(database, "果园居委会")
    assert (found.hung, found.stairs, word) == (1, 2, "处")
