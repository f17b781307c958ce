"""公示登记簿 and 张贴 on both databases: numbers without gaps, frozen bytes, where sheets hang."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import places
from db.households import household_import
from db.models import Posting
from db.notices import notice_content, notice_register, postings
from db.notices.notice_content import drafted
from db.notices.notice_register import NoticeFilter
from db.notices.postings import Hanging, PostingFilter
from db.session import today
from domain.disclosure import Affairs, Imprint, Notice, Paragraph, Portrait, Portraits
from domain.entries import DivisionEntry, HouseholdEntry
from domain.errors import KnownError
from domain.notice_life import NoticeState
from domain.paper_sizes import PaperSize
from domain.places import Level
from tests.conftest import USER
from tests.db.homes import block


@pytest.fixture
def stairs(database):
    """Three stairwells by name, in walking order."""
    with database.write(USER) as session:
        blocks = [block("3栋", "1单元"), block("3栋", "2单元"), block("10栋", "1单元")]
        homes = [HouseholdEntry(path, room="101", head="甲") for path in blocks]
        household_import.store(session, homes)
    with database.read() as connection:
        rows = [row for row in places.all_places(connection) if row.level is Level.ENTRANCE]
    return [row.id for row in rows]


def sheet(place, text="一切正常", until=30):
    day = today()
    days = (day, day, day + timedelta(days=until))
    imprint = Imprint("虚构居委会", "监委会", *days, "意见箱", "0527-80000000")
    return Notice(
        "general", Affairs.VILLAGE, "一般公示", place, "2026年6月", (Paragraph(text),), imprint
    )


@pytest.fixture
def register(database, stairs):
    """Puts drafts into the register and leads them through their life."""
    return Register(database, stairs)


class Register:
    def __init__(self, database, stairs):
        self.database, self.stairs = database, stairs

    def draft(self, text="一切正常", until=30, paper=PaperSize.A4):
        sheets = tuple((id_, sheet(f"{n}单元", text, until)) for n, id_ in enumerate(self.stairs))
        june = (date(2026, 6, 1), date(2026, 6, 30))
        made = drafted("general", "一般公示", None, *june, sheets, paper)
        return self.write(notice_register.draft, made)

    def write(self, verb, *values):
        with self.database.write(USER) as session:
            return verb(session, *values)

    def read(self, query, *values):
        with self.database.read() as connection:
            return query(connection, *values)

    def row(self, notice_id):
        return self.read(notice_register.rows, [notice_id])[notice_id]

    def review(self, notice_id, on=None):
        row = self.row(notice_id)
        self.write(notice_register.review, row, "李建国", on or today())

    def approve(self, notice_id, pdf=b"%PDF", reason="", number=None):
        serial = number or self.read(notice_register.next_number, 2026)
        self.write(notice_register.approve, self.row(notice_id), (2026, serial), pdf, reason)

    def printed(self, until=30):
        notice_id = self.draft(until=until)
        self.review(notice_id)
        self.approve(notice_id)
        self.write(notice_register.mark_printed, notice_id)
        return notice_id

    def hang(self, hanging, **more):
        wanted = PostingFilter(today(), hanging, **more)
        ids = self.read(postings.order, wanted)
        found = self.read(postings.rows, ids)
        return [found[id_] for id_ in ids]


def test_the_paper_travels_with_the_draft(register):
    assert register.row(register.draft()).paper is PaperSize.A4
    draft = register.draft(paper=PaperSize.TILES)
    register.review(draft)
    assert register.row(draft).paper is PaperSize.TILES


def test_a_notice_goes_its_way_and_is_frozen(register):
    notice_id = register.draft()
    row = register.row(notice_id)
    assert (row.state, row.number, row.sheets) == (NoticeState.DRAFT, "", 3)
    made = register.read(notice_content.content, notice_id)
    assert [notice.place for notice in made] == ["0单元", "1单元", "2单元"]
    assert notice_content.digest_of(made) == row.digest
    register.review(notice_id)
    pdf = b"%PDF-1.4 the very bytes"
    register.approve(notice_id, pdf)
    row = register.row(notice_id)
    assert (row.state, row.number, row.approved_by) == (
        NoticeState.APPROVED, "〔2026〕第1号", USER,
    )  # fmt: skip
    assert register.read(notice_register.frozen, notice_id) == pdf
    assert row.pdf_digest == hashlib.sha256(pdf).hexdigest()
    assert register.read(notice_register.of_pdf, row.pdf_digest) == row
    assert register.read(notice_register.numbered, 2026, 1) == row
    assert register.read(notice_register.numbered, 2026, 2) is None
    register.write(notice_register.mark_printed, notice_id)
    register.write(notice_register.mark_printed, notice_id)  # once more changes nothing
    assert register.row(notice_id).state is NoticeState.PRINTED


def test_numbers_have_no_gap_whatever_comes_to_nothing(register):
    ids = [register.draft() for _ in range(3)]
    for notice_id in ids:
        register.review(notice_id)
    register.approve(ids[0])
    with pytest.raises(KnownError, match="刚被别的公示用了"):
        register.approve(ids[1], number=1)
    register.approve(ids[1])
    register.write(notice_register.void, register.row(ids[1]), "内容有误")
    register.approve(ids[2])
    assert [register.row(id_).serial for id_ in ids] == [1, 2, 3]
    voided = register.row(ids[1])
    assert (voided.state, voided.void_reason) == (NoticeState.VOID, "内容有误")
    with pytest.raises(KnownError, match="不能空出来"):
        register.write(notice_register.remove, voided)


def test_what_must_not_hang_needs_a_reason(register):
    notice_id = register.draft("请找张三 13812345678")
    register.review(notice_id)
    with pytest.raises(KnownError, match="13812345678（3 张）"):
        register.approve(notice_id)
    assert register.row(notice_id).state is NoticeState.REVIEWED
    assert register.read(notice_register.next_number, 2026) == 1
    register.approve(notice_id, reason="本人书面同意")
    assert register.row(notice_id).exception == "本人书面同意"


def test_steps_out_of_order_and_races_have_a_loser(register):
    notice_id = register.draft()
    early = register.row(notice_id)
    with pytest.raises(KnownError, match="现在是“稿样”"):
        register.approve(notice_id)
    register.review(notice_id)
    with pytest.raises(KnownError, match="刚被别人改过"):
        register.write(notice_register.review, early, "王五", today())
    with pytest.raises(KnownError, match="还没有到"):
        register.write(
            notice_register.review, register.row(notice_id), "王五", today() + timedelta(days=1)
        )
    register.write(notice_register.send_back, register.row(notice_id))
    row = register.row(notice_id)
    assert (row.state, row.reviewer) == (NoticeState.DRAFT, "")
    register.write(notice_register.remove, row)
    assert register.read(notice_register.order, NoticeFilter()) == []


def test_the_register_is_searched(register):
    one, two = register.draft(), register.printed()
    order = register.read(notice_register.order, NoticeFilter())
    assert order == [two, one]
    for wanted, found in (
        (NoticeFilter("一般"), [two, one]),
        (NoticeFilter("1"), [two]),
        (NoticeFilter("", NoticeState.DRAFT), [one]),
        (NoticeFilter("没有"), []),
    ):
        assert register.read(notice_register.order, wanted) == found


def test_sheets_are_hung_and_taken_down_and_all_of_it_back(register):
    notice_id = register.printed()
    register.draft()  # a draft hangs nowhere
    waiting = register.hang(Hanging.TO_POST)
    assert [row.place.rpartition("小区")[2] for row in waiting] == [
        "3栋1单元", "3栋2单元", "10栋1单元",
    ]  # fmt: skip
    first = waiting[0].id
    hung = register.write(postings.post, [first], today(), "小李")
    assert register.row(notice_id).state is NoticeState.POSTED
    every = PostingFilter(today(), notice_id=notice_id)
    rest = register.write(postings.post, every, today(), "小李")
    assert len(rest.before) == 2
    with pytest.raises(KnownError, match="都已经张贴过"):
        register.write(postings.post, [first], today(), "小李")
    assert len(register.hang(Hanging.HANGS)) == 3
    with pytest.raises(KnownError, match="不能更早"):
        register.write(postings.take_down, [first], today() - timedelta(days=1), "小李")
    down = register.write(postings.take_down, every, today(), "小王", "内容有误")
    assert register.row(notice_id).state is NoticeState.TAKEN_DOWN
    for step, state in (
        (down, NoticeState.POSTED),
        (rest, NoticeState.POSTED),
        (hung, NoticeState.PRINTED),
    ):
        register.write(postings.put_back, step)
        assert register.row(notice_id).state is state
    assert [row.posted_by for row in register.hang(Hanging.TO_POST)] == ["", "", ""]


def test_only_what_is_printed_hangs(register):
    draft, void = register.draft(), register.printed()
    (sheet, *_) = [row.id for row in register.hang(Hanging.TO_POST)]
    voided = register.row(void)
    register.write(notice_register.void, voided, "内容有误")
    drafts = register.read(
        lambda reader: reader.scalars(select(Posting.id).where(Posting.notice_id == draft)).all()
    )
    for ids in ([sheet], drafts):
        with pytest.raises(KnownError, match="还没有打印，或已经作废"):
            register.write(postings.post, ids, today(), "小李")
    assert register.row(draft).state is NoticeState.DRAFT
    assert register.row(void).state is NoticeState.VOID


def test_what_was_registered_since_is_not_taken_back(register):
    notice_id = register.printed()
    every = PostingFilter(today(), notice_id=notice_id)
    hung = register.write(postings.post, every, today(), "小李")
    down = register.write(postings.take_down, every, today(), "小王", "内容有误")
    with pytest.raises(KnownError, match="后来又登记过，没有撤销"):
        register.write(postings.put_back, hung)
    assert register.row(notice_id).state is NoticeState.TAKEN_DOWN
    register.write(postings.put_back, down)
    register.write(postings.put_back, hung)
    with pytest.raises(KnownError, match="后来又登记过，没有撤销"):
        register.write(postings.put_back, hung)
    register.write(notice_register.void, register.row(notice_id), "内容有误")
    with pytest.raises(KnownError, match="后来又登记过，没有撤销"):
        register.write(postings.put_back, down)
    assert register.row(notice_id).state is NoticeState.VOID


def test_why_it_is_an_exception_stays_when_it_is_void(register):
    notice_id = register.draft(text="电话 13800001111")
    register.review(notice_id)
    register.approve(notice_id, reason="本人书面同意")
    register.write(notice_register.void, register.row(notice_id), "内容有误")
    row = register.row(notice_id)
    assert (row.exception, row.void_reason) == ("本人书面同意", "内容有误")


def test_two_villages_of_one_name_are_told_apart_on_a_page(database):
    with database.write(USER) as session:
        more = (
            DivisionEntry("329999005", "双沟镇", "329999"),
            DivisionEntry("329999005014", "果园居委会", "329999005"),
        )
        places.add_divisions(session, more)
    with database.read() as reader:
        rows = [row for row in places.all_places(reader) if row.name == "果园居委会"]
        told = [places.community_of(reader, places.with_above(reader, [row.id])) for row in rows]
        every = places.community_of(reader)
    names = [of[row.id].name for of, row in zip(told, rows, strict=True)]
    assert names == ["重岗街道果园居委会", "双沟镇果园居委会"]
    assert names == [every[row.id].name for row in rows]


def test_what_comes_down_early_says_why(register):
    notice_id = register.printed(until=3)
    over = register.printed(until=0)
    every = PostingFilter(today())
    assert register.read(postings.hangs_until, every) is None
    register.write(postings.post, every, today(), "小李")
    assert register.read(postings.hangs_until, every) == today() + timedelta(days=3)
    of_the_over = PostingFilter(today(), notice_id=over)
    ids = register.read(postings.order, of_the_over)
    assert register.read(postings.hangs_until, ids) == today()
    with pytest.raises(KnownError, match=f"公示期到 {today() + timedelta(days=3)}，提前撤下"):
        register.write(postings.take_down, every, today(), "小王")
    assert len(register.hang(Hanging.HANGS)) == 6
    down = register.write(postings.take_down, every, today(), "小王", "内容有误")
    assert {(row.notice_id, row.down_reason) for row in register.hang(Hanging.DOWN)} == {
        (notice_id, "内容有误"), (over, ""),
    }  # fmt: skip
    register.write(postings.put_back, down)
    assert {row.down_reason for row in register.hang(Hanging.HANGS)} == {""}
    told = "SELECT detail FROM audit WHERE action = '登记撤下'"
    with register.database.read() as connection:
        assert connection.exec_driver_sql(told).scalars().all() == ["6 张，提前撤下：内容有误"]
    register.write(postings.take_down, of_the_over, today(), "小王")


def test_what_hangs_too_long_must_come_down(register):
    register.printed(until=0)
    late = register.printed(until=-1)
    register.write(postings.post, PostingFilter(today()), today(), "小李")
    assert {row.notice_id for row in register.hang(Hanging.OVERDUE)} == {late}
    counts = register.read(postings.counts, today())
    assert counts == {
        Hanging.TO_POST: 0, Hanging.HANGS: 6, Hanging.OVERDUE: 3, Hanging.DOWN: 0,
    }  # fmt: skip
    position = register.read(places.place, register.stairs[0]).position
    assert len(register.hang(Hanging.HANGS, position=position)) == 2


def test_photos_are_kept_with_a_notice_and_guarded_by_its_digest(register):
    photo = Portrait("邹大伟", ("政策宣传岗",), "随叫随到", bytes(range(256)), consented=True)
    first = replace(sheet("1单元"), blocks=(Portraits((photo,)),))
    second = replace(sheet("1单元"), blocks=(Portraits((replace(photo, photo=b"other"),)),))
    days = date(2026, 6, 1), date(2026, 6, 30)
    ids = [
        register.write(
            notice_register.draft,
            drafted("party_identity", "党员亮身份", None, *days, ((register.stairs[0], one),)),
        )
        for one in (first, second)
    ]
    with register.database.read() as connection:
        assert [notice_content.content(connection, id_) for id_ in ids] == [(first,), (second,)]
        rows = notice_register.rows(connection, ids)
    assert rows[ids[0]].digest != rows[ids[1]].digest
