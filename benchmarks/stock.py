"""The invented ledgers that are measured, made once and kept in the user's cache folder."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

from benchmarks.figures import say
from db.location import LEDGER_SUFFIX, Location
from ui import ledgers

USER = PASSWORD = "演示"
TODAY = date(2026, 7, 1)
ISSUES_PER_HOUSEHOLD = 0.27  # 750,000 events to 300,000 households
_ROOT = Path(__file__).resolve().parents[1]
# What decides how a ledger looks inside; when one of them changes it is made anew.
_SOURCES = (
    "db/models/*.py",
    "db/search.py",
    "db/households/household_import.py",
    "db/issues/issue_import.py",
    "db/teams/team_records.py",
    "db/migrations/versions/*.py",
    "domain/history.py",
    "exchange/demo/**/*",
)


def ledger(households: int, issues: int | None = None, cache: Path | None = None) -> Location:
    """An encrypted ledger of so many households and issues, from the cache where it is there."""
    issues = round(households * ISSUES_PER_HOUSEHOLD) if issues is None else issues
    size, told = f"{households}-{issues}", f"{households:,} 户、{issues:,} 件问题的演示台账"
    folder = (cache or _cache()) / f"{size}-{_digest()}"
    location = Location(folder / f"ledger{LEDGER_SUFFIX}")
    if (folder / "done").exists():
        say(f"用缓存的 {told}：{folder}")
        return location
    for old in folder.parent.glob(f"{size}-*"):
        shutil.rmtree(old)
    say(f"正在生成 {told}（大的要几分钟，以后不再生成）：{folder}")
    folder.mkdir(parents=True)
    fill(location, households, issues)
    (folder / "done").touch()
    return location


def fill(location: Location, households: int, issues: int) -> None:
    """Make a ledger of so many households and issues of two years, at this place."""
    from exchange import demo

    made = demo.build(households, today=TODAY, issues=issues)
    database = ledgers.create(location, USER, PASSWORD, made.township, made.divisions)
    try:
        ledgers.fill_demo(database, USER, made)
    finally:
        database.close()


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("xiachen-desk", appauthor=False) / "benchmarks"


def _digest() -> str:
    files = sorted({file for pattern in _SOURCES for file in _ROOT.glob(pattern)})
    digest = hashlib.sha256()
    for file in files:
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]
