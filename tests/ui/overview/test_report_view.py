"""The report of a month and its bill, chosen, printed, saved and exported."""

from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from db.figures import indicators
from db.issues import issue_import
from db.session import now, today
from domain.entries import EventEntry, IssueEntry
from domain.paper_words import period_words
from domain.report import Report
from domain.workflow import Move, Rating
from ui.overview.report_view import ReportView

WAIT = 15_000
LAST_MONTH = indicators.months(today(), 2)[0]


@pytest.fixture
def settled(write):
    """An issue of last month that was settled to somebody's satisfaction."""
    first = LAST_MONTH[0]
    start = now().replace(year=first.year, month=first.month, day=2, hour=9)
    steps = (
        EventEntry(Move.REGISTER, start),
        EventEntry(Move.SETTLE, start + timedelta(hours=1), note="换了灯泡，联系19900000147"),
        EventEntry(Move.FOLLOW_UP, start + timedelta(hours=2), rating=Rating.SATISFIED),
        EventEntry(Move.CLOSE, start + timedelta(hours=3)),
    )

    def put(database, user):
        with database.write(user) as session:
            entry = IssueEntry(
                "楼道灯不亮", steps, "甲-1", person="邹秀英", place_text="京公馆3栋1单元502室"
            )
            issue_import.store(session, [entry])

    write(put)


@pytest.fixture
def view(qtbot, bench):
    made = ReportView(bench)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    return made


def drawn(qtbot, bench, view):
    qtbot.waitUntil(lambda: not view._rest.isActive() and bench.tasks.idle, timeout=WAIT)
    assert view._shown is not None
    return view._shown


def text_of(file):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(file).pages)


def test_last_month_is_shown_and_saved(qtbot, bench, settled, view, said, tmp_path):
    view.show()
    shown = drawn(qtbot, bench, view)
    assert isinstance(shown.made, Report)
    assert (shown.asked.since, shown.asked.until) == LAST_MONTH
    assert shown.made.counts.closed_with_satisfaction == 1
    view.outlet.choose(tmp_path / "月报.pdf")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][:2] == ("success", "已保存为“月报.pdf”")
    assert (tmp_path / "月报.pdf").read_bytes() == shown.pdf
    assert "幸福账单（1件）" in text_of(tmp_path / "月报.pdf")
    assert view._name() == f"问题办理工作月报-{period_words(*LAST_MONTH)}"


def test_a_month_fills_the_days_and_other_days_are_no_month(qtbot, bench, view):
    view.show()
    drawn(qtbot, bench, view)
    first = indicators.months(today(), 6)[0]
    month = view.form.field("month")
    month.set_value(f"{first[0]:%Y-%m}")
    assert (view.form.values()["since"], view.form.values()["until"]) == first
    view.form.field("until").set_value(first[1] - timedelta(days=3))
    assert month.value() is None
    shown = drawn(qtbot, bench, view)
    assert shown.asked.until == first[1] - timedelta(days=3)
    assert shown.made.title == "问题办理工作报告"


def test_a_period_that_runs_backwards_is_not_drawn(qtbot, bench, view):
    view.show()
    drawn(qtbot, bench, view)
    view.form.field("until").set_value(date(2020, 1, 1))
    assert not view.outlet.printing.isEnabled()
    qtbot.waitUntil(lambda: view._shown is None, timeout=WAIT)
    assert "早于" in view.empty.accessibleName()
    assert not view.exporting.isEnabled()


def test_the_workbook(qtbot, bench, settled, view, said, tmp_path):
    view.show()
    drawn(qtbot, bench, view)
    file = tmp_path / "月报.xlsx"
    view.export_to(str(file))
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][:2] == ("success", "已导出“月报.xlsx”")
    book = CalamineWorkbook.from_path(str(file))
    assert "幸福账单" in book.sheet_names
    assert book.get_sheet_by_name("幸福账单").to_python()[2][0] == "甲-1"


def test_the_bill_is_masked_and_stands_in_the_register(
    qtbot, bench, settled, view, read, said, tmp_path
):
    view.show()
    drawn(qtbot, bench, view)
    view.paper.set_value("happy_bill")
    view.paper.edited.emit()
    drawn(qtbot, bench, view)
    assert not view.exporting.isEnabled()
    view.outlet.choose(tmp_path / "账单.pdf")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][1] == "已保存为“账单.pdf”"
    text = text_of(tmp_path / "账单.pdf")
    assert "楼道灯不亮" in text
    assert "199****0147" in text
    for secret in ("19900000147", "邹秀英", "502"):
        assert secret not in text
    noted = read(
        lambda c: c.exec_driver_sql("SELECT subject FROM audit ORDER BY id").scalars().all()
    )
    assert noted[-1].startswith("幸福账单")


def test_a_change_elsewhere_draws_it_again(qtbot, bench, view, write):
    view.show()
    before = drawn(qtbot, bench, view)
    bench.bus.changed.emit(frozenset({"issues"}))
    qtbot.waitUntil(lambda: view._shown is not before and view._shown is not None, timeout=WAIT)
    assert view._shown.pdf == before.pdf
    drawn(qtbot, bench, view)
