from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.disclosure import issue_progress_notice
from domain.errors import KnownError
from printing.batch import print_batch
from printing.print_run import PrintRun, arranged, order_of, ranges_of
from tests.printing.samples import imprint, issues, place

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
STARTS = [0, 1, 3]  # one page, two pages, one page


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Three stairwells, the second with two pages, and the list to sign."""
    file = tmp_path_factory.mktemp("batch") / "batch.pdf"
    notices = [
        issue_progress_notice(place(1, n), OCTOBER, issues(40 if n == 2 else 2), imprint())
        for n in (1, 2, 3)
    ]
    assert print_batch(notices, file).pages > 4
    return file.read_bytes()


def told(pdf: bytes) -> list[str]:
    """What stands on every page, without spaces."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize(
    ("run", "order"),
    [
        (PrintRun(), [0, 1, 2, 3]),
        (PrintRun(copies=2), [0, 1, 2, 3]),
        (PrintRun(copies=2, each=True), [0, 0, 1, 2, 1, 2, 3, 3]),
        (PrintRun(ranges=((2, 2), (4, 9))), [1, 3]),
        (PrintRun(two_sided=True), [0, None, 1, 2, 3]),
        (PrintRun(copies=2, two_sided=True), [0, None, 1, 2, 3, None]),
        (PrintRun(copies=2, each=True, two_sided=True, ranges=((4, 4),)), [3, None, 3]),
        (PrintRun(copies=2, each=True, ranges=((1, 1), (3, 3))), [0, 0, 2, 2]),
        (PrintRun(two_sided=True, ranges=((3, 4),)), [2, None, 3]),
    ],
)
def test_the_order_in_which_pages_come_out(run: PrintRun, order: list[int | None]) -> None:
    assert order_of(run, 4, STARTS) == order


@pytest.mark.parametrize(
    ("typed", "ranges"),
    [
        ("", ()),
        ("3", ((3, 3),)),
        (" 1-5，8、10—9 ", ((1, 5), (8, 8), (9, 10))),
        ("第3页", None),
        ("0-2", None),
        ("1--2", None),
        ("5-", None),
    ],
)
def test_page_ranges_as_people_type_them(
    typed: str, ranges: tuple[tuple[int, int], ...] | None
) -> None:
    assert ranges_of(typed) == ranges


def test_what_is_printed_as_it_is_stays_as_it_is(batch: bytes) -> None:
    sheets = arranged(batch, PrintRun())
    assert sheets.pdf == batch
    assert sheets.pages == len(PdfReader(BytesIO(batch)).pages)
    assert [round(side) for side in sheets.size] == [595, 842]
    assert sheets.copies == 1


def test_copies_of_the_whole_set_are_left_to_the_printer(batch: bytes) -> None:
    sheets = arranged(batch, PrintRun(copies=3))
    assert (sheets.pdf, sheets.copies) == (batch, 3)
    turned = arranged(batch, PrintRun(copies=3, two_sided=True))
    assert (turned.pages % 2, turned.copies) == (0, 3)
    assert arranged(batch, PrintRun(copies=3, each=True)).copies == 1


def test_on_two_sides_every_notice_begins_on_a_fresh_sheet(batch: bytes) -> None:
    pages = told(arranged(batch, PrintRun(two_sided=True)).pdf)
    begin = [n for n, text in enumerate(pages) if "第1页共" in text]
    assert len(begin) == 4
    assert all(n % 2 == 0 for n in begin)
    assert [text for text in pages if text] == told(batch)
    assert pages[1] == ""


def test_copies_of_each_notice_stay_together(batch: bytes) -> None:
    pages = told(batch)
    twice = told(arranged(batch, PrintRun(copies=2, each=True)).pdf)
    begin = [n for n, text in enumerate(pages) if "第1页共" in text] + [len(pages)]
    notices = [pages[a:b] for a, b in pairwise(begin)]
    assert twice == [text for notice in notices for text in notice * 2]


def test_progress_is_told_and_may_stop(batch: bytes) -> None:
    class StoppedError(Exception):
        pass

    def stop_at_three(done: int, total: int) -> None:
        heard.append((done, total))
        if done == 3:
            raise StoppedError

    heard: list[tuple[int, int]] = []
    with pytest.raises(StoppedError):
        arranged(batch, PrintRun(copies=2, each=True), stop_at_three)
    total = 2 * len(told(batch))
    assert heard == [(1, total), (2, total), (3, total)]


def test_no_page_in_the_range_is_said(batch: bytes) -> None:
    with pytest.raises(KnownError, match="一页也没有"):
        arranged(batch, PrintRun(ranges=((900, 901),)))


def test_stairwells_are_found_by_name(batch: bytes) -> None:
    marks = PdfReader(BytesIO(batch)).outline
    assert [mark.title[-3:] for mark in marks[:3]] == ["1单元", "2单元", "3单元"]
    assert marks[-1].title == "张贴清单"


def test_a_single_notice_has_no_marks(tmp_path: Path) -> None:
    from printing.batch import print_notice

    file = tmp_path / "one.pdf"
    print_notice(issue_progress_notice(place(1, 1), OCTOBER, issues(2), imprint()), file)
    assert PdfReader(file).outline == []
