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
from traceback import format_tb
from typing import Any, TypeAlias

from domain.disclosure import Notice
from domain.errors import KnownError
from domain.paper_fonts import PaperFonts
from printing import fonts
from printing.batch import Printed, print_batch
from printing.page import A4, Paper

_AT_A_TIME = 25  # what is packed in one go keeps the window waiting for two milliseconds
_ASK_AGAIN_S = 0.05
_PIECE = 1 << 18  # bytes of the PDF that come in one go

_Ends: TypeAlias = "Connection[object, object]"


class _Pieces(BytesIO):
    """A file that is sent on as it is written, so that nobody holds it twice."""

    def __init__(self, there: _Ends) -> None:
        super().__init__()
        self._there = there

    def write(self, written: Any) -> int:
        size = super().write(written)
        if self.tell() >= _PIECE:
            self.send()
        return size

    def send(self) -> None:
        self._there.send(self.getvalue())
        self.seek(0)
        self.truncate()


def draw_apart(
    notices: Sequence[Notice], progress: Callable[[int], bool], paper: Paper = A4
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
    here: _Ends, notices: Sequence[Notice], progress: Callable[[int], bool]
) -> tuple[bytes, Printed]:
    out = BytesIO()

    def answer(done: int) -> object:
        """What comes beside pieces of the PDF."""
        while True:
            while not here.poll(_ASK_AGAIN_S):
                _go_on(progress(done))
            said = here.recv()
            if not isinstance(said, bytes):
                return said
            out.write(said)

    for start in range(0, len(notices), _AT_A_TIME):
        here.send(tuple(notices[start : start + _AT_A_TIME]))
        said = answer(start)
        if isinstance(said, Exception):
            raise said
        _go_on(progress(min(start + _AT_A_TIME, len(notices))))
    here.send(())
    printed = answer(len(notices))
    if isinstance(printed, Exception):
        raise printed
    assert isinstance(printed, Printed)
    return out.getvalue(), printed


def _go_on(wanted: bool) -> None:
    if not wanted:
        raise KnownError("已按要求停止排版，没有生成文件。")


def _draw(there: _Ends, paper: Paper, chosen: PaperFonts) -> None:
    """In the process of its own: draw what comes until nothing more does."""
    fonts.use(chosen)
    with suppress(AttributeError, OSError):
        os.nice(5)  # the window goes first

    def arriving() -> Iterator[Notice]:
        while part := there.recv():
            assert isinstance(part, tuple)
            yield from part
            there.send(None)

    out = _Pieces(there)
    try:
        printed = print_batch(arriving(), out, paper)
        out.send()
        there.send(printed)
    except (EOFError, OSError):
        return  # nobody waits for it any more
    except Exception as error:
        error.add_note("".join(format_tb(error.__traceback__)))  # where, for the log
        there.send(error)
