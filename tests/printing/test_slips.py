from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.errors import KnownError
from domain.order_paper import OrderPaper
from domain.slips import (
    Reported,
    SlipKind,
    SlipLine,
    SlipPaper,
    default_text,
    letter_text,
    restored,
    stored,
)
from printing.page import LEADING, PITCH
from printing.print_run import PrintRun, arranged
from printing.slips import print_papers
from printing.text import CLOSING
from tests.printing.samples import MM, RARE, page_texts, positions


def line(number: int, **changes: str) -> SlipLine:
    made = SlipLine(
        f"2026-{number:04d}",
        "3栋电梯停运一周，老人出行不便",
        "京公馆3栋",
        "yellow",
        "黄",
        "",
        f"〔2026〕{number}号",
        date(2026, 11, 20),
        "超期5天",
        "办理中",
        "配件已到货",
    )
    return replace(made, **changes)


def slip(
    kind: SlipKind = SlipKind.SUPERVISE, count: int = 2, number: str = "督〔2026〕31号"
) -> SlipPaper:
    lines = tuple(line(n) for n in range(1, count + 1))
    text, day = default_text(kind), date(2026, 11, 25)
    return SlipPaper(
        kind, number, "重岗街道办事处", "住建办", day, text, date(2026, 11, 30), lines, "王建国"
    )


def letter(extra: str = "") -> SlipPaper:
    told = Reported(
        "2026-0412",
        "生产路破损",
        "生产路长约140米，3座桥涵塌陷。",
        "果园社区4组",
        date(2026, 10, 12),
        "群众反映",
        ("农业农村局",),
        ((date(2026, 10, 15), "派单给农业农村局"),),
    )  # fmt: skip
    lines = (line(1, title="生产路破损，农忙出行难"),)
    return SlipPaper(
        SlipKind.LETTER,
        "报〔2026〕2号",
        "重岗街道办事处",
        "虚构县人民政府",
        date(2026, 11, 25),
        letter_text(told, "red") + extra,
        date(2026, 12, 4),
        lines,
        "王建国",
    )


ORDER = OrderPaper(
    "〔2026〕12号",
    "重岗街道办事处",
    datetime(2026, 11, 20, 9, 30),
    "住建办",
    ("物业科",),
    "2026-0418",
    "3栋电梯停运一周",
    "京公馆3栋1单元电梯停运，希望尽快修复。",
    "小区管理 / 电梯",
    "群众反映",
    "康泰社区京公馆3栋1单元502室",
    "邹秀英",
    "19900000147",
    "yellow",
    "黄",
    "街道（镇）统筹",
    "水电气",
    True,
    "请当天上门。",
    datetime(2026, 11, 23, 23, 59, 59),
    datetime(2026, 11, 20, 11, 30),
    1,
    datetime(2026, 11, 21, 9, 30),
    datetime(2026, 12, 1, 23, 59, 59),
    2,
)


def test_an_order_tells_the_unit_all_it_needs(tmp_path: Path) -> None:
    file = tmp_path / "order.pdf"
    assert print_papers([ORDER], file).pages == 1
    (text,) = page_texts(file)
    for word in (
        "内部使用·不得张贴",
        "派〔2026〕12号",
        "问题派单",
        "紧急·水电气",
        "2026-0418",
        "住建办",
        "物业科",
        "邹秀英",
        "19900000147",
        "京公馆3栋1单元502室",
        "黄·街道（镇）统筹",
        "请当天上门。",
        "11月23日前",
        "11月20日11:30前",
        "11月21日09:30前",
        "12月1日前",
        "签收人",
        "办理结果",
        "2个工作日内退单",
    ):
        assert word in text, word


def test_an_order_that_is_not_urgent_has_no_mark_and_no_hours(tmp_path: Path) -> None:
    file = tmp_path / "order.pdf"
    plain = replace(ORDER, urgent=False, urgency="", contact_by=None, measure_by=None, number="")
    print_papers([plain], file)
    (text,) = page_texts(file)
    assert "紧急" not in text
    assert "采取措施时限" not in text
    assert "签收后1个工作日内" in text
    assert "（导入，未编号）" in text


def test_a_long_description_goes_on_over_the_pages(tmp_path: Path) -> None:
    file = tmp_path / "order.pdf"
    told = "，".join(f"第{n}句说电梯停运" for n in range(400))
    assert print_papers([replace(ORDER, description=told)], file).pages > 1
    text = "".join(page_texts(file))
    for n in range(400):
        assert f"第{n}句" in text, n
    assert "（续）" in page_texts(file)[1]


@pytest.mark.parametrize("kind", [SlipKind.REMIND, SlipKind.SUPERVISE])
def test_a_slip_tells_every_issue_and_asks_for_an_answer(tmp_path: Path, kind: SlipKind) -> None:
    file = tmp_path / "slip.pdf"
    print_papers([slip(kind)], file)
    text = "".join(page_texts(file))
    title = "问题催办单" if kind is SlipKind.REMIND else "问题督办单"
    for word in (
        title,
        "督〔2026〕31号",
        "住建办：",
        "2026-0001",
        "2026-0002",
        "超期5天",
        "配件已到货",
        "请于2026年11月30日前反馈",
        "联系人：王建国",
        "重岗街道办事处",
        "2026年11月25日",
        "签收人",
    ):
        assert word in text, word


def test_a_draft_leaves_the_number_blank(tmp_path: Path) -> None:
    file = tmp_path / "slip.pdf"
    print_papers([slip(number="")], file)
    assert "督〔2026〕号" in page_texts(file)[0]


def test_many_issues_repeat_the_header_and_the_signature_has_company(tmp_path: Path) -> None:
    file = tmp_path / "slip.pdf"
    for count in range(1, 40, 3):
        print_papers([slip(count=count)], file)
        pages = page_texts(file)
        text = "".join(pages)
        assert all(f"2026-{n:04d}" in text for n in range(1, count + 1))
        rows = [p for p in pages if "2026-00" in p]
        assert all("办理情况" in p and "序号" in p for p in rows)
        signed = next(p for p in pages if "2026年11月25日" in p)
        assert f"2026-{count:04d}" in signed  # the last issue stands above the signature


def test_the_letter_has_the_measures_of_the_standard(tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    print_papers([letter()], file)
    text = "".join(page_texts(file))
    for word in (
        "重岗街道办事处",
        "报〔2026〕2号",
        "虚构县人民政府：",
        "一、基本情况",
        "3座桥涵塌陷",
        "请予支持，并于2026年12月4日前函复为盼。",
        "（联系人：王建国）",
    ):
        assert word in text, word
    first = {t: (x, y) for t, x, y in positions(file)}
    left, high = first["虚构县人民政府："]
    assert abs(left - 28) < 0.5
    indented, low = first["现将我辖区一件需上级协调解决的问题报告如下。"]
    assert abs(indented - left - 2 * PITCH / MM) < 0.5
    assert abs(high - low - LEADING / MM) < 0.5
    last = [(t, x, y) for page in (0, 1) for t, x, y in positions(file, page)]
    date_x = next(x for t, x, _ in last if t == "2026年11月25日")
    # Four characters from the right edge of the text, which is 26 mm from the paper's.
    assert abs(210 - 26 - 4 * PITCH / MM - date_x - _width("2026年11月25日")) < 1.2


def _width(text: str) -> float:
    from printing.fonts import fonts
    from printing.page import body

    return body(fonts()).width(text) / MM


def test_a_signature_never_stands_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    for lines in range(24):
        print_papers([letter("\n补充说明。" * lines)], file)
        page = next(p for p in page_texts(file) if "2026年11月25日" in p)
        assert "函复为盼" in page, lines


def test_no_line_begins_with_a_closing_mark(tmp_path: Path) -> None:
    file = tmp_path / "papers.pdf"
    text = "贵单位承办的（下列）问题，已超期；请“立即”办理、反馈。" * 6
    print_papers([replace(slip(), text=text), letter("\n" + text)], file)
    for page in range(len(PdfReader(file).pages)):
        starts = [t for t, _, _ in positions(file, page) if len(t) > 1]
        assert not [t for t in starts if t[0] in CLOSING.replace("—", "")]


def test_rare_characters_are_printed_from_embedded_fonts(tmp_path: Path) -> None:
    file = tmp_path / "papers.pdf"
    rare = replace(ORDER, person=RARE, description=RARE * 3)
    assert print_papers([rare, replace(slip(), unit=RARE)], file).warning == ""
    assert RARE in page_texts(file)[0]
    for page in PdfReader(file).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_the_same_papers_give_the_same_bytes_even_from_the_register(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.pdf", "b.pdf")]
    for paper in (slip(), letter()):
        print_papers([paper, ORDER], files[0])
        print_papers([restored(stored(paper)), ORDER], files[1])
        assert files[0].read_bytes() == files[1].read_bytes()


def test_each_paper_begins_on_a_fresh_sheet(tmp_path: Path) -> None:
    file = tmp_path / "papers.pdf"
    units = [f"第{n}单位" for n in range(12)]
    printed = print_papers([replace(slip(), unit=u, lines=(line(1),)) for u in units], file)
    assert (printed.notices, printed.pages) == (12, 12)
    assert all(f"{u}：" in page for u, page in zip(units, page_texts(file), strict=True))


def test_no_two_units_share_a_sheet_of_two_sides(tmp_path: Path) -> None:
    file = tmp_path / "papers.pdf"
    print_papers([slip(), ORDER, letter(), slip(count=1)], file)
    pages = page_texts(file)
    out = tmp_path / "sheets.pdf"
    out.write_bytes(arranged(file.read_bytes(), PrintRun(two_sided=True)).pdf)
    turned = page_texts(out)
    fronts = [n for n, text in enumerate(turned) if text in (pages[0], pages[-1])]
    assert len(turned) > len(pages)
    assert "" in turned
    assert all(n % 2 == 0 for n in fronts)
    out.write_bytes(arranged(file.read_bytes(), PrintRun(copies=2, each=True)).pdf)
    assert page_texts(out)[:2] == [pages[0]] * 2


def test_a_single_paper_has_no_marks(tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    print_papers([slip()], file)
    assert PdfReader(file).outline == []


def test_stopping_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "papers.pdf"
    with pytest.raises(KnownError, match="停止"):
        print_papers([slip(), slip()], file, progress=lambda done: False)
    assert list(tmp_path.iterdir()) == []
