import multiprocessing
import signal
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest

from domain.disclosure import Block
from domain.errors import KnownError
from printing.apart import draw_apart
from printing.batch import print_batch
from tests.printing.test_batch import entrances


class StoppedError(Exception):
    pass


def test_a_batch_drawn_apart_is_the_same_bytes() -> None:
    told: list[int] = []

    def note(done: int) -> bool:
        told.append(done)
        return True

    here = BytesIO()
    printed = print_batch(entrances(60), here)
    assert draw_apart(tuple(entrances(60)), note) == (here.getvalue(), printed)
    assert sorted(set(told)) == [0, 25, 50, 60]
    assert told == sorted(told)


def test_stopping_in_the_middle_leaves_nothing_running() -> None:
    def stop(done: int) -> bool:
        if done >= 50:
            raise StoppedError
        return True

    with pytest.raises(StoppedError):
        draw_apart(tuple(entrances(200)), stop)
    with pytest.raises(KnownError, match="停止"):
        draw_apart(tuple(entrances(200)), lambda done: done < 50)
    assert multiprocessing.active_children() == []


def test_a_process_that_goes_in_the_middle_is_told_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = f"drawing apart ended early, exit code {-signal.SIGKILL}"
    caplog.expected = (told,)  # type: ignore[attr-defined]

    def end(done: int) -> bool:
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        return True

    with pytest.raises(KnownError, match="没有生成文件"):
        draw_apart(tuple(entrances(200)), end)
    assert [record.getMessage() for record in caplog.records] == [told]


class LostBlocks(tuple[Block, ...]):
    """What a notice tells, on a disk that is gone."""

    def __iter__(self) -> Iterator[Block]:
        raise OSError("the disk is gone")


def test_an_error_is_told_as_what_it_is() -> None:
    lost = replace(next(entrances(1)), blocks=LostBlocks())
    with pytest.raises(OSError, match="the disk is gone"):
        draw_apart((lost,), lambda done: True)

    def fail(done: int) -> bool:
        raise OSError("nobody listens")

    with pytest.raises(OSError, match="nobody listens"):
        draw_apart(tuple(entrances(3)), fail)
    assert multiprocessing.active_children() == []


def test_what_cannot_be_drawn_is_told_as_it_is() -> None:
    with pytest.raises(KnownError, match="没有要打印的公示"):
        draw_apart((), lambda done: True)
