"""The typography of DOMAIN.md §8, measured on the page: each within half a millimetre."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.disclosure import Heading, Notice, Paragraph
from domain.paper_sizes import PaperSize
from printing.batch import print_batch, print_notice
from printing.page import A3_LANDSCAPE, A4, PAPERS
from printing.slips import print_papers
from tests.printing.measured import MM, Line, lines, rules
from tests.printing.samples import imprint, issues, progress
from tests.printing.test_slips import letter

PITCH, LEADING = 15.79 / MM, 28.99 / MM
_SENTENCE = "请居民群众相互转告并予以监督支持配合，"


def near(value: float, wanted: float) -> bool:
    return abs(value - wanted) <= 0.5


def notification(
    paragraphs: int, title: str = "关于清理楼道杂物的通知", sentences: int = 9
) -> Notice:
    """A notice that is all text."""
    text = tuple(
        part
        for n in range(paragraphs)
        for part in (Heading(f"{'一二三四五'[n % 5]}、有关要求"), Paragraph(_SENTENCE * sentences))
    )
    return replace(progress(), title=title, blocks=text, imprint=imprint())


@pytest.fixture
def official(tmp_path: Path) -> Path:
    file = tmp_path / "通知.pdf"
    assert print_notice(notification(6, sentences=25), file).pages > 2
    return file


def running(file: Path, page: int = 0) -> list[Line]:
    return [line for line in lines(file, page) if "NotoSerifSC-Regular" in line.font]


def one(found: list[Line], word: str) -> Line:
    return next(line for line in found if word in line.text)


def test_the_type_area_is_that_of_the_standard(official: Path) -> None:
    found = running(official, 1)
    assert near(min(line.x for line in found), 28)
    assert near(max(line.end for line in found), 28 + 156)
    # A line's box is as high as the leading, its characters in the middle of it.
    above = LEADING / 2 + 0.38 * 16 / MM
    body = [line for line in lines(official, 1) if line.size == 16]
    assert near(max(line.y for line in body) + above, 297 - 37)
    assert len({round(line.y, 1) for line in body}) == 22
    assert near(max(line.y for line in body) - min(line.y for line in body), 21 * LEADING)
    assert near(min(line.y for line in body) + above - LEADING, 297 - 37 - 225)


def test_characters_and_lines_stand_at_their_pitch(official: Path) -> None:
    found = running(official, 1)
    full = [line for line in found if len(line.text) == 28]
    assert full
    for line in full:
        assert line.pitches == pytest.approx([15.79] * 27, abs=0.35)
        assert near(line.end - line.x, 28 * PITCH)
    steps = [a.y - b.y for a, b in pairwise(lines(official, 1)) if a.size == b.size == 16]
    assert steps == pytest.approx([LEADING] * len(steps), abs=0.02)


def test_text_and_headings_are_indented_by_two_characters(official: Path) -> None:
    found = lines(official, 1)
    heading, first = one(found, "、有关要求"), one(found, _SENTENCE[:6])
    assert "NotoSansSC-SemiBold" in heading.font
    assert heading.size == 16
    assert near(heading.x, 28 + 2 * PITCH)
    begins = {round(line.x, 1) for line in running(official, 1)}
    assert {28.0, round(28 + 2 * PITCH, 1)} == begins
    assert first.size == 16


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("关于清理楼道杂物的通知", 1),
        ("关于2026年度城乡居民基本医疗保险集中缴费的通知", 2),
        ("关于重岗街道康泰社区居务监督委员会工作情况的公示", 2),
    ],
)
def test_an_official_title_is_centred_and_broken_by_sense(
    tmp_path: Path, title: str, parts: int
) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(notification(1, title), file)
    shown = [line for line in lines(file) if line.size == 22]
    assert "".join(line.text for line in shown) == title
    assert len(shown) == parts
    for line in shown:
        assert near(line.middle, 28 + 156 / 2)
        assert "NotoSerifSC-Bold" in line.font
        assert not re.search("(基|监|委|医|居|保|的通|杂)$", line.text)


@pytest.mark.parametrize(("paper", "middle"), [(A4, 105), (A3_LANDSCAPE, 210)])
def test_the_title_of_a_notice_to_be_read_from_afar(tmp_path: Path, paper, middle) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(progress(issues(3)), file, paper)
    title = one(lines(file), "问题办理情况公示")
    assert title.size == 36
    assert near(title.middle, middle)
    long = replace(progress(issues(3)), title="重岗街道康泰社区居务监督委员会问题办理情况公示" * 2)
    print_notice(long, file, paper)
    parts = [line for line in lines(file) if line.size == 26]
    assert len(parts) > 1
    assert all(near(line.middle, middle) for line in parts)


@pytest.mark.parametrize(("paper", "right"), [(A4, 210 - 24.24), (A3_LANDSCAPE, 420 - 23.41)])
def test_the_date_stands_four_characters_from_the_right_and_the_unit_over_it(
    tmp_path: Path, paper, right
) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(progress(issues(2)), file, paper)
    found = lines(file)
    day, unit = one(found, "2026年11月1日"), one(found, "康泰社区居民委员会")
    day = max((line for line in found if line.text == "2026年11月1日"), key=lambda line: line.x)
    assert near(day.end, right - 4 * PITCH)
    assert near(unit.middle, day.middle)
    assert near(unit.y - day.y, LEADING)


@pytest.mark.parametrize("paper", [A4, A3_LANDSCAPE])
@pytest.mark.parametrize("made", [progress(issues(2)), notification(1)])
def test_nothing_stands_where_the_seal_goes(tmp_path: Path, paper, made) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(made, file, paper)
    found = lines(file)
    unit = one(found, "康泰社区居民委员会")
    x, y = unit.middle, unit.y - LEADING / 2 + 0.38 * 16 / MM
    for line in found:
        if line is not unit and line.text != "2026年11月1日":
            across = max(line.x - x, 0.0, x - line.end)
            up = max(line.y - y, y - line.y - line.size / MM, 0.0)
            assert across**2 + up**2 > 22.5**2, line.text
    for left, bottom, width, height in rules(file):
        across = max(left - x, 0.0, x - left - width)
        up = max(bottom - y, y - bottom - height, 0.0)
        assert across**2 + up**2 > 22**2


def test_every_page_says_which_of_how_many_it_is(official: Path) -> None:
    pages = len(PdfReader(official).pages)
    for page in range(pages):
        line = one(lines(official, page), "共")
        assert line.text == f"第 {page + 1} 页 共 {pages} 页"
        assert near(line.middle, 105)


def test_every_font_of_every_paper_is_embedded_as_a_subset(tmp_path: Path) -> None:
    made = [tmp_path / f"{n}.pdf" for n in range(6)]
    for file, paper in zip(made, PAPERS.values(), strict=False):
        print_notice(progress(issues(3), None), file, paper)
    print_notice(notification(2), made[3])
    print_batch([progress(issues(1))] * 3, made[4], PAPERS[PaperSize.TILES])
    print_papers([letter()], made[5])
    for file in made:
        raw, reader = file.read_bytes(), PdfReader(file)
        assert b"Helvetica" not in raw
        fonts = {
            font.get_object()["/BaseFont"]: font.get_object()
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        }
        assert fonts
        assert raw.count(b"/BaseFont") == len(fonts)
        for name, font in fonts.items():
            assert re.match(r"/[A-Z]{6}\+Noto", name)
            assert len(font["/FontDescriptor"]["/FontFile2"].get_data()) < 400_000


@pytest.mark.parametrize("paper", [A4, A3_LANDSCAPE])
def test_a_table_shrinks_in_three_steps_and_then_repeats_its_header(tmp_path: Path, paper) -> None:
    file = tmp_path / "notice.pdf"
    steps: list[float] = []
    pages: list[int] = []
    for count in range(4, 22):
        pages.append(print_notice(progress(issues(count)), file, paper).pages)
        found = lines(file)
        assert one(found, "第1处楼道灯不亮").size == one(found, "序号").size
        steps.append(one(found, "序号").size)
    alone = [size for size, count in zip(steps, pages, strict=True) if count == 1]
    assert list(dict.fromkeys(alone)) == [14, 12, 10.5]
    assert pages[len(alone) :] == [2] * (len(pages) - len(alone))
    assert one(lines(file, 1), "序号").text == "序号"
