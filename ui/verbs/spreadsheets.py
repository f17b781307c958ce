"""The verbs that read spreadsheets into a ledger, and write them out of it."""

import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.reading import Reader
from domain.errors import KnownError
from domain.findings import FileReport
from ui import keeping
from ui.verbs.asked import opened, say, user_of, write


def import_ledger(chosen: Namespace) -> None:
    """Read, judge and store spreadsheets, one transaction a file."""
    from ui.importing import imports

    reports = []
    if chosen.report is not None:
        _claim(chosen.report)
    with opened(chosen) as database:
        for file in chosen.files:
            read = imports.read(database, file, chosen.kind, chosen.place or "")
            judged = imports.judge(database, read)
            reports.append(judged.report.to_json())
            for note in judged.report.notes:
                say(note)
            if chosen.dry_run:
                say(f"{file.name}：{_judged_words(judged.report)}（只检查，没有写入）")
            else:
                keeping.before_import(database, user_of(chosen))
                stored = imports.store(database, user_of(chosen), judged)
                say(f"{file.name}：{_judged_words(judged.report)}；{stored.brought}。")
    if chosen.report is not None:
        whole = reports[0] if len(reports) == 1 else reports
        write(chosen.report, json.dumps(whole, ensure_ascii=False, indent=1))


def _judged_words(report: FileReport) -> str:
    rejected = sum(len(sheet.rows_rejected) for sheet in report.sheets)
    skipped = sum(len(sheet.rows_skipped) for sheet in report.sheets)
    if report.kind == "households":
        households = sum(sheet.households for sheet in report.sheets)
        people = sum(sheet.residents_accepted for sheet in report.sheets)
        accepted = f"{households:,} 户 {people:,} 人"
    else:
        accepted = f"{sum(sheet.accepted for sheet in report.sheets):,} 条"
    return f"可导入 {accepted}，未导入 {rejected} 行，跳过 {skipped} 行"


def _claim(file: Path) -> None:
    """What cannot be written is told before anything is stored, not after."""
    was_there = file.exists()
    try:
        file.open("a").close()
    except OSError as error:
        raise KnownError(f"“{file}”写不进去，什么也没有导入；请换一个文件夹。") from error
    if not was_there:
        file.unlink()


def export(chosen: Namespace) -> None:
    """A table of what the filter lets through, masked unless asked for otherwise."""
    from db import places
    from db.households.households import HouseholdFilter
    from db.issues.issue_filter import IssueFilter
    from ui.papers import exports

    with opened(chosen) as database:

        def ask(query: Callable[[Reader], Any]) -> Any:
            with database.read() as connection:
                return query(connection)

        position = ask(lambda c: places.find(c, chosen.place).position) if chosen.place else ""
        filters: dict[str, HouseholdFilter | IssueFilter] = {
            "households": HouseholdFilter(chosen.query, position),
            "issues": IssueFilter(chosen.query, position=position),
        }
        if chosen.kind not in filters and (chosen.query or chosen.place):
            raise KnownError("--query 和 --place 只用于住户和问题，没有导出；请去掉后再试。")
        wanted = exports.Wanted(chosen.kind, filters.get(chosen.kind), unmasked=chosen.unmasked)
        if chosen.unmasked:
            exports.note_unmasked(database, user_of(chosen), wanted, chosen.out)
        rows = exports.export(ask, wanted, chosen.out)
    say(f"已导出 {rows:,} 行：{chosen.out}")
