"""The table of 300,000 rows: opening, far jumps and scrolling, with rows from memory."""

from time import perf_counter

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from widgets import theme
from widgets.chips import Chip, colour_chip
from widgets.paged_model import Align, Column, Kind, Row
from widgets.paged_table import PagedTable

ROWS = 300_000
FRAME_MS = 16.0
_COLOURS = (colour_chip("red", "红"), colour_chip("yellow", "黄"), colour_chip("green", "绿"))
_COLUMNS = (
    Column("number", "编号", 110, kind=Kind.MONO),
    Column("colour", "颜色", 90, kind=Kind.CHIP),
    Column("title", "问题", 260, stretch=True),
    Column("people", "人口", 80, Align.RIGHT, Kind.NUMBER),
    Column("place", "地点", 160),
    Column("unit", "主办", 130),
    Column("state", "状态", 90),
    Column("day", "登记", 110, kind=Kind.DATE),
    Column("lamp", "时限灯", 120, kind=Kind.CHIP),
)


class _Memory(QObject):
    """Answers every page at once, as a database that takes no time would."""

    def __init__(self, table: PagedTable) -> None:
        super().__init__(table)
        self._table = table
        table.rows.page_wanted.connect(self._answer)

    def _answer(self, _first: int, ids: tuple[int, ...]) -> None:
        self._table.put_rows({one: _row(one) for one in ids}, ids)


def _row(one: int) -> Row:
    lamp = (Chip("超期 6 天", "red"), Chip("临期 1 天", "yellow"), None)[one % 3]
    title = f"第 {one} 户反映楼道灯不亮，多次报修没有结果"
    place = f"京公馆 {one % 40} 栋 {one % 4} 单元"
    number, day = f"2026-{one:06d}", f"2026-{one % 12 + 1:02d}-11"
    return (number, _COLOURS[one % 3], title, one, place, "第 12 工作组", "办理中", day, lamp)


def _frame(table: PagedTable, place: int) -> float:
    """The time in ms from a move of the scroll bar to the painted window."""
    started = perf_counter()
    table.verticalScrollBar().setValue(place)
    QApplication.processEvents()
    return (perf_counter() - started) * 1000


def frames(table: PagedTable, jumps: int = 80, scrolls: int = 400) -> list[float]:
    """Times in ms of far jumps and of scrolling on, through all rows the table has."""
    highest = table.verticalScrollBar().maximum()
    far = [_frame(table, highest * (step * 17 % 40) // 40) for step in range(jumps)]
    return far + [_frame(table, highest // 3 + step * 57) for step in range(scrolls)]


def measure() -> dict[str, float]:
    """Times in ms; ``smooth`` is the share of all frames within 16 ms."""
    app = QApplication.instance() or QApplication([])
    if isinstance(app, QApplication):
        theme.install(app, theme.Mode.LIGHT)
    table = PagedTable(_COLUMNS)
    _Memory(table)
    table.resize(1100, 820)
    table.show()
    app.processEvents()
    started = perf_counter()
    table.first_page(range(100), {one: _row(one) for one in range(100)})
    app.processEvents()
    first = (perf_counter() - started) * 1000
    started = perf_counter()
    table.set_order(range(ROWS))
    order = (perf_counter() - started) * 1000
    moved = frames(table)
    jumps, scrolls = moved[:80], moved[80:]
    started = perf_counter()
    table.selectAll()
    chosen = (perf_counter() - started) * 1000
    moved.sort()
    table.close()
    table.deleteLater()
    app.sendPostedEvents(table, QEvent.Type.DeferredDelete)
    return {
        "first_page": first,
        "whole_order": order,
        "jump_95": sorted(jumps)[int(len(jumps) * 0.95)],
        "scroll_95": sorted(scrolls)[int(len(scrolls) * 0.95)],
        "frame_95": moved[int(len(moved) * 0.95)],
        "smooth": sum(1 for frame in moved if frame <= FRAME_MS) / len(moved),
        "select_all": chosen,
    }


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name:12} {value:8.2f}")
