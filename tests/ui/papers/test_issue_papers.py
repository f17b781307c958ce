"""Making, printing and filing papers, as the office does it."""

from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from db.issues import issue_import, issues
from db.issues.issue_filter import IssueFilter
from db.models import Audit, Issue
from db.papers import slips
from db.session import now, today
from domain.entries import EventEntry, IssueEntry
from domain.slips import SlipKind
from domain.workflow import Move
from tests.conftest import USER
from tests.ui.printers import to_pdf
from ui.issues.issues_tab import IssuesTab
from ui.papers.issue_papers import remind_many

ESCAPE, CONTROL = Qt.Key.Key_Escape, Qt.KeyboardModifier.ControlModifier
WAIT = 15_000


@pytest.fixture
def store(write):
    """``store(number, days, unit, colour)``: an issue that a unit has worked at for so long."""

    def run(number, days=60, unit="住建办", colour="yellow"):
        start = now() - timedelta(days=days)
        steps = [
            EventEntry(Move.REGISTER, start),
            EventEntry(Move.TRIAGE, start, colour=colour),
            EventEntry(Move.DISPATCH, start, unit=unit, note="请上门"),
            EventEntry(Move.SIGN, start),
            EventEntry(Move.CONTACT, start, note="已联系"),
        ]
        entry = IssueEntry(
            f"{number}电梯停运", tuple(steps), number, person="邹秀英", phone="19900000147"
        )

        def put(database, user):
            with database.write(user) as session:
                issue_import.store(session, [entry])
                known = select(Issue.id).where(Issue.number == number)
                return session.connection.scalar(known)

        return write(put)

    return run


@pytest.fixture
def tab(qtbot, bench):
    view = IssuesTab(bench)
    qtbot.addWidget(view)
    view.resize(1400, 800)
    return view


@pytest.fixture
def papers(qtbot, tab):
    """``papers(issue_id)`` shows an issue and gives its papers' button."""

    def run(issue_id):
        if not tab.isVisible():
            with qtbot.waitSignal(tab.feed.ordered, timeout=WAIT):
                tab.show()
        tab.table.go_to(issue_id)
        tab.panel.show_issue(issue_id)
        button = tab.panel.papers
        qtbot.waitUntil(
            lambda: button._shown is not None and button._shown.row.id == issue_id, timeout=WAIT
        )
        return button

    return run


def drawn(qtbot, page):
    qtbot.waitUntil(lambda: page.outlet.printing.isEnabled(), timeout=WAIT)


def settle(qtbot, bench):
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)


def text_of(file: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(file).pages)


def test_the_menu_offers_what_may_be_written_and_says_why_not(papers, store):
    late, fresh, red = store("甲-1"), store("甲-2", 0), store("甲-3", 0, colour="red")
    button = papers(late)
    assert {k for k, a in button.kinds.items() if a.isEnabled()} == {SlipKind.SUPERVISE}
    assert "请发督办单" in button.kinds[SlipKind.REMIND].toolTip()
    assert "请先升级" in button.kinds[SlipKind.LETTER].toolTip()
    button = papers(fresh)
    assert {k for k, a in button.kinds.items() if a.isEnabled()} == {SlipKind.REMIND}
    button = papers(red)
    enabled = {k for k, a in button.kinds.items() if a.isEnabled()}
    assert enabled == {SlipKind.REMIND, SlipKind.LETTER}
    assert button.order.isEnabled()
    assert not button.past.isEnabled()


def test_a_slip_is_written_saved_shown_in_the_past_and_answered(
    qtbot, bench, tab, papers, store, read, said, tmp_path
):
    id_ = store("甲-1")
    button = papers(id_)
    button.kinds[SlipKind.SUPERVISE].trigger()
    page = button.page
    drawn(qtbot, page)
    assert page.form.field("text").hasFocus()
    assert not tab.table.isEnabled()  # what lies under it takes no keys
    page.form.field("text").setPlainText("请立即修好电梯。")
    assert not page.outlet.printing.isEnabled()  # until the new words are shown
    drawn(qtbot, page)
    assert read(slips.of_issue, id_) == ()  # nothing has a number before it goes out
    file = tmp_path / "督办.pdf"
    page.outlet.choose(file)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    number = f"督〔{now().year}〕1号"
    assert said[-1][:2] == ("success", f"督办单 {number}：已保存为“督办.pdf”")
    assert number in text_of(file)
    assert "请立即修好电梯。" in text_of(file)
    assert tab.table.isEnabled()
    (row,) = read(slips.of_issue, id_)
    assert row.sent_at is not None

    def past():
        labels = tab.panel.card._past.findChildren(QLabel)
        return " ".join(label.text() for label in labels)

    qtbot.waitUntil(lambda: f"已发督办单 {number}" in past(), timeout=WAIT)
    button.filing.actions()[0].trigger()
    answer = button.page
    drawn(qtbot, answer)
    assert answer.form.field("reply").hasFocus()
    qtbot.keyClicks(answer.form.field("reply"), "done")
    qtbot.keyClick(answer.form.field("reply"), Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: said[-1][1] == f"已登记反馈：{number}", timeout=WAIT)
    (row,) = read(slips.of_issue, id_)
    assert (row.replied_on, row.reply) == (today(), "done")
    qtbot.waitUntil(lambda: "收到反馈" in past(), timeout=WAIT)
    assert not button.filing.isEnabled()
    settle(qtbot, bench)


def test_printing_again_gives_the_same_bytes(qtbot, bench, papers, store, read, said, tmp_path):
    id_ = store("甲-1")
    button = papers(id_)
    button.write_slip(SlipKind.SUPERVISE)
    drawn(qtbot, button.page)
    button.page.outlet.choose(tmp_path / "一.pdf")
    qtbot.waitUntil(lambda: bool(said) and button.past.isEnabled(), timeout=WAIT)
    settle(qtbot, bench)
    button.past.actions()[0].trigger()
    drawn(qtbot, button.page)
    button.page.outlet.choose(tmp_path / "二.pdf")
    qtbot.waitUntil(lambda: len(said) == 2, timeout=WAIT)
    assert (tmp_path / "一.pdf").read_bytes() == (tmp_path / "二.pdf").read_bytes()
    assert len(read(slips.of_issue, id_)) == 1
    button.page.leave()
    settle(qtbot, bench)


def test_what_could_not_be_saved_is_not_sent_and_gives_its_number_back(
    qtbot, bench, papers, store, read, said, tmp_path
):
    id_ = store("甲-1")
    button = papers(id_)
    button.write_slip(SlipKind.SUPERVISE)
    page = button.page
    drawn(qtbot, page)
    page.outlet.choose(tmp_path / "无此文件夹" / "督办.pdf")
    qtbot.waitUntil(lambda: "编号已收回" in page.notice.text(), timeout=WAIT)
    assert said[-1][0] == "error"
    assert read(slips.of_issue, id_) == ()
    page.outlet.choose(tmp_path / "督办.pdf")
    qtbot.waitUntil(lambda: said[-1][0] == "success", timeout=WAIT)
    assert f"督〔{now().year}〕1号" in said[-1][1]
    settle(qtbot, bench)


def test_printing_that_is_stopped_sends_nothing(qtbot, bench, tab, store, read, said, tmp_path):
    ids = [store(f"甲-{n}", unit=f"单位{n}") for n in range(4)]
    tab.show()
    page = remind_many(bench, tab, SlipKind.SUPERVISE, lambda _: ids)
    drawn(qtbot, page)
    page.outlet.choose(to_pdf(tmp_path / "纸.pdf"))
    qtbot.waitUntil(lambda: page.outlet.stopping.text() != "", timeout=WAIT)
    page.leave()  # not while sheets are printed
    assert page.isVisible()
    page.outlet.stopping.click()
    qtbot.waitUntil(lambda: "编号已收回" in page.notice.text(), timeout=WAIT)
    assert said[-1][0] == "error"
    assert all(read(slips.of_issue, id_) == () for id_ in ids)
    page.leave()
    settle(qtbot, bench)


def test_what_may_have_come_out_of_the_printer_keeps_its_number(
    qtbot, bench, tab, store, read, said, tmp_path
):
    ids = [store(f"甲-{n}", unit=f"单位{n}") for n in range(6)]
    tab.show()
    page = remind_many(bench, tab, SlipKind.SUPERVISE, lambda _: ids)
    drawn(qtbot, page)
    page.outlet.choose(to_pdf(tmp_path / "纸.pdf"))
    qtbot.waitUntil(lambda: "页" in page.outlet.stopping.text(), timeout=WAIT)
    page.outlet.stopping.click()
    qtbot.waitUntil(lambda: bool(said) and "仍留着编号" in said[-1][1], timeout=WAIT)
    assert said[-1][0] == "warning"
    assert "可能已打出" in said[-1][1]
    assert f"督〔{now().year}〕1号 至 督〔{now().year}〕6号" in said[-1][1]
    kept = [read(slips.of_issue, id_) for id_ in ids]
    assert all(len(rows) == 1 and rows[0].sent_at is None for rows in kept)
    settle(qtbot, bench)


def test_one_sheet_a_unit_for_a_whole_filter(qtbot, bench, tab, store, read, said, tmp_path):
    for n in range(5):
        store(f"甲-{n}", unit=("住建办", "物业科")[n % 2])
    store("乙-1", 0)
    tab.show()

    def ids(connection):
        return issues.order(connection, IssueFilter())

    page = remind_many(bench, tab, SlipKind.SUPERVISE, ids)
    drawn(qtbot, page)
    assert "2 个单位各一份，共 5 件问题" in page.told.text()
    assert "乙-1：各项时限都还没有到" in page.below.text()
    page.outlet.choose(to_pdf(tmp_path / "纸.pdf"))
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    year = now().year
    words = f"督办单 督〔{year}〕1号 至 督〔{year}〕2号：已送到打印机"
    assert said[-1][:2] == ("success", words)
    assert len(PdfReader(tmp_path / "纸.pdf").pages) >= 2
    told = [read(slips.of_issue, id_) for id_ in read(ids)]
    assert sorted(len(rows) for rows in told) == [0, 1, 1, 1, 1, 1]
    settle(qtbot, bench)


def test_nothing_to_supervise_says_why(qtbot, bench, tab, store):
    id_ = store("甲-1", 0)
    tab.show()
    page = remind_many(bench, tab, SlipKind.SUPERVISE, lambda _: [id_])
    settle(qtbot, bench)
    assert "没有可以发督办单的问题" in page.waiting.accessibleName()
    assert "请发催办单" in page.waiting.accessibleName()
    assert not page.outlet.printing.isEnabled()
    page.leave()


def test_typed_words_are_there_again_after_escape(qtbot, bench, tab, papers, store):
    button = papers(store("甲-1"))
    button.write_slip(SlipKind.SUPERVISE)
    drawn(qtbot, button.page)
    button.page.form.field("text").setPlainText("写了一半")
    qtbot.keyClick(button.page.form.field("text"), ESCAPE)
    assert button.page is None
    assert tab.table.isEnabled()
    button.write_slip(SlipKind.SUPERVISE)
    drawn(qtbot, button.page)
    assert button.page.form.values()["text"] == "写了一半"
    button.page.leave()
    settle(qtbot, bench)


def test_a_day_of_rest_is_no_day_for_an_answer(qtbot, bench, papers, store):
    button = papers(store("甲-1"))
    button.write_slip(SlipKind.SUPERVISE)
    page = button.page
    drawn(qtbot, page)
    page.form.field("reply_by").set_value(today())
    assert "今天以后" in page.form.problems()["reply_by"]
    qtbot.waitUntil(lambda: not page._rest.isActive(), timeout=WAIT)
    settle(qtbot, bench)
    assert not page.outlet.printing.isEnabled()
    page.leave()


def test_a_letter_goes_to_the_county_and_its_answer_comes_back(
    qtbot, bench, papers, store, read, said, tmp_path
):
    id_ = store("甲-1", 1, colour="red")
    button = papers(id_)
    button.write_slip(SlipKind.LETTER)
    page = button.page
    drawn(qtbot, page)
    page.form.field("unit").set_value("县协调办")
    drawn(qtbot, page)
    page.outlet.choose(tmp_path / "函.pdf")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    text = text_of(tmp_path / "函.pdf")
    assert f"报〔{now().year}〕1号" in text
    assert "县协调办：" in text
    assert "19900000147" not in text
    qtbot.waitUntil(lambda: button.filing.isEnabled(), timeout=WAIT)
    button.filing.actions()[0].trigger()
    drawn(qtbot, button.page)
    for key, value in (("number", "县办函〔2026〕5号"), ("reply", "同意立项")):
        button.page.form.field(key).set_value(value)
    button.page.filing.click()
    qtbot.waitUntil(lambda: "已登记复函" in said[-1][1], timeout=WAIT)
    (row,) = read(slips.of_issue, id_)
    assert (row.reply_number, row.reply) == ("县办函〔2026〕5号", "同意立项")
    settle(qtbot, bench)


def test_an_order_is_printed_and_the_audit_knows_who_did(
    qtbot, bench, papers, store, read, said, tmp_path
):
    id_ = store("甲-1")
    button = papers(id_)
    button.order.trigger()
    drawn(qtbot, button.page)
    button.page.outlet.choose(tmp_path / "派单.pdf")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    text = text_of(tmp_path / "派单.pdf")
    assert "19900000147" in text  # the unit must call
    assert "内部使用·不得张贴" in text
    audit = select(Audit.actor, Audit.action, Audit.subject).order_by(Audit.id.desc()).limit(1)
    assert read(lambda c: c.execute(audit).one())[:2] == (USER, "打印派单")
    settle(qtbot, bench)


def test_somebody_resolves_it_meanwhile(qtbot, bench, papers, store, write, read, tmp_path):
    id_ = store("甲-1")
    button = papers(id_)
    button.write_slip(SlipKind.SUPERVISE)
    page = button.page
    drawn(qtbot, page)

    def resolve(database, user):
        from db.issues import moving
        from domain.moves import MoveRequest

        with database.write(user) as session:
            moving.move_many(session, [id_], MoveRequest(Move.RESOLVE, "好了"))

    write(resolve)
    page.outlet.choose(tmp_path / "督办.pdf")
    qtbot.waitUntil(lambda: "没有编号，也没有发出" in page.notice.text(), timeout=WAIT)
    assert not (tmp_path / "督办.pdf").exists()
    assert read(slips.of_issue, id_) == ()
    page.leave()
    settle(qtbot, bench)
