from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.disclosure import NoticeIssue, content_hash
from printing.batch import print_notice
from printing.closing import _qr
from printing.page import A3_LANDSCAPE, A4
from printing.pages import paginate
from printing.strip import Strip
from tests.printing.samples import (
    MM,
    RARE,
    imprint,
    issues,
    page_texts,
    positions,
    progress,
    team,
)


def near(value: float, expected: float) -> bool:
    return abs(value - expected) <= 0.5


def test_a_notice_says_everything_it_must(tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    assert print_notice(progress(issues(2), "康公示〔2026〕第12号"), file).pages == 1
    (text,) = page_texts(file)
    for word in (
        "村（居）务公开",
        "康公示〔2026〕第12号",
        "问题办理情况公示",
        "京公馆3栋1单元·2026年10月",
        "公示期",
        "2026年11月1日至11月8日",
        "意见反映",
        "监督电话",
        "0527-0000000",
        "审核：居务监督委员会",
        "康泰社区居民委员会",
        "第1页共1页",
    ):
        assert word in text, word
    for column in ("序号", "颜色", "类别", "位置", "问题概述", "责任单位", "措施", "进展", "时限"):
        assert column in text, column
    assert "稿样" not in text


def test_a_notice_without_a_number_is_a_draft(tmp_path: Path) -> None:
    file = tmp_path / "draft.pdf"
    print_notice(progress(issues(1), None), file)
    assert "稿样" in page_texts(file)[0]


def test_only_embedded_truetype_subsets_are_used(tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(progress(issues(3)), file)
    fonts = PdfReader(file).pages[0]["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        font = font.get_object()
        assert font["/Subtype"] == "/TrueType"
        assert "+Noto" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"]


def test_the_same_notice_gives_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.pdf", "b.pdf")]
    for file in files:
        print_notice(progress(issues(5)), file)
    assert files[0].read_bytes() == files[1].read_bytes()
    print_notice(progress(issues(6)), files[1])
    assert files[0].read_bytes() != files[1].read_bytes()


def test_measures_are_those_of_the_standard(tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(progress(issues(1)), file)
    page = PdfReader(file).pages[0].mediabox
    assert near(float(page.width) / MM, 210)
    assert near(float(page.height) / MM, 297)
    found = {text: (x, y) for text, x, y in positions(file)}
    lines = sorted((y, x, t) for t, (x, y) in found.items() if t.startswith(("根据", "共部")))
    (low, left, _), (high, indented, _) = lines
    assert near(high - low, 28.99 / MM)
    assert near(indented - left, 2 * 15.79 / MM)
    assert 20 <= left <= 25
    right_margin = 210 - left
    date_x = found["2026年11月1日"][0]
    date_end = date_x + _width("2026年11月1日")
    assert near(right_margin - date_end, 4 * 15.79 / MM)
    office_x, office_y = found["康泰社区居民委员会"]
    centre = office_x + _width("康泰社区居民委员会") / 2
    assert near(centre, (date_x + date_end) / 2)
    assert near(office_y - found["2026年11月1日"][1], 28.99 / MM)


def _width(text: str) -> float:
    from printing.fonts import fonts
    from printing.page import body

    return body(fonts()).width(text) / MM


def test_the_seal_has_its_room(tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(progress(issues(1)), file)
    found = positions(file)
    x, y = next((x, y) for t, x, y in found if t == "康泰社区居民委员会")
    centre, middle = x + _width("康泰社区居民委员会") / 2, y - 28.99 / 2 / MM + 2
    own = {"康泰社区居民委员会", "2026年11月1日"}
    intruders = [
        t for t, tx, ty in found
        if t not in own and abs(ty - middle) < 22 and tx + len(t) * 3.7 > centre - 22.5
    ]  # fmt: skip
    assert intruders == []


def test_a_long_table_repeats_its_header_and_numbers_its_pages(tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    printed = print_notice(progress(issues(40)), file)
    pages = page_texts(file)
    assert len(pages) == printed.pages == 3
    for number, text in enumerate(pages, 1):
        assert "序号颜色" in text
        assert f"第{number}页共3页" in text
    for n in range(1, 41):
        assert sum(f"第{n}处楼道灯" in text for text in pages) == 1
    assert ["监督电话" in text for text in pages] == [False, False, True]


@pytest.mark.parametrize("count", range(3, 15))
def test_the_closing_never_stands_alone(tmp_path: Path, count: int) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(progress(issues(count)), file)
    assert f"第{count}处楼道灯" in page_texts(file)[-1]


def test_a_row_longer_than_a_page_is_divided_and_nothing_is_lost(tmp_path: Path) -> None:
    words = "".join(f"第{n}句说明情况较为复杂；" for n in range(400))
    file = tmp_path / "notice.pdf"
    printed = print_notice(
        progress([NoticeIssue("其他", "京公馆", words, "red", "县住建局")]), file
    )
    assert printed.pages > 1
    text = "".join(page_texts(file))
    lowest = min(y for page in range(printed.pages) for _, _, y in positions(file, page))
    assert lowest > 10
    assert all(f"{n}句" in text for n in range(400))


def test_rare_names_print_and_a_lost_character_is_named(tmp_path: Path) -> None:
    file = tmp_path / "team.pdf"
    printed = print_notice(team([f"张{c}" for c in RARE]), file)
    assert printed.warning == ""
    assert all(f"张{c}" in page_texts(file)[0] for c in RARE)
    assert "U+20BB7" in print_notice(team(["张𠮷"]), file).warning


def test_twelve_members_and_long_names_stay_on_the_paper(tmp_path: Path) -> None:
    file = tmp_path / "team.pdf"
    long = "泗洪县人力资源和社会保障局劳动就业管理服务中心综合科"
    notice = replace(team([f"张{n}" for n in range(12)]), place=long * 2)
    office = long + "党支部委员会"
    notice = replace(notice, imprint=imprint(office=office, reviewer=long, objection=long * 4))
    pages = print_notice(notice, file).pages
    text = "".join(page_texts(file))
    assert all(f"张{n}" in text for n in range(12))
    for page in range(pages):
        for shown, x, y in positions(file, page):
            assert 20 < x < 190, shown
            assert 10 < y < 285, shown


def test_nothing_unmasked_reaches_the_paper(tmp_path: Path) -> None:
    secret = NoticeIssue(
        "矛盾纠纷",
        "京公馆3栋1单元502室",
        "王某身份证329999199001011234，电话13812345678",
        "red",
        "康泰社区",
        "赔款汇至6222021234561234567",
        date(2026, 11, 2),
    )
    file = tmp_path / "notice.pdf"
    print_notice(progress([secret]), file)
    text = "".join(page_texts(file))
    for number in ("329999199001011234", "13812345678", "6222021234561234567", "502"):
        assert number not in text
    assert "138****5678" in text


def test_the_board_is_wide(tmp_path: Path) -> None:
    file = tmp_path / "board.pdf"
    print_notice(progress(issues(3)), file, A3_LANDSCAPE)
    page = PdfReader(file).pages[0].mediabox
    assert near(float(page.width) / MM, 420)


def test_the_qr_code_is_utf_8_and_holds_number_and_hash() -> None:
    notice = progress(issues(1), "康公示〔2026〕第12号")
    side, path = _qr(f"康公示〔2026〕第12号\n{content_hash(notice)}")
    assert side == 41  # 93 bytes of UTF-8 at level M; another encoding is shorter or longer
    rows = {int(part.split()[1]) for part in path.split(" re")[:-1]}
    assert rows == set(range(41))


def test_pages_keep_what_belongs_together() -> None:
    def strip(height: float, **kind: bool) -> Strip:
        return Strip(height, lambda _s, _t: None, **kind)

    heading, line, space = strip(10, bound=True), strip(10), strip(10, space=True)
    header = strip(5)
    row = Strip(10, line.draw, header)
    assert paginate([line, line, heading, line], 30) == [[line, line], [heading, line]]
    assert paginate([line, line, space, line], 30) == [[line, line], [line]]
    assert paginate([line, line, space], 25) == [[line, line]]
    assert paginate([line, row, row], 20) == [[line, row], [header, row]]
    assert paginate([line, row], 30, reserved=20) == [[line], [header, row]]


def test_a4_takes_29_characters_of_the_standard_pitch() -> None:
    assert near(A4.measure / MM, 29 * 15.79 / MM)
