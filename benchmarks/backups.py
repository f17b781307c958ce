"""A backup of the ledger, made and read again, and how long a write waits while it is made."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import stock
from benchmarks.figures import Figure
from db import engine
from db.backups import backup
from db.backups.backup_source import Source
from db.location import Location
from domain.backups import Why


def measure(location: Location) -> list[Figure]:
    """One backup with small writes in between, each after some megabytes."""
    assert location.file is not None
    database = engine.open_ledger(location, stock.USER, stock.PASSWORD)
    source = Source(location, stock.USER, database.data_key)
    waits: list[float] = []

    def write(done: int, total: int) -> None:
        began = perf_counter()
        with database.write(stock.USER) as session:
            session.log("places", "备份中写入", f"{done}/{total}")
        waits.append(perf_counter() - began)

    try:
        with TemporaryDirectory(dir=location.file.parent) as folder:
            began = perf_counter()
            made = backup.make(source, Path(folder), Why.HAND, write)
            taken = perf_counter() - began - sum(waits)
    finally:
        database.close()
    what = f"备份 {made.size / 1e6:,.0f} MB，做好并核对"
    return [
        Figure("backup", what, taken, "s", 10),
        Figure("backup_write", "　　其间写入一笔，最慢的", max(waits) * 1000, "ms", 100),
    ]
