"""楼栋图: the highest building there is, painted as a whole."""

from time import perf_counter

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from benchmarks.figures import Figure, median
from resources import tokens
from ui import application
from widgets import front_ink
from widgets.front_plan import Front, FrontCell, FrontHead, FrontSection, plan

_FLOORS, _ENTRANCES, _DOORS = 34, 4, 4
_TIMES = 15
_WIDE = 1400  # px of the sheet


def _tower() -> Front:
    wide = _ENTRANCES * _DOORS
    cells = []
    for row in range(_FLOORS):
        for door in range(wide):
            tint = (row + door // _DOORS) % len(tokens.TINTS)
            text = f"{_FLOORS - row}{door % _DOORS + 1:02}"
            look = {"tone": tokens.TINTS[tint], "mark": chr(ord("A") + tint)}
            cells.append(FrontCell(row * wide + door + 1, text, row, door, note="诸葛文豪", **look))
    heads = tuple(FrontHead(f"{n + 1}单元", n * _DOORS, _DOORS) for n in range(_ENTRANCES))
    floors = tuple(str(_FLOORS - row) for row in range(_FLOORS))
    return Front("1栋", heads, floors, tuple(cells), wide, roomy=True)


def measure() -> list[Figure]:
    """Every one of its 544 cells, again and again."""
    application.create()
    tower = plan([FrontSection("", (_tower(),))], _WIDE)
    picture = QImage(tower.width, tower.height, QImage.Format.Format_ARGB32_Premultiplied)
    times = []
    for _ in range(_TIMES):
        start = perf_counter()
        painter = QPainter(picture)
        front_ink.paint(painter, tower, QRect(0, 0, tower.width, tower.height))
        painter.end()
        times.append(perf_counter() - start)
    return [Figure("front", "楼栋图：34 层 4 单元整栋画完", median(times) * 1000, "ms", 16)]
