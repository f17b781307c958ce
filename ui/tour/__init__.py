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
from ui.tour import hanging, homes, issues, office, teams
from ui.tour.camera import NARROW, PASSWORD, USER, Camera

HOUSEHOLDS = 15_000
_FIGURES = (("report", "月报"), ("charts", "图表"), ("indicators", "指标"))
_NARROW = (
    ("overview", "窄窗口-总览"),
    ("households", "窄窗口-住户"),
    ("issues", "窄窗口-问题"),
    ("projects", "窄窗口-实事项目"),
)


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
    camera.window.go_to_welcome()
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
    camera.settle()
    desk.bench.drafts.rest()  # what the walk types is nobody's
    yield from _pages(camera, desk)
    yield from office.notices(camera, desk)
    camera.window.close()


def _pages(camera: Camera, desk: Desk) -> Iterator[Path]:
    yield camera.picture("总览")
    for station in (
        homes.walk,
        teams.cover,
        teams.visits,
        teams.fronts,
        teams.check_ins,
        issues.papers,
        issues.coordination,
        issues.projects,
        issues.moves,
        office.importing,
        office.settings,
        office.written,
        hanging.life,
        office.finance,
        issues.lists,
    ):
        yield from station(camera, desk)
    for view, words in _FIGURES:
        camera.go(desk, view)
        yield camera.picture(words)
    camera.window.resize(*NARROW)
    for view, words in _NARROW:
        camera.go(desk, view)
        yield camera.picture(words)
