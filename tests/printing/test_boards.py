"""Notices on the board: A3 landscape, and the same from two sheets of A4."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from domain.disclosure import Heading, Notice, Paragraph
from domain.paper_sizes import PaperSize
from printing.batch import print_batch, print_notice
from printing.page import A3_LANDSCAPE, PAPERS
from printing.seams import with_edge_at
from tests.printing.measured import lines
from tests.printing.samples import MM, issues, page_texts, positions, progress, team

TILES = PAPERS[PaperSize.TILES]
_TEXT = "请尚未参保的居民于12月31日前，通过手机或到社区便民服务大厅办理，逾期的按规定办理。"


def shown(file: Path, word: str, page: int = 0) -> tuple[float, float]:
    """Where a line of text that holds a word begins, in mm from the lower left."""
    return next((x, y) for text, x, y in positions(file, page) if word in text)


def in_words(paragraphs: int) -> Notice:
    """A notice of headings and text only, every paragraph with a number of its own."""
    blocks = [
        part
        for n in range(paragraphs)
        for part in (Heading(f"一、第{n}项"), Paragraph(f"第{n}条：{_TEXT * 3}"))
    ]
    return replace(progress(), blocks=tuple(blocks))


def test_a_board_has_its_margins_and_everything_that_closes_it_in_one_band(tmp_path: Path) -> None:
    file = tmp_path / "board.pdf"
    assert print_notice(progress(issues(5)), file, A3_LANDSCAPE).pages == 1
    box = PdfReader(file).pages[0].mediabox
    assert (float(box.width) / MM, float(box.height) / MM) == pytest.approx((420, 297), abs=0.1)
    lowest = min(y for text, _, y in positions(file) if "页" not in text)
    assert 20 <= shown(file, "公示期")[0] <= 25
    assert 20 <= lowest <= 40
    band = [shown(file, word)[1] for word in ("公示期", "审核", "康泰社区居民委员会")]
    assert max(band) - min(band) < 20
    across = [shown(file, word)[0] for word in ("公示期", "审核", "康泰社区居民委员会")]
    assert across == sorted(across)


def test_more_rows_shrink_the_table_and_then_the_header_repeats(tmp_path: Path) -> None:
    file = tmp_path / "board.pdf"
    pages = [print_notice(progress(issues(n)), file, A3_LANDSCAPE).pages for n in (6, 9, 30, 60)]
    assert pages[:2] == [1, 1]
    assert 1 < pages[2] < pages[3]
    assert all("序号颜色" in text for text in page_texts(file))


def test_long_text_stands_in_two_columns_of_the_board(tmp_path: Path) -> None:
    file = tmp_path / "board.pdf"
    assert print_notice(in_words(4), file, A3_LANDSCAPE).pages == 1
    starts = {round(x) for text, x, _ in positions(file) if text.startswith("一、")}
    assert starts == {23, 218}
    first, second = shown(file, "一、第0项"), shown(file, "一、第2项")
    assert first[1] == pytest.approx(second[1], abs=8)  # balanced: both columns begin above


@pytest.mark.parametrize("paragraphs", [8, 14, 15, 16, 40])
def test_columns_go_on_over_pages_without_losing_a_line(tmp_path: Path, paragraphs: int) -> None:
    file = tmp_path / "board.pdf"
    print_notice(in_words(paragraphs), file, A3_LANDSCAPE)
    texts = page_texts(file)
    whole = "".join(texts)
    places = [whole.index(f"第{n}条：") for n in range(paragraphs)]
    assert places == sorted(places)
    assert whole.count("逾期的按规定办理。") == 3 * paragraphs
    assert ["监督电话" in text for text in texts] == [False] * (len(texts) - 1) + [True]
    assert "条：" in texts[-1] or "办理。" in texts[-1]  # the closing does not stand alone
    for page in range(len(texts)):
        assert min(y for _, _, y in positions(file, page)) > 10


def test_two_sheets_of_a4_make_the_board(tmp_path: Path) -> None:
    board, tiles = tmp_path / "board.pdf", tmp_path / "tiles.pdf"
    print_notice(progress(issues(5)), board, A3_LANDSCAPE)
    assert print_notice(progress(issues(5)), tiles, TILES).pages == 2
    for page in PdfReader(tiles).pages:
        assert float(page.mediabox.width) / MM == pytest.approx(210, abs=0.1)
    left, right = page_texts(tiles)
    assert "这一条是粘贴处" in left
    assert "沿虚线裁去这一条" in right
    # Cut at 10 mm and laid over the last 10 mm of the left one, they are the board again.
    for word in ("公示期", "第12号"):
        x, y = shown(board, word)
        assert _on_tiles(tiles, word, 0) == pytest.approx((x - 10, y), abs=0.1)
        assert _on_tiles(tiles, word, 1) == pytest.approx((x - 200, y), abs=0.1)


def _on_tiles(file: Path, word: str, page: int) -> tuple[float, float]:
    """As `shown`, for what stands inside a moved drawing."""
    found: list[tuple[float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if word in text:
            found.append(((cm[4] + tm[4]) / MM, (cm[5] + tm[5]) / MM))

    PdfReader(file).pages[page].extract_text(visitor_text=visit)
    return found[0]


def test_nothing_of_a_tile_comes_too_near_the_edge_of_the_paper(tmp_path: Path) -> None:
    tiles = tmp_path / "tiles.pdf"
    print_notice(progress(issues(5)), tiles, TILES)
    assert _on_tiles(tiles, "公示期", 0)[0] > 10
    assert _on_tiles(tiles, "第12号", 1)[0] < 200


def test_the_list_to_sign_keeps_the_size_of_a_hand(tmp_path: Path) -> None:
    counts = {}
    for name, paper in (("a3", A3_LANDSCAPE), ("tiles", TILES)):
        notices = [replace(progress(issues(1)), place=f"{n}栋1单元") for n in range(60)]
        file = tmp_path / f"{name}.pdf"
        printed = print_batch(notices, file, paper)
        counts[name] = (printed.pages - printed.list_pages, printed.list_pages)
        boxes = {round(float(p.mediabox.width) / MM) for p in PdfReader(file).pages}
        assert boxes == {420 if name == "a3" else 210}
        listed = "".join(page_texts(file)[-printed.list_pages :])
        assert all(f"{n}栋1单元" in listed for n in range(60))
    assert counts["a3"][0] == 60
    assert counts["tiles"][0] == 120
    assert counts["a3"][1] < counts["tiles"][1]


@pytest.mark.parametrize(
    "made",
    [progress(issues(5)), progress(issues(40)), in_words(3), team([f"张{n}" for n in "甲乙丙"])],
)
def test_nothing_but_the_title_is_read_across_the_seam(tmp_path: Path, made: Notice) -> None:
    tiles = tmp_path / "tiles.pdf"
    pages = print_notice(made, tiles, TILES).pages
    for page in range(0, pages, 2):
        across = [
            line.text
            for line in lines(tiles, page)  # where it stands on the board
            if line.size < 18 and line.x < 209.9 and line.end > 210.1
        ]
        assert [text for text in across if "粘贴处" not in text] == []


@given(
    st.lists(st.tuples(st.integers(10, 200), st.integers(0, 300)), min_size=1, max_size=9),
    st.floats(0.1, 0.9),
)
def test_an_edge_is_moved_to_the_seam_without_cutting_a_word(
    columns: list[tuple[int, int]], share: float
) -> None:
    least = [low for low, _ in columns]
    widths = [low + more for low, more in columns]
    at = share * sum(widths)
    moved = with_edge_at(widths, least, at)
    assert sum(moved) == pytest.approx(sum(widths))
    assert all(now >= low - 0.001 for now, low in zip(moved, least, strict=True))
    edges = [sum(moved[:n]) for n in range(1, len(moved))]
    assert moved == widths or min(abs(edge - at) for edge in edges) < 0.001
