"""财务收支 on paper: amounts stay in one piece and stand in a line at the right."""

from datetime import date, timedelta
from pathlib import Path

from domain.finance import Entry, sums_of
from domain.finance_notice import Accounts, notice
from domain.places import Level, PlaceStep
from printing.batch import print_notice
from tests.printing.samples import imprint, page_texts, positions

PLACE = (PlaceStep(Level.COMMUNITY, "果园居委会"),)
FIRST = date(2026, 5, 1)


def printed(tmp_path: Path, count: int, number: str | None = None) -> Path:
    entries = tuple(
        Entry(
            FIRST + timedelta(days=n % 31), f"记{n:03}", "支付保洁员工资和垃圾清运费",
            0, 123_456_789 + n, "张三", "李四", "王五",
        )
        for n in range(count)
    )  # fmt: skip
    sums = sums_of(10**12, entries)
    made = Accounts("果园居委会", FIRST, date(2026, 5, 31), sums, entries, True)
    file = tmp_path / "财务.pdf"
    print_notice(notice(PLACE, made, imprint(number)), file)
    return file


def test_everything_can_be_read_on_paper(tmp_path: Path) -> None:
    text = page_texts(printed(tmp_path, 3))[0]
    for word in (
        "财务公开", "财务收支公示", "稿样", "上期结余", "本期收入", "本期支出", "期末结余",
        "10,000,000,000.00元", "日期", "凭证号", "摘要", "经手人·证明人·审批人", "记002",
        "支付保洁员工资和垃圾清运费", "1,234,567.91", "张三·李四·王五",
    ):  # fmt: skip
        assert word in text, word


def test_amounts_stand_in_one_line(tmp_path: Path) -> None:
    told = [
        (text, left)
        for text, left, _ in positions(printed(tmp_path, 3))
        if text.startswith("1,234,567.")
    ]
    assert len(told) == 3
    assert len({round(left, 1) for _, left in told}) == 1  # digits are all of one width


def test_a_long_list_repeats_its_header(tmp_path: Path) -> None:
    pages = page_texts(printed(tmp_path, 60))
    assert len(pages) > 2
    assert all("凭证号" in page for page in pages[:-1])
