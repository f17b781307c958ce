from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain import backups
from domain.backups import Manifest, State, Why

TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31))
MADE = st.lists(st.tuples(TIMES, st.sampled_from(Why)), max_size=80)


def at(*day, hour=8):
    return datetime(*day, hour)


def daily(*times):
    return [(time, Why.DAILY) for time in times]


@given(MADE)
def test_the_newest_stays_and_there_are_never_many(made):
    stay = backups.kept(made)
    assert len(stay) <= 7 + 5 + 12 + 20 + 20
    assert not made or max(time for time, _ in made) in stay
    assert stay <= {time for time, _ in made}


@given(MADE, st.randoms())
def test_it_does_not_depend_on_the_order_and_thinning_twice_changes_nothing(made, random):
    shuffled = random.sample(made, len(made))
    stay = backups.kept(made)
    assert backups.kept(shuffled) == stay
    assert backups.kept([one for one in made if one[0] in stay]) == stay


@given(st.integers(1, 500))
def test_day_by_day_what_is_thinned_each_time_still_reaches_back(days):
    stay = set()
    for day in range(days):
        stay = backups.kept(daily(*stay, at(2026, 1, 1) + timedelta(day)))
    last = at(2026, 1, 1) + timedelta(days - 1)
    assert {last - timedelta(d) for d in range(min(7, days))} <= stay
    assert last - min(stay) >= timedelta(min(days, 335) - 31)  # whole months, as far as it goes


def test_of_a_year_of_days():
    made = daily(*(at(2026, 1, 1) + timedelta(d) for d in range(334)))  # to 30 November
    week = {at(2026, 11, d) for d in range(24, 31)}
    weeks = {at(2026, 11, 30), *(at(2026, 11, d) for d in (29, 22, 15, 8))}
    ends = ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30))
    months = {at(2026, *end) for end in (*ends, (10, 31), (11, 30))}
    assert backups.kept(made) == week | weeks | months


def test_of_a_day_the_newest_stays_and_what_takes_back_a_restore_or_an_upgrade():
    day = [
        (at(2026, 11, 30, hour=8), Why.UPGRADE),
        (at(2026, 11, 30, hour=9), Why.DAILY),
        (at(2026, 11, 30, hour=10), Why.RESTORE),
        (at(2026, 11, 30, hour=11), Why.IMPORT),
        (at(2026, 11, 30, hour=12), Why.IMPORT),
    ]
    assert sorted(time.hour for time in backups.kept(day)) == [8, 10, 11, 12]


def test_what_was_made_on_purpose_stays_for_a_week_however_many_follow():
    for why in (Why.HAND, Why.IMPORT):
        day = at(2026, 11, 20)
        hourly = daily(*(day + timedelta(hours=n) for n in range(1, 24 * 6)))
        assert day in backups.kept([(day, why), *hourly])
        assert day in backups.kept([(day, why), *daily(day + timedelta(400))]), "the only one"
        many = [(day + timedelta(minutes=n), why) for n in range(100)]
        assert backups.kept(many) == {time for time, _ in many[-20:]}
        old = [(day, why), (day + timedelta(minutes=1), why), *daily(day + timedelta(8))]
        assert day not in backups.kept(old)


def test_a_name_that_every_system_takes():
    name = backups.file_name('重岗街道/一: "甲"', datetime(2026, 11, 30, 9, 5, 7))
    assert name == "重岗街道-一-甲-20261130-090507.xcb"
    assert backups.file_name("../..", datetime(2026, 1, 2)).startswith("台账-2026")


def test_what_a_backup_says_of_itself_is_read_as_it_was_written():
    state = State("a" * 64, "0007", {"household": 3, "resident": 7}, 9, "b" * 64, 4)
    said = Manifest("重岗街道", datetime(2026, 11, 30, 9), "王建国", Why.IMPORT, state, 10, "c")
    assert backups.read_manifest(said.to_json()) == said


def test_a_rehearsal_a_month():
    today = date(2026, 12, 1)
    assert backups.is_rehearsal_due(None, today)
    assert backups.is_rehearsal_due(date(2026, 11, 30), today)
    assert backups.is_rehearsal_due(date(2025, 12, 1), today)
    assert not backups.is_rehearsal_due(today, date(2026, 12, 31))
