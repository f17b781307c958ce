"""The accounts of a period as three offices keep them, and as the program writes them itself."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import KnownError
from domain.finance import Entry, balances
from domain.finance_judge import FinanceKnowledge, KnownPeriod
from domain.known_places import PlaceIndex
from domain.ledger import place_path_key
from domain.places import Level, PlaceStep
from exchange.export import Column, write_table
from exchange.finance import read_cell
from exchange.judging import Judged, Knowledge, judge
from exchange.reading import read

Make = Callable[..., Path]
GUOYUAN = (PlaceStep(Level.COMMUNITY, "果园居委会"),)
INDEX = PlaceIndex([GUOYUAN, (PlaceStep(Level.COMMUNITY, "康泰社区居委会"),)])
TITLES = ("日期", "凭证号", "摘要", "收入", "支出", "结余", "经手人", "证明人", "审批人")
PEOPLE = ("张三", "李四", "王五")
MAY = date(2026, 5, 1), date(2026, 5, 31)


def judged(path: Path, *known: KnownPeriod) -> Judged:
    accounts = FinanceKnowledge({place_path_key(GUOYUAN): known} if known else {})
    return judge(read(path, "finance"), Knowledge(places=INDEX, finance=accounts))


def codes(made: Judged) -> list[tuple[int, str | None, str]]:
    return [(f.row, f.column, f.code) for s in made.report.sheets for f in s.findings]


def told(made: Judged, code: str) -> str:
    return next(f.text for s in made.report.sheets for f in s.findings if f.code == code)


def test_a_sheet_with_a_column_for_everything(make_xlsx: Make) -> None:
    rows = [
        ["果园社区2026年5月财务收支公开表"],
        ["填报单位：果园居委会", "", "", "单位：元"],
        TITLES,
        ["", "", "上期结余", "", "", 12_000],
        [date(2026, 5, 3), "记001", "收土地租金", 5_000, "", 17_000, *PEOPLE],
        ["5月6日", "记002", "购打印纸", "", "¥120.50", 16_879.5, *PEOPLE],
        ["", "", "合计", 5_000, 120.5, ""],
        ["", "", "期末结余", "", "", 16_879.5],
        ["村主任：张三", "", "会计：李四"],
    ]
    made = judged(make_xlsx("a.xlsx", rows))
    (period,) = made.finance
    assert (period.place, period.since, period.until) == (GUOYUAN, *MAY)
    assert (period.opening, period.closing, period.closed) == (1_200_000, 1_687_950, False)
    assert period.entries == (
        Entry(date(2026, 5, 3), "记001", "收土地租金", 500_000, 0, *PEOPLE),
        Entry(date(2026, 5, 6), "记002", "购打印纸", 0, 12_050, *PEOPLE),
    )
    assert codes(made) == [(row, None, "note_row") for row in (4, 7, 8, 9)]
    assert made.report.sheets[0].accepted == 2


def test_bad_input_keeps_its_row_out_and_is_named(make_xlsx: Make) -> None:
    day = date(2026, 5, 9)
    rows = [
        ["果园社区2026年5月财务收支"],
        TITLES,
        [day, "1", "修路", "", "1,2万", ""],
        [day, "2", "", "", 5, ""],
        [day, "3", "没有金额", "", 0, ""],
        [day, "4", "两边都有", 3, 5, ""],
        [day, "5", "红字", "", -5, ""],
        ["不详", "6", "没有日期", "", 5, ""],
        [date(2026, 6, 1), "7", "别的月份", "", 5, ""],
        [day, "8", "零头", "", 1.234, ""],
        [day, "9", "买水", "", 5, "约 5"],
        [day, "9", "买水", "", 5, "约 5"],
    ]
    made = judged(make_xlsx("b.xlsx", rows))
    assert codes(made) == [
        (2, None, "opening_missing"),
        (3, "支出", "amount_unread"),
        (4, "摘要", "summary_missing"),
        (5, None, "amount_missing"),
        (6, "支出", "amount_twice"),
        (7, "支出", "amount_negative"),
        (8, "日期", "date_unparsed"),
        (9, "日期", "day_outside"),
        (10, "支出", "amount_unread"),
        (11, "结余", "balance_unread"),
        (12, None, "duplicate_row"),
    ]
    assert "1,2万" in told(made, "amount_unread")
    sheet = made.report.sheets[0]
    assert (sheet.accepted, sheet.rows_rejected, sheet.rows_skipped) == (1, (*range(3, 11),), (12,))


def test_other_words_another_order_in_ten_thousands_and_days_in_two_columns(
    make_xlsx: Make,
) -> None:
    rows = [
        ["果园村财务明细（万元）"],
        ["2026年", "", "凭证字号", "收支项目", "收方（万元）", "付方（万元）", "余额", "证明",
         "经办人", "审批"],
        ["月", "日"],
        [5, 1, "", "承前页", "", "", "12000元"],
        [5, 3, 1, "收租金", 0.5, "", "1.7万", "甲", "乙", "丙"],
        [5, 6, 2, "购纸", "", 0.012, "16,880.00元"],
        ["", "", "", "本月合计", 0.5, 0.012],
        ["", "", "", "本年累计", 2.5, 1.012],
    ]  # fmt: skip
    made = judged(make_xlsx("果园村5月.xlsx", rows))
    (period,) = made.finance
    assert (period.since, period.until, period.opening) == (*MAY, 1_200_000)
    assert period.entries == (
        Entry(date(2026, 5, 3), "1", "收租金", 500_000, 0, "乙", "甲", "丙"),
        Entry(date(2026, 5, 6), "2", "购纸", 0, 12_000),
    )
    assert [code for _, _, code in codes(made) if code != "note_row"] == ["period_assumed"]


def test_a_balance_that_does_not_follow_is_found_where_it_goes_wrong(make_xlsx: Make) -> None:
    rows = [
        ["果园社区2026年5月财务收支。上期结余：100元，期末结余：170元"],
        TITLES,
        ["5.3", "1", "收款", 50, "", 150],
        ["5.4", "2", "付款", "", 30, 130],
        ["5.5", "3", "收款", 40, "", 170],
        ["", "", "合计", 90, 20],
    ]
    made = judged(make_xlsx("c.xlsx", rows))
    assert codes(made) == [
        (4, "结余", "balance_mismatch"),
        (6, None, "note_row"),
        (6, "支出", "total_mismatch"),
    ]
    assert "表里是 130.00，应为 120.00" in told(made, "balance_mismatch")
    (period,) = made.finance
    assert (period.opening, period.closing, len(period.entries)) == (10_000, 17_000, 3)


def test_a_sheet_a_month_goes_on_from_the_one_before(make_xlsx: Make) -> None:
    head = ["果园社区2026年财务收支"]
    sheets = {
        "4月": [head, TITLES, ["4月5日", "1", "收款", 50, "", 150]],
        "5月": [head, TITLES, ["5月5日", "1", "付款", "", 30, 120]],
        "6月": [
            head,
            TITLES,
            ["", "", "上月结余", "", "", 130],
            ["6月5日", "1", "付", "", 30, 100],
        ],
    }
    made = judged(make_xlsx("年.xlsx", sheets))
    assert [(p.since.month, p.opening) for p in made.finance] == [
        (4, 10_000), (5, 15_000), (6, 12_000),
    ]  # fmt: skip
    assert codes(made) == [
        (3, None, "note_row"),
        (3, None, "opening_mismatch"),
        (4, "结余", "balance_mismatch"),
    ]


def test_what_is_on_file_goes_before_the_file(make_xlsx: Make) -> None:
    april = KnownPeriod(date(2026, 4, 1), date(2026, 4, 30), 500, ())
    rows = [["果园社区2026年5月财务收支"], TITLES, ["5月3日", "1", "收款", 50, "", 150]]
    made = judged(make_xlsx("d.xlsx", rows), april)
    assert made.finance[0].opening == 500
    assert "表里是 100.00，台账里是 5.00" in told(made, "opening_mismatch")


@pytest.mark.parametrize(
    ("title", "day", "code"),
    [
        ("果园社区2026年5月收支", "5月3日", "period_overlaps"),
        ("2026年5月收支", "5月3日", "community_unknown"),
        ("不在册社区2026年5月收支", "5月3日", "community_unknown"),
        ("果园社区收支", "5月3日", "period_unknown"),
    ],
)
def test_a_sheet_that_belongs_nowhere(make_xlsx: Make, title: str, day: str, code: str) -> None:
    known = KnownPeriod(date(2026, 5, 16), date(2026, 6, 15), 0, ())
    made = judged(make_xlsx("e.xlsx", [[title], TITLES, [day, "1", "收款", 50]]), known)
    assert codes(made) == [(2, None, code)]
    assert made.finance == ()
    assert made.report.sheets[0].rows_rejected == (3,)


def test_what_is_no_accounts_is_told(make_xlsx: Make) -> None:
    with pytest.raises(KnownError, match="财务收支表"):
        read(make_xlsx("f.xlsx", [["姓名", "电话"], ["张三", "13812345678"]]), "finance")


@pytest.mark.parametrize(
    ("cell", "unit", "fen"),
    [
        (0.1 + 0.2, 100, 30),
        (1234.5, 100, 123_450),
        (3, 1_000_000, 3_000_000),
        (1e300, 100, int("1" + "0" * 302)),
        (float("nan"), 100, None),
        (0.005, 100, None),
        (True, 100, None),
        ("—", 100, 0),
        (None, 100, 0),
        ("-1,000.00", 100, -100_000),
        ("1.5", 1_000_000, 1_500_000),
        ("1.5元", 1_000_000, 150),
        ("1,5万", 100, None),
        ("(500)", 100, None),
    ],
)
def test_amounts_in_cells(cell: object, unit: int, fen: int | None) -> None:
    assert read_cell(cell, unit) == fen  # type: ignore[arg-type]


ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 10**11), st.booleans(), st.sampled_from(PEOPLE)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.integers(0, 10**11))
def test_what_the_program_writes_it_reads_again(
    tmp_path: Path, made: list[tuple[int, int, bool, str]], opening: int
) -> None:
    entries = tuple(
        Entry(MAY[0] + timedelta(days=day), f"记{n:03}", f"第{n}笔", *amounts, who, who, who)
        for n, (day, fen, comes, who) in enumerate(sorted(made), 1)
        for amounts in [(fen, 0) if comes else (0, fen)]
    )
    table = [
        (e.day, e.voucher, e.summary, e.income / 100 or None, e.expense / 100 or None, left / 100,
         e.handler, e.witness, e.approver)
        for e, left in zip(entries, balances(opening, entries), strict=True)
    ]  # fmt: skip
    path = tmp_path / "往返.xlsx"
    title = "果园居委会2026年5月财务收支"
    write_table(path, title, [Column(t) for t in TITLES], table)
    again = judged(path)
    assert codes(again) == []
    assert again.finance[0].entries == entries
    assert again.finance[0].opening == opening
