"""A walk through the real window on demo data: a picture of every page, and sample notices.

The pictures are what the program looks like; whoever changes a page looks at them again.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from db.location import locate
from domain.errors import KnownError
from ui import application, ledgers
from ui.desk import Desk
from ui.tour import hanging, issues, office, teams
from ui.tour.camera import NARROW, PASSWORD, USER, Camera

HOUSEHOLDS = 15_000


def run(folder: Path, households: int = HOUSEHOLDS) -> Iterator[Path]:
    """Write the pictures and the PDFs into a folder, one after the other; yields each."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(f"文件夹“{folder}”不能写入，没有保存图片；请换一个文件夹。") from error
    application.create()
    with tempfile.TemporaryDirectory() as scratch:
        yield from _walk(Camera(folder, Path(scratch)), households)


def _walk(camera: Camera, households: int) -> Iterator[Path]:
    """All stations, each a picture."""
    camera.window.begin_at_welcome()
    camera.window.show()
    yield camera.picture("欢迎")
    camera.window.begin_new()
    yield camera.picture("新建台账")
    ledger = camera.scratch / "重岗街道.xcd"
    ledgers.create_demo(locate(str(ledger)), USER, PASSWORD, households).close()
    camera.window.ask_password(str(ledger), USER)
    yield camera.picture("打开台账")
    camera.window.unlock.submitted.emit(USER, PASSWORD)
    camera.wait_for(lambda: camera.window.desk is not None)
    desk = camera.window.desk
    assert desk is not None, "it was just opened"
    yield from _pages(camera, desk)
    yield from office.notices(camera, desk)
    camera.window.close()


def _pages(camera: Camera, desk: Desk) -> Iterator[Path]:
    pages = desk.pages
    yield camera.picture("总览")
    camera.go(desk, "households")
    yield camera.picture("住户")
    pages.households.table.setCurrentIndex(pages.households.table.rows.index(4, 0))
    yield camera.picture("住户详情")
    pages.households.panel.edit()
    yield camera.picture("住户修改")
    pages.households.panel.form.left.emit()
    pages.households.search_for("3-1-502")
    yield camera.picture("住户查找")
    pages.households.search_for("")
    camera.go(desk, "teams")
    pages.teams.table.setCurrentIndex(pages.teams.table.rows.index(2, 0))
    yield camera.picture("工作组")
    pages.teams.certifying.click()
    yield camera.picture("覆盖证明")
    pages.teams.certificate.leave()
    pages.show_gaps()
    yield camera.picture("覆盖空白")
    pages.teams.proposing.click()
    yield camera.picture("包联方案")
    pages.proposal.left.emit()
    yield from teams.visits(camera, desk)
    yield from teams.fronts(camera, desk)
    yield from teams.check_ins(camera, desk)
    camera.go(desk, "issues")
    pages.issues.table.setCurrentIndex(pages.issues.table.rows.index(3, 0))
    yield camera.picture("问题")
    yield from issues.papers(camera, desk)
    pages.issues.adding.click()
    yield camera.picture("登记问题")
    pages.issues.panel.form.left.emit()
    yield from issues.coordination(camera, desk)
    yield from issues.projects(camera, desk)
    yield from issues.moves(camera, desk)
    yield from office.importing(camera, desk)
    yield from office.settings(camera, desk)
    yield from office.written(camera, desk)
    yield from hanging.life(camera, desk)
    yield from office.finance(camera, desk)
    yield from issues.lists(camera, desk)
    camera.go(desk, "report")
    yield camera.picture("月报")
    camera.go(desk, "charts")
    yield camera.picture("图表")
    camera.go(desk, "indicators")
    yield camera.picture("指标")
    camera.window.resize(*NARROW)
    for view, words in (
        ("overview", "窄窗口-总览"),
        ("households", "窄窗口-住户"),
        ("issues", "窄窗口-问题"),
        ("projects", "窄窗口-实事项目"),
    ):
        camera.go(desk, view)
        yield camera.picture(words)
