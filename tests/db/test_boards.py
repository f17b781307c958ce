"""公开栏 on both databases: boards, and the sheets that hang on them."""

from datetime import date

import pytest

from db import boards, notice_register, places, postings
from db.boards import BoardFilter
from db.notice_register import drafted
from db.postings import Hanging, PostingFilter
from db.session import today
from domain.disclosure import Affairs, Imprint, Notice
from domain.errors import KnownError
from tests.conftest import USER

DAY = date(2026, 6, 1)


def listed(database, **wanted):
    with database.read() as reader:
        ids = boards.order(reader, BoardFilter(**wanted))
        found = boards.rows(reader, ids)
    return [(found[id_].place, found[id_].name) for id_ in ids]


def place(database, name):
    with database.read() as reader:
        return places.find(reader, name).id


def hung(database, place_id, count=1):
    """A printed notice of so many sheets at a place; the places of its sheets."""
    imprint = Imprint("虚构居委会", "监委会", DAY, DAY, DAY, "意见箱", "")
    sheet = Notice("general", Affairs.VILLAGE, "一般公示", "", "", (), imprint)
    made = drafted("general", "一般公示", place_id, DAY, DAY, ((place_id, sheet),) * count)
    with database.write(USER) as session:
        id_ = notice_register.draft(session, made)

    def row():
        with database.read() as reader:
            return notice_register.rows(reader, [id_])[id_]

    draft = row()
    with database.write(USER) as session:
        notice_register.review(session, draft, "李建国", today())
    reviewed = row()
    with database.write(USER) as session:
        number = (2026, notice_register.next_number(session.connection, 2026))
        notice_register.approve(session, reviewed, number, b"%PDF", "")
        notice_register.mark_printed(session, id_)
    with database.read() as reader:
        ids = postings.order(reader, PostingFilter(today(), notice_id=id_))
        found = postings.rows(reader, ids)
    return row(), [found[one].place for one in ids]


def test_every_community_gets_one_and_only_one(database):
    with database.write(USER) as session:
        boards.add(session, places.find(session.connection, "果园").id, "服务中心门口")
    with database.write(USER) as session:
        assert boards.add_usual(session) == 1
        assert boards.add_usual(session) == 0
    assert listed(database) == [("果园居委会", "服务中心门口"), ("康泰社区居委会", "公开栏")]
    assert listed(database, query="康泰") == [("康泰社区居委会", "公开栏")]
    assert listed(database, query="门口 果园") == [("果园居委会", "服务中心门口")]


def test_a_board_of_the_same_name_is_refused_and_one_that_was_gone_comes_back(database):
    orchard, kangtai = place(database, "果园"), place(database, "康泰社区")
    with database.write(USER) as session:
        id_ = boards.add(session, orchard, "门口")
        other = boards.add(session, orchard, "广场")
    with database.write(USER) as session, pytest.raises(KnownError, match="已经有“门口”"):
        boards.add(session, orchard, "门口")
    with database.read() as reader:
        found = boards.rows(reader, [id_, other])
    with database.write(USER) as session, pytest.raises(KnownError, match="已经有“门口”"):
        boards.change(session, found[other], orchard, "门口")
    with database.write(USER) as session:
        boards.retire(session, found[id_], DAY)
        boards.change(session, found[other], kangtai, "西门")
    assert listed(database) == [("康泰社区居委会", "西门")]
    assert len(listed(database, retired=True)) == 2
    with database.write(USER) as session:
        assert boards.add(session, orchard, "门口") == id_
    assert listed(database)[0] == ("果园居委会", "门口")


def test_a_single_sheet_hangs_on_every_board_of_its_place(database):
    orchard, township = place(database, "果园"), place(database, "重岗街道")
    with database.write(USER) as session:
        door = boards.add(session, orchard, "门口")
        boards.add(session, orchard, "广场")
        gone = boards.add(session, orchard, "旧址")
    with database.read() as reader:
        old = boards.rows(reader, [gone])[gone]
    with database.write(USER) as session:
        boards.retire(session, old, DAY)
    row, hangs_at = hung(database, orchard)
    assert hangs_at == ["果园居委会 广场", "果园居委会 门口"]
    assert (row.sheets, row.spots) == (1, 2)
    assert hung(database, township)[1] == hangs_at
    kangtai = place(database, "康泰社区")
    assert hung(database, kangtai)[1] == ["康泰社区居委会"], "where no board stands"
    assert hung(database, orchard, 2)[1] == hangs_at * 2, "each sheet hangs on both"
    with database.read() as reader:
        ids = postings.order(reader, PostingFilter(today(), board_id=door))
    assert len(ids) == 4
    with database.write(USER) as session:
        postings.post(session, ids[:1], today(), "刘虚构")
    with database.read() as reader:
        counts = postings.on_boards(reader, [door, gone], today())
    assert set(counts) == {door}
    assert counts[door][Hanging.TO_POST] == 3
    assert counts[door][Hanging.HANGS] == 1
    assert counts[door][Hanging.OVERDUE] == 1, "its period was over long ago"
    assert counts[door][Hanging.DOWN] == 0
