from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.disclosure import Colour, Column, Text
from domain.errors import KnownError
from printing.listing import Listing, print_listing
from tests.printing.samples import page_texts, positions

LISTING = Listing(
    title="问题清单",
    office="重岗街道",
    told="颜色 红；未销号",
    count="共 3 件",
    made="2026年6月1日 09:30 制表",
    columns=(Column("编号", wide=True), Column("颜色"), Column("问题", wide=True)),
    widths=(100, 76, 400),
    empty="没有符合条件的内容",
)


def row(number: int, title: str = "电梯停运一周") -> tuple[Text, Colour, Text]:
    return Text(f"2026-{number:04d}"), Colour("red", "红"), Text(title)


def test_the_head_says_what_the_list_is(tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    listed = print_listing(LISTING, [row(n) for n in range(3)], file)
    assert (listed.rows, listed.pages, listed.warning) == (3, 1, "")
    (text,) = page_texts(file)
    for word in (
        "问题清单",
        "重岗街道·颜色红；未销号",
        "共3件·2026年6月1日09:30制表",
        "编号颜色问题",
        "2026-0002红电梯停运一周",
        "第1页共1页",
    ):
        assert word in text, word
    page = PdfReader(file).pages[0].mediabox
    assert page.width > page.height


def test_every_page_repeats_the_header_and_knows_how_many_there_are(tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    listed = print_listing(LISTING, (row(n) for n in range(90)), file)
    texts = page_texts(file)
    assert listed.pages == len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert "编号颜色问题" in text
        assert f"第{number}页共{len(texts)}页" in text
    assert all("（续）" in text for text in texts[1:])
    assert [n for text in texts for n in range(90) if f"2026-{n:04d}" in text] == list(range(90))


def test_the_columns_keep_the_proportions_of_the_screen(tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    print_listing(LISTING, [row(1)], file)
    left = {text: x for text, x, _ in positions(file)}
    whole = 297 - 2 * left["2026-0001"]
    share = (left["电梯停运一周"] - left["2026-0001"]) / whole
    assert share == pytest.approx(176 / 576, abs=0.01)


def test_a_row_higher_than_a_page_loses_nothing(tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    print_listing(LISTING, [row(1, "很长的话" * 900), row(2)], file)
    text = "".join(page_texts(file))
    assert text.count("很长的话") >= 880  # those that a line's end divides between pages are left
    assert text.count("话") == 900
    assert "2026-0002" in text


def test_an_empty_list_says_so_and_missing_characters_are_named(tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    assert print_listing(LISTING, [], file).rows == 0
    assert "没有符合条件的内容" in page_texts(file)[0]
    listed = print_listing(replace(LISTING, told="\U000323ad"), [row(1)], file)
    assert "U+323AD" in listed.warning


def test_a_list_broken_off_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    file.write_bytes(b"as it was")

    def broken():
        yield from (row(n) for n in range(200))
        raise KnownError("停下")

    with pytest.raises(KnownError):
        print_listing(LISTING, broken(), file)
    assert file.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [file]


def test_the_same_list_gives_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.pdf" for n in range(2)]
    for file in files:
        print_listing(LISTING, [row(n) for n in range(40)], file)
    assert files[0].read_bytes() == files[1].read_bytes()
