"""The invented township: its numbers, its people, its teams and the pasts of its issues."""

import csv
from collections import Counter
from datetime import date, time
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from domain.check_in import service_fault, stay_fault
from domain.colours import rule
from domain.deadlines import is_workday
from domain.entries import HouseholdEntry, IssueEntry, ResidentEntry
from domain.finance import closing_fault, entry_fault, sums_of
from domain.history import after, replay
from domain.moves import refusal
from domain.places import Level, PlaceStep, place_key
from domain.workflow import ENDED, Move, State
from exchange.demo import Demo, build
from exchange.demo.check_ins import check_ins
from exchange.demo.land import lay_out
from exchange.demo.words import words

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def township() -> Demo:
    return build(15_000, seed=1, today=TODAY)


@pytest.fixture(scope="module")
def households(township: Demo) -> list[HouseholdEntry]:
    return list(township.households)


@pytest.fixture(scope="module")
def residents(households: list[HouseholdEntry]) -> list[ResidentEntry]:
    return [resident for household in households for resident in household.residents]


@pytest.fixture(scope="module")
def issues(township: Demo) -> list[IssueEntry]:
    return list(township.issues)


def age(resident: ResidentEntry) -> int:
    born = date.fromisoformat(resident.birth)
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


def text_of(path: tuple[PlaceStep, ...]) -> tuple[str, ...]:
    return tuple(place_key(step.level, step.name) for step in path)


# Places


def test_the_township_stands_on_its_real_communities(
    township: Demo, households: list[HouseholdEntry]
) -> None:
    assert township.township == "321324003"
    assert len(township.divisions) == 1 + 1 + 21
    named = {d.name for d in township.divisions if len(d.code) == 12}
    assert {h.place[1].name for h in households} == named
    assert {h.place[0].name for h in households} == {"重岗街道"}


def test_the_county_has_all_townships() -> None:
    county = build(60_000, today=TODAY)
    assert county.township == "321324"
    assert sum(len(d.code) == 9 for d in county.divisions) == 21
    assert sum(len(d.code) == 12 for d in county.divisions) == 351
    assert len({block.path[0].name for block in county.households.land.blocks}) >= 20


def test_shipped_divisions_are_the_published_ones(shared: Path) -> None:
    county = {(d.code, d.name) for d in build(60_000, today=TODAY).divisions}
    with (shared / "data/divisions/泗洪县.csv").open(encoding="utf-8-sig", newline="") as file:
        assert county == {(row["code"], row["name"]) for row in csv.DictReader(file)}


def test_no_two_households_share_an_address(households: list[HouseholdEntry]) -> None:
    addresses = {(text_of(h.place), h.room, h.number) for h in households}
    assert len(addresses) == len(households) == 15_000


def test_town_and_village_addresses(households: list[HouseholdEntry]) -> None:
    town = [h for h in households if h.room]
    village = [h for h in households if h.number]
    assert len(town) + len(village) == len(households)
    assert all(h.place[-1].level is Level.ENTRANCE for h in town)
    assert all(h.place[-1].level is Level.GROUP for h in village)
    assert 0.4 < len(town) / len(households) < 0.7
    assert max(int(h.room[:-2]) for h in town) == 34
    towers = {h.place[2].name for h in town if int(h.room[:-2]) > 18}
    assert len(towers) == 1


def test_households_come_in_walking_order(households: list[HouseholdEntry]) -> None:
    seen: dict[tuple[PlaceStep, ...], None] = {}
    previous = None
    for household in households:
        if household.place != previous:
            assert household.place not in seen
            seen[household.place] = None
        previous = household.place


# People


def test_id_numbers_are_right_and_unique(residents: list[ResidentEntry]) -> None:
    numbers = {r.id_number for r in residents}
    assert len(numbers) == len(residents)
    for r in residents:
        assert r.id_number[:6] == "329999"
        assert r.id_number[6:14] == r.birth.replace("-", "")
        assert int(r.id_number[16]) % 2 == (r.sex == "男")
        assert r.id_number[-1] == ric.calc_check_digit(r.id_number)


def test_only_reserved_phones(residents: list[ResidentEntry], issues: list[IssueEntry]) -> None:
    phones = [phone for r in residents for phone in r.phones]
    phones += [issue.phone for issue in issues if issue.phone]
    for phone in phones:
        reserved = phone.startswith("1990000") and len(phone) == 11
        assert reserved or (phone.startswith("0527-0000") and len(phone) == 12), phone
    assert not any(r.phones for r in residents if age(r) < 16)


def test_families_hang_together(households: list[HouseholdEntry]) -> None:
    for household in households:
        family = household.residents
        assert len(family) <= 6
        if not family:
            assert household.tenure == "空置"
            continue
        assert household.head == family[0].name
        assert [r.relation for r in family].count("户主") == 1
        assert family[0].relation == "户主"
        assert age(family[0]) >= 20
        by_relation = {r.relation: r for r in family}
        if "配偶" in by_relation:
            assert by_relation["配偶"].sex != family[0].sex
        couple_ages = [age(r) for r in family if r.relation in ("户主", "配偶")]
        for child in (r for r in family if r.relation in ("儿子", "女儿")):
            assert min(couple_ages) - age(child) >= 18
            surnames = {p.name[0] for p in family if p.relation in ("户主", "配偶")}
            assert child.name[0] in surnames
        parents = [r for r in family if r.relation in ("父亲", "母亲")]
        assert all(age(p) - age(family[0]) >= 18 for p in parents)


def test_whoever_is_tagged_as_living_alone_does(households: list[HouseholdEntry]) -> None:
    for household in households:
        for resident in household.residents:
            tags = resident.care_tags
            if "独居老人" in tags:
                assert len(household.residents) == 1
                assert age(resident) >= 60
            if "空巢" in tags:
                assert all(age(r) >= 60 for r in household.residents)
            if "留守儿童" in tags:
                assert age(resident) < 16
                relations = {r.relation for r in household.residents}
                assert relations <= {"户主", "配偶", "孙子", "孙女"}
            if "孕产" in tags:
                assert resident.sex == "女"
            assert not {"低保", "特困"} <= set(tags)


def test_the_mix_is_lifelike(
    households: list[HouseholdEntry], residents: list[ResidentEntry]
) -> None:
    per_household = len(residents) / len(households)
    assert 2.4 < per_household < 3.1
    tenures = Counter(h.tenure for h in households)
    assert 0.04 < tenures["空置"] / 15_000 < 0.10
    assert tenures["租住"] > 500
    tags = Counter(tag for r in residents for tag in r.care_tags)
    assert 500 < tags["独居老人"] < 1_500
    assert 400 < tags["低保"] < 1_200
    assert tags.keys() >= {
        "残疾", "退役军人", "脱贫户", "监测户", "大病", "精障", "社区矫正", "孕产", "特困", "失独",
    }  # fmt: skip
    rare = [r.name for r in residents if set(r.name) & set("㛃喆堃垚䶮𬭎")]
    assert 30 < len(rare) < 300
    assert any("𬭎" in name for name in rare)


# Teams


def test_teams_keep_the_countys_ratios(township: Demo) -> None:
    cadres = [m for t in township.teams for m in t.members]
    assert 40 <= len(township.teams) <= 48
    assert 3.9 < len(cadres) / len(township.teams) < 4.9
    assert len({c.name for c in cadres}) == len(cadres)
    assert all(3 <= len(t.members) <= 6 for t in township.teams)
    assert all(t.leader == t.members[0].name for t in township.teams)
    assert all(c.phone.startswith("0527-0000") for c in cadres)
    assert [t.name for t in township.teams[:2]] == ["第1工作组", "第2工作组"]


def test_all_but_a_few_blocks_have_one_team(
    township: Demo, households: list[HouseholdEntry]
) -> None:
    areas = Counter(area for team in township.teams for area in team.areas)

    def teams(place: tuple[PlaceStep, ...]) -> int:
        paths = (place[:depth] for depth in range(len(place), 0, -1))
        return next((areas[path] for path in paths if areas[path]), 0)

    found = {place: teams(place) for place in {h.place for h in households}}
    by_block = {
        place[:4] if place[-1].level is Level.ENTRANCE else place: n for place, n in found.items()
    }
    counts = Counter(by_block.values())
    assert counts[0] == 2
    assert counts[2] == 2
    assert counts.keys() == {0, 1, 2}
    assert any(area[-1].level is Level.COMPOUND for area in areas)


# Issues


def test_every_past_is_legal(issues: list[IssueEntry]) -> None:
    for issue in issues:
        first, *rest = issue.events
        assert first.move is Move.REGISTER
        standing = after(None, first)
        for event in rest:
            refused = refusal(event.move, standing, event.occurred_at)
            assert not refused, (issue.title, event, refused)
            standing = after(standing, event)
            assert (event.rating is not None) is (event.move is Move.FOLLOW_UP)
            sets_colour = event.move in (Move.TRIAGE, Move.ESCALATE, Move.RAISE)
            assert (event.colour is not None) == sets_colour
            if event.move in (Move.TRIAGE, Move.DISPATCH):
                assert event.unit
            assert event.actor
            assert event.note


def test_colours_only_rise(issues: list[IssueEntry]) -> None:
    order = ["green", "yellow", "red"]
    for issue in issues:
        colours = [order.index(e.colour) for e in issue.events if e.colour]
        assert colours == sorted(colours)


def test_events_keep_office_hours_and_order(issues: list[IssueEntry]) -> None:
    for issue in issues:
        times = [event.occurred_at for event in issue.events]
        assert times == sorted(times)
        for moment in times:
            assert date(2024, 6, 1) <= moment.date() < TODAY
            assert is_workday(moment.date())
            morning = time(8, 30) <= moment.time() < time(12)
            assert morning or time(14) <= moment.time() < time(17, 30)
    registered = [issue.events[0].occurred_at for issue in issues]
    assert registered == sorted(registered)


def test_sources_colours_and_waves(issues: list[IssueEntry]) -> None:
    assert len(issues) == 2_250
    sources = Counter(issue.source for issue in issues)
    assert 0.55 < sources["appeal"] / 2_250 < 0.65
    assert 0.03 < sources["analysis"] / 2_250 < 0.07
    colours = Counter(replay(issue.events)[-1].after.colour for issue in issues)
    assert 0.60 < colours["green"] / 2_250 < 0.70
    assert 0.23 < colours["yellow"] / 2_250 < 0.33
    assert 0.04 < colours["red"] / 2_250 < 0.10
    months = {
        second: Counter(i.events[0].occurred_at.month for i in issues if i.category[1] == second)
        for second in ("供暖供气", "排水防涝", "入学就读")
    }
    assert months["供暖供气"].keys() & {12, 1} == {12, 1}
    assert months["供暖供气"][1] > 3 * months["供暖供气"][6]
    assert months["排水防涝"].most_common(1)[0][0] == 7
    assert months["入学就读"].most_common(1)[0][0] == 9


@pytest.mark.parametrize(
    "today", [TODAY, date(2026, 1, 5), date(2026, 7, 20), date(2026, 11, 22), date(2027, 3, 1)]
)
def test_the_backlog_is_that_of_a_working_office(today: date) -> None:
    last = [replay(issue.events)[-1] for issue in build(15_000, today=today).issues]
    states = Counter(step.after.state for step in last)
    left = sum(n for state, n in states.items() if state not in ENDED)
    assert 95 <= left <= 185
    assert states[State.HANDLING] >= 8
    assert states[State.SUSPENDED] >= 2
    assert states[State.RESOLVED] >= 5
    assert states[State.DECLINED] >= 20


def test_some_work_is_late_and_raised(issues: list[IssueEntry]) -> None:
    moves = Counter(event.move for issue in issues for event in issue.events)
    for move in (Move.SETTLE, Move.RETURN, Move.EXTEND, Move.ESCALATE, Move.REWORK, Move.RAISE):
        assert moves[move] >= 20, move
    raised = [i for i in issues if any(e.move is Move.RAISE for e in i.events)]
    for issue in raised:
        triaged = next(e for e in issue.events if e.move is Move.TRIAGE)
        raise_ = next(e for e in issue.events if e.move is Move.RAISE)
        assert triaged.colour is not None
        days = (raise_.occurred_at.date() - triaged.occurred_at.date()).days
        assert days > rule(triaged.colour).finish_days


def test_appeals_name_somebody_of_the_place(
    issues: list[IssueEntry], households: list[HouseholdEntry]
) -> None:
    heads = {(h.head, h.phone, h.place[1].name) for h in households}
    for issue in issues:
        if issue.source == "appeal":
            assert (issue.person, issue.phone, issue.place[1].name) in heads
        else:
            assert not issue.person
            assert not issue.phone


def test_issues_lie_at_places_where_somebody_lives(
    issues: list[IssueEntry], households: list[HouseholdEntry]
) -> None:
    known = {h.place[:depth] for h in households for depth in range(1, 6)}
    assert all(issue.place in known for issue in issues)
    assert any(issue.place[-1].level is Level.ENTRANCE for issue in issues)


def test_texts_are_filled_and_varied(township: Demo, issues: list[IssueEntry]) -> None:
    for issue in issues:
        told = [issue.title, issue.description, *(e.note for e in issue.events)]
        assert not any(set("{}") & set(text) for text in told)
        assert len(issue.title) <= 30
    assert len({issue.title for issue in issues}) > 500
    assert len({issue.description for issue in issues}) > 1_800
    paths = {entry.path for entry in township.categories}
    assert {issue.category for issue in issues} <= paths
    assert {path[0] for path in paths} == {
        "民生实事", "住房保障", "小区管理", "环境卫生", "基础设施", "矛盾纠纷", "就业社保",
        "医疗卫生", "教育", "其他",
    }  # fmt: skip


def test_no_issue_is_told_twice(issues: list[IssueEntry]) -> None:
    told = {(i.person, i.events[0].occurred_at, i.title) for i in issues}
    assert len(told) == len(issues)


# The whole


def test_the_same_seed_gives_the_same_demo(township: Demo) -> None:
    again = build(15_000, seed=1, today=TODAY)
    assert again.teams == township.teams
    assert list(islice(again.households, 3_000)) == list(islice(township.households, 3_000))
    assert list(again.issues) == list(township.issues)
    assert list(again.issues) == list(again.issues)


def test_another_seed_gives_another(township: Demo) -> None:
    other = build(15_000, seed=2, today=TODAY)
    assert list(islice(other.households, 50)) != list(islice(township.households, 50))


def test_two_walks_at_a_time_do_not_disturb_each_other(township: Demo) -> None:
    pairs = zip(township.households, township.households, strict=True)
    assert all(one == other for one, other in islice(pairs, 500))


def test_nothing_is_made_before_it_is_walked() -> None:
    county = build(300_000, today=TODAY)
    assert len(county.households) == 300_000
    assert len(county.issues) == 45_000
    assert len(county.teams) == 870
    assert sum(len(t.members) for t in county.teams) == 3_800
    assert len(list(islice(county.households, 10))) == 10
    assert len(list(islice(county.issues, 10))) == 10


@settings(max_examples=15, deadline=None)
@given(count=st.integers(1, 700), seed=st.integers(0, 10_000), wanted=st.integers(0, 40))
def test_any_number_works(count: int, seed: int, wanted: int) -> None:
    demo = build(count, seed, TODAY, issues=wanted)
    assert sum(1 for _ in demo.households) == len(demo.households) == count
    assert sum(1 for _ in demo.issues) == len(demo.issues) == wanted
    assert demo.teams


def test_no_households_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        build(0)


def test_every_scene_is_whole() -> None:
    for scene in words("scenes")["scene"]:
        assert sum(scene["colours"]) == 100
        assert len(scene["lead"]) == 2
        assert all(len(case) == 4 for case in scene["cases"])


# 双报到


def test_party_members_reported_to_compounds_of_the_township(township: Demo) -> None:
    members = township.check_ins
    assert len(members) == 220
    compounds = {path[:3] for path in (b.path for b in township.households.land.blocks)}
    assert {member.place[:3] for member in members} <= compounds
    assert all(m.place[2].level is Level.COMPOUND for m in members)
    assert len({member.place[2].name for member in members}) > 10
    assert all(m.since is not None and m.since < TODAY for m in members)
    assert len({member.unit for member in members}) > 30


def test_services_lie_in_this_year_and_in_the_stay(township: Demo) -> None:
    services = [(m, s) for m in township.check_ins for s in m.services]
    assert len(services) > 200
    for member, service in services:
        assert not stay_fault(member.since, member.until, [service.day])
        assert not service_fault(service, member.since, member.until, TODAY)
        assert service.day.year == TODAY.year
        assert service.day < TODAY


@pytest.mark.parametrize(("households", "members"), [(1, 1), (60, 36), (300_000, 4_400)])
def test_as_many_report_as_the_campaign_says(households: int, members: int) -> None:
    land = lay_out(build(1, today=TODAY).divisions, households, Random(1))
    made = check_ins(land, 1, TODAY)
    assert len(made) == members
    assert made == check_ins(land, 1, TODAY)


# The accounts


def test_accounts_add_up_and_follow_each_other(township: Demo) -> None:
    assert len({period.place for period in township.finance}) == 5
    before: dict[tuple[PlaceStep, ...], int] = {}
    for period in township.finance:
        sums = sums_of(period.opening, period.entries, period.closing)
        assert period.entries or not period.closed
        assert all(not entry_fault(e, period.since, period.until) for e in period.entries)
        assert all(e.is_signed and e.day < TODAY for e in period.entries)
        assert before.get(period.place, period.opening) == period.opening
        assert period.closed == (not closing_fault(sums, before.get(period.place)))
        before[period.place] = sums.balance
    assert [period.closed for period in township.finance[:3]] == [True, True, False]
