"""A batch of stairwell notices against a bare ReportLab canvas drawing the same marks.

The floor replays, with `drawString` and `rect`, exactly what our sheets drew:
the same glyphs, rules and fills; the QR codes' modules were computed and merged beforehand.
"""

import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from domain.disclosure import Imprint, Notice, NoticeIssue, issue_progress_notice
from domain.places import Level, PlaceStep
from domain.workflow import State
from printing import pages as paging
from printing.batch import print_batch
from printing.document import Sheet
from printing.page import A4
from printing.text import Style

_SUMMARIES = ("楼道灯不亮", "电梯停运待修", "单元门禁损坏，无法关闭", "下水道堵塞，污水外溢")
_COLOURS = ("green", "green", "yellow", "red")
_UNITS = ("康泰社区", "街道物业科", "第12工作组", "县住房和城乡建设局")


def notices(count: int) -> Iterator[Notice]:
    """Invented notices, every entrance with its own three to six issues."""
    for n in range(count):
        place = (
            PlaceStep(Level.COMMUNITY, "康泰社区"),
            PlaceStep(Level.COMPOUND, f"京公馆{n // 90 + 1}期"),
            PlaceStep(Level.BUILDING, f"{n // 3 % 30 + 1}栋"),
            PlaceStep(Level.ENTRANCE, f"{n % 3 + 1}单元"),
        )
        issues = [_issue(n * 7 + i, place) for i in range(3 + n % 4)]
        period = (date(2026, 10, 1), date(2026, 10, 31))
        yield issue_progress_notice(place, period, issues, _imprint())


def _issue(n: int, place: tuple[PlaceStep, ...]) -> NoticeIssue:
    return NoticeIssue(
        category="小区管理",
        place=f"{place[1].name}{place[2].name}",
        summary=_SUMMARIES[n % 4],
        colour=_COLOURS[n % 4],
        unit=_UNITS[n // 2 % 4],
        measure=f"已联系维保单位第{n % 60 + 1}次上门",
        deadline=date(2026, 11, n % 28 + 1),
        progress="已办结" if n % 3 == 0 else "正在办理",
        state=State.CLOSED if n % 3 == 0 else State.HANDLING,
    )


def _imprint() -> Imprint:
    return Imprint(
        office="康泰社区居民委员会",
        reviewer="康泰社区居务监督委员会",
        published=date(2026, 11, 1),
        posted_from=date(2026, 11, 1),
        posted_to=date(2026, 11, 8),
        objection="康泰社区一楼大厅意见箱，或向下沉工作组当面反映",
        supervision_phone="0527-0000000",
        number="康公示〔2026〕第12号",
    )


class _Recorder(Sheet):
    """A sheet that also remembers what was drawn, for the floor to draw again."""

    pages: ClassVar[list[list[tuple[Any, ...]]]] = []

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.pages.append([])

    def text(self, x: float, y: float, text: str, style: Style, stretch: float = 0.0) -> None:
        super().text(x, y, text, style, stretch)
        if text:
            self.pages[-1].append(("text", x, y, text, style.spacing + stretch, style))

    def area(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        super().area(x, y, width, height, colour)
        self.pages[-1].append(("area", x, y, width, height, colour))

    def shape(self, path: str, x: float, y: float, scale: float, colour: str) -> None:
        super().shape(path, x, y, scale, colour)
        self.pages[-1].append(("path", path, x, y, scale, colour))


def _recorded(count: int, target: Path) -> list[list[tuple[Any, ...]]]:
    """Every page of a batch as the calls that drew it."""
    _Recorder.pages = []
    paging.Sheet = _Recorder  # type: ignore[misc]
    try:
        print_batch(notices(count), target)
    finally:
        paging.Sheet = Sheet  # type: ignore[misc]
    return _Recorder.pages


def _draw_text(canvas: Any, x: float, y: float, text: str, spacing: float, style: Style) -> None:
    canvas.setFont(style.face.faces[0].font.fontName, style.size)
    canvas.drawString(x, y, text, charSpace=spacing)


def _draw_area(canvas: Any, x: float, y: float, width: float, height: float, colour: str) -> None:
    canvas.rect(x, y, width, height, stroke=0, fill=1)


def _draw_path(canvas: Any, path: str, x: float, y: float, scale: float, colour: str) -> None:
    canvas.saveState()
    canvas.transform(scale, 0, 0, scale, x, y)
    canvas.addLiteral(f"{path} f")
    canvas.restoreState()


_DRAW = {"text": _draw_text, "area": _draw_area, "path": _draw_path}


def _replay(pages: list[list[tuple[Any, ...]]], target: Path) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen.canvas import Canvas

    for face in {s.face for page in pages for kind, *_, s in page if kind == "text"}:
        pdfmetrics.registerFont(face.faces[0].font)
    canvas = Canvas(str(target), pagesize=(A4.width, A4.height), invariant=1, pageCompression=1)
    for page in pages:
        ink = None
        for kind, *args, look in page:
            colour = look.colour if kind == "text" else look
            if colour != ink:
                canvas.setFillColor(colour)
                ink = colour
            _DRAW[kind](canvas, *args, look)
        canvas.showPage()
    canvas.save()


def measure(count: int = 500) -> dict[str, float]:
    """Seconds for ours and for the floor, their ratio, and pages, for a batch of notices."""
    with tempfile.TemporaryDirectory() as folder:
        pages = _recorded(count, Path(folder) / "warm.pdf")
        ready = list(notices(count))
        start = time.perf_counter()
        printed = print_batch(ready, Path(folder) / "ours.pdf")
        ours = time.perf_counter() - start
        start = time.perf_counter()
        _replay(pages, Path(folder) / "floor.pdf")
        floor = time.perf_counter() - start
    return {"floor": floor, "ours": ours, "ratio": ours / floor, "pages": float(printed.pages)}


if __name__ == "__main__":
    import sys

    print(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
