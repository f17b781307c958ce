"""A large batch drawn in a process of its own.

Drawing is Python from end to end: in a thread beside the window it takes the interpreter from the
window, which then stutters as long as the batch takes, and takes twice as long itself.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.connection import Connection

from domain.disclosure import Notice
from domain.errors import KnownError
from domain.paper_fonts import PaperFonts
from printing import fonts
from printing.batch import Printed, print_batch
from printing.page import Paper

_AT_A_TIME = 25  # what is packed in one go keeps the window waiting for two milliseconds


def draw_apart(
    notices: Sequence[Notice], progress: Callable[[int], bool], paper: Paper
) -> tuple[bytes, Printed]:
    """`print_batch` into memory, the same bytes; ``progress`` may raise to stop it."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(
        target=_draw, args=(there, paper, fonts.chosen()), daemon=True
    )
    process.start()
    there.close()
    try:
        return _hand_over(here, notices, progress)
    except (EOFError, OSError) as error:
        raise KnownError(
            "排版的程序中途停了（可能内存不足），没有生成文件；请关掉一些程序再试。"
        ) from error
    finally:
        here.close()
        process.terminate()
        process.join()


def _hand_over(
    here: "Connection[object, object]", notices: Sequence[Notice], progress: Callable[[int], bool]
) -> tuple[bytes, Printed]:
    for start in range(0, len(notices), _AT_A_TIME):
        here.send(tuple(notices[start : start + _AT_A_TIME]))
        here.recv()  # drawn
        if not progress(min(start + _AT_A_TIME, len(notices))):
            raise KnownError("已按要求停止排版，没有生成文件。")
    here.send(())
    printed = here.recv()
    if isinstance(printed, Exception):
        raise printed
    assert isinstance(printed, Printed)
    return here.recv_bytes(), printed


def _draw(there: "Connection[object, object]", paper: Paper, chosen: PaperFonts) -> None:
    """In the process of its own: draw what comes until nothing more does."""
    fonts.use(chosen)
    with suppress(AttributeError, OSError):
        os.nice(5)  # the window goes first

    def arriving() -> Iterator[Notice]:
        while part := there.recv():
            assert isinstance(part, tuple)
            yield from part
            there.send(None)

    out = BytesIO()
    try:
        printed = print_batch(arriving(), out, paper)
    except (EOFError, OSError):
        return  # nobody waits for it any more
    except Exception as error:
        there.send(error)
        raise
    there.send(printed)
    there.send_bytes(out.getbuffer())
