from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.entries import HouseholdEntry, ResidentEntry
from domain.merging import MEMBERSHIP, Clash, merge

ZOU, WEI = ResidentEntry("邹秀英", "户主"), ResidentEntry("邹伟", "儿子", phones=("19900000148",))
BASE = HouseholdEntry((), room="502", tenure="自有", remark="原来", residents=(ZOU, WEI))


def changed(**facts):
    return replace(BASE, **facts)


def test_what_only_one_changed_is_taken_from_that_one():
    mine, theirs = changed(remark="我写的"), changed(tenure="租住")
    assert merge(BASE, mine, theirs) == (changed(remark="我写的", tenure="租住"), ())


def test_what_both_changed_otherwise_stays_mine_and_is_told():
    mine, theirs = changed(remark="我写的"), changed(remark="他写的")
    assert merge(BASE, mine, theirs) == (mine, (Clash("", "remark", "我写的", "他写的"),))
    assert merge(BASE, mine, mine) == (mine, ())


def test_facts_of_one_person_from_both():
    mine = changed(residents=(ZOU, replace(WEI, employer="物业")))
    theirs = changed(residents=(ZOU, replace(WEI, sex="男", phones=())))
    merged, clashes = merge(BASE, mine, theirs)
    assert merged.residents[1] == replace(WEI, employer="物业", sex="男", phones=())
    assert clashes == ()
    mine = changed(residents=(ZOU, replace(WEI, phones=("19900000150", "19900000151"))))
    assert merge(BASE, mine, theirs)[1] == (
        Clash("邹伟", "phones", "19900000150、19900000151", ""),
    )


def test_people_who_came_and_went():
    new, other = ResidentEntry("赵六", "儿媳"), ResidentEntry("钱七", "孙子")
    mine, theirs = changed(residents=(ZOU, WEI, new)), changed(residents=(ZOU, other))
    merged, clashes = merge(BASE, mine, theirs)
    assert [r.name for r in merged.residents] == ["邹秀英", "赵六", "钱七"]
    assert clashes == ()
    edited = changed(residents=(ZOU, replace(WEI, sex="男")))
    gone = changed(residents=(ZOU,))
    assert merge(BASE, edited, gone)[1] == (Clash("邹伟", MEMBERSHIP, "有改动", "已移除"),)
    merged, clashes = merge(BASE, gone, edited)
    assert clashes == (Clash("邹伟", MEMBERSHIP, "已移除", "有改动"),)
    assert merged.residents == edited.residents  # nobody's typing is lost


def test_namesakes_are_two_people():
    two = changed(residents=(ZOU, replace(ZOU, relation="母亲")))
    theirs = changed(residents=(ZOU, replace(ZOU, relation="母亲", sex="女")))
    assert merge(two, two, theirs) == (theirs, ())


words = st.sampled_from(["", "甲", "乙"])
people = st.lists(
    st.builds(ResidentEntry, st.sampled_from(["张三", "李四", "王五"]), sex=words), max_size=3
)
homes = st.builds(
    HouseholdEntry, st.just(()), room=words, remark=words, residents=people.map(tuple)
)


@given(homes, homes)
def test_who_changed_nothing_gets_the_others_version(base, theirs):
    merged, clashes = merge(base, base, theirs)
    assert clashes == ()
    assert sorted(merged.residents, key=repr) == sorted(theirs.residents, key=repr)
    assert replace(merged, residents=()) == replace(theirs, residents=())


@given(homes, homes)
def test_against_nobody_mine_stands(base, mine):
    assert merge(base, mine, base) == (mine, ())
