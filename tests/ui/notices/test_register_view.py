"""公开公示 · 登记簿 and 张贴 in the real window: a notice from its draft to the wall and down."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from db import photos, places
from db.notices import notice_register, postings
from db.notices.notice_content import drafted
from db.notices.notice_register import NoticeFilter
from db.session import today
from domain.disclosure import Affairs, Imprint, Notice, Paragraph
from domain.notice_life import NoticeState
from domain.paper_sizes import PaperSize
from tests.conftest import USER
from ui import actions
from ui.notices.down_sheet import DownSheet
from ui.notices.postings_view import PostingsView
from ui.notices.register_view import RegisterView

WAIT = 20_000
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def draft(write, read):
    """Puts a draft of two sheets into the register."""

    def put(text="一切正常", paper=PaperSize.A4, phone="0527-80000000"):
        day = today()
        days = (day, day, day + timedelta(days=9))
        imprint = Imprint("虚构居委会", "监委会", *days, "意见箱", phone)
        here = read(places.root)
        sheets = tuple(
            (
                here.id,
                Notice(
                    "general", Affairs.VILLAGE, "一般公示", place, "2026年6月",
                    (Paragraph(text),), imprint,
                ),
            )
            for place in ("一号栏", "二号栏")
        )  # fmt: skip
        period = (date(2026, 6, 1), date(2026, 6, 30))
        made = drafted("general", "一般公示", here.id, *period, sheets, paper)
        return write(actions.draft_notice, made)

    return put


def shown(qtbot, view):
    qtbot.addWidget(view)
    view.resize(1400, 860)
    view.show()
    return view


@pytest.fixture
def register(qtbot, bench):
    return shown(qtbot, RegisterView(bench))


def chosen(qtbot, register, notice_id):
    table = register.table
    qtbot.waitUntil(lambda: notice_id in list(table.rows.ids()), timeout=WAIT)
    table.go_to(notice_id)
    table.setFocus()
    panel = register.panel
    qtbot.waitUntil(
        lambda: panel._shown is not None and panel._shown.row.id == notice_id, timeout=WAIT
    )


def in_state(qtbot, register, state):
    qtbot.waitUntil(lambda: register.panel._shown.row.state is state, timeout=WAIT)


def test_a_notice_is_led_from_draft_to_the_printer_by_keys(
    qtbot, register, draft, read, said, tmp_path
):
    notice_id = draft(paper=PaperSize.A3)
    chosen(qtbot, register, notice_id)
    panel = register.panel
    qtbot.keyClick(register.table, Qt.Key.Key_Return)
    form = panel.changes.review.form
    qtbot.waitUntil(lambda: form.field("reviewer").hasFocus(), timeout=WAIT)
    form.field("reviewer").setText("李建国")
    qtbot.keyClick(form.field("reviewer"), Qt.Key.Key_Return)
    qtbot.keyClick(form.field("on"), Qt.Key.Key_Return)
    in_state(qtbot, register, NoticeState.REVIEWED)
    qtbot.keyClick(register.table, Qt.Key.Key_Return)
    assert "没有发现" in panel.changes.approval.hint.text()
    qtbot.keyClick(panel.changes.approval.form.field("reason"), Qt.Key.Key_Return)
    in_state(qtbot, register, NoticeState.APPROVED)
    assert panel.card.one_hand.text() == f"登记、批准是同一个人：{USER}"
    number = f"〔{today().year}〕第1号"
    assert panel._shown.row.number == number
    assert panel.card.title.text().startswith(number)
    panel.looking.click()
    page = register.page
    qtbot.waitUntil(lambda: page.outlet.printing.isEnabled(), timeout=WAIT)
    qtbot.waitUntil(page.preview.places.isVisible, timeout=WAIT)  # two stairwells and the list
    assert len(page.preview.places.choices()) == 3
    page.preview.places.set_value(1)
    page.preview.places.edited.emit()
    assert page.preview.page_label.text().startswith("2 /")
    out = tmp_path / "公示.pdf"
    page.outlet.choose(Path(out))
    in_state(qtbot, register, NoticeState.PRINTED)
    assert out.read_bytes() == read(notice_register.frozen, notice_id)
    assert [round(float(side)) for side in PdfReader(out).pages[0].mediabox[2:]] == [1191, 842]
    assert panel.hanging.isVisible()
    with qtbot.waitSignal(register.postings_wanted) as asked:
        panel.hanging.click()
    assert asked.args == [notice_id]


def test_what_must_not_hang_is_told_and_asked_for(qtbot, register, draft, write, read, said):
    notice_id = draft("找张三 13812345678")
    chosen(qtbot, register, notice_id)
    panel = register.panel
    assert "手机号 13812345678（2 张）" in panel.card.gate.text()
    write(actions.review_notice, panel._shown.row, "李建国", today())
    in_state(qtbot, register, NoticeState.REVIEWED)
    panel.approving.click()
    assert "13812345678" in panel.changes.approval.hint.text()
    panel.changes.approval.doing.click()
    qtbot.waitUntil(lambda: bool(said) and said[-1][0] == "error", timeout=WAIT)
    assert "没有批准" in said[-1][1]
    panel.approving.click()
    panel.changes.approval.form.field("reason").setText("本人书面同意")
    panel.changes.approval.doing.click()
    in_state(qtbot, register, NoticeState.APPROVED)
    write(actions.void_notice, panel._shown.row, "改日再贴")
    in_state(qtbot, register, NoticeState.VOID)
    told = [label.text() for label in panel.card.facts.findChildren(QLabel)]
    assert told[told.index("例外理由") + 1] == "本人书面同意"
    assert told[told.index("作废原因") + 1] == "改日再贴"


def test_a_notice_without_a_phone_is_told_of_and_approved_all_the_same(
    qtbot, register, draft, write
):
    chosen(qtbot, register, draft(phone=""))
    panel = register.panel
    told = [label.text() for label in panel.card.facts.findChildren(QLabel)]
    assert told[told.index("监督电话") + 1] == "没有写"
    write(actions.review_notice, panel._shown.row, "李建国", today())
    in_state(qtbot, register, NoticeState.REVIEWED)
    panel.approving.click()
    approval = panel.changes.approval
    assert "没有写监督电话" in approval.warning.text()
    assert "在“制作”左下的落款里" in approval.warning.text()
    approval.doing.click()
    in_state(qtbot, register, NoticeState.APPROVED)
    chosen(qtbot, register, draft(phone="0527-80000000"))
    write(actions.review_notice, panel._shown.row, "李建国", today())
    in_state(qtbot, register, NoticeState.REVIEWED)
    panel.approving.click()
    assert approval.warning.isHidden()
    approval.close()


def test_a_character_that_cannot_be_printed_is_told_when_it_is_frozen(
    qtbot, register, draft, write, said
):
    chosen(qtbot, register, draft("请张𠮷到会"))
    panel = register.panel
    write(actions.review_notice, panel._shown.row, "李建国", today())
    in_state(qtbot, register, NoticeState.REVIEWED)
    panel.approving.click()
    panel.changes.approval.doing.click()
    in_state(qtbot, register, NoticeState.APPROVED)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][0] == "success"
    assert "“𠮷”（U+20BB7）" in said[-1][1]


def test_drafts_are_sent_back_deleted_and_numbers_voided(qtbot, register, draft, write, read):
    notice_id = draft()
    chosen(qtbot, register, notice_id)
    panel = register.panel
    write(actions.review_notice, panel._shown.row, "李建国", today())
    in_state(qtbot, register, NoticeState.REVIEWED)
    panel.returning.click()
    in_state(qtbot, register, NoticeState.DRAFT)
    panel.removing.click()
    qtbot.waitUntil(lambda: read(notice_register.order, NoticeFilter()) == [], timeout=WAIT)
    other = draft()
    chosen(qtbot, register, other)
    write(actions.review_notice, panel._shown.row, "李建国", today())
    in_state(qtbot, register, NoticeState.REVIEWED)
    write(actions.approve_notice, panel._shown.row, (2026, 1), b"%PDF", "")
    in_state(qtbot, register, NoticeState.APPROVED)
    panel.voiding.click()
    panel.changes.voiding.form.field("reason").setText("内容有误")
    panel.changes.voiding.doing.click()
    in_state(qtbot, register, NoticeState.VOID)
    assert not any(b.isVisible() for b in panel._buttons() if b is not panel.looking)


def test_sheets_are_hung_taken_down_and_all_of_it_back(qtbot, bench, draft, write, read, said):
    notice_id = draft()
    row = read(notice_register.rows, [notice_id])[notice_id]
    write(actions.review_notice, row, "李建国", today())
    row = read(notice_register.rows, [notice_id])[notice_id]
    write(actions.approve_notice, row, (2026, 1), b"%PDF", "")
    write(actions.mark_notice_printed, notice_id)
    view = shown(qtbot, PostingsView(bench))
    table = view.table
    qtbot.waitUntil(lambda: table.rows.rowCount() == 2, timeout=WAIT)
    assert not view.hanging.isEnabled()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(table, Qt.Key.Key_Return, CONTROL)
    by = view.post.form.field("by")
    qtbot.waitUntil(view.post.isVisible, timeout=WAIT)
    by.setText("小李")
    qtbot.keyClick(by, Qt.Key.Key_Return)

    def state():
        return read(notice_register.rows, [notice_id])[notice_id].state

    qtbot.waitUntil(lambda: state() is NoticeState.POSTED, timeout=WAIT)
    qtbot.waitUntil(lambda: "已登记张贴 2 张" in [m[1] for m in said], timeout=WAIT)
    table.selectAll()
    view.taking_down.click()
    down = view.down
    qtbot.waitUntil(down.isVisible, timeout=WAIT)
    assert down.reason.isVisible()  # ten days too early
    down.doing.click()
    assert "提前撤下要写明原因" in down.form.problems()["reason"]
    assert down.isVisible()
    down.reason.setText("内容有误")
    qtbot.keyClick(down.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: state() is NoticeState.TAKEN_DOWN, timeout=WAIT)
    qtbot.waitUntil(lambda: said[-1][1] == "已登记撤下 2 张", timeout=WAIT)
    bench.messages.undo()
    qtbot.waitUntil(lambda: state() is NoticeState.POSTED, timeout=WAIT)
    view.show_notice(notice_id)
    qtbot.waitUntil(view.only.isVisible, timeout=WAIT)
    view.only.click()
    assert view.wanted().notice_id is None


def test_at_the_end_of_its_period_nobody_is_asked_why(qtbot):
    asked, end = QWidget(), today()
    qtbot.addWidget(asked)
    asked.show()
    down = DownSheet(asked)
    answers = []
    down.answered.connect(answers.append)
    down.ask_down(asked, 2, end)
    assert down.reason.isHidden()
    on, by = (down.form.field(key) for key in ("on", "by"))
    on.set_value(end - timedelta(days=1))  # it came down yesterday
    assert not down.reason.isHidden()
    on.set_value(end)
    qtbot.keyClick(by, Qt.Key.Key_Return)
    assert answers == [{"on": end, "by": None, "reason": None}]


def test_a_picture_of_a_sheet_is_kept_seen_and_taken_back(
    qtbot, bench, draft, write, read, said, tmp_path
):
    notice_id = draft()
    row = read(notice_register.rows, [notice_id])[notice_id]
    write(actions.review_notice, row, "李建国", today())
    row = read(notice_register.rows, [notice_id])[notice_id]
    write(actions.approve_notice, row, (2026, 1), b"%PDF", "")
    write(actions.mark_notice_printed, notice_id)
    view = shown(qtbot, PostingsView(bench))
    qtbot.waitUntil(lambda: view.table.rows.rowCount() == 2, timeout=WAIT)
    assert view.panel.empty.isVisible()
    view.table.go_to(view.table.rows.id_at(0))
    qtbot.waitUntil(view.panel.photos.adding.isVisible, timeout=WAIT)
    file = tmp_path / "现场.jpg"
    Image.new("RGB", (3000, 2000), "white").save(file)
    view.panel.photos.files_chosen.emit([file])
    qtbot.waitUntil(lambda: len(view.panel.photos.thumbs) == 1, timeout=WAIT)
    assert not view.panel.photos.adding.isVisible(), "one picture tells it"
    assert said[-1][1] == "照片已加上"
    shown_row = read(postings.rows, [view.panel._row.id])[view.panel._row.id]
    (kept,) = read(photos.contents, [shown_row.photo_id]).values()
    assert Image.open(BytesIO(kept)).size == (1280, 853)
    bench.messages.undo()
    qtbot.waitUntil(lambda: not view.panel.photos.thumbs, timeout=WAIT)
    assert read(photos.contents, [shown_row.photo_id]) == {}
    file.write_bytes(b"no picture")
    view.panel.photos.files_chosen.emit([file])
    qtbot.waitUntil(lambda: said[-1][0] == "error", timeout=WAIT)
    assert "不是 JPG" in said[-1][1]
    with qtbot.waitSignal(view.panel.notice_wanted) as wanted:
        qtbot.mouseClick(view.panel.facts.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert wanted.args == [notice_id]
