from hypothesis import given
from hypothesis import strategies as st

from domain.check_in_judge import CheckInJudge, CheckInRow, certain_place
from domain.known_places import PlaceIndex
from domain.places import Level, PlaceStep

TOWN = PlaceStep(Level.TOWNSHIP, "重岗街道")
KANGTAI, GUOYUAN = (PlaceStep(Level.COMMUNITY, f"{n}居委会") for n in ("康泰社区", "果园"))
SOUTH = (PlaceStep(Level.COMMUNITY, "城南社区"), PlaceStep(Level.COMMUNITY, "城南村"))


def compound(name):
    return PlaceStep(Level.COMPOUND, name)


def building(name="3栋"):
    return PlaceStep(Level.BUILDING, name)


KNOWN = PlaceIndex(
    [
        (TOWN,),
        (TOWN, KANGTAI),
        (TOWN, GUOYUAN),
        *((TOWN, south) for south in SOUTH),
        (TOWN, KANGTAI, compound("京公馆小区")),
        (TOWN, KANGTAI, compound("阳光花园")),
        (TOWN, GUOYUAN, compound("阳光花园")),
    ]
)


def names(*path):
    found = certain_place(path, KNOWN)
    return [step.name for step in found] if found is not None else None


def test_what_is_on_file_once_is_certain():
    whole = ["重岗街道", "康泰社区居委会", "京公馆小区"]
    assert names(compound("京公馆")) == whole
    assert names(PlaceStep(Level.COMMUNITY, "康泰社区"), compound("京公馆"), building()) == [
        *whole,
        "3栋",
    ]
    assert names(PlaceStep(Level.COMMUNITY, "果园社区")) == ["重岗街道", "果园居委会"]


def test_of_two_with_one_key_the_one_so_written_is_meant():
    assert names(SOUTH[1]) == ["重岗街道", "城南村"]
    assert names(PlaceStep(Level.COMMUNITY, "城南居委会")) is None


def test_a_new_compound_needs_its_community():
    assert names(PlaceStep(Level.COMMUNITY, "康泰社区"), compound("新景苑")) == [
        "重岗街道",
        "康泰社区居委会",
        "新景苑",
    ]
    assert names(compound("新景苑")) is None
    assert names(PlaceStep(Level.COMMUNITY, "某某社区"), compound("新景苑")) is None


def test_several_and_contradictions_are_not_chosen_from():
    assert names(compound("阳光花园")) is None
    assert names(PlaceStep(Level.COMMUNITY, "果园"), compound("京公馆")) is None
    assert names(building()) is None
    assert names(TOWN) is None
    assert names() is None


_STEPS = st.tuples(
    st.none() | st.sampled_from([KANGTAI, GUOYUAN, *SOUTH, PlaceStep(Level.COMMUNITY, "某某社区")]),
    st.none() | st.sampled_from([compound(n) for n in ("京公馆", "阳光花园", "新景苑")]),
    st.none() | st.just(building()),
)


@given(_STEPS)
def test_what_is_certain_says_all_that_was_told_and_lies_on_file(steps):
    path = tuple(step for step in steps if step is not None)
    found = certain_place(path, KNOWN)
    if found is None:
        return
    assert found[0] == TOWN
    assert KNOWN.knows(found[:2])
    assert [s.level for s in path if s not in found and s.level is Level.BUILDING] == []
    assert {s.level for s in path} <= {s.level for s in found}


_ROWS = st.lists(
    st.builds(
        CheckInRow,
        row=st.just(0),
        is_note=st.booleans(),
        name=st.sampled_from(["", "张三", "李四"]),
        unit=st.sampled_from(["", "县司法局"]),
        phones=st.sampled_from([(), ("13812345678",), ("123",)]),
        place=st.sampled_from([(), (compound("京公馆"),), (compound("某某苑"),)]),
        place_text=st.sampled_from(["", "京公馆"]),
        since=st.sampled_from(["", "2026-03-05", "2026年3月", "不详"]),
        until=st.sampled_from(["", "2026-02-01"]),
        duty=st.just(""),
        post=st.just(""),
        served_on=st.sampled_from(["", "2026-03-08", "哪天"]),
        service=st.sampled_from(["", "扫雪"]),
        hours=st.sampled_from(["", "2", "很久"]),
    ),
    max_size=8,
)


@given(_ROWS)
def test_every_row_is_kept_rejected_or_skipped(rows):
    numbered = [row._replace(row=n) for n, row in enumerate(rows, 2)]
    judged = CheckInJudge(KNOWN).sheet("名单", 1, {"name": "姓名", "place": "小区"}, numbered)
    report, kept = judged.report, [entry.row for entry in judged.check_ins]
    assert sorted([*kept, *report.rows_rejected, *report.rows_skipped]) == [
        row.row for row in numbered
    ]
    assert report.accepted == len(kept)
    seen = set()
    for entry in judged.check_ins:  # once, and again only with a further service
        person = (entry.name, entry.unit, entry.place)
        assert person not in seen or entry.services
        assert not {(person, s.day, s.what) for s in entry.services} & seen
        seen |= {person, *((person, s.day, s.what) for s in entry.services)}
    found = {f.row for f in report.findings}
    assert set(report.rows_rejected) | set(report.rows_skipped) <= found
