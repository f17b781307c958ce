from dataclasses import replace
from datetime import date

import pytest

from domain import notice_text
from domain.disclosure import Heading, Paragraph, Portrait, Portraits, content_hash, leftovers
from domain.party_notice import Branch, Member, branch_fault, notice
from tests.domain.test_disclosure import ENTRANCE, IMPRINT

DAY = date(2026, 11, 1)
BRANCH = Branch("京公馆小区党支部", "张正义", "0527-80000001")
ZHOU = Member(
    "邹大伟", "县司法局", "科长", "政策宣传岗", "13812345678", "随叫随到", b"photo", consented=True
)


def cards(*members, branch=BRANCH):
    made = notice(ENTRANCE, DAY, branch, members, IMPRINT)
    (portraits,) = [block for block in made.blocks if isinstance(block, Portraits)]
    return made, portraits.cards


def test_who_consented_is_shown_with_all_of_it():
    made, (card,) = cards(ZHOU)
    lines = ("政策宣传岗", "县司法局 科长", "13812345678")
    assert card == Portrait("邹大伟", lines, "随叫随到", b"photo", consented=True)
    assert leftovers(made) == ()  # the mobile is consented to
    first, branch, _ = made.blocks
    assert first == Paragraph("现将居住在本单元的报到党员公示如下。共1名。")
    assert branch == Heading("京公馆小区党支部 · 书记 张正义 · 0527-80000001")


def test_who_did_not_consent_is_masked_without_photo_and_unit():
    hidden = replace(ZHOU, consented=False, phone="13812345678、0527-80001234")
    made, (card,) = cards(hidden)
    assert card == Portrait("邹**", ("政策宣传岗", "138****5678、0527-****1234"), "随叫随到")
    assert leftovers(made) == ()
    assert "司法局" not in repr(made)
    assert "大伟" not in repr(made)
    assert made.blocks[0].text.endswith("公示如下。共1名，按规定不公开全名。")
    assert cards(hidden, ZHOU)[0].blocks[0].text.endswith("共2名，其中1名按规定不公开全名。")
    assert cards(hidden, hidden)[0].blocks[0].text.endswith("共2名，均按规定不公开全名。")


def test_what_is_free_text_is_masked_all_the_same():
    _, (card,) = cards(replace(ZHOU, promise="打我电话 13912345678", post="", unit=""))
    assert card.promise == "打我电话 139****5678"
    assert card.lines == ("在职党员", "科长", "13812345678")


def test_nobody_and_no_branch():
    made, none = cards(branch=None)
    assert none == ()
    assert [type(block) for block in made.blocks] == [Paragraph, Portraits]
    assert made.blocks[0].text.endswith("本单元目前没有党员报到。")
    made, _ = cards(branch=Branch("京公馆党支部", phone="13812345678"))
    assert made.blocks[1] == Heading("京公馆党支部 · 138****5678")


def test_the_hash_covers_the_photo_and_what_is_kept_is_read_back():
    made, _ = cards(ZHOU)
    other, _ = cards(replace(ZHOU, photo=b"another"))
    none, _ = cards(replace(ZHOU, photo=None))
    assert len({content_hash(one) for one in (made, other, none)}) == 3
    assert notice_text.read(notice_text.kept(made)) == made
    assert content_hash(notice_text.read(notice_text.kept(made))) == content_hash(made)


@pytest.mark.parametrize(
    ("branch", "told"),
    [
        (BRANCH, ""),
        (Branch("", "张正义"), "还没有写支部名称"),
        (Branch("甲", "乙", "12345"), "支部电话应为"),
        (Branch("甲" * 61), "最多 60 个字"),
    ],
)
def test_branches_that_cannot_be(branch, told):
    assert (told in branch_fault(branch)) if told else not branch_fault(branch)
