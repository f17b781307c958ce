"""Stations of 工作组: coverage, visits, fronts, 双报到."""

from collections.abc import Iterator
from pathlib import Path

from domain.front_shades import By
from domain.places import Level
from domain.visits import Outcome
from ui.desk import Desk
from ui.tour.camera import Camera, first_compound, first_of


def cover(camera: Camera, desk: Desk) -> Iterator[Path]:
    """A team, the proof of coverage, its gaps, and a proposal that closes them."""
    view = desk.pages.teams
    camera.go(desk, "teams")
    view.table.setCurrentIndex(view.table.rows.index(2, 0))
    yield camera.picture("工作组")
    view.certifying.click()
    yield camera.picture("覆盖证明")
    view.certificate.leave()
    desk.pages.show_gaps()
    yield camera.picture("覆盖空白")
    view.proposing.click()
    yield camera.picture("包联方案")
    desk.pages.proposal.left.emit()


def visits(camera: Camera, desk: Desk) -> Iterator[Path]:
    """Whom to visit, a visit being entered, the visits on record, and the sheet."""
    view = desk.pages.visits
    camera.go(desk, "visits")
    view.panel.begin(view.due_table.rows.id_at(3))
    camera.settle()
    view.panel.card.outcome.set_value(Outcome.PERSON.value)
    view.panel.card.need.set_value("楼道灯不亮，晚上上下楼看不清")
    yield camera.picture("走访")
    view.panel.card.clear()
    view.show_records()
    yield camera.picture("走访记录")
    view.show_teams()
    yield camera.picture("走访-按工作组")
    view.team_table.row_opened.emit(view.team_table.rows.id_at(2))
    view.open_sheet()
    yield camera.picture("走访单")
    target = camera.folder / "走访单.pdf"
    view.sheet_page.outlet.choose(target)
    camera.settle()
    yield target
    view.sheet_page.leave()


def fronts(camera: Camera, desk: Desk) -> Iterator[Path]:
    """A compound, a village, and the compound on paper."""
    fronts = desk.pages.fronts
    camera.go(desk, "fronts")
    compound, village = first_compound(desk), first_of(desk, Level.GROUP).parent_id
    assert village is not None, "a group lies in a village"
    fronts.show_place(compound)
    camera.settle()
    fronts.sheet.setFocus()
    fronts.show_home(fronts.homes[4].id)
    yield camera.picture("楼栋图")
    fronts.show_place(village)
    fronts.show_by(By.ISSUE)
    yield camera.picture("楼栋图-村")
    fronts.show_by(By.TEAM)
    fronts.show_place(compound)
    camera.settle()
    fronts.printing.click()
    yield camera.picture("打印楼栋图")
    target = camera.folder / "楼栋图.pdf"
    fronts.paper.outlet.choose(target)
    camera.settle()
    fronts.paper.leave()
    yield target


def check_ins(camera: Camera, desk: Desk) -> Iterator[Path]:
    """Who reported to where they live, their figures, and the slips to their employers."""
    view = desk.pages.check_ins
    camera.go(desk, "check_ins")
    view.tables["members"].setCurrentIndex(view.tables["members"].rows.index(2, 0))
    yield camera.picture("双报到")
    view.panel.edit()
    yield camera.picture("双报到修改")
    view.panel.form.left.emit()
    view.show_list("homes")
    camera.settle()
    view.tables["homes"].setCurrentIndex(view.tables["homes"].rows.index(1, 0))
    yield camera.picture("双报到按小区")
    view.slips.click()
    yield camera.picture("报到反馈单")
    assert view.paper is not None, "it was just opened"
    target = camera.folder / view.paper.file_name()
    view.paper.outlet.choose(target)
    camera.wait_for(target.exists)
    camera.settle()
    view.paper.leave()
    view.show_list("members")
    yield target
