"""A household ledger of 100,000 rows as .xlsx: read, judged, stored, against reading it with
calamine and putting its cells into a plain table with sqlite3."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

from benchmarks.figures import Figure, median, ratio
from domain.entries import HouseholdEntry, ResidentEntry
from domain.places import Level
from exchange import demo

ROWS = 100_000
TODAY = date(2026, 7, 1)
_HEADERS = (
    "序号",
    "社区",
    "小区",
    "村民小组",
    "楼栋",
    "单元",
    "室号",
    "户号",
    "姓名",
    "与户主关系",
    "性别",
    "出生日期",
    "身份证号码",
    "民族",
    "政治面貌",
    "联系电话",
    "工作单位",
    "房屋性质",
    "人户状态",
    "重点人群",
    "备注",
)
_STEPS = (Level.COMMUNITY, Level.COMPOUND, Level.GROUP, Level.BUILDING, Level.ENTRANCE)
_NOBODY = ResidentEntry("")


def measure(rows: int = ROWS, times: int = 3) -> list[Figure]:
    """The whole import of a file of so many rows, three times each way, alternating; and against
    itself without encryption and audit."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        made = demo.build(max(1, rows // 2), today=TODAY, issues=0)
        file = home / "住户台账.xlsx"
        _write(made, file, rows)
        floors, open_, ours = [], [], []
        for n in range(times):
            floors.append(_floor(file, home / f"plain{n}.db"))
            ours.append(_ours(made, file, home / f"ledger{n}.xcd", rows))
            with _in_the_open():
                open_.append(_ours(made, file, home / f"open{n}.xcd", rows))
        what = f"导入住户台账 {rows:,} 行 .xlsx（校验、加密、索引、拼音、留痕）"
        dear = "　　与不加密、不留痕之比"
        return [
            ratio("import", what, median(floors), median(ours), 5, 3),
            ratio("import_trust", dear, median(open_), median(ours), 1.3),
        ]


@contextmanager
def _in_the_open() -> Iterator[None]:
    """The program without encryption and audit, as it never is otherwise."""

    def connect(file: Path, _data_key: bytes) -> Any:
        from sqlcipher3 import dbapi2

        return dbapi2.connect(str(file), isolation_level=None, check_same_thread=False)

    with (
        patch("db.drivers.connect", connect),
        patch("db.users.audit.append", lambda *_: ""),
    ):
        yield


def _write(made: demo.Demo, file: Path, rows: int) -> None:
    from xlsxwriter import Workbook

    book = Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet("住户")
    sheet.write_row(0, 0, _HEADERS)
    for number, cells in zip(range(1, rows + 1), _cells(made), strict=False):
        sheet.write_row(number, 0, (number, *cells))
    book.close()


def _cells(made: demo.Demo) -> Iterator[tuple[str, ...]]:
    for household in made.households:
        for person in household.residents or (_NOBODY,):
            yield _row(household, person)


def _row(household: HouseholdEntry, person: ResidentEntry) -> tuple[str, ...]:
    named = {step.level: step.name for step in household.place}
    return (
        *(named.get(level, "") for level in _STEPS),
        household.room,
        household.number,
        person.name,
        person.relation,
        person.sex,
        person.birth,
        person.id_number,
        person.ethnicity,
        person.political_status,
        "、".join(person.phones),
        person.employer,
        household.tenure,
        household.residence_status,
        "、".join(person.care_tags),
        household.remark,
    )


def _floor(file: Path, target: Path) -> float:
    from python_calamine import CalamineWorkbook

    start = perf_counter()
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute(f"CREATE TABLE ledger ({', '.join(f'c{n}' for n in range(21))})")
        connection.executemany(f"INSERT INTO ledger VALUES ({', '.join('?' * 21)})", rows[1:])
    return perf_counter() - start


def _ours(made: demo.Demo, file: Path, ledger: Path, rows: int) -> float:
    from db.location import Location
    from ui import ledgers
    from ui.importing import imports

    database = ledgers.create(Location(ledger), "甲", "乙", made.township, made.divisions)
    try:
        start = perf_counter()
        judged = imports.judge(database, imports.read(database, file, "households"))
        stored = imports.store(database, "甲", judged)
        took = perf_counter() - start
    finally:
        database.close()
    (sheet,) = judged.report.sheets
    if sheet.rows_rejected or sheet.rows_skipped or stored.rows < sheet.residents_accepted:
        raise AssertionError(f"of the {rows} rows of the invented ledger all should be stored")
    return took
