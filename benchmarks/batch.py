"""Thousands of stairwells in the window: the first sheet seen, how long the window is away
meanwhile, and the memory that the window and the process beside it take."""

import json
import sys
from collections.abc import Callable
from itertools import pairwise
from multiprocessing import active_children
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.figures import median, percentile
from benchmarks.process import own_memory, resident_memory

if TYPE_CHECKING:
    from domain.disclosure import Notice
    from ui.notices.batch_drawing import BatchDrawing

_BEAT_MS = 10
_TIMES = 5
_PATIENCE_S = 600


def _firsts(drawing: "BatchDrawing", notices: "tuple[Notice, ...]", paint: Any) -> list[float]:
    """Seconds from the choice of a batch to its first sheet painted; the last one goes on."""
    from benchmarks.lists import until
    from domain.paper_sizes import PaperSize

    seen: list[float] = []
    drawing.seen.connect(lambda: seen.append(perf_counter()))
    took = []
    for _ in range(_TIMES):
        seen.clear()
        start = perf_counter()
        drawing.draw(notices, PaperSize.A4, keep=False)
        until(lambda: bool(seen))
        paint()
        took.append(perf_counter() - start)
    return took


def _meanwhile(over: Callable[[], bool]) -> tuple[list[float], float]:
    """Seconds between the beats of a timer until something is over, and the MiB it took."""
    from PySide6.QtCore import Qt, QTimer

    from benchmarks.lists import until

    until(lambda: len(active_children()) == 1)  # those of the first sheets were stopped
    before = resident_memory() or 0.0
    beats, most = [perf_counter()], [before]

    def beat() -> None:
        beats.append(perf_counter())
        # What it reads of libraries and fonts is the window's too, and counts there.
        beside = (own_memory(child.pid or 0) or 0.0 for child in active_children())
        most[0] = max(most[0], sum(beside, resident_memory() or 0.0))

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(_BEAT_MS)
    until(over, _PATIENCE_S)
    timer.stop()
    beat()
    return [after - at for at, after in pairwise(beats)], most[0] - before


def main(count: str) -> None:
    """Print what so many notices take, in seconds and MiB."""
    # Here, so that the process beside the window is as small as the program's own.
    from benchmarks import printing
    from benchmarks.lists import until
    from ui import application

    app = application.create()
    from ui.notices.batch_drawing import BatchDrawing, warm
    from ui.papers.pdf_preview import PdfPreview
    from ui.tasks import Tasks

    tasks, preview = Tasks(), PdfPreview()
    preview.resize(900, 800)
    preview.show()
    warm(tasks, preview)
    until(lambda: tasks.idle)
    drawing = BatchDrawing(tasks, preview)
    done: list[int] = []
    drawing.drawn.connect(lambda pdf, printed: done.append(printed.notices))
    notices = tuple(printing.notices(int(count)))
    firsts = _firsts(drawing, notices, preview.view.viewport().repaint)
    waits, memory = _meanwhile(lambda: bool(done) and tasks.idle)
    tasks.close()
    app.processEvents()
    told = {"seen": median(firsts), "away": percentile(waits, 0.99), "memory": memory}
    told["longest"] = max(waits)
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
