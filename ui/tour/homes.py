"""Stations of 住户: one household read and changed, and others found."""

from collections.abc import Iterator
from pathlib import Path

from ui.desk import Desk
from ui.tour.camera import Camera


def walk(camera: Camera, desk: Desk) -> Iterator[Path]:
    """The list, a household, its form, and what columns and an address find."""
    view = desk.pages.households
    camera.go(desk, "households")
    yield camera.picture("住户")
    view.table.setCurrentIndex(view.table.rows.index(4, 0))
    yield camera.picture("住户详情")
    view.panel.edit()
    yield camera.picture("住户修改")
    view.panel.form.left.emit()
    for key, value in (("head", "张"), ("tenure", "自有")):
        view.narrowing.sheet.chosen.emit(key, value, key == "tenure")
    yield camera.picture("住户按列筛选")
    view.search_for("3-1-502")
    yield camera.picture("住户查找")
    view.search_for("")
