"""A walk through the real window on demo data: a picture of every page, and sample notices.

The pictures are what the program looks like; whoever changes a page looks at them again.
"""

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from db import issues, places, slip_drafts
from db.engine import Database
from db.issue_filter import IssueFilter
from db.location import locate
from db.meetings import Draft, Item
from db.places import PlaceRow
from db.reading import Reader
from db.session import now, today
from domain.deadlines import Lamp, is_workday
from domain.errors import KnownError
from domain.front_shades import By
from domain.places import Level
from domain.slips import SlipKind
from domain.visits import Outcome
from domain.workflow import OPEN, Move, State
from exchange.export import Column, write_table
from ui import actions, application, ledgers
from ui.desk import Desk
from ui.notices import publishing
from ui.pages import ViewName
from ui.papers.issue_papers import remind_many
from ui.papers.pdf_preview import PdfPreview
from ui.window import Window

HOUSEHOLDS = 15_000
_USER, _PASSWORD = "演示", "演示密码"
_SIZE = (1440, 900)
_NARROW = (1180, 760)
_SETTLED_MS = 120
_PDF_DRAWN_MS = 800  # a preview tells nobody when its sheet is drawn


def run(folder: Path, households: int = HOUSEHOLDS) -> Iterator[Path]:
    """Write the pictures and the PDFs into a folder, one after the other; yields each."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(f"文件夹“{folder}”不能写入，没有保存图片；请换一个文件夹。") from error
    application.create()
    with tempfile.TemporaryDirectory() as scratch:
        yield from _Tour(folder, Path(scratch), households).walk()


class _Tour:
    def __init__(self, folder: Path, scratch: Path, households: int) -> None:
        self.folder, self.scratch, self.households = folder, scratch, households
        self._taken = 0
        self.window = Window()
        self.window.resize(*_SIZE)

    def walk(self) -> Iterator[Path]:
        """All stations, each a picture."""
        self.window.begin_at_welcome()
        self.window.show()
        yield self._picture("欢迎")
        self.window.begin_new()
        yield self._picture("新建台账")
        ledger = self.scratch / "重岗街道.xcd"
        ledgers.create_demo(locate(str(ledger)), _USER, _PASSWORD, self.households).close()
        self.window.ask_password(str(ledger), _USER)
        yield self._picture("打开台账")
        self.window.unlock.submitted.emit(_USER, _PASSWORD)
        self._wait_for(lambda: self.window.desk is not None)
        desk = self.window.desk
        assert desk is not None, "it was just opened"
        yield from self._pages(desk)
        yield from self._notices(desk)
        self.window.close()

    def _pages(self, desk: Desk) -> Iterator[Path]:
        pages = desk.pages
        yield self._picture("总览")
        self._go(desk, "households")
        yield self._picture("住户")
        pages.households.table.setCurrentIndex(pages.households.table.rows.index(4, 0))
        yield self._picture("住户详情")
        pages.households.panel.edit()
        yield self._picture("住户修改")
        pages.households.panel.form.left.emit()
        pages.households.search_for("3-1-502")
        yield self._picture("住户查找")
        pages.households.search_for("")
        self._go(desk, "teams")
        pages.teams.table.setCurrentIndex(pages.teams.table.rows.index(2, 0))
        yield self._picture("工作组")
        pages.teams.certifying.click()
        yield self._picture("覆盖证明")
        pages.teams.certificate.leave()
        pages.show_gaps()
        yield self._picture("覆盖空白")
        pages.teams.proposing.click()
        yield self._picture("包联方案")
        pages.proposal.left.emit()
        yield from self._visits(desk)
        yield from self._fronts(desk)
        yield from self._check_ins(desk)
        self._go(desk, "issues")
        pages.issues.table.setCurrentIndex(pages.issues.table.rows.index(3, 0))
        yield self._picture("问题")
        yield from self._papers(desk)
        pages.issues.adding.click()
        yield self._picture("登记问题")
        pages.issues.panel.form.left.emit()
        yield from self._coordination(desk)
        yield from self._moves(desk)
        pages.import_files("households")
        yield self._picture("导入")
        pages.import_files("households", [str(self._sample_ledger())])
        yield self._picture("导入检查")
        pages.importing.left.emit()
        yield from self._settings(desk)
        self._go(desk, "notices")
        pages.notices.choose(_first_compound(desk))
        yield self._picture("公开公示")
        yield from self._lists(desk)
        self._go(desk, "report")
        yield self._picture("月报")
        self._go(desk, "charts")
        yield self._picture("图表")
        self._go(desk, "indicators")
        yield self._picture("指标")
        self.window.resize(*_NARROW)
        for view, words in (
            ("overview", "窄窗口-总览"),
            ("households", "窄窗口-住户"),
            ("issues", "窄窗口-问题"),
        ):
            self._go(desk, view)
            yield self._picture(words)

    def _visits(self, desk: Desk) -> Iterator[Path]:
        """Whom to visit, a visit being entered, the visits on record, and the sheet."""
        view = desk.pages.visits
        self._go(desk, "visits")
        view.panel.begin(view.due_table.rows.id_at(3))
        self._settle()
        view.panel.card.outcome.set_value(Outcome.PERSON.value)
        view.panel.card.need.set_value("楼道灯不亮，晚上上下楼看不清")
        yield self._picture("走访")
        view.panel.card.clear()
        view.show_records()
        yield self._picture("走访记录")
        view.show_teams()
        yield self._picture("走访-按工作组")
        view.team_table.row_opened.emit(view.team_table.rows.id_at(2))
        view.open_sheet()
        yield self._picture("走访单")
        target = self.folder / "走访单.pdf"
        view.sheet_page.outlet.choose(target)
        self._settle()
        yield target
        view.sheet_page.leave()

    def _fronts(self, desk: Desk) -> Iterator[Path]:
        """A compound, a village, and the compound on paper."""
        fronts = desk.pages.fronts
        self._go(desk, "fronts")
        compound, village = _first_compound(desk), _first_of(desk, Level.GROUP).parent_id
        assert village is not None, "a group lies in a village"
        fronts.show_place(compound)
        self._settle()
        fronts.sheet.setFocus()
        fronts.show_home(fronts.homes[4].id)
        yield self._picture("楼栋图")
        fronts.show_place(village)
        fronts.show_by(By.ISSUE)
        yield self._picture("楼栋图-村")
        fronts.show_by(By.TEAM)
        fronts.show_place(compound)
        self._settle()
        fronts.printing.click()
        yield self._picture("打印楼栋图")
        target = self.folder / "楼栋图.pdf"
        fronts.paper.outlet.choose(target)
        self._settle()
        fronts.paper.leave()
        yield target

    def _check_ins(self, desk: Desk) -> Iterator[Path]:
        """Who reported to where they live, their figures, and the slips to their employers."""
        view = desk.pages.check_ins
        self._go(desk, "check_ins")
        view.tables["members"].setCurrentIndex(view.tables["members"].rows.index(2, 0))
        yield self._picture("双报到")
        view.panel.edit()
        yield self._picture("双报到修改")
        view.panel.form.left.emit()
        view.show_list("homes")
        self._settle()
        view.tables["homes"].setCurrentIndex(view.tables["homes"].rows.index(1, 0))
        yield self._picture("双报到按小区")
        view.slips.click()
        yield self._picture("报到反馈单")
        assert view.paper is not None, "it was just opened"
        target = self.folder / view.paper.file_name()
        view.paper.outlet.choose(target)
        self._wait_for(target.exists)
        self._settle()
        view.paper.leave()
        view.show_list("members")
        yield target

    def _coordination(self, desk: Desk) -> Iterator[Path]:
        """From a proposal to the meeting that decides of it."""
        common, meetings = desk.pages.common, desk.pages.meetings
        common.since.set_value(today() - timedelta(days=730))
        self._go(desk, "common")
        common.ended.setChecked(True)
        yield self._picture("共性问题")
        with desk.bench.database.read() as connection:
            ids = issues.order(connection, IssueFilter("水", states=OPEN))
        made = actions.make_common(
            desk.bench.database, _USER, ids, "老旧供水排水管网要整修", "几处反映同一件事。", ""
        )
        common.show_list("made")
        yield self._picture("已建共性问题")
        desk.pages.study((made.issue_id,))
        yield self._picture("协调会登记")
        held = datetime.combine(today(), time(9))
        decided = Item(
            made.issue_id, "县住建局", ("县城管局",), "汛期前完成管网疏通，费用列入年度预算。"
        )
        draft = Draft("第 7 次县级协调会", held, "通报上次议定事项\n研究共性问题", (decided,))
        actions.save_meeting(desk.bench.database, _USER, None, 1, draft)
        meetings.panel.form.reset.click()
        self._settle()
        yield self._picture("协调会")
        target = self.folder / "会议纪要.pdf"
        meetings.panel.save_to(str(target))
        self._settle()
        yield target

    def _settings(self, desk: Desk) -> Iterator[Path]:
        """Every section of the settings with something typed that is not saved."""
        desk.pages.show_settings()
        page = desk.pages.settings
        self._settle()
        yellow = next(row for row in page.limits.colours.rows if row.key == "yellow")
        yellow.finish.set_value(5)
        yield self._picture("设置-颜色和时限")
        page.show_section(page.calendar)
        day = next(d for d in (today() + timedelta(days=n) for n in range(1, 9)) if is_workday(d))
        page.calendar.show_year(day.year)
        page.calendar.toggle(day)
        page.calendar.own_days.fields[day].set_value("停电检修")
        yield self._picture("设置-工作日历")
        page.show_section(page.categories)
        self._settle()
        page.categories.tree.setCurrentIndex(page.categories.tree.model().index(2, 0))
        yield self._picture("设置-问题类别")
        page.show_section(page.visits)
        self._settle()
        page.visits.on_demand.choose()
        yield self._picture("设置-走访和双线")
        page.visits.reset()
        page.show_section(page.routing)
        self._settle()
        for place, unit in ((2, "住建办"), (None, "综合办")):
            page.routing.add()
            row = page.routing.rows[-1]
            if place is not None:
                row.category.set_value(page.routing._choices.categories[place][0])
            row.unit.set_value(unit)
        yield self._picture("设置-派单规则")
        page.left.emit()

    def _moves(self, desk: Desk) -> Iterator[Path]:
        """One move of one issue, and the same move of many."""
        issues = desk.pages.issues
        desk.pages.show_issues(IssueFilter(states=(State.HANDLING,)))
        self._settle()
        issues.table.setCurrentIndex(issues.table.rows.index(0, 0))
        self._settle()
        issues.panel.open_move(Move.EXTEND)
        yield self._picture("问题延期")
        issues.panel.move_form.left.emit()
        issues.bulk.click()
        yield self._picture("批量办理")
        issues.panel.bulk.open_move(Move.RESOLVE)
        yield self._picture("批量办结")
        issues.panel.bulk.move_form.left.emit()
        issues.panel.bulk.left.emit()

    def _lists(self, desk: Desk) -> Iterator[Path]:
        """What surrounds the list of issues."""
        narrowed = IssueFilter(states=OPEN, source="appeal", lamp=Lamp.NORMAL)
        desk.pages.show_issues(narrowed)
        yield self._picture("问题筛选")
        desk.pages.print_list(desk.pages.issues.shown_list())
        yield self._picture("打印清单")
        desk.pages.printing.left.emit()
        self._go(desk, "calls")
        yield self._picture("回访")
        self._number_slips(desk)
        self._go(desk, "slips")
        yield self._picture("文书")
        desk.header.search.setText("王")
        desk.header.search.setFocus()
        desk.header.search.changed.emit("王")
        self._settle()
        desk.search.results.open_at(desk.header.search)
        yield self._picture("查找")
        desk.header.search.left.emit()
        desk.header.search.clear()
        desk.pages.issues.search_for("")

    def _papers(self, desk: Desk) -> Iterator[Path]:
        """A dispatch order of the issue that is shown, and reminders for all that are open."""
        desk.pages.issues.panel.papers.open_order()
        yield self._picture("打印派单")
        page = desk.pages.issues.panel.papers.page
        assert page is not None, "it was just opened"
        page.leave()

        def open_issues(reader: Reader) -> list[int]:
            return issues.order(reader, IssueFilter(states=OPEN))

        many = remind_many(desk.bench, desk.pages.issues, SlipKind.REMIND, open_issues)
        yield self._picture("按单位催办")
        many.leave()

    def _number_slips(self, desk: Desk) -> None:
        """Reminders that were sent, one of them answered."""

        def number(database: Database, user: str) -> None:
            with database.read() as connection:
                ids = issues.order(connection, IssueFilter(states=OPEN))
                drafts = slip_drafts.per_unit(connection, SlipKind.REMIND, ids, now(), user).drafts
            made = [slip.id for slip in actions.number_slips(database, user, drafts)]
            actions.mark_slips_sent(database, user, made)
            actions.file_reply(database, user, made[0], today(), "已安排上门，两天内办结。", "")

        desk.bench.write(desk, number, lambda _: None)
        self._settle()

    def _notices(self, desk: Desk) -> Iterator[Path]:
        day = today()
        since, until = publishing.this_month(day)
        place = _first_compound(desk)
        for template, name in (("issue_progress", "问题办理情况"), ("work_team", "下沉工作组")):
            wish = publishing.Wish(template, place, Level.ENTRANCE, since, until, day)
            with desk.bench.database.read() as connection:
                made = publishing.build(connection, wish)
            for notices, kind in ((made[:1], "一张"), (made, "每个单元一张")):
                target = self.folder / f"{name}-{kind}.pdf"
                publishing.write(notices, target)
                yield target

    def _sample_ledger(self) -> Path:
        """A small ledger with the faults that real ones have."""
        file = self.scratch / "康泰社区-翠湖花园.xlsx"
        titles = (
            "楼栋",
            "单元",
            "室号",
            "户主",
            "姓名",
            "与户主关系",
            "身份证号",
            "联系电话",
            "备注",
        )
        rows = [
            (
                "1栋",
                "1单元",
                "101",
                "邹秀英",
                "邹秀英",
                "户主",
                "329999195504280428",
                "19900000147",
                "",
            ),
            ("1栋", "1单元", "101", "", "邹伟", "儿子", "32999919800101173", "19900000148", ""),
            (
                "1栋",
                "1单元",
                "102",
                "欧阳建国",
                "欧阳建国",
                "户主",
                "329999197001010017",
                "1990000",
                "",
            ),
            ("1栋", "1单元", "201", "", "", "", "", "", "空置"),
            ("1栋", "2单元", "101", "张堃", "", "户主", "329999196501010033", "19900000150", ""),
            ("小计", "", "", "", "4 户", "", "", "", ""),
        ]
        write_table(file, "康泰社区翠湖花园住户台账", [Column(t) for t in titles], rows)
        return file

    def _go(self, desk: Desk, page: ViewName) -> None:
        desk.pages.go(page)
        self._settle()

    def _settle(self) -> None:
        """Wait until nothing is being read or drawn any more."""
        self._wait_for(lambda: self.window.tasks.idle)
        _pause(_SETTLED_MS)
        self._wait_for(lambda: self.window.tasks.idle)

    def _picture(self, name: str) -> Path:
        self._settle()
        if any(preview.isVisible() for preview in self.window.findChildren(PdfPreview)):
            _pause(_PDF_DRAWN_MS)
        self._taken += 1
        target = self.folder / f"{self._taken:02}-{name}.png"
        if not self.window.grab().save(str(target)):
            raise KnownError(f"图片“{target}”写不进去，没有保存；请换一个文件夹。")
        return target

    def _wait_for(self, done: Callable[[], bool], most_ms: int = 60_000) -> None:
        for _ in range(most_ms // 20):
            if done():
                return
            _pause(20)
        raise TimeoutError("the page did not settle")


def _first_compound(desk: Desk) -> int:
    return _first_of(desk, Level.COMPOUND).id


def _first_of(desk: Desk, level: Level) -> PlaceRow:
    with desk.bench.database.read() as connection:
        found = places.all_places(connection)
    return next(place for place in found if place.level is level)


def _pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
