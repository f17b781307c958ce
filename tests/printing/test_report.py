from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.disclosure import leftovers
from domain.happy_bill import notice
from domain.indicators import ALL, Counts
from domain.workflow import Rating
from printing.batch import print_notice
from printing.report import print_report
from tests.printing.reports import SETTLED, report
from tests.printing.samples import RARE, imprint, page_texts, place


def test_the_report_tells_figures_changes_and_formulas(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    print_report(report(), file)
    text = "".join(page_texts(file))
    for word in (
        "问题办理工作月报", "重岗街道办事处·2026年10月", "本期登记问题71件", "未销号问题存量",
        "按工作组",
        "雨天积水", "12件", "电梯停运", "11天", "京公馆3栋", "幸福账单（2件）", "满意", "期末40件",
    ):  # fmt: skip
        assert word in text, word
    for indicator in ALL:
        assert indicator.word in text
        assert "".join(indicator.formula.split()) in text, indicator.word
    assert "−9" in text  # 登记: 71 after 80
    assert "+26.7" in text  # 满意率: 28 of 30 after 20 of 30
    assert "502" not in text
    assert "19900000147" not in text


def test_long_lists_are_shortened_with_a_word_and_heads_repeat(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    printed = print_report(report(names=60, late=130, settled=90), file)
    pages = page_texts(file)
    assert printed.pages == len(pages)
    text = "".join(pages)
    assert "其余49个" in text
    assert "还有90件，见导出的Excel" in text
    assert "还有70件，见导出的Excel" in text
    assert all("超期" in page for page in pages if "2026-10" in page)
    assert all(f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, 1))


def test_the_same_report_gives_the_same_bytes_from_embedded_fonts(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.pdf", "b.pdf")]
    for file in files:
        print_report(report(), file)
    assert files[0].read_bytes() == files[1].read_bytes()
    for font in PdfReader(files[0]).pages[0]["/Resources"]["/Font"].values():
        assert "/FontFile2" in font.get_object()["/FontDescriptor"]


@pytest.mark.parametrize("days", [1, 2, 31, 62, 63, 400])
def test_the_chart_takes_any_period(tmp_path: Path, days: int) -> None:
    file = tmp_path / "report.pdf"
    print_report(report(days=days), file)
    assert f"期末{9 + days}件" in "".join(page_texts(file))


def test_a_report_of_nothing_says_so(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    empty = replace(
        report(late=0, settled=0), counts=Counts(), breakdowns=(), loud=(), stock=(), late=()
    )
    print_report(empty, file)
    text = "".join(page_texts(file))
    assert "本期没有。" in text
    assert "本期没有销号且群众满意的问题。" in text
    assert "—" in text


def test_rare_characters_are_printed(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    assert print_report(replace(report(), office=RARE), file).warning == ""
    assert RARE in page_texts(file)[0]


def test_the_bill_for_the_wall_is_masked(tmp_path: Path) -> None:
    file = tmp_path / "bill.pdf"
    period = (date(2026, 10, 1), date(2026, 10, 31))
    made = notice(place(), period, [SETTLED, replace(SETTLED, rating=Rating.FAIR)], imprint())
    assert leftovers(made) == ()
    print_notice(made, file)
    (text,) = page_texts(file)
    for word in (
        "幸福账单", "京公馆3栋1单元·2026年10月",
        "本期办结销号、群众满意的问题共2件，其中满意1件，基本满意1件。",
        "199****0147", "小区管理·京公馆3栋", "物业科", "10月9日", "公示期",
    ):  # fmt: skip
        assert word in text, word
    assert "502" not in text
    assert "19900000147" not in text


def test_a_bill_without_anything_says_so(tmp_path: Path) -> None:
    file = tmp_path / "bill.pdf"
    print_notice(notice(place(), (date(2026, 10, 1), date(2026, 10, 31)), [], imprint()), file)
    assert "本期无" in page_texts(file)[0]
