"""The accounts of a community: periods, entries, corrections, imports."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import batches, places
from db.finance import finance, finance_edits, finance_import, finance_notices, finance_periods
from db.finance.finance import FinanceFilter
from db.models import Audit, FinanceEntry, FinancePeriod
from domain.errors import KnownError
from domain.finance import Entry, PeriodEntry
from domain.ledger import place_path_key
from domain.places import Level, PlaceStep
from tests.conftest import USER

GUOYUAN = (PlaceStep(Level.COMMUNITY, "果园居委会"),)
APRIL = date(2026, 4, 1), date(2026, 4, 30)
MAY = date(2026, 5, 1), date(2026, 5, 31)
JUNE = date(2026, 6, 1), date(2026, 6, 30)
PEOPLE = ("张三", "李四", "王五")
RENT = Entry(date(2026, 5, 3), "记001", "收土地租金", 500_000, 0, *PEOPLE)
PAPER = Entry(date(2026, 5, 6), "记002", "购打印纸", 0, 12_050, *PEOPLE)
EARLY = Entry(date(2026, 5, 1), "记003", "路灯电费", 0, 30_000, "张三")
MAY_ACCOUNTS = PeriodEntry(GUOYUAN, *MAY, 1_200_000, 1_657_950, (RENT, PAPER, EARLY))


def write(database, verb, *values, actor=USER):
    with database.write(actor) as session:
        return verb(session, *values)


def ask(database, query, *values):
    with database.read() as connection:
        return query(connection, *values)


def guoyuan(database):
    return ask(database, lambda c: places.find(c, "果园居委会").id)


def opened(database, span=MAY, opening=1_200_000, entries=(RENT, PAPER, EARLY)):
    id_ = write(database, finance_periods.open_period, guoyuan(database), *span, opening)
    for entry in entries:
        write(database, finance_edits.add_entry, id_, entry)
    return id_


def period(database, id_):
    return ask(database, finance.period, id_)


def closed(database, id_):
    row = period(database, id_)
    version = write(database, finance_periods.declare, id_, row.version, row.sums.balance)
    write(database, finance_periods.close, id_, version)
    return id_


def entries(database, id_):
    return ask(database, finance.entries, id_)


def everything(database):
    with database.read() as connection:
        tables = (FinancePeriod, FinanceEntry)
        return [sorted(map(repr, connection.execute(select(t.__table__)).all())) for t in tables]


def refuses(database, words, verb, *values, actor=USER):
    before = everything(database)
    with pytest.raises(KnownError, match=words):
        write(database, verb, *values, actor=actor)
    assert everything(database) == before


# What is shown


def test_entries_stand_in_order_of_their_days_with_the_balance_after_each(database):
    id_ = opened(database)
    told = [(row.entry.voucher, row.balance) for row in entries(database, id_)]
    assert told == [("记003", 1_170_000), ("记001", 1_670_000), ("记002", 1_657_950)]
    sums = period(database, id_).sums
    assert (sums.income, sums.expense, sums.balance) == (500_000, 42_050, 1_657_950)


def test_all_communities_are_listed_with_their_periods_the_newest_first(database):
    may, june = opened(database), opened(database, JUNE, entries=())
    found = {a.name: [p.id for p in a.periods] for a in ask(database, finance.accounts)}
    assert found["果园居委会"] == [june, may]
    assert found["康泰社区居委会"] == []


@pytest.mark.parametrize(
    ("query", "vouchers"),
    [("", ["记003", "记001", "记002"]), ("打印", ["记002"]), ("记00 王五", ["记001", "记002"]),
     ("%", [])],
)  # fmt: skip
def test_the_list_is_narrowed_and_its_balances_stay(database, query, vouchers):
    id_ = opened(database)

    def read(connection):
        ids = finance.order(connection, FinanceFilter(id_, query))
        found = finance.rows(connection, ids)
        return [found[one] for one in ids]

    rows = ask(database, read)
    assert [row.entry.voucher for row in rows] == vouchers
    whole = {row.id: row.balance for row in entries(database, id_)}
    assert all(whole[row.id] == row.balance for row in rows)


def test_the_list_is_sorted(database):
    id_ = opened(database)
    for sort in finance.SORTS:
        up = ask(database, finance.order, FinanceFilter(id_), sort)
        down = ask(database, finance.order, FinanceFilter(id_), sort, True)
        assert sorted(up) == sorted(down)
    for sort in ("income", "expense"):  # what is blank comes last both ways
        for descending in (False, True):
            (last,) = ask(database, finance.order, FinanceFilter(id_), sort, descending)[-1:]
            entry = ask(database, finance.rows, [last])[last].entry
            assert getattr(entry, sort) == 0
    most = ask(database, finance.order, FinanceFilter(id_), "expense", True, 1)
    assert ask(database, finance.rows, most)[most[0]].entry == EARLY


def test_what_can_be_typed(database):
    may = opened(database)
    known = ask(database, lambda c: finance.known(c, finance.period(c, may)))
    assert (known.voucher, known.last) == ("记004", EARLY)
    assert known.names == PEOPLE
    june = opened(database, JUNE, entries=())
    known = ask(database, lambda c: finance.known(c, finance.period(c, june)))
    assert (known.voucher, known.last) == ("记001", EARLY)


# Periods


def test_a_period_carries_over_and_goes_on_following(database):
    may = opened(database)
    june = opened(database, JUNE, opening=99, entries=())
    assert period(database, june).sums.opening == 1_657_950
    write(database, finance_edits.add_entry, may, replace(RENT, voucher="记004"))
    assert period(database, june).sums.opening == 2_157_950
    removed = write(database, finance_edits.remove_entry, entries(database, may)[0].id)
    assert period(database, june).sums.opening == 2_187_950
    write(database, finance_edits.restore_entry, removed)
    assert period(database, june).sums.opening == 2_157_950
    april = opened(database, APRIL, opening=0, entries=())
    # What nobody carried over is told, not changed.
    assert period(database, may).sums.opening == 1_200_000
    assert period(database, may).before == 0
    closed(database, april)
    refuses(database, "与上一期的期末结余 0.00 不符", close_as_told, may, 2_157_950)
    write(database, finance_periods.save_period, may, period(database, may).version, *MAY, 0)
    assert period(database, june).sums.opening == 957_950


def close_as_told(session, id_, closing):
    row = finance.period(session.connection, id_)
    version = finance_periods.declare(session, id_, row.version, closing)
    finance_periods.close(session, id_, version)


def test_a_period_that_does_not_add_up_cannot_be_closed(database):
    id_ = opened(database)
    row = period(database, id_)
    refuses(database, "还没有填期末结余", finance_periods.close, id_, row.version)
    version = write(database, finance_periods.declare, id_, row.version, 1_700_000)
    refuses(database, "相差 420.50", finance_periods.close, id_, version)
    version = write(database, finance_periods.declare, id_, version, 1_657_950)
    write(database, finance_periods.close, id_, version)
    row = period(database, id_)
    assert (row.is_closed, row.closed_by) == (True, USER)


def test_periods_are_closed_one_after_the_other(database):
    may, june = opened(database), opened(database, JUNE, entries=())
    refuses(database, "前面的2026年5月还没有关账", close_as_told, june, 1_657_950)
    closed(database, may)
    closed(database, june)
    row = period(database, may)
    refuses(database, "后面的2026年6月已经关账", finance_periods.reopen, may, row.version, "错了")


def test_a_closed_period_does_not_change(database):
    id_ = closed(database, opened(database))
    row, first = period(database, id_), entries(database, id_)[0]
    for verb, *values in (
        (finance_edits.add_entry, id_, RENT),
        (finance_edits.save_entry, first.id, first.entry, PAPER),
        (finance_edits.remove_entry, first.id),
        (finance_periods.declare, id_, row.version, 5),
        (finance_periods.save_period, id_, row.version, *MAY, 0),
        (finance_periods.remove_period, id_),
        (finance_periods.close, id_, row.version),
    ):
        refuses(database, "已经关账", verb, *values)


def test_reopening_wants_a_reason_that_stands_in_the_audit(database):
    id_ = closed(database, opened(database))
    version = period(database, id_).version
    refuses(database, "要写明原因", finance_periods.reopen, id_, version, " ")
    write(database, finance_periods.reopen, id_, version, "漏记一笔电费")
    assert not period(database, id_).is_closed
    noted = select(Audit.action, Audit.detail).order_by(Audit.id.desc()).limit(1)
    assert ask(database, lambda c: tuple(c.execute(noted).one())) == ("重开账期", "漏记一笔电费")


def test_periods_do_not_overlap(database):
    opened(database)
    place = guoyuan(database)
    for since, until, words in (
        (MAY[1], JUNE[1], "重叠"),
        (JUNE[1], JUNE[0], "早于第一天"),
    ):
        refuses(database, words, finance_periods.open_period, place, since, until)
    compound = ask(database, lambda c: places.find(c, "重岗街道").id)
    refuses(database, "不是社区或村", finance_periods.open_period, compound, *JUNE)


def test_no_period_before_one_that_is_closed(database):
    closed(database, opened(database))
    refuses(
        database, "后面的2026年5月已经关账", finance_periods.open_period, guoyuan(database), *APRIL
    )


def test_the_days_of_a_period_keep_its_entries_inside(database):
    id_ = opened(database)
    save = finance_periods.save_period
    refuses(database, "有 1 笔分录的日期不在", save, id_, 1, date(2026, 5, 2), MAY[1], 1_200_000)
    write(database, save, id_, 1, *MAY, 500)
    row = period(database, id_)
    assert (row.sums.opening, row.version) == (500, 2)
    june = opened(database, JUNE, entries=())
    refuses(database, "与上一期的期末结余", save, june, 1, *JUNE, 1)


def test_only_an_empty_period_is_taken_back(database):
    before = everything(database)
    empty = opened(database, entries=())
    write(database, finance_periods.remove_period, empty)
    assert everything(database) == before
    full = opened(database)
    refuses(database, "已有 3 笔分录", finance_periods.remove_period, full)


def test_the_loser_of_a_race_changes_nothing(database):
    id_ = opened(database)
    write(database, finance_periods.declare, id_, 1, 5)
    for verb, *values in (
        (finance_periods.declare, id_, 1, 1_657_950),
        (finance_periods.save_period, id_, 1, *MAY, 0),
    ):
        refuses(database, "刚被别人改过", verb, *values)
    first = entries(database, id_)[1]
    theirs = replace(RENT, summary="收鱼塘租金")
    write(database, finance_edits.save_entry, first.id, RENT, theirs)
    refuses(database, "刚被别人改过", finance_edits.save_entry, first.id, RENT, PAPER)


# Entries


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"income": 0}, "还没有填收入或支出"),
        ({"expense": 1}, "只能填一个"),
        ({"day": date(2026, 6, 1)}, "不在本期"),
        ({"summary": " "}, "还没有写摘要"),
    ],
)
def test_what_cannot_be_written_is_told_and_is_not(database, change, words):
    id_ = opened(database)
    refuses(database, words, finance_edits.add_entry, id_, replace(RENT, **change))


def test_an_entry_and_its_way_back(database):
    id_ = opened(database)
    before = [(r.entry, r.balance) for r in entries(database, id_)]
    removed = write(database, finance_edits.remove_entry, entries(database, id_)[1].id)
    assert len(entries(database, id_)) == 2
    new = write(database, finance_edits.add_entry, id_, replace(RENT, voucher="新"))
    write(database, finance_edits.remove_entry, new)
    write(database, finance_edits.restore_entry, removed)
    assert [(r.entry, r.balance) for r in entries(database, id_)] == before
    refuses(database, "已不在台账里", finance_edits.remove_entry, 10**6)


# Corrections


def test_a_closed_entry_is_put_right_by_one_in_an_open_period(database):
    may = closed(database, opened(database))
    june = opened(database, JUNE, entries=())
    wrong = entries(database, may)[2]
    day = date(2026, 6, 4)
    one = write(database, finance_edits.correct, wrong.id, june, day, "记001", -10_000)
    (row,) = entries(database, june)
    assert (row.id, row.corrects_id, row.entry.income) == (one, wrong.id, 2_050)
    assert entries(database, may)[2].corrected == 2_050
    # Once more, back to nothing: what was corrected already counts.
    write(database, finance_edits.correct, wrong.id, june, day, "记002", 0)
    assert [r.entry.income for r in entries(database, june)] == [2_050, 10_000]
    correct = finance_edits.correct
    refuses(database, "和现在的一样", correct, wrong.id, june, day, "", 0)
    refuses(database, "不在本期", correct, wrong.id, june, MAY[0], "", 7)
    refuses(database, "还没有关账", correct, one, june, day, "", 7)
    refuses(database, "已经关账", correct, wrong.id, may, MAY[0], "", 7)


def test_what_is_corrected_later_stays_as_it_is(database):
    may = closed(database, opened(database))
    june = opened(database, JUNE, entries=())
    wrong = entries(database, may)[2]
    write(database, finance_edits.correct, wrong.id, june, JUNE[0], "", 0)
    write(database, finance_periods.reopen, may, period(database, may).version, "重新核对")
    refuses(database, "有更正这笔分录", finance_edits.remove_entry, wrong.id)
    refuses(database, "有更正这笔分录", finance_edits.save_entry, wrong.id, wrong.entry, RENT)


def test_another_communitys_entry_is_not_corrected_here(database):
    may = closed(database, opened(database))
    other = ask(database, lambda c: places.find(c, "康泰社区居委会").id)
    theirs = write(database, finance_periods.open_period, other, *JUNE)
    wrong = entries(database, may)[0].id
    refuses(database, "不是这个社区", finance_edits.correct, wrong, theirs, JUNE[0], "", 0)


# What is posted


def posted(database, since, until):
    place = guoyuan(database)
    return ask(database, finance_notices.posted, place, "果园居委会", since, until)


def test_whole_periods_are_posted(database):
    opened(database)
    told = posted(database, date(2026, 5, 20), date(2026, 5, 20))
    assert (told.since, told.until, told.closed) == (*MAY, False)
    assert [e.voucher for e in told.entries] == ["记003", "记001", "记002"]
    opened(database, JUNE, entries=(replace(PAPER, day=JUNE[0]),))
    both = posted(database, MAY[0], JUNE[1])
    assert (both.since, both.until, len(both.entries)) == (MAY[0], JUNE[1], 4)
    assert both.sums.balance == 1_657_950 - 12_050


def test_what_does_not_add_up_is_not_posted(database):
    with pytest.raises(KnownError, match="在2026年5月没有账期"):
        posted(database, *MAY)
    id_ = opened(database)
    write(database, finance_periods.declare, id_, 1, 5)
    with pytest.raises(KnownError, match=r"2026年5月的账不平：.*相差 16,579.45"):
        posted(database, *MAY)


# Imports


def imported(database, *accounts):
    with database.write(USER) as session:
        batch = batches.begin(session, "finance", "收支.xlsx")
        new = finance_import.store(session, accounts, batch)
        rows = batches.finish(session, batch, {})
    return batch, new, rows


def test_an_import_and_a_second_one(database):
    batch, new, rows = imported(database, MAY_ACCOUNTS)
    assert (new, rows) == (3, 4)
    before = everything(database)
    assert imported(database, MAY_ACCOUNTS)[1:] == (0, 0)
    assert everything(database) == before
    ((account),) = (a for a in ask(database, finance.accounts) if a.periods)
    assert account.periods[0].sums.adds_up
    with database.write(USER) as session:
        batches.undo(session, batch)
    assert everything(database) == [[], []]


def test_an_import_brings_only_what_is_missing(database):
    id_ = opened(database, entries=(PAPER,))
    june = opened(database, JUNE, entries=())
    batch, new, _ = imported(database, replace(MAY_ACCOUNTS, entries=(RENT, PAPER, PAPER)))
    assert new == 2
    assert period(database, june).sums.opening == 1_200_000 + 500_000 - 2 * 12_050
    with database.write(USER) as session:
        batches.undo(session, batch)
    assert [r.entry for r in entries(database, id_)] == [PAPER]
    assert period(database, june).sums.opening == 1_200_000 - 12_050


def test_what_would_change_a_closed_period_is_refused_as_a_whole(database):
    closed(database, opened(database))
    before = everything(database)
    assert imported(database, MAY_ACCOUNTS)[1] == 0
    more = replace(MAY_ACCOUNTS, entries=(replace(RENT, voucher="记009"),))
    with pytest.raises(KnownError, match="已经关账，表里有 1 笔"):
        imported(database, more)
    with pytest.raises(KnownError, match="重叠"):
        imported(database, replace(MAY_ACCOUNTS, until=date(2026, 5, 30)))
    assert everything(database) == before


@pytest.mark.parametrize("later", ["entry", "edit", "closing"])
def test_an_import_that_work_hangs_on_stays(database, later):
    batch, _, _ = imported(database, MAY_ACCOUNTS)
    (row,) = ask(database, finance.periods)
    if later == "entry":
        write(database, finance_edits.add_entry, row.id, replace(RENT, voucher="后来"))
    elif later == "edit":
        first = entries(database, row.id)[0]
        write(database, finance_edits.save_entry, first.id, first.entry, RENT)
    else:
        write(database, finance_periods.close, row.id, row.version)
    with pytest.raises(KnownError, match="不能整批撤销"), database.write(USER) as session:
        batches.undo(session, batch)


def test_a_new_file_is_judged_by_what_is_on_file(database):
    opened(database)
    known = ask(database, finance_import.knowledge).periods
    path = (PlaceStep(Level.COUNTY, "虚构县"), PlaceStep(Level.TOWNSHIP, "重岗街道"), *GUOYUAN)
    (told,) = known[place_path_key(path)]
    assert (told.since, told.until, told.opening, len(told.entries)) == (*MAY, 1_200_000, 3)


AMOUNTS = st.lists(st.integers(-(10**9), 10**9).filter(bool), max_size=6)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(AMOUNTS, min_size=1, max_size=4), st.integers(0, 10**9), st.data())
def test_whatever_is_written_the_chain_of_periods_holds(database, months, opening, data):
    with database.write(USER) as session:
        for table in (FinanceEntry, FinancePeriod):
            session.execute(table.__table__.delete())
    first = date(2026, 1, 1)
    spans = [
        (first + timedelta(days=30 * n), first + timedelta(days=30 * n + 29)) for n in range(4)
    ]
    ids = [opened(database, spans[n], opening, ()) for n in range(len(months))]
    left = [(id_, n, amount) for n, id_ in enumerate(ids) for amount in months[n]]
    for id_, n, amount in data.draw(st.permutations(left)):
        entry = Entry(spans[n][0], "", "某事", max(amount, 0), max(-amount, 0))
        write(database, finance_edits.add_entry, id_, entry)
    running = opening
    for id_, amounts in zip(ids, months, strict=True):
        row = period(database, id_)
        assert row.sums.opening == running
        running += sum(amounts)
        assert row.sums.balance == running
        closed(database, id_)
