"""A notice's life in pictures: from the register to the wall, and what is still due."""

from collections.abc import Iterator
from pathlib import Path

from db.session import today
from ui.desk import Desk
from ui.tour.camera import Camera, first_compound

_REVIEWER, _HUNG_BY = "李建国", "小李"


def life(camera: Camera, desk: Desk) -> Iterator[Path]:
    """Boards; a notice is registered, reviewed, approved, printed and hung; the catalogue."""
    pages = desk.pages
    camera.go(desk, "boards")
    pages.boards.usual.click()
    yield camera.picture("公开栏")
    pages.make_notice("work_team", first_compound(desk))
    camera.settle()
    pages.notices.filing.click()
    camera.settle()
    _approve(camera, desk)
    yield camera.picture("登记簿")
    pages.register.panel.looking.click()
    yield camera.picture("登记簿-看原件")
    target = camera.scratch / "已批准.pdf"
    pages.register.page.outlet.chosen.emit(target)
    camera.wait_for(target.exists)
    camera.settle()
    camera.go(desk, "postings")
    view = pages.postings
    view.table.setCurrentIndex(view.table.rows.index(0, 0))
    view.hanging.click()
    view.post.form.set_values({"on": today(), "by": _HUNG_BY})
    view.post.doing.click()
    yield camera.picture("张贴")
    camera.go(desk, "catalogue")
    pages.catalogue.table.setCurrentIndex(pages.catalogue.table.rows.index(0, 0))
    yield camera.picture("公开目录")


def _approve(camera: Camera, desk: Desk) -> None:
    panel = desk.pages.register.panel
    panel.reviewing.click()
    panel.changes.review.form.set_values({"reviewer": _REVIEWER, "on": today()})
    panel.changes.review.doing.click()
    camera.settle()
    panel.approving.click()
    panel.changes.approval.doing.click()
    camera.settle()
