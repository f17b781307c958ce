from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from db import batches, engine
from db import settings as office_settings
from db.engine import Database
from db.issues import issue_import, issues, moving, standing
from db.models import Issue, SlipIssue, Unit
from db.papers import slip_drafts, slips
from db.papers.slips import Answer, SlipFilter
from db.session import WriteSession
from domain import slips as rules
from domain.entries import EventEntry, IssueEntry
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.slips import SlipKind
from domain.workflow import Move
from tests.conftest import PASSWORD, USER
from tests.db import histories

SHARED = [HealthCheck.function_scoped_fixture]
PROGRAM_START = datetime(2026, 3, 2, 8)


def course(number: str, start: datetime, unit: str, colour: str = "yellow") -> IssueEntry:
    """An issue that a unit has been working at since ``start``."""
    steps = [
        EventEntry(Move.REGISTER, start),
        EventEntry(Move.TRIAGE, start + timedelta(hours=1), colour=colour),
        EventEntry(Move.DISPATCH, start + timedelta(hours=2), unit=unit, note="请上门"),
        EventEntry(Move.SIGN, start + timedelta(hours=3)),
        EventEntry(Move.MEASURE, start + timedelta(hours=4), note="已勘查，电话19900000147"),
    ]
    return IssueEntry(
        f"{number} 电梯停运", tuple(steps), number=number, person="邹秀英", phone="19900000147"
    )


def put(session: WriteSession, entries: list[IssueEntry]) -> dict[str, int]:
    """Store issues; their ids by number."""
    issue_import.store(session, entries)
    return dict(session.connection.execute(select(Issue.number, Issue.id)).all())


def late(session: WriteSession, count: int = 1, units: tuple[str, ...] = ("住建办",)) -> list[int]:
    start = session.at - timedelta(days=60)
    made = [course(f"甲-{n}", start, units[n % len(units)]) for n in range(count)]
    return sorted(put(session, made).values())


def drafted(session: WriteSession, kind: SlipKind, ids: list[int]) -> slip_drafts.Drafted:
    return slip_drafts.per_unit(session.connection, kind, ids, session.at, USER)


def test_one_slip_a_unit_lists_its_issues_by_deadline(database: Database) -> None:
    with database.write(USER) as session:
        office_settings.put(session, "office", {"division": "329999003"})
        ids = late(session, 5, ("住建办", "物业科"))
        made = drafted(session, SlipKind.SUPERVISE, ids)
        assert [d.paper.unit for d in made.drafts] == ["住建办", "物业科"]
        assert [len(d.issue_ids) for d in made.drafts] == [3, 2]
        assert not made.refused
        paper = made.drafts[0].paper
        assert paper.office == "重岗街道办事处"
        assert [line.number for line in paper.lines] == ["甲-0", "甲-2", "甲-4"]
        assert paper.lines[0].left.startswith("未按时联系群众，超期")
        assert "19900000147" not in paper.lines[0].progress  # numbers of people stay in the office
        assert paper.reply_by is not None
        assert paper.reply_by > session.at.date()


def test_the_register_finds_slips_by_number_unit_and_issue(database: Database) -> None:
    with database.write(USER) as session:
        ids = late(session, 4, ("住建办", "物业科"))
        made = slips.make(session, drafted(session, SlipKind.SUPERVISE, ids).drafts)
        first, second = (slip.id for slip in made)
        slips.mark_sent(session, [first])
        day = session.at.date()
    with database.read() as connection:

        def found(**wanted: object) -> list[int]:
            return slips.order(connection, SlipFilter(day, **wanted), "number", False)

        assert found() == [first, second]
        assert slips.order(connection, SlipFilter(day), "number", True) == [second, first]
        assert found(query=f"督〔{day.year}〕2号") == [second]
        assert found(query="住建") == [first]
        assert found(query="甲-1 电梯") == [second]
        assert found(query="100%") == []
        assert found(kind=SlipKind.LETTER) == []
        assert found(answer=Answer.WAITED) == [first]
        assert found(answer=Answer.LATE) == []
        reply_by = slips.rows(connection, [first])[first].reply_by
        assert reply_by is not None
        later = SlipFilter(reply_by + timedelta(days=1), Answer.LATE)
        assert slips.order(connection, later) == [first]
        assert slips.count(connection, later) == 1
        for sort in slips.SORTS:
            for descending in (True, False):
                ordered = slips.order(connection, SlipFilter(day), sort, descending)
                assert sorted(ordered) == [first, second]
        assert slips.issue_ids(connection, first) == [ids[0], ids[2]]
    with database.write(USER) as session:
        slips.file_reply(session, first, day, "已修好")
        assert slips.count(session.connection, later) == 0


def test_a_slip_goes_to_the_unit_that_has_the_issue_now(database: Database) -> None:
    with database.write(USER) as session:
        (id_,) = late(session)
        drafts = drafted(session, SlipKind.SUPERVISE, [id_]).drafts
        for request in (
            MoveRequest(Move.ESCALATE, "超出能力", "red"),
            MoveRequest(Move.DISPATCH, unit="物业科"),
        ):
            assert moving.move_many(session, [id_], request).moved == 1
        past = session.at - timedelta(days=1)
        session.execute(update(Issue).where(Issue.id == id_).values(due_at=past))
    with pytest.raises(KnownError, match="刚改由物业科办理"), database.write(USER) as session:
        slips.make(session, drafts)
    with database.write(USER) as session:
        session.execute(delete(Issue).where(Issue.id == id_))
    with pytest.raises(KnownError, match="刚被撤销"), database.write(USER) as session:
        slips.make(session, drafts)


def test_an_answer_somebody_filed_is_not_overwritten(database: Database) -> None:
    with database.write(USER) as session:
        (made,) = slips.make(session, drafted(session, SlipKind.SUPERVISE, late(session)).drafts)
        slips.mark_sent(session, [made.id])
        day = session.at.date()
        slips.file_reply(session, made.id, day, "已修好")
    with pytest.raises(KnownError, match="刚被别人登记过"), database.write(USER) as session:
        slips.file_reply(session, made.id, day, "还没有")
    with database.write(USER) as session:
        slips.file_reply(session, made.id, day, "全部修好", before=(day, "已修好"))


def test_a_number_goes_back_only_when_nobody_drew_the_next(database: Database) -> None:
    other = engine.open_ledger(database.location, USER, PASSWORD)
    with database.write(USER) as session:
        drafts = drafted(session, SlipKind.SUPERVISE, late(session)).drafts
        (mine,) = slips.make(session, drafts)
    asking = Event()

    def take_back() -> None:
        asking.set()
        with other.write(USER) as session:
            slips.take_back(session, [mine.id])

    with ThreadPoolExecutor(1) as pool:
        with database.write(USER) as session:
            slips.make(session, drafts)
            taken = pool.submit(take_back)
            asking.wait(10)
        taken.result(10)
    with database.write(USER) as session:
        (third,) = slips.make(session, drafts)
    assert third.paper.number.endswith("〕3号")
    other.close()


def test_numbers_run_by_kind_and_year_without_a_gap(database: Database) -> None:
    with database.write(USER) as session:
        ids = late(session, 4, ("住建办", "物业科"))
        both = drafted(session, SlipKind.SUPERVISE, ids).drafts
        first = slips.make(session, both)
        second = slips.make(session, both[:1])
        year = session.at.year
        assert [m.paper.number for m in [*first, *second]] == [
            f"督〔{year}〕{n}号" for n in (1, 2, 3)
        ]
        slips.take_back(session, [second[0].id])
        again = slips.make(session, both[:1])
        assert again[0].paper.number == f"督〔{year}〕3号"
        slips.mark_sent(session, [again[0].id])
        slips.take_back(session, [first[0].id, again[0].id])  # the sent one stays as it is
        rows = {r.number: r for i in ids for r in slips.of_issue(session.connection, i)}
        assert set(rows) == {f"督〔{year}〕{n}号" for n in (1, 2, 3)}
        assert rows[f"督〔{year}〕1号"].voided_at == session.at
        assert rows[f"督〔{year}〕2号"].sent_at is None
        assert rows[f"督〔{year}〕3号"].sent_at == session.at
        assert slips.make(session, both[:1])[0].paper.number == f"督〔{year}〕4号"


def test_a_number_that_is_out_is_not_given_again_though_the_register_has_it_not(
    database: Database,
) -> None:
    """After a restore: `db/backups/carrying.py`."""
    with database.write(USER) as session:
        drafts = drafted(session, SlipKind.SUPERVISE, late(session)).drafts
        (first,) = slips.make(session, drafts)
        counter = f"slip:{SlipKind.SUPERVISE}:{session.at.year}"
        office_settings.next_number(session, counter)
        (third,) = slips.make(session, drafts)
        slips.take_back(session, [first.id, third.id])
        (again,) = slips.make(session, drafts)
        assert third.paper.number == again.paper.number


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=8))
def test_whatever_is_sent_or_taken_back_the_numbers_have_no_gap(
    database: Database, plan: list[tuple[int, bool]]
) -> None:
    with histories.taken_back(database) as session:
        ids = late(session, 3, ("甲办", "乙办", "丙办"))
        drafts = drafted(session, SlipKind.SUPERVISE, ids).drafts
        for count, sent in plan:
            made = [m.id for m in slips.make(session, drafts[:count])]
            (slips.mark_sent if sent else slips.take_back)(session, made)
        kept = {r.number for i in ids for r in slips.of_issue(session.connection, i)}
        year = session.at.year
        sent_count = sum(count for count, sent in plan if sent)
        assert kept == {f"督〔{year}〕{n}号" for n in range(1, sent_count + 1)}


def test_a_slip_prints_as_it_was_however_the_issue_went_on(database: Database) -> None:
    with database.write(USER) as session:
        (id_,) = late(session)
        (made,) = slips.make(session, drafted(session, SlipKind.SUPERVISE, [id_]).drafts)
        session.execute(update(Issue).where(Issue.id == id_).values(title="改了", due_at=None))
        assert slips.paper(session.connection, made.id) == made
        assert made.paper.lines[0].title == "甲-0 电梯停运"


def test_what_may_not_be_supervised_is_named_and_never_numbered(database: Database) -> None:
    with database.write(USER) as session:
        ids = put(session, [course("甲-1", session.at - timedelta(hours=6), "住建办")])
        made = drafted(session, SlipKind.SUPERVISE, list(ids.values()))
        assert made.drafts == ()
        assert made.refused[0][0] == "甲-1"
        (reminder,) = drafted(session, SlipKind.REMIND, list(ids.values())).drafts
        session.execute(update(Issue).values(state="resolved"))
        with pytest.raises(KnownError, match="甲-1"):
            slips.make(session, [reminder])
        assert slips.of_issue(session.connection, ids["甲-1"]) == ()


def test_an_answer_is_filed_once_the_slip_is_sent(database: Database) -> None:
    with database.write(USER) as session:
        (id_,) = late(session)
        (made,) = slips.make(session, drafted(session, SlipKind.SUPERVISE, [id_]).drafts)
        today = session.at.date()
        with pytest.raises(KnownError):
            slips.file_reply(session, made.id, today, "已办")
        slips.mark_sent(session, [made.id])
        assert slips.of_issue(session.connection, id_)[0].waits
        for day, words in (
            (today - timedelta(1), "已办"),
            (today + timedelta(1), "已办"),
            (today, " "),
        ):
            with pytest.raises(KnownError):
                slips.file_reply(session, made.id, day, words)
        slips.file_reply(session, made.id, today, "已换配件", "住建〔2026〕3号")
        (row,) = issues.page(session.connection, id_).papers
        assert (row.replied_on, row.reply, row.reply_number) == (
            today,
            "已换配件",
            "住建〔2026〕3号",
        )
        assert not row.waits


def test_a_letter_tells_the_issue_without_the_person(database: Database) -> None:
    with database.write(USER) as session:
        start = session.at - timedelta(days=3)
        ids = put(session, [course("甲-1", start, "住建办", "red")])
        id_ = ids["甲-1"]
        session.execute(
            update(Issue).values(
                description="邹秀英反映电梯停运，电话19900000147", place_text="京公馆3栋"
            )
        )
        draft = slip_drafts.letter(session.connection, id_, session.at, USER)
        paper = draft.paper
        assert paper.unit == "虚构县人民政府"
        assert "19900000147" not in paper.text
        for word in ("甲-1", "京公馆3栋", "派单给住建办", "红色（县级协调）", "三、提请协调的事项"):
            assert word in paper.text, word
        to_others = replace(draft, paper=replace(paper, unit="县协调办"))
        (made,) = slips.make(session, [to_others])
        assert made.paper.number == f"报〔{session.at.year}〕1号"
        slips.mark_sent(session, [made.id])
        slips.file_reply(session, made.id, session.at.date(), "同意立项", "县办函〔2026〕5号")
        again = slip_drafts.letter(session.connection, id_, session.at, USER)
        assert again.paper.unit == "县协调办"  # to whom the last one went


def test_an_issue_on_a_slip_outlives_the_undo_of_its_import(database: Database) -> None:
    with database.write(USER) as session:
        batch = batches.begin(session, "issues", "问题.xlsx")
        issue_import.store(
            session, [course("甲-1", session.at - timedelta(days=60), "住建办")], batch
        )
        batches.finish(session, batch, {})
    with database.write(USER) as session:
        (id_,) = session.connection.scalars(select(Issue.id))
        slips.make(session, drafted(session, SlipKind.SUPERVISE, [id_]).drafts)
    with pytest.raises(KnownError), database.write(USER) as session:
        batches.undo(session, batch)


def test_an_order_prints_the_same_after_it_was_signed_and_the_deadline_moved(
    database: Database,
) -> None:
    with database.write(USER) as session:
        start = datetime(2026, 3, 2, 9)
        ids = put(session, [course("甲-1", start, "住建办")])
        (before,) = slip_drafts.orders(session.connection, ids["甲-1"])
        assert (before.unit, before.note, before.colour_word) == ("住建办", "请上门", "黄")
        assert (before.person, before.phone) == ("邹秀英", "19900000147")
        assert before.sign_by == datetime(2026, 3, 3, 23, 59, 59)
        assert before.finish_by == datetime(2026, 3, 11, 23, 59, 59)
        session.execute(update(Issue).values(due_at=datetime(2026, 4, 1), colour="red"))
        assert slip_drafts.orders(session.connection, ids["甲-1"]) == (before,)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entries=histories.issues(PROGRAM_START, 30), kind=st.sampled_from(list(SlipKind)[:2]))
def test_drafts_hold_exactly_what_may_be_written(
    database: Database, entries: list[IssueEntry], kind: SlipKind
) -> None:
    at = datetime(2026, 3, 20, 12)
    with histories.taken_back(database) as session:
        ids = put(session, entries)
        unit = session.execute(
            Unit.__table__.insert().values(name="住建办", level="").returning(Unit.id)
        ).scalar_one()
        session.execute(update(Issue).values(lead_unit_id=unit))
        now = standing.read(session.connection, list(ids.values()))
        made = slip_drafts.per_unit(session.connection, kind, list(ids.values()), at, USER)
        fit = {n for n, i in ids.items() if not rules.refusal(kind, now[i], "住建办", at)}
        assert {line.number for d in made.drafts for line in d.paper.lines} == fit
        assert {number for number, _ in made.refused} == set(ids) - fit
        assert len(made.drafts) == bool(fit)


def test_a_thousand_issues_take_few_statements(database: Database) -> None:
    with database.write(USER) as session:
        ids = late(session, 1200, tuple(f"单位{n}" for n in range(30)))
        made = slips.make(session, drafted(session, SlipKind.SUPERVISE, ids).drafts)
        assert len(made) == 30
        slips.mark_sent(session, [m.id for m in made])
        listed = session.connection.execute(select(SlipIssue.slip_id)).scalars()
        assert Counter(listed) == {m.id: 40 for m in made}


def test_the_day_of_the_answer_is_a_workday() -> None:
    friday = date(2026, 3, 6)
    assert rules.reply_by(SlipKind.REMIND, friday) == date(2026, 3, 9)
    assert rules.reply_fault(date(2026, 3, 7), friday)
    assert rules.reply_fault(friday, friday)
    assert not rules.reply_fault(date(2026, 3, 9), friday)
