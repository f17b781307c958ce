"""公开栏 on both databases: boards, and the sheets that hang on them."""

from datetime import date
from threading import Event, Thread

import pytest

from db import engine, places
from db.notices import boards, notice_register, postings
from db.notices.boards import BoardFilter
from db.notices.notice_content import drafted
from db.notices.postings import Hanging, PostingFilter
from db.session import today
from domain.disclosure import Affairs, Imprint, Notice
from domain.errors import KnownError
from tests.conftest import PASSWORD, USER

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


def test_a_board_that_is_gone_gives_way_to_one_of_its_name(database):
    orchard = place(database, "果园")
    with database.write(USER) as session:
        old, new = boards.add(session, orchard, "门口"), boards.add(session, orchard, "广场")
    with database.read() as reader:
        found = boards.rows(reader, [old, new])
    with database.write(USER) as session:
        boards.retire(session, found[old], DAY)
        boards.change(session, found[new], orchard, "门口")
    assert listed(database) == [("果园居委会", "门口")]
    assert ("果园居委会", "门口（2026-06-01 停用）") in listed(database, retired=True)


def test_what_somebody_else_changed_is_not_overwritten(database):
    orchard = place(database, "果园")
    with database.write(USER) as session:
        id_ = boards.add(session, orchard, "门口")
    with database.read() as reader:
        seen = boards.rows(reader, [id_])[id_]
    with database.write(USER) as session:
        boards.change(session, seen, orchard, "西门")
    for act in (
        lambda session: boards.change(session, seen, orchard, "东门"),
        lambda session: boards.retire(session, seen, DAY),
    ):
        with pytest.raises(KnownError, match="刚被别人改过"), database.write(USER) as session:
            act(session)
    assert listed(database) == [("果园居委会", "西门")]


def test_two_workstations_write_the_same_board_down_at_once(database):
    other = engine.open_ledger(database.location, USER, PASSWORD)
    begun, outcome, orchard = Event(), [], place(database, "果园")

    def second():
        begun.wait(10)
        try:
            with other.write(USER) as session:
                boards.add(session, orchard, "门口")
        except KnownError as error:
            outcome.append(str(error))

    thread = Thread(target=second)
    thread.start()
    with database.write(USER) as session:
        boards.add(session, orchard, "门口")
        begun.set()
        thread.join(0.3)
        assert not outcome, "the second waits for the first"
    thread.join(10)
    other.close()
    assert len(outcome) == 1
    assert "已经有“门口”" in outcome[0]
    assert listed(database) == [("果园居委会", "门口")]


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
