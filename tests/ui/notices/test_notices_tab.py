import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from db import places, settings
from db.notices import notice_register, notices
from db.notices.notice_register import NoticeFilter
from db.places import PlaceRow
from db.session import today
from domain import masks
from domain.notice_texts import Every
from domain.paper_sizes import PaperSize
from domain.places import Level
from tests.ui.printers import to_pdf
from ui import actions, ledgers
from ui.notices import publishing, texts
from ui.notices.notices_tab import NoticesTab

WAIT = 30_000


@pytest.fixture
def township(write):
    """A demo township of 300 households with a year's issues."""
    from exchange import demo

    def fill(database, user):
        made = demo.build(300, seed=3, today=date(2026, 6, 15))
        ledgers.fill_demo(database, user, made)
        with database.write(user) as session:
            settings.put(session, "office", {"division": made.township})

    write(fill)


@pytest.fixture
def tab(qtbot, bench, township):
    view = NoticesTab(bench)
    qtbot.addWidget(view)
    view.resize(1400, 860)
    view.show()
    settle(qtbot, bench)
    return view


def settle(qtbot, bench):
    qtbot.waitUntil(lambda: bench.tasks.idle, timeout=WAIT)


def type_in(field, words):
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def with_stairwells(read) -> PlaceRow:
    """The community with the most stairwells."""
    rows = read(places.all_places)
    entrances = [row for row in rows if row.level is Level.ENTRANCE]
    communities = [row for row in rows if row.level is Level.COMMUNITY]
    return max(communities, key=lambda c: sum(e.position.startswith(c.position) for e in entrances))


def draw(qtbot, bench, tab, place_id, **form):
    """Choose a place and wait for its sheets."""
    tab.form.field("place").set_value(place_id)
    for key, value in form.items():
        tab.form.field(key).set_value(value)
    tab._rest.stop()
    tab._make()
    settle(qtbot, bench)
    return tab._shown


def noted(read):
    """The drafts that the audit knows to have left the office."""
    words = "SELECT subject FROM audit WHERE action = '打印公示稿样' ORDER BY id"
    return read(lambda connection: connection.exec_driver_sql(words).scalars().all())


def text_of(file):
    return "".join(page.extract_text() for page in PdfReader(file).pages)


def test_nothing_is_chosen_yet(tab):
    assert tab.pages.currentWidget() is tab.empty
    assert not tab.outlet.printing.isEnabled()
    assert not tab.outlet.saving.isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_what_is_shown_is_what_is_saved(qtbot, bench, tab, read, said, tmp_path):
    place = with_stairwells(read)
    type_in(tab.form.field("place"), place.name[:2])
    qtbot.keyClick(tab.form.field("place").completer().popup(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab._shown is not None, timeout=WAIT)
    stairwells = read(lambda c: len(notices.spots(c, place)))
    shown = tab._shown
    assert shown.printed.notices == stairwells > 1
    assert tab.preview.document.pageCount() == shown.printed.pages
    assert f"{stairwells} 张公示" in tab.preview.told.text()
    tab.outlet.choose(tmp_path / "公示.pdf")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][:2] == ("success", "已保存为“公示.pdf”")
    assert (tmp_path / "公示.pdf").read_bytes() == shown.pdf
    assert noted(read) == [f"问题办理情况公示 {stairwells} 张"]
    assert read(notice_register.order, NoticeFilter()) == []  # which is no notice yet
    told = text_of(tmp_path / "公示.pdf")
    assert masks.scan(told) == ()
    assert "稿样" in told


def test_teams_and_a_whole_place(qtbot, bench, tab, read):
    place = with_stairwells(read)
    tab.template.set_value("work_team")
    shown = draw(qtbot, bench, tab, place.id, per="whole")
    assert (shown.wish.template, shown.printed.notices) == ("work_team", 1)


def test_the_chosen_paper_goes_with_the_draft(qtbot, bench, tab, read):
    paper = tab.form.field("paper")
    assert paper.currentText() == "A4（楼道）"
    shown = draw(qtbot, bench, tab, with_stairwells(read).id, per="whole", paper=PaperSize.A3)
    assert sides(shown.pdf) == (420, 297)
    with qtbot.waitSignal(tab.filed, timeout=WAIT) as filed:
        tab.file()
    (notice_id,) = filed.args
    assert read(notice_register.rows, [notice_id])[notice_id].paper is PaperSize.A3
    draw(qtbot, bench, tab, with_stairwells(read).id, paper=PaperSize.TILES)
    assert sides(tab._shown.pdf) == (210, 297)
    assert tab._shown.printed.pages == 2 * shown.printed.pages


def sides(pdf):
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    return tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:])


def test_a_place_without_stairwells_is_told(qtbot, bench, tab, read, said):
    rows = read(places.all_places)
    group = next(row for row in rows if row.level is Level.GROUP)
    assert draw(qtbot, bench, tab, group.id) is None
    assert said[-1][0] == "error"
    assert "没有单元" in said[-1][1]
    assert not tab.outlet.printing.isEnabled()
    assert draw(qtbot, bench, tab, group.id, per="group").printed.notices == 1


def test_the_lines_on_every_notice_are_kept(qtbot, bench, tab, read):
    place = with_stairwells(read)
    draw(qtbot, bench, tab, place.id, per="whole")
    tab.lines.field("office").set_value("虚构居民委员会")
    tab._make()
    type_in(tab.lines.field("office"), "公章")  # typed while the sheet is being drawn
    tab._rest.stop()
    tab._make()
    settle(qtbot, bench)
    assert read(publishing.standing).office == "虚构居民委员会公章"
    assert tab.lines.values()["office"] == "虚构居民委员会公章"
    assert tab._shown.notices[0].imprint.office == "虚构居民委员会公章"


def test_the_page_looked_at_stays_when_something_else_changes(qtbot, bench, tab, read):
    draw(qtbot, bench, tab, with_stairwells(read).id)
    tab.preview.on.click()
    assert tab.preview.page_label.text().startswith("2 /")
    before = tab._shown
    bench.bus.changed.emit(frozenset({"issues"}))
    qtbot.waitUntil(lambda: tab._shown is not before, timeout=WAIT)
    assert tab.preview.page_label.text().startswith("2 /")
    tab.preview.back.click()
    assert tab.preview.page_label.text().startswith("1 /")
    assert not tab.preview.back.isEnabled()


def test_what_cannot_be_written_is_not_registered(qtbot, bench, tab, read, said, tmp_path):
    draw(qtbot, bench, tab, with_stairwells(read).id, per="whole")
    tab.outlet.choose(tmp_path / "无此文件夹" / "公示.pdf")
    qtbot.waitUntil(lambda: len(said) == 1, timeout=WAIT)
    assert said[0][0] == "error"
    assert "不存在" in said[0][1]
    assert noted(read) == []


def test_a_disk_that_fills_up(qtbot, bench, tab, read, said, small_disk):
    shown = draw(qtbot, bench, tab, with_stairwells(read).id)
    (small_disk.folder / "别的.bin").write_bytes(bytes(126 * 1024 - len(shown.pdf) // 2))
    tab.outlet.choose(small_disk.folder / "公示.pdf")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[0][0] == "error"
    assert "磁盘空间不足，“公示.pdf”没有写成" in said[0][1]
    assert small_disk.names() == ["别的.bin"]
    assert noted(read) == []
    assert tab.outlet.saving.isEnabled()


def test_printing(qtbot, bench, tab, read, said, tmp_path):
    shown = draw(qtbot, bench, tab, with_stairwells(read).id)
    tab.outlet.choose(to_pdf(tmp_path / "纸.pdf"))
    assert not tab.outlet.printing.isEnabled()
    # Something else is looked at meanwhile: what was sent is printed and registered.
    draw(qtbot, bench, tab, with_stairwells(read).id, per="whole")
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][:2] == ("success", "已送到打印机")
    pages = PdfReader(tmp_path / "纸.pdf").pages
    assert len(pages) == shown.printed.pages
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    assert noted(read) == [f"问题办理情况公示 {shown.printed.notices} 张"]
    assert tab.outlet.printing.isEnabled()
    assert not tab.outlet.stopping.isVisible()


def test_printing_is_stopped(qtbot, bench, tab, read, said, tmp_path):
    draw(qtbot, bench, tab, with_stairwells(read).id)
    tab.outlet.choose(to_pdf(tmp_path / "纸.pdf"))
    qtbot.waitUntil(lambda: tab.outlet.stopping.text() != "", timeout=WAIT)
    tab.outlet.stopping.click()
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][0] == "error"
    assert "不算打印完成" in said[-1][1]
    assert noted(read) == []


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_answer(qtbot, bench, tab, read, said, tmp_path, caplog):
    caplog.expected = ("QPainter::begin(): Returned false",)  # once the program hears Qt itself
    draw(qtbot, bench, tab, with_stairwells(read).id, per="whole")
    tab.outlet.choose(to_pdf(tmp_path / "无此文件夹" / "纸.pdf"))
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert said[-1][0] == "error"
    assert noted(read) == []
    assert tab.outlet.printing.isEnabled()


@pytest.fixture
def many_stairwells(write, township):
    """50 buildings with ten stairwells each, in one compound."""
    from db.households import household_import
    from domain.entries import HouseholdEntry
    from domain.places import PlaceStep

    homes = [
        HouseholdEntry(
            (
                PlaceStep(Level.COMMUNITY, "康泰社区"),
                PlaceStep(Level.COMPOUND, "五百单元小区"),
                PlaceStep(Level.BUILDING, f"{building}栋"),
                PlaceStep(Level.ENTRANCE, f"{entrance}单元"),
            ),
            room="101",
        )
        for building in range(1, 51)
        for entrance in range(1, 11)
    ]

    def store(database, user):
        with database.write(user) as session:
            household_import.store(session, homes)

    write(store)


def test_five_hundred_stairwells_in_one_go(qtbot, bench, many_stairwells, tab, read, tmp_path):
    compound = read(lambda c: places.find(c, "五百单元小区"))
    running, steps = [], []

    def watch(task):
        running.append(task)
        task.progress.connect(lambda done, total: steps.append((done, total)))

    bench.tasks.started.connect(watch)
    tab.form.field("place").set_value(compound.id)
    tab._rest.stop()
    tab._make()
    qtbot.waitUntil(lambda: bool(running), timeout=WAIT)
    assert [task.label for task in running] == ["正在排版 500 张公示"]
    settle(qtbot, bench)
    assert tab._shown.printed.notices == 500
    assert steps[-1] == (500, 500)
    # Cancelled half-way: what was shown before is still there, nothing is written.
    before = tab._shown
    tab._make()
    qtbot.waitUntil(lambda: len(running) == 2, timeout=WAIT)
    with qtbot.waitSignal(running[1].stopped, timeout=WAIT):
        running[1].cancel()
    settle(qtbot, bench)
    assert "上一次排好的" in tab.preview.told.text()
    assert tab._shown is before
    assert noted(read) == []


def test_the_years_projects_hang_once_in_a_place(qtbot, bench, tab, read, tmp_path):
    place = with_stairwells(read)
    usual = tab.form.values()
    tab.template.card("projects").click()
    assert tab.form.values() == usual | {
        "per": "whole",
        "since": date(today().year, 1, 1),
        "until": date(today().year, 12, 31),
    }
    # The demo of these tests stands in the year 2026.
    shown = draw(qtbot, bench, tab, place.id, since=date(2026, 2, 3), until=date(2026, 12, 31))
    assert shown.printed.notices == 1
    assert tab._file_name().startswith("民生实事项目公示-")
    target = tmp_path / "项目.pdf"
    target.write_bytes(shown.pdf)
    text = "".join(text_of(target).split())
    assert "2026年民生实事项目公示如下。共" in text
    for word in ("总投资", "资金来源", "责任单位", "计划完成", "进度", "验收"):
        assert word in text
    tab.template.card("work_team").click()
    assert tab.form.values()["since"] == date(2026, 2, 3)  # chosen by hand
    assert tab.form.values()["per"] == "entrance"


def test_the_period_follows_how_often_a_template_is_published(qtbot, bench, tab, write, read):
    first = date(today().year, (today().month - 1) // 3 * 3 + 1, 1)
    tab.template.card("happy_bill").click()
    assert tab.form.values()["since"] == first
    shipped = texts.shipped()
    own = shipped | {"happy_bill": replace(shipped["happy_bill"], every=Every.YEAR)}
    write(actions.change_notice_texts, shipped, shipped, own)
    settle(qtbot, bench)
    assert tab.form.values()["since"] == date(today().year, 1, 1)


def test_any_of_many_is_seen_while_the_rest_is_drawn(
    qtbot, bench, many_stairwells, tab, read, said
):
    compound = read(lambda c: places.find(c, "五百单元小区"))
    running = []
    bench.tasks.started.connect(running.append)
    tab.form.field("place").set_value(compound.id)
    tab._rest.stop()
    tab._make()
    qtbot.waitUntil(lambda: bool(running), timeout=WAIT)
    preview = tab.preview
    assert tab.pages.currentWidget() is preview
    assert preview.places.text().endswith("1栋1单元")
    assert tab.filing.isEnabled()
    assert not tab.outlet.printing.isEnabled()
    preview.places.setFocus()
    type_in(preview.places, "")
    preview.places.setText("")
    type_in(preview.places, "37栋4单元")
    qtbot.keyClick(preview.places, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "37栋4单元" in seen(preview), timeout=WAIT)
    preview.on.click()
    qtbot.waitUntil(lambda: "37栋5单元" in seen(preview), timeout=WAIT)
    assert preview.places.text().endswith("37栋5单元")
    settle(qtbot, bench)
    assert preview.document.pageCount() == tab._shown.printed.pages
    assert "37栋5单元" in seen(preview)  # where it was looked at
    preview.back.click()
    assert "37栋4单元" in seen(preview)
    assert preview.places.text().endswith("37栋4单元")
    preview.places.setText("")
    type_in(preview.places, "张贴清单")
    qtbot.keyClick(preview.places, Qt.Key.Key_Return)
    assert "张贴清单" in seen(preview)
    assert tab.outlet.printing.isEnabled()


def seen(preview):
    """What stands on the page that is shown."""
    page = preview.view.pageNavigator().currentPage()
    return "".join(preview.document.getAllText(page).text().split())


def test_drawing_that_is_stopped_leaves_the_one_that_is_seen(
    qtbot, bench, many_stairwells, tab, read
):
    compound = read(lambda c: places.find(c, "五百单元小区"))
    running = []
    bench.tasks.started.connect(running.append)
    tab.form.field("place").set_value(compound.id)
    tab._rest.stop()
    tab._make()
    qtbot.waitUntil(lambda: bool(running), timeout=WAIT)
    running[0].cancel()
    settle(qtbot, bench)
    assert "已停止排版" in tab.preview.told.text()
    assert not tab.outlet.printing.isEnabled()
    assert "1栋1单元" in seen(tab.preview)
