"""党员亮身份 on paper: the grid of cards, and photos that are missing or broken."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from domain.disclosure import Portraits
from domain.party_notice import Branch, Member, notice
from printing.batch import print_notice
from printing.fonts import fonts
from printing.page import A3_LANDSCAPE, A4
from printing.photo import read_jpeg
from printing.portraits import portrait_strips
from tests.printing.samples import imprint, page_texts, place


def jpeg(mode="RGB", size=(480, 640), shade=90):
    picture = Image.new(mode, size, shade if mode == "L" else (shade, 110, 160))
    made = BytesIO()
    picture.save(made, "JPEG")
    return made.getvalue()


def member(number, photo=None):
    return Member(
        f"王小{number}", "县自然资源和规划局", "主任科员", "政策宣传岗", "0527-80000001",
        "邻里有事，随叫随到", photo, consented=True,
    )  # fmt: skip


def printed(tmp_path, members, name="亮身份.pdf", paper=A4):
    file = tmp_path / name
    made = notice(place(), date(2026, 11, 1), Branch("京公馆党支部", "张正义"), members, imprint())
    outcome = print_notice(made, file, paper)
    return outcome, file


def pictures(file):
    return sum(len(page.images) for page in PdfReader(file).pages)


def test_three_of_a_stairwell_hang_on_one_sheet_with_their_photos(tmp_path):
    members = [member("甲", jpeg()), member("乙", jpeg(shade=20)), member("丙")]
    outcome, file = printed(tmp_path, members)
    assert outcome.pages == 1
    (page,) = PdfReader(file).pages
    shown = [image.image for image in page.images]
    assert [image.size for image in shown] == [(480, 640), (480, 640)]
    (text,) = page_texts(file)
    for words in ("王小甲", "王小丙", "政策宣传岗", "京公馆党支部·书记张正义"):
        assert words in text
    again, same = printed(tmp_path, members, "again.pdf")
    assert again == outcome
    assert same.read_bytes() == file.read_bytes()


def test_a_photo_that_hangs_twice_is_stored_once(tmp_path):
    photo = jpeg()
    _, once = printed(tmp_path, [member("甲", photo)], "once.pdf")
    _, twice = printed(tmp_path, [member("甲", photo), member("乙", photo)], "twice.pdf")
    assert len(twice.read_bytes()) - len(once.read_bytes()) < len(photo)


def test_cards_are_never_divided_and_nobody_is_lost(tmp_path):
    members = [member(n) for n in "甲乙丙丁戊己庚辛壬癸子丑寅"]
    outcome, file = printed(tmp_path, members)
    texts = page_texts(file)
    assert outcome.pages == len(texts) > 1
    for one in members:
        (there,) = [text for text in texts if one.name in text]
        assert there.count(one.name) == 1
    for text in texts:
        assert text.count("王小") == text.count("主任科员")


def test_a_board_has_more_abreast():
    cards = notice(place(), date(2026, 11, 1), None, [member(n) for n in "甲乙丙丁戊己"], imprint())
    (block,) = [b for b in cards.blocks if isinstance(b, Portraits)]
    rows = {
        paper: sum(not strip.space for strip in portrait_strips(block, paper, fonts()))
        for paper in (A4, A3_LANDSCAPE)
    }
    assert rows == {A4: 2, A3_LANDSCAPE: 1}


@pytest.mark.parametrize(
    "broken",
    [b"", b"no picture", b"\xff\xd8\xff\xd9", jpeg()[:2000], b"\xff\xd8\xff\xe0\xff\xff" * 3],
)
def test_in_the_place_of_a_broken_photo_stands_the_surname(tmp_path, broken):
    assert read_jpeg(broken) is None
    outcome, file = printed(tmp_path, [member("甲", broken)])
    assert outcome.pages == 1
    assert pictures(file) == 0
    assert page_texts(file)[0].count("王") == 2


def test_who_has_no_photo_has_the_surname_in_its_place(tmp_path):
    others = [
        replace(member("丙"), name="欧阳若兰", consented=False),
        replace(member("丁"), name="阿依古丽·买买提"),
        replace(member("戊"), name="凡", consented=False),
    ]
    outcome, file = printed(tmp_path, [member("甲", jpeg()), member("乙"), *others])
    text = "".join(page_texts(file))
    assert outcome.warning == ""
    assert text.count("王") == 3  # the one with a photo has it in the name alone
    assert text.count("欧") == text.count("阳") == 2
    assert text.count("阿") == 2
    assert "若兰" not in text
    assert "凡" not in text
    assert text.count("党员") > 0


def test_grey_photos_and_other_shapes(tmp_path):
    grey = read_jpeg(jpeg("L", (300, 300)))
    assert grey is not None
    assert (grey.width, grey.height, grey.grey) == (300, 300, True)
    _, file = printed(tmp_path, [member("甲", jpeg("L", (300, 300)))])
    assert pictures(file) == 1


def test_nobody_is_said_plainly(tmp_path):
    outcome, file = printed(tmp_path, [])
    assert outcome.pages == 1
    assert "本期无" in page_texts(file)[0]
