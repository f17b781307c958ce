"""Stations of 问题: papers, coordination, moves, and what surrounds the list."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from db.coordination.common import Made
from db.coordination.meetings import Draft, Item
from db.engine import Database
from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.papers import slip_drafts
from db.projects import projects as db_projects
from db.reading import Reader
from db.session import now, today
from domain.deadlines import Lamp
from domain.projects import State as ProjectState
from domain.slips import SlipKind
from domain.workflow import OPEN, Move, State
from ui import actions
from ui.desk import Desk
from ui.papers.issue_papers import remind_many
from ui.tour.camera import Camera

_WORKING = ProjectState.CARRIED_OUT


def papers(camera: Camera, desk: Desk) -> Iterator[Path]:
    """An issue, its dispatch order, reminders for all that are open, and one being registered."""
    view = desk.pages.issues
    camera.go(desk, "issues")
    handled = IssueFilter(states=(State.HANDLING,))
    view.table.go_to(desk.bench.ask(lambda reader: issues.order(reader, handled))[0])
    yield camera.picture("问题")
    view.panel.papers.open_order()
    yield camera.picture("打印派单")
    page = view.panel.papers.page
    assert page is not None, "it was just opened"
    page.leave()

    def open_issues(reader: Reader) -> list[int]:
        return issues.order(reader, IssueFilter(states=OPEN))

    many = remind_many(desk.bench, view, SlipKind.REMIND, open_issues)
    yield camera.picture("按单位催办")
    many.leave()
    view.adding.click()
    yield camera.picture("登记问题")
    view.panel.form.left.emit()


def coordination(camera: Camera, desk: Desk) -> Iterator[Path]:
    """From a proposal to the meeting that decides of it."""
    common, meetings = desk.pages.common, desk.pages.meetings
    common.since.set_value(today() - timedelta(days=730))
    camera.go(desk, "common")
    common.ended.setChecked(True)
    yield camera.picture("共性问题")
    told = ("老旧供水排水管网要整修", "几处反映同一件事。", "")

    def common_issue(database: Database, user: str) -> Made:
        with database.read() as connection:
            ids = issues.order(connection, IssueFilter("水", states=OPEN))
        return actions.make_common(database, user, ids, *told)

    made = camera.written(desk, common_issue)
    common.show_list("made")
    yield camera.picture("已建共性问题")
    desk.pages.study((made.issue_id,))
    yield camera.picture("协调会登记")
    held = datetime.combine(today(), time(9))
    decided = Item(
        made.issue_id, "县住建局", ("县城管局",), "汛期前完成管网疏通，费用列入年度预算。"
    )
    draft = Draft("第 7 次县级协调会", held, "通报上次议定事项\n研究共性问题", (decided,))
    camera.written(
        desk, lambda database, user: actions.save_meeting(database, user, None, 1, draft)
    )
    meetings.panel.form.reset.click()
    camera.settle()
    yield camera.picture("协调会")
    target = camera.folder / "会议纪要.pdf"
    meetings.panel.save_to(str(target))
    camera.settle()
    yield target


def projects(camera: Camera, desk: Desk) -> Iterator[Path]:
    """The register of livelihood projects, one at work, a milestone, and its form."""
    view = desk.pages.projects
    camera.go(desk, "projects")
    wanted = replace(view.wanted(), state=_WORKING)
    working = desk.bench.ask(lambda reader: db_projects.order(reader, wanted))
    view.table.go_to((working or view.table.rows.ids())[0])
    camera.settle()
    yield camera.picture("实事项目")
    view.panel.start_next()
    yield camera.picture("实事项目-记进展")
    view.panel.bar.close_form()
    view.panel.edit()
    yield camera.picture("实事项目-修改")
    view.panel.form.left.emit()


def moves(camera: Camera, desk: Desk) -> Iterator[Path]:
    """One move of one issue, and the same move of many."""
    issues = desk.pages.issues
    desk.pages.show_issues(IssueFilter(states=(State.HANDLING,)))
    camera.settle()
    issues.table.setCurrentIndex(issues.table.rows.index(0, 0))
    camera.settle()
    issues.panel.open_move(Move.SUSPEND)
    yield camera.picture("问题挂起")
    issues.panel.move_form.left.emit()
    issues.bulk.click()
    yield camera.picture("批量办理")
    issues.panel.bulk.open_move(Move.RESOLVE)
    yield camera.picture("批量办结")
    issues.panel.bulk.move_form.left.emit()
    issues.panel.bulk.left.emit()


def lists(camera: Camera, desk: Desk) -> Iterator[Path]:
    """What surrounds the list of issues."""
    narrowed = IssueFilter(states=OPEN, source="appeal", lamp=Lamp.NORMAL)
    desk.pages.show_issues(narrowed)
    yield camera.picture("问题筛选")
    desk.pages.print_list(desk.pages.issues.shown_list())
    yield camera.picture("打印清单")
    desk.pages.printing.left.emit()
    camera.go(desk, "calls")
    yield camera.picture("回访")
    _number_slips(camera, desk)
    camera.go(desk, "slips")
    yield camera.picture("文书")
    desk.header.search.setText("王")
    desk.header.search.setFocus()
    desk.header.search.changed.emit("王")
    camera.settle()
    desk.search.results.open_at(desk.header.search)
    yield camera.picture("查找")
    desk.header.search.left.emit()
    desk.header.search.clear()
    desk.pages.issues.search_for("")


def _number_slips(camera: Camera, desk: Desk) -> None:
    """Reminders that were sent, one of them answered."""

    def number(database: Database, user: str) -> None:
        with database.read() as connection:
            ids = issues.order(connection, IssueFilter(states=OPEN))
            drafts = slip_drafts.per_unit(connection, SlipKind.REMIND, ids, now(), user).drafts
        made = [slip.id for slip in actions.number_slips(database, user, drafts)]
        actions.mark_slips_sent(database, user, made)
        actions.file_reply(database, user, made[0], today(), "已安排上门，两天内办结。", "")

    camera.written(desk, number)
