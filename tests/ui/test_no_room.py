"""A disk without room, or one that may only be read, under the real command line: one sentence, no
half file, and a ledger that opens afterwards."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from db import check, engine
from db.figures import statistics
from db.location import locate
from db.session import today
from tests import samples
from tests.conftest import PASSWORD, USER
from ui import command_line, ledgers

ROOT = Path(__file__).resolve().parents[2]
_BEYOND = 33 * 1024  # bytes that a file may hold: what SQLite shares among processes needs 32

# No file of the process grows beyond a limit: what a full disk does to each, without being root.
_LIMITED = """
import contextlib, io, json, resource, sys
from ui import command_line
import printing.batch, exchange.export, ui.verbs, xlsxwriter
limit = int(sys.argv[1])
for words in json.loads(sys.argv[2]):
    told = io.StringIO()
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    with contextlib.redirect_stderr(told), contextlib.redirect_stdout(io.StringIO()):
        code = command_line.run(words)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(json.dumps([code, told.getvalue()]))
"""


@pytest.fixture
def office(tmp_path):
    """A demo ledger and a password file."""
    (tmp_path / "out").mkdir()
    where = locate(str(tmp_path / "重岗.xcd"))
    ledgers.create_demo(where, USER, PASSWORD, 120).close()
    (tmp_path / "pw").write_text(PASSWORD, encoding="utf-8")
    return where


def words(where, *verb):
    file = where.file
    given = ("--db", file, "--user", USER, "--password-file", file.with_name("pw"))
    return list(map(str, (*given, *verb)))


def facts(where):
    database = engine.open_ledger(where, USER, PASSWORD)
    with database.read() as connection:
        faults = [result for result in check.run(connection, today()) if not result.good]
        counted = statistics.count_households(connection), statistics.count_residents(connection)
    database.close()
    assert faults == []
    return counted


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of a process here")
def test_no_room_for_what_a_verb_writes(office, tmp_path):
    before, out = facts(office), tmp_path / "out"
    rows = [("楼栋", "单元", "室号", "户主", "姓名", "与户主关系")]
    rows += [(f"{n % 9}栋", "1单元", f"{n}", "邹一", f"邹{n}", "户主") for n in range(4000)]
    file = samples.table(tmp_path / "康泰社区-翠湖花园.csv", rows)
    verbs = (
        ("export", "households", out / "住户.xlsx"),
        ("notice", "work_team", "--out", out / "公示.pdf"),
        ("chart", "backlog", "--from", "2026-01-01", "--to", "2026-06-01", "--out", out / "图.png"),
        ("backup", out),
        ("import", "households", file),
    )
    asked = json.dumps([words(office, *verb) for verb in verbs])
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _LIMITED, str(_BEYOND), asked],
        cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    for verb, (code, told) in zip(verbs, map(json.loads, ran.stdout.splitlines()), strict=True):
        assert code == 1, verb
        assert len(told.splitlines()) == 1, (verb, told)
        assert "磁盘" in told, (verb, told)
    assert [file.name for file in out.iterdir()] == []
    assert facts(office) == before


def test_a_ledger_on_a_disk_that_may_only_be_read(office, small_disk, capsys):
    small_disk.grow(64 * 1024)
    where = locate(str(small_disk.folder / "重岗.xcd"))
    for file in (office.file, office.keys, office.file.with_name("pw")):
        (small_disk.folder / file.name).write_bytes(file.read_bytes())
    small_disk.make_read_only()
    for verb in (("stats",), ("import", "households", office.file.with_name("pw"))):
        assert command_line.run(words(where, *verb)) == 1
        told = capsys.readouterr().err
        assert len(told.splitlines()) == 1
        assert "只读" in told or "不能写入" in told, (verb, told)
