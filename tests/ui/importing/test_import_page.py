import os
import re
import signal
import struct
from datetime import date, datetime, timedelta
from multiprocessing import active_children

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db import batches
from db.backups import backup_file, backup_places
from db.figures import statistics
from db.households import households
from db.households.households import HouseholdFilter
from db.models import Audit
from domain.backups import Why
from resources.tokens import LIGHT
from tests import samples
from tests.ui.waiting import settle
from ui.desk import Desk
from ui.importing.import_page import BUSY, CHOOSING, SHOWN

WAIT = 20_000


@pytest.fixture
def desk(qtbot, bench):
    view = Desk(bench)
    qtbot.addWidget(view)
    view.resize(1400, 860)
    with qtbot.waitActive(view):
        view.show()
    settle(qtbot, bench)
    return view


@pytest.fixture
def page(desk):
    return desk.pages.importing


def begin(qtbot, desk, kind, *files):
    desk.pages.import_files(kind, [str(file) for file in files])
    qtbot.waitUntil(lambda: desk.pages.importing.pages.currentIndex() != BUSY, timeout=WAIT)


def counts(read):
    return (read(statistics.count_households), read(statistics.count_residents))


def chips(page):
    counts = page.review.counts
    return [counts.itemAt(n).widget().accessibleName() for n in range(counts.count())]


def type_in(field, words):
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def test_from_the_file_to_the_ledger_and_back(qtbot, bench, desk, page, said, read, tmp_path):
    begin(qtbot, desk, "households", samples.households(tmp_path))
    assert page.pages.currentIndex() == SHOWN
    assert page.storing.text() == "导入 4 户 4 人"
    assert counts(read) == (0, 0)
    horizontal = Qt.Orientation.Horizontal
    titles = [page.review.rows.headerData(c, horizontal) for c in range(9)]
    assert titles[6] == "身份证号\n身份证号"
    assert "康泰社区" in page.review.assumed.text()
    qtbot.keyClick(page.storing, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    kind, text, action, undo = said[-1]
    assert (kind, text, action) == ("success", "导入完成：新增 4 户、4 人", "撤销这次导入")
    assert counts(read) == (4, 4)
    assert desk.pages.currentWidget() is not page
    undo()
    qtbot.waitUntil(lambda: said[-1][1] == "已撤销这次导入", timeout=WAIT)
    assert counts(read) == (0, 0)


def test_the_ledger_is_backed_up_before(qtbot, desk, page, said, ledger, tmp_path, bench):
    begin(qtbot, desk, "households", samples.households(tmp_path))
    page.storing.click()
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    (saved,) = backup_places.usual(ledger).iterdir()
    manifest = backup_file.manifest_of(saved)
    assert (manifest.why, manifest.state.counts["household"]) == (Why.IMPORT, 0)


def test_without_a_backup_nothing_is_imported(qtbot, desk, page, said, read, ledger, tmp_path):
    backup_places.usual(ledger).touch()  # where the folder should be
    begin(qtbot, desk, "households", samples.households(tmp_path))
    page.storing.click()
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][0] == "error"
    assert said[-1][1].startswith("导入前的备份没有做成，没有导入")
    assert page.pages.currentIndex() == SHOWN
    assert counts(read) == (0, 0)


def test_a_finding_leads_to_its_row(qtbot, desk, page, tmp_path):
    begin(qtbot, desk, "households", samples.households(tmp_path))
    review = page.review
    assert review.findings.rowCount() == 5
    assert review.code.itemText(0) == "全部检查结果（5）"
    review.code.setCurrentIndex(review.code.findData("phone_invalid"))
    review.code.activated.emit(review.code.currentIndex())
    assert review.findings.rowCount() == 1
    review.list.clicked.emit(review.findings.index(0, 0))
    here = review.table.currentIndex()
    assert review.rows.headerData(here.row(), Qt.Orientation.Vertical) == "6"
    assert here.data() == "1990000"
    ground = here.data(Qt.ItemDataRole.BackgroundRole)
    assert ground.name().upper() == LIGHT.yellow.soft.upper()


def test_a_corrected_column_is_remembered(qtbot, bench, desk, page, tmp_path):
    titles = ("楼栋", "单元", "室号", "姓名", "登记")
    rows = [titles, ("1栋", "1单元", "101", "李四", "19900000151")]
    first = samples.workbook(tmp_path / "康泰社区翠湖花园.xlsx", rows)
    begin(qtbot, desk, "households", first)
    layout = page._checked.reading.sheets[0].layout
    assert layout.fields[4] == ""
    page.correct(4, "phone")
    qtbot.waitUntil(lambda: page.pages.currentIndex() == SHOWN, timeout=WAIT)
    assert page._checked.judged.households[0].residents[0].phones == ("19900000151",)
    rows = [titles, ("2栋", "1单元", "102", "王五", "19900000152")]
    begin(qtbot, desk, "households", samples.workbook(tmp_path / "康泰社区翠湖花园2.xlsx", rows))
    assert page._checked.judged.households[0].residents[0].phones == ("19900000152",)


def test_the_report_with_the_faults_marked(qtbot, desk, page, said, tmp_path):
    begin(qtbot, desk, "households", samples.households(tmp_path))
    page.save_report(str(tmp_path / "检查结果.xlsx"))
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][:2] == ("success", "已另存为“检查结果.xlsx”")
    book = openpyxl.load_workbook(tmp_path / "检查结果.xlsx")
    sheet, listed = book.worksheets
    assert sheet["H6"].fill.start_color.rgb[2:] == LIGHT.yellow.soft[1:].upper()
    assert "电话" in sheet["J6"].value
    assert sheet["A10"].fill.start_color.rgb[2:] == LIGHT.red.soft[1:].upper()
    assert listed.max_row == 6
    page.save_report(str(tmp_path / "无此文件夹" / "x.xlsx"))
    qtbot.waitUntil(lambda: said[-1][0] == "error", timeout=WAIT)
    assert page.pages.currentIndex() == SHOWN


def test_cancelled_while_writing_leaves_nothing(qtbot, bench, desk, page, read, tmp_path):
    rows = [("楼栋", "单元", "室号", "姓名")]
    rows += [(f"{n // 100 + 1}栋", "1单元", str(n % 100 + 101), f"李{n}") for n in range(6_000)]
    begin(qtbot, desk, "households", samples.workbook(tmp_path / "康泰社区翠湖花园.xlsx", rows))
    before = read(lambda c: len(batches.recent(c)))
    page.storing.click()
    with qtbot.waitSignal(page._task.stopped, timeout=WAIT):
        with qtbot.waitSignal(page._task.progress, timeout=WAIT):
            pass
        desk.progress._stop()
    assert page.pages.currentIndex() == SHOWN
    settle(qtbot, bench)
    assert counts(read) == (0, 0)
    assert read(lambda c: len(batches.recent(c))) == before
    assert not desk.progress.isVisible()
    page.storing.click()
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is not page, timeout=WAIT)
    assert counts(read) == (6_000, 6_000)


def test_cancelled_while_reading_asks_for_another_file(qtbot, bench, desk, page, said, tmp_path):
    desk.pages.import_files("households", [str(samples.households(tmp_path))])
    page._task.cancel()
    qtbot.waitUntil(lambda: page.pages.currentIndex() == CHOOSING, timeout=WAIT)
    settle(qtbot, bench)
    assert page.pages.currentIndex() == CHOOSING
    assert said == []


@pytest.fixture
def endless(qtbot, desk, tmp_path):
    """The process that reads an .xls and never comes to its end, which is why it is held."""
    zoo = pytest.importorskip("tests.hostile.zoo", reason="no limits of a process here")
    file = zoo.ZOO["同表.xls"][0](tmp_path / "同表.xls")
    desk.pages.import_files("households", [str(file)])
    qtbot.waitUntil(lambda: bool(active_children()), timeout=WAIT)
    (process,) = active_children()
    os.kill(process.pid, signal.SIGSTOP)
    return process.pid


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_workbook_that_is_read_apart_is_given_up_at_once(
    qtbot, bench, desk, page, said, read, endless
):
    assert not is_gone(endless)
    with qtbot.waitSignal(page._task.stopped, timeout=WAIT):
        desk.progress._stop()
    assert is_gone(endless)
    assert page.pages.currentIndex() == CHOOSING
    assert said == []
    assert counts(read) == (0, 0)


def test_closing_does_not_wait_for_a_workbook_that_is_read_apart(bench, endless):
    bench.tasks.close()
    assert is_gone(endless)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("会议记录.csv", "时间,议题\n今天,防汛\n".encode(), "没有认出"),
        ("坏.xlsx", b"PK\x03\x04 broken", "已损坏"),
        ("空.xlsx", b"", "空的"),
        ("只有表头.csv", "姓名,身份证号,室号\n".encode(), "只有表头"),
    ],
)
def test_files_that_are_no_ledger(qtbot, desk, page, said, tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    begin(qtbot, desk, "households", tmp_path / name)
    assert page.pages.currentIndex() == CHOOSING
    assert [(kind, words in text) for kind, text, _, _ in said] == [("error", True)]


def test_a_workbook_with_a_password(qtbot, desk, page, said, tmp_path, locked_workbook):
    begin(qtbot, desk, "households", locked_workbook)
    assert page.pages.currentIndex() == CHOOSING
    assert said[-1][0] == "error"
    assert "密码" in said[-1][1]


@pytest.fixture
def locked_workbook(tmp_path):
    """A compound file with the streams of an encrypted package, as Excel writes it."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0
    )
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108

    def entry(name, kind, child):
        raw = name.encode("utf-16-le") + b"\0\0"
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBBIII16xI8x8xIII", len(raw), kind, 1, free, free, child, 0, end, 0, 0)[
                :64
            ]
        )

    directory = entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, free)
    directory += entry("EncryptionInfo", 2, free) + b"\0" * 128
    sectors = struct.pack("<II", fat, end) + struct.pack("<I", free) * 126 + directory[:512]
    path = tmp_path / "加密.xlsx"
    path.write_bytes(header[:512] + sectors)
    return path


def test_one_unreadable_file_does_not_hold_up_the_others(qtbot, desk, page, said, tmp_path):
    (tmp_path / "空.xlsx").write_bytes(b"")
    begin(qtbot, desk, "households", tmp_path / "空.xlsx", samples.households(tmp_path))
    qtbot.waitUntil(lambda: page.pages.currentIndex() == SHOWN, timeout=WAIT)
    assert said[-1][0] == "error"
    assert page.title.text() == "康泰社区-翠湖花园.xlsx"


def test_a_file_taken_for_another_kind(qtbot, desk, page, said, tmp_path):
    begin(qtbot, desk, "households", samples.households(tmp_path))
    page.kind.setCurrentIndex(page.kind.findData("divisions"))
    page.kind.activated.emit(page.kind.currentIndex())
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][0] == "error"
    assert page.pages.currentIndex() == SHOWN
    assert page.kind.currentData() == "households"


def test_the_place_that_the_file_does_not_name(qtbot, bench, desk, page, read, tmp_path):
    rows = [("楼栋", "单元", "室号", "姓名"), ("1栋", "1单元", "101", "李四")]
    begin(qtbot, desk, "households", samples.workbook(tmp_path / "名单.xlsx", rows))
    type_in(page.review.place, "康泰社区")
    qtbot.keyClick(page.review.place, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "康泰" in page.review.assumed.text(), timeout=WAIT)
    page.storing.click()
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is not page, timeout=WAIT)
    (id_,) = read(lambda c: households.order(c, HouseholdFilter()))
    assert read(lambda c: households.rows(c, [id_]))[id_].address == "1栋1单元101室"


def test_what_an_import_would_change_is_told_before_it(qtbot, desk, page, tmp_path):
    begin(qtbot, desk, "households", samples.households(tmp_path))
    assert page.review.preview.text() == "对照台账：都是新的，已有的住户一户也不改动"
    page.storing.click()
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is not page, timeout=WAIT)
    begin(qtbot, desk, "households", samples.households(tmp_path))
    known = "对照台账：4 户 4 人都已经有了，导入不会改动任何内容"
    assert page.review.preview.text() == known
    rows = [
        ("楼栋", "单元", "室号", "姓名", "身份证号"),
        ("3栋", "1单元", "502", "邹伟", samples.id_number("19800101")),
        ("9栋", "1单元", "901", "邹秀英", samples.ZOU),
        ("9栋", "1单元", "902", "李四", ""),
    ]
    begin(qtbot, desk, "households", samples.workbook(tmp_path / "康泰社区翠湖花园.xlsx", rows))
    told = page.review.preview.text()
    page.review.moving.click()
    qtbot.waitUntil(lambda: page.review.preview.text() != told, timeout=WAIT)
    assert page.review.preview.text().endswith("迁入 1 人")


def test_only_of_households_it_is_told_what_would_change(qtbot, desk, page, tmp_path):
    rows = [("编号", "标题", "时间", "地点"), ("1", "路灯不亮", "2026-03-04", "康泰社区")]
    begin(qtbot, desk, "issues", samples.workbook(tmp_path / "问题.xlsx", rows))
    assert page.pages.currentIndex() == SHOWN
    assert not page.review.preview.isVisible()


def test_somebody_who_moved(qtbot, bench, desk, page, said, read, tmp_path):
    begin(qtbot, desk, "households", samples.households(tmp_path))
    page.storing.click()
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is not page, timeout=WAIT)
    rows = [
        ("楼栋", "单元", "室号", "姓名", "身份证号"),
        ("9栋", "1单元", "901", "邹秀英", samples.ZOU),
    ]
    begin(qtbot, desk, "households", samples.workbook(tmp_path / "康泰社区翠湖花园9栋.xlsx", rows))
    assert chips(page)[:2] == ["可导入 0 户 0 人", "不导入 1 行"]
    assert page.review.moving.isVisible()
    page.review.moving.click()
    qtbot.waitUntil(lambda: chips(page)[0] == "可导入 1 户 1 人", timeout=WAIT)
    assert not page.review.moving.isVisible()
    page.storing.click()
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is not page, timeout=WAIT)
    ids = read(lambda c: households.order(c, HouseholdFilter(query=samples.ZOU)))
    found = read(lambda c: households.rows(c, ids))
    assert [row.address for row in found.values()] == ["翠湖花园9栋1单元901室"]
    assert "迁出" in read(lambda c: c.scalars(select(Audit.action)).all())


def test_an_import_of_the_past_is_taken_back(qtbot, bench, desk, page, said, read, tmp_path):
    begin(qtbot, desk, "households", samples.households(tmp_path))
    page.storing.click()
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is not page, timeout=WAIT)
    desk.messages.dismiss()
    desk.pages.import_files("households")
    qtbot.waitUntil(lambda: len(page.recent.undoing) == 1, timeout=WAIT)
    page.recent.undoing[0].click()
    qtbot.waitUntil(lambda: said[-1][1] == "已撤销这次导入", timeout=WAIT)
    settle(qtbot, bench)
    assert counts(read) == (0, 0)
    assert page.recent.undoing == []


def test_files_dropped_and_refused(qtbot, desk, page, said, tmp_path):
    desk.pages.import_files("households")
    assert page.pages.currentIndex() == CHOOSING
    page.drop.take([tmp_path / "照片.jpg"])
    assert said[-1][0] == "warning"
    assert "照片.jpg" in said[-1][1]
    page.drop.take([samples.households(tmp_path)])
    qtbot.waitUntil(lambda: page.pages.currentIndex() == SHOWN, timeout=WAIT)


def test_the_real_ledgers_and_appeals(qtbot, bench, desk, page, shared, read):
    data = shared / "data"
    for kind, file in (
        ("divisions", data / "divisions" / "泗洪县.csv"),
        ("households", data / "ledgers" / "康泰社区-京公馆小区.xlsx"),
        ("households", data / "ledgers" / "果园社区.xls"),
        ("issues", data / "appeals" / "留言与答复.xlsx"),
    ):
        begin(qtbot, desk, kind, file)
        assert page.pages.currentIndex() == SHOWN
        page.storing.click()
        qtbot.waitUntil(lambda: desk.pages.currentWidget() is not page, timeout=60_000)
    assert read(lambda c: len(households.order(c, HouseholdFilter()))) == 480
    assert read(lambda c: statistics.count_issues(c, date.max)) == 2_816
    asked, answered = days_in(data / "appeals" / "留言与答复.xlsx")
    chart = read(lambda c: statistics.backlog(c, min(asked), max(answered) + timedelta(days=9)))
    wrong = {}
    for place, day in enumerate(chart.days):
        open_then = sum(d <= day for d in asked) - sum(d <= day for d in answered)
        shown = sum(counts[place] for counts in chart.counts.values())
        if shown != open_then:
            wrong[day] = (shown, open_then)
    assert wrong == {}


def days_in(file):
    """The days of all messages and of all answers, as the sheet has them."""
    book = openpyxl.load_workbook(file, read_only=True)
    rows = [row for row in book.active.iter_rows(min_row=2, values_only=True) if row[0]]
    book.close()
    return [day_of(row[3]) for row in rows], [day_of(row[6]) for row in rows if row[6]]


def day_of(cell):
    if isinstance(cell, datetime):
        return cell.date()
    return date(*map(int, re.match(r"(\d+)\D(\d+)\D(\d+)", cell).groups()))


def test_a_form_that_is_mostly_blank_counts_only_what_is_odd(qtbot, desk, page, tmp_path):
    begin(qtbot, desk, "households", samples.households(tmp_path))
    page._store()
    qtbot.waitUntil(lambda: desk.pages.currentWidget() is not page, timeout=WAIT)
    rows = [
        ("2026年11月康泰社区走访台账",),
        ("小区", "楼栋", "单元", "室号", "户主", "走访日期", "走访结果"),
        ("翠湖花园", "1栋", "1单元", "101", "查无此人", "3月4日", "见到本人"),
        *[("翠湖花园", "1栋", "1单元", f"{n}", "", "", "") for n in range(200, 220)],
    ]
    begin(qtbot, desk, "visits", samples.workbook(tmp_path / "走访.xlsx", rows))
    assert chips(page) == ["可导入 1 条", "需留意 1 处", "跳过 20 行"]
    assert page.review.assumed.text().endswith("康泰社区，2026年")
