"""A large batch drawn in a process of its own.

Drawing is Python from end to end: in a thread beside the window it takes the interpreter from the
window, which then stutters as long as the batch takes, and takes twice as long itself.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
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
_LAST_BREATH_S = 5
_NOTHING = object()
_PIECE = 1 << 18  # bytes of the PDF that come in one go

_Ends: TypeAlias = "Connection[object, object]"

log = logging.getLogger(__name__)


class _GoneError(Exception):
    """There is nobody at the other end."""


@contextmanager
def _talking() -> Iterator[None]:
    """Around the beginning and every word to the other end, and nothing else that may fail."""
    try:
        yield
    except (EOFError, OSError) as error:
        raise _GoneError from error


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
        _send(self._there, self.getvalue())
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
    try:
        with _talking():
            process.start()
        there.close()
        return _hand_over(here, notices, progress)
    except _GoneError as error:
        if process.pid is not None:
            process.join(_LAST_BREATH_S)
        log.error("drawing apart ended early, exit code %s", process.exitcode)
        raise KnownError(
            "排版的程序中途停了（可能内存不足），没有生成文件；请关掉一些程序再试。"
        ) from error
    finally:
        here.close()
        if process.pid is not None:
            process.terminate()
            process.join()


def _hand_over(
    here: _Ends, notices: Sequence[Notice], progress: Callable[[int], bool]
) -> tuple[bytes, Printed]:
    out = BytesIO()

    def answer(done: int) -> object:
        """What comes beside pieces of the PDF."""
        while True:
            with _talking():
                said = here.recv() if here.poll(_ASK_AGAIN_S) else _NOTHING
            if said is _NOTHING:
                _go_on(progress(done))
            elif isinstance(said, bytes):
                out.write(said)
            else:
                return said

    for start in range(0, len(notices), _AT_A_TIME):
        _send(here, tuple(notices[start : start + _AT_A_TIME]))
        said = answer(start)
        if isinstance(said, Exception):
            raise said
        _go_on(progress(min(start + _AT_A_TIME, len(notices))))
    _send(here, ())
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
        while part := _received(there):
            yield from part
            _send(there, None)

    out = _Pieces(there)
    try:
        printed = print_batch(arriving(), out, paper)
        out.send()
        _send(there, printed)
    except _GoneError:
        return  # nobody waits for it any more
    except Exception as error:
        error.add_note("".join(format_tb(error.__traceback__)))  # where, for the log
        with suppress(_GoneError):
            _send(there, error)


def _received(there: _Ends) -> tuple[Notice, ...]:
    with _talking():
        part = there.recv()
    assert isinstance(part, tuple)
    return part


def _send(there: _Ends, said: object) -> None:
    with _talking():
        there.send(said)
