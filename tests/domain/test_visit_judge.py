"""Whatever rows of visits hold, each is kept, rejected or skipped, and nothing is made up."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.known_homes import HomeIndex, KnownHome, same_name
from domain.ledger import place_path_key
from domain.places import Level, PlaceStep
from domain.visit_judge import VisitJudge, VisitKnowledge, VisitRow
from domain.visits import MET, Outcome

VILLAGE = (PlaceStep(Level.COMMUNITY, "朱圩村"),)
GROUP = (*VILLAGE, PlaceStep(Level.GROUP, "1组"))
KEY, GROUP_KEY = place_path_key(VILLAGE), place_path_key(GROUP)
HOMES = (
    KnownHome(1, "1组8号", GROUP_KEY, "", "8", "张国强", 1),
    KnownHome(2, "1组9号", GROUP_KEY, "9", "", "王秀英", 2),
    KnownHome(3, "1组王秀英户", GROUP_KEY, "", "", "王秀英", None),
)
KNOWN = VisitKnowledge(
    HomeIndex(HOMES), {"第1工作组": 1, "同名组": None}, {"高磊": [frozenset({1})]}
)
TODAY = date(2026, 11, 25)
HEADERS = {
    field: field for field in ("code", "head", "day", "outcome", "kind", "team", "people")
} | {"head": "户主"}

_ROWS = st.lists(
    st.builds(
        VisitRow,
        row=st.just(0),
        is_note=st.sampled_from([False, False, False, True]),
        code=st.sampled_from(["", "", "1", "7"]),
        address=st.sampled_from(["", "1组8号", "1组王**户"]),
        place_key=st.sampled_from(["", KEY, GROUP_KEY]),
        room=st.sampled_from(["", "8", "9"]),
        head=st.sampled_from(["", "张国强", "张**", "王秀英", "马*"]),
        day=st.sampled_from(["", "2026-11-03", "11月3日", "2027-01-01", "不详"]),
        team=st.sampled_from(["", "第 1 工作组", "同名组", "没有工作组", "第9组"]),
        people=st.sampled_from(["", "高磊", "高 磊、王五"]),
        kind=st.sampled_from(["", "例行", "电话"]),
        outcome=st.sampled_from(["", "见到本人", "没见到本人", "家人", "见到本人/无人"]),
        note=st.sampled_from(["", "身体好"]),
        need=st.sampled_from(["", "修路灯"]),
    ),
    max_size=10,
)


@given(_ROWS, st.sampled_from([None, 2026]))
def test_every_row_is_kept_rejected_or_skipped(rows, year):
    numbered = [row._replace(row=n) for n, row in enumerate(rows, 2)]
    judged = VisitJudge(KNOWN, TODAY).sheet("走访", 1, HEADERS, numbered, year)
    report, kept = judged.report, [visit.row for visit in judged.visits]
    assert sorted([*kept, *report.rows_rejected, *report.rows_skipped]) == [
        row.row for row in numbered
    ]
    assert report.accepted == len(kept)
    found = {finding.row for finding in report.findings}
    assert set(report.rows_rejected) <= found
    told = {(v.household_id, v.day, v.outcome, v.note, v.need, v.team_id) for v in judged.visits}
    assert len(told) == len(kept)


@given(_ROWS)
def test_what_is_kept_says_what_its_row_says(rows):
    numbered = [row._replace(row=n) for n, row in enumerate(rows, 2)]
    judged = VisitJudge(KNOWN, TODAY).sheet("走访", 1, HEADERS, numbered, 2026)
    by_id = {home.id: home for home in HOMES}
    differing = {f.row for f in judged.report.findings if f.code == "head_differs"}
    for visit in judged.visits:
        row, home = numbered[visit.row - 2], by_id[visit.household_id]
        assert visit.day == date(2026, 11, 3)
        assert (visit.outcome in MET) == (row.outcome in ("见到本人", "家人"))
        assert visit.outcome is not Outcome.NOBODY
        assert row.kind != "电话"
        assert visit.team_id == (1 if row.team == "第 1 工作组" else home.team_id)
        assert visit.cadres == (("高磊",) if row.people else ())
        assert ("王五" in visit.note) == ("王五" in row.people)
        assert (visit.row in differing) == (bool(row.head) and not same_name(home.head, row.head))


@given(_ROWS)
def test_the_same_sheet_twice_brings_nothing_new(rows):
    numbered = [row._replace(row=n) for n, row in enumerate(rows, 2)]
    judging = VisitJudge(KNOWN, TODAY)
    judging.sheet("一", 1, HEADERS, numbered)
    assert judging.sheet("二", 1, HEADERS, numbered).visits == ()
