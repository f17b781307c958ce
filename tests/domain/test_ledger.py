from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.entries import HouseholdEntry, ResidentEntry
from domain.id_card import check_character
from domain.ledger import (
    NOTE,
    PERSON,
    VACANT,
    KnownPerson,
    LedgerRow,
    dwelling_key,
    household_key,
    place_path_key,
)
from domain.ledger_judge import Judge, JudgedLedger
from domain.places import Level, PlaceStep

HEADERS = {
    "name": "姓名",
    "head": "户主",
    "relation": "关系",
    "id_number": "证号",
    "phone1": "电话",
}


def place(*names: str) -> tuple[PlaceStep, ...]:
    levels = (Level.COMMUNITY, Level.COMPOUND, Level.BUILDING, Level.ENTRANCE)
    return tuple(PlaceStep(level, name) for level, name in zip(levels, names, strict=False))


def test_one_spelling_is_one_household() -> None:
    one = HouseholdEntry(place("康泰社区", "京公馆小区", "3幢", "一单元"), room="502")
    other = HouseholdEntry(place("康泰社区居委会", "京公馆", "3号楼", "1"), room="502")
    assert household_key(one) == household_key(other)
    assert household_key(one) != household_key(replace(one, room="503"))
    assert household_key(one) != household_key(replace(one, twin="王五"))


def test_the_head_tells_households_without_a_number_apart() -> None:
    home = HouseholdEntry(place("果园社区"), head="张三")
    assert dwelling_key(home) != dwelling_key(replace(home, head="李四"))
    numbered = replace(home, number="12")
    assert dwelling_key(numbered) == dwelling_key(replace(numbered, head="李四"))
    lone = HouseholdEntry(place("果园社区"), residents=(ResidentEntry("王五"),))
    assert "王五" in dwelling_key(lone)


def _number(order: int) -> str:
    first17 = f"32999919800102{order:03}"
    return first17 + check_character(first17)


ROOMS = st.sampled_from(["", "101", "102"])
NAMES = st.sampled_from(["", "张三", "李四", "王五"])
IDS = st.sampled_from(["", _number(1), _number(2), _number(2)[:17] + "*", "123", 3.3e17])
RELATIONS = st.sampled_from(["", "户主", "配偶"])


@st.composite
def ledger_rows(draw: st.DrawFn) -> list[LedgerRow]:
    rows = []
    for number in range(2, 2 + draw(st.integers(1, 14))):
        kind = draw(st.sampled_from([PERSON, PERSON, PERSON, VACANT, NOTE]))
        where = place("康泰社区", "京公馆", draw(st.sampled_from(["1栋", "2栋"])))
        id_number, name = draw(IDS), draw(NAMES) if kind is PERSON else ""
        relation, phone = draw(RELATIONS), draw(st.sampled_from(["", "13812345678", "12"]))
        rows.append(
            LedgerRow(
                row=number,
                kind=kind,
                place=where,
                place_key=place_path_key(where),
                placed=draw(st.sampled_from([True, True, True, False])),
                room=draw(ROOMS),
                head=draw(st.sampled_from(["", "", "张三"])),
                name=name,
                relation=relation,
                id_number=id_number,
                phones=(phone,),
                cells=(name, relation, id_number, phone),
            )
        )
    return rows


def judged(rows: list[LedgerRow], known: dict[str, KnownPerson] | None = None) -> JudgedLedger:
    judge = Judge(known)
    judge.sheet("表", 1, HEADERS, rows)
    (only,) = judge.finish()
    return only


@settings(max_examples=200)
@given(ledger_rows())
def test_every_row_is_kept_rejected_or_skipped(rows: list[LedgerRow]) -> None:
    ledger = judged(rows)
    report = ledger.report
    rejected, skipped = set(report.rows_rejected), set(report.rows_skipped)
    assert not rejected & skipped
    kept = {p.row for h in ledger.households for p in h.residents}
    assert not kept & (rejected | skipped)
    people = {row.row for row in rows if row.kind is PERSON}
    assert people - skipped == kept | (rejected & people)
    assert report.people_in_file == len(people - skipped)
    assert report.residents_accepted == len(kept)
    assert [f.row for f in report.findings] == sorted(f.row for f in report.findings)
    for row in skipped:
        codes = [f.code for f in report.findings if f.row == row and f.code != "head_missing"]
        assert codes in (["note_row"], ["duplicate_row"])
    for row in rejected:
        assert any(f.row == row for f in report.findings)


@settings(max_examples=200)
@given(ledger_rows())
def test_households_are_told_apart_and_ids_belong_to_one_person(rows: list[LedgerRow]) -> None:
    ledger = judged(rows)
    keys = [household_key(home) for home in ledger.households]
    assert len(set(keys)) == len(keys)
    numbers = [p.id_number for h in ledger.households for p in h.residents if p.id_number]
    assert len(set(numbers)) == len(numbers)


@settings(max_examples=200)
@given(ledger_rows())
def test_a_second_import_says_and_keeps_the_same(rows: list[LedgerRow]) -> None:
    first = judged(rows)
    on_file = {
        person.id_number: KnownPerson(person.name, household_key(home))
        for home in first.households
        for person in home.residents
        if person.id_number
    }
    assert judged(rows, on_file) == first
