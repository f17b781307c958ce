import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.disclosure import Notice, issue_progress_notice
from domain.errors import KnownError
from printing.batch import print_batch, print_notice
from printing.files import keep_whole
from tests.conftest import SmallDisk
from tests.printing.samples import imprint, issues, page_texts, place, progress

ROOT = Path(__file__).resolve().parents[2]
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def entrances(count: int) -> Iterator[Notice]:
    for n in range(count):
        rows = issues(n % 3 * 8)
        yield issue_progress_notice(place(n // 2 + 1, n % 2 + 1), OCTOBER, rows, imprint())


def test_every_entrance_has_its_sheets_and_a_line_in_the_list(tmp_path: Path) -> None:
    file = tmp_path / "batch.pdf"
    printed = print_batch(entrances(6), file)
    pages = page_texts(file)
    assert (printed.notices, printed.pages) == (6, len(pages))
    first_pages = [text for text in pages if "第1页共" in text]
    assert len(first_pages) == 7
    for n in range(6):
        name = f"京公馆{n // 2 + 1}栋{n % 2 + 1}单元"
        assert name in first_pages[n]
        assert name in pages[-1]
    assert "张贴清单" in pages[-1]
    assert "共6份" in pages[-1]
    assert "本期无" in first_pages[0]
    assert list(tmp_path.iterdir()) == [file]


def test_a_batch_is_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        print_batch(entrances(4), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_stopping_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "batch.pdf"
    file.write_bytes(b"old")
    told: list[int] = []

    def stop_at_three(done: int) -> bool:
        told.append(done)
        return done < 3

    with pytest.raises(KnownError, match="停止"):
        print_batch(entrances(6), file, progress=stop_at_three)
    assert told == [1, 2, 3]
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_nothing_chosen_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="没有要打印的公示"):
        print_batch([], tmp_path / "batch.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="不存在"):
        print_notice(progress(), tmp_path / "none" / "notice.pdf")


def test_a_target_that_cannot_be_replaced_leaves_no_half_file(tmp_path: Path) -> None:
    target = tmp_path / "notice.pdf"
    target.mkdir()
    with pytest.raises(KnownError, match="正被别的程序打开"):
        print_notice(progress(), target)
    assert list(tmp_path.iterdir()) == [target]


def test_a_disk_that_fills_in_the_middle_leaves_the_old_file(small_disk: SmallDisk) -> None:
    file = small_disk.folder / "batch.pdf"
    file.write_bytes(b"old")
    told: list[int] = []

    def note(done: int) -> bool:
        told.append(done)
        return True

    with pytest.raises(KnownError, match=r"磁盘空间不足，“batch\.pdf”没有写成，原有文件未改动"):
        print_batch(entrances(400), file, progress=note)
    assert told  # it was under way
    assert file.read_bytes() == b"old"
    assert small_disk.names() == ["batch.pdf"]


def test_what_is_made_already_does_not_fit(small_disk: SmallDisk) -> None:
    with pytest.raises(KnownError, match=r"磁盘空间不足.*没有留下不完整的文件"):
        keep_whole(bytes(200_000), small_disk.folder / "frozen.pdf")
    assert small_disk.names() == []


def test_a_disk_that_may_only_be_read(small_disk: SmallDisk) -> None:
    small_disk.make_read_only()
    with pytest.raises(KnownError, match="只能看、不能写"):
        print_notice(progress(), small_disk.folder / "notice.pdf")
    assert small_disk.names() == []


_LIMITED = """
import resource, sys
from pathlib import Path
from domain.errors import KnownError
from printing.files import keep_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    keep_whole(bytes(100_000), Path(sys.argv[1]))
except KnownError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of a process here")
def test_a_file_that_may_grow_no_further(tmp_path: Path) -> None:
    words = [sys.executable, "-X", "utf8", "-c", _LIMITED, str(tmp_path / "frozen.pdf")]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    assert done.stdout.startswith("磁盘空间不足，“frozen.pdf”没有写成")
    assert list(tmp_path.iterdir()) == []


def test_a_bug_in_between_leaves_no_half_file(tmp_path: Path) -> None:
    def broken() -> Iterator[Notice]:
        yield from entrances(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        print_batch(broken(), tmp_path / "batch.pdf")
    assert list(tmp_path.iterdir()) == []
