"""公开目录 on both databases: what hangs for which community."""

from datetime import date, datetime, timedelta

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
from domain.publication import Duty, Publication
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


def posted(session, id_):
    notice_register.review(session, row(session, id_), "李建国", today())
    number = notice_register.next_number(session.connection, 2026)
    notice_register.approve(session, row(session, id_), (2026, number), b"%PDF", "")
    notice_register.mark_printed(session, id_)
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


def test_a_batch_for_the_stairwells_of_all_villages_is_partly_there_where_it_hangs(database):
    begin_long_ago(database)
    with database.write(USER) as session:
        homes = [HouseholdEntry(block("3栋", "1单元"), room="101", head="甲")]
        household_import.store(session, homes)
        top = places.find(session.connection, "康泰社区")
        stairs = [s.place_id for s in notices.spots(session.connection, top)]
        orchard, day = places.find(session.connection, "果园").id, today()
        imprint = Imprint("虚构居委会", "监委会", day, day, day, "意见箱", "")
        sheet = disclosure.Notice("finance", Affairs.VILLAGE, "公示", "", "", (), imprint)
        sheets = tuple((id_, sheet) for id_ in (orchard, *stairs))
        posted(
            session,
            notice_register.draft(session, drafted("finance", "公示", None, day, day, sheets)),
        )
    found, _ = told(database)
    assert stairs
    assert found["果园居委会"]["finance"] is Publication.DONE
    assert found["康泰社区居委会"]["finance"] is Publication.PARTLY
