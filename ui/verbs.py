"""The verbs of the command line, one function each; `command_line` holds their grammar."""

import hashlib
import json
import os
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from db import check as checks
from db import coverage, engine, rules, statistics, teams
from db.engine import Database
from db.location import Location, locate
from db.reading import Reader
from db.session import today
from db.statistics import Backlog
from domain import colours, passwords, recovery_key
from domain.colours import ColourRule
from domain.errors import KnownError
from domain.findings import FileReport
from printing.files import keep_whole
from ui import keeping, ledgers, origin

DEFAULT_USER = "管理员"


def say(text: str) -> None:
    """A line of what a verb found, on stdout."""
    sys.stdout.write(f"{text}\n")


def _password(chosen: Namespace) -> str:
    if chosen.password_file is None:
        raise KnownError("需要密码：请用 --password-file 给出密码文件（第一行是密码）。")
    try:
        with Path(chosen.password_file).open(encoding="utf-8-sig") as file:
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(
            f"密码文件“{chosen.password_file}”读不出来，没有继续；请核对文件名和编码（UTF-8）。"
        ) from error


def _user(chosen: Namespace) -> str:
    return chosen.user or DEFAULT_USER


@contextmanager
def _opened(chosen: Namespace) -> Iterator[Database]:
    words = (locate(chosen.db), _user(chosen), _password(chosen))
    database = engine.open_ledger(*words, origin=origin.command_line())
    try:
        yield database
    finally:
        database.close()


def init(chosen: Namespace) -> None:
    """A new ledger with its places and first administrator. Its password is the caller's care: a
    weak one is told, and scripts that chose it long ago go on."""
    known = ledgers.read_divisions(chosen.divisions)
    where, user, password = locate(chosen.db), _user(chosen), _password(chosen)
    recovery = _new_recovery_key(chosen.recovery_key, where) if chosen.recovery_key else ""
    try:
        ledgers.create(where, user, password, chosen.division, known, recovery).close()
    except BaseException:
        if recovery:
            chosen.recovery_key.unlink(missing_ok=True)
        raise
    say(f"已新建台账“{where.name}”，管理员 {user}。")
    if weak := passwords.problem(password, user):
        say(f"提醒：{weak}；请尽快在“设置 · 用户和权限”里改密码。")
    if recovery:
        say(f"恢复密钥写在“{chosen.recovery_key}”，请收好，不要和台账放在一起。")


def _new_recovery_key(file: Path, where: Location) -> str:
    """A recovery key, written before the ledger is made: none is ever without its paper."""
    if where.file is None:
        raise KnownError("服务器上的台账不用恢复密钥，台账没有建立；请去掉 --recovery-key。")
    key = recovery_key.new()
    try:
        with file.open("x", encoding="utf-8") as out:
            file.chmod(0o600)
            out.write(f"{key}\n")
    except FileExistsError as error:
        raise KnownError(f"“{file}”已经存在，没有覆盖，台账没有建立；请换一个文件名。") from error
    except OSError as error:
        raise KnownError(f"“{file}”不能写入，台账没有建立；请换一个文件夹。") from error
    return key


def import_ledger(chosen: Namespace) -> None:
    """Read, judge and store spreadsheets, one transaction a file."""
    from ui.importing import imports

    reports = []
    if chosen.report is not None:
        _claim(chosen.report)
    with _opened(chosen) as database:
        for file in chosen.files:
            read = imports.read(database, file, chosen.kind, chosen.place or "")
            judged = imports.judge(database, read)
            reports.append(judged.report.to_json())
            for note in judged.report.notes:
                say(note)
            if chosen.dry_run:
                say(f"{file.name}：{_judged_words(judged.report)}（只检查，没有写入）")
            else:
                keeping.before_import(database, _user(chosen))
                stored = imports.store(database, _user(chosen), judged)
                say(f"{file.name}：{_judged_words(judged.report)}；{stored.brought}。")
    if chosen.report is not None:
        whole = reports[0] if len(reports) == 1 else reports
        _write(chosen.report, json.dumps(whole, ensure_ascii=False, indent=1))


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


def export(chosen: Namespace) -> None:
    """A table of what the filter lets through, masked unless asked for otherwise."""
    from db import places
    from db.households import HouseholdFilter
    from db.issue_filter import IssueFilter
    from ui.papers import exports

    with _opened(chosen) as database:

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
            exports.note_unmasked(database, _user(chosen), wanted, chosen.out)
        rows = exports.export(ask, wanted, chosen.out)
    say(f"已导出 {rows:,} 行：{chosen.out}")


def demo(chosen: Namespace) -> None:
    """A fresh ledger, or an empty one that is there, filled with an invented township."""
    from exchange import demo as invented

    if chosen.households < 1:
        raise KnownError("演示数据至少要有 1 户，没有写入；请用 --households 给出户数。")
    where = locate(chosen.db)
    fresh = where.file is not None and not where.file.exists()
    if fresh:
        ledgers.create_demo(
            where, _user(chosen), _password(chosen), chosen.households, chosen.seed
        ).close()
    else:
        with _opened(chosen) as database:
            made = invented.build(chosen.households, chosen.seed, today())
            ledgers.fill_demo(database, _user(chosen), made)
    say(f"已写入 {chosen.households:,} 户虚构的演示数据。")


def stats(chosen: Namespace) -> None:
    """Counts, coverage and open issues by colour, today or on a past day."""
    with _opened(chosen) as database, database.read() as connection:
        day = chosen.at or today()
        open_now = statistics.backlog(connection, day, day)
        by_colour = {key: counts[0] for key, counts in open_now.counts.items()}
        proof = coverage.coverage(connection, day)
        figures: dict[str, Any] = {
            "at": day.isoformat(),
            "households": statistics.count_households(connection),
            "residents": statistics.count_residents(connection),
            "teams": teams.count_teams(connection),
            "cadres": teams.count_cadres(connection),
            "issues": {
                "total": statistics.count_issues(connection, day),
                "open": sum(by_colour.values()),
                "by_colour": by_colour,
            },
            "coverage": {
                "households": proof.households,
                "covered": proof.covered,
                "gaps": proof.gaps,
                "double": proof.double,
            },
        }
    if chosen.json:
        say(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        _say_figures(figures)


def _say_figures(figures: dict[str, Any]) -> None:
    issues, proof = figures["issues"], figures["coverage"]
    counted = "，".join(f"{colours.WORDS[k]} {n:,}" for k, n in issues["by_colour"].items())
    say(f"截至 {figures['at']}")
    say(f"住户 {figures['households']:,} 户，居民 {figures['residents']:,} 人")
    say(f"工作组 {figures['teams']:,} 个，干部 {figures['cadres']:,} 人")
    say(f"问题 {issues['total']:,} 件，未销号 {issues['open']:,} 件（{counted}）")
    say(
        f"包联 {proof['households']:,} 户：恰有一个工作组 {proof['covered']:,} 户，"
        f"空白 {proof['gaps']:,} 户，重复 {proof['double']:,} 户"
    )


def chart(chosen: Namespace) -> None:
    """The backlog by colour as a picture, and its numbers as JSON."""
    with _opened(chosen) as database, database.read() as connection:
        until = chosen.until or today()
        since = chosen.since or statistics.first_day(connection) or until - timedelta(days=365)
        if since > until:
            raise KnownError(f"开始日期 {since} 晚于结束日期 {until}，没有画图；请调换后再试。")
        series = statistics.backlog(connection, since, until)
        shown = rules.current(connection).colours
    if chosen.json is not None:
        _write(chosen.json, json.dumps(_rows(series), ensure_ascii=False, indent=0))
    _draw(series, shown, chosen.out)
    say(f"已画出 {since} 至 {until} 的问题存量：{chosen.out}")


def _rows(series: Backlog) -> list[dict[str, Any]]:
    return [
        {"day": day.isoformat()} | dict(zip(series.counts, counts, strict=True))
        for day, *counts in zip(series.days, *series.counts.values(), strict=True)
    ]


def _draw(series: Backlog, shown: Sequence[ColourRule], out: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui import application
    from ui.overview.backlog_chart import picture

    application.create()
    keep_whole(picture(series, shown), out)


def _write(file: Path, text: str) -> None:
    keep_whole(f"{text}\n".encode(), file)


def _claim(file: Path) -> None:
    """What cannot be written is told before anything is stored, not after."""
    was_there = file.exists()
    try:
        file.open("a").close()
    except OSError as error:
        raise KnownError(f"“{file}”写不进去，什么也没有导入；请换一个文件夹。") from error
    if not was_there:
        file.unlink()


def check(chosen: Namespace) -> None:
    """Whether the ledger is whole: the file, the audit chain, coverage and indexes; and whether
    these PDFs are notices of the register, byte for byte."""
    with _opened(chosen) as database, database.read() as connection:
        strange = [file.name for file in chosen.files if not _is_approved(connection, file)]
        faults = []
        for result in checks.run(connection, today()):
            say(f"{'✓' if result.good else '✗'} {result.what}：{result.found}")
            if not result.good:
                faults.append(result.what)
    if faults:
        raise KnownError(f"台账有问题：{'、'.join(faults)}；请先备份，再联系维护人员。")
    if strange:
        raise KnownError(f"不是登记簿里批准的公示，或者改动过：{'、'.join(strange)}。")


def _is_approved(connection: Reader, file: Path) -> bool:
    from db import notice_register

    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise KnownError(f"“{file.name}”读不出来，没有核对；请检查文件名。") from error
    row = notice_register.of_pdf(connection, digest)
    told = f"{row.number}“{row.title}”，与登记簿一致" if row else "登记簿里没有，或者改动过"
    say(f"{'✓' if row else '✗'} {file.name}：{told}")
    return row is not None


def tour(chosen: Namespace) -> None:
    """Every tab and dialog of the real window as pictures, and the sample notices as PDF."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui import tour as walk

    for written in walk.run(chosen.folder):
        say(str(written))


def analyse(chosen: Namespace) -> None:
    """Proposals of common issues among the messages of a period, as JSON."""
    from ui.coordination import suggesting

    with _opened(chosen) as database, database.read() as connection:
        analysed = suggesting.analyse(lambda query: query(connection), chosen.since, chosen.until)
    found = [suggestion.proposal for suggestion in analysed.suggestions]
    rows = [
        {"kind": p.kind, "title": p.title, "reason": p.reason, "issues": list(p.issues)}
        for p in found
    ]
    keep_whole(json.dumps(rows, ensure_ascii=False, indent=1).encode() + b"\n", chosen.json)
    kinds = Counter(p.kind for p in found)
    say(
        f"分析了 {analysed.read:,} 件问题，建议并案 {len(found):,} 组："
        f"同一件事 {kinds['cluster']:,}，热点 {kinds['hot_spot']:,}，"
        f"重复反映 {kinds['repeat']:,}；已写入 {chosen.json}"
    )


def backup(chosen: Namespace) -> None:
    """A verified copy of the ledger in a folder, which is made where there is none."""
    from db import backup as backups
    from db import keys
    from db.backup_file import told
    from db.backup_source import Source
    from domain.backups import Why
    from ui import actions

    with _opened(chosen) as database, told(chosen.folder):
        chosen.folder.mkdir(parents=True, exist_ok=True)
        actions.begin_backup(database, _user(chosen))
        data_key = database.data_key or keys.new_data_key()
        source = Source(database.location, _user(chosen), data_key, _password(chosen))
        made = backups.make(source, chosen.folder, Why.HAND)
    say(f"已备份并核对：{made.file}（{made.size / 1e6:,.1f} MB）")


def restore(chosen: Namespace) -> None:
    """A ledger out of its backup, opened by its user and password; what was there is saved."""
    from db import restoring

    where = locate(chosen.db)
    words = (chosen.file, where, _user(chosen), _password(chosen))
    restored = restoring.restore(*words, origin=origin.command_line())
    made_at = f"{restored.manifest.made_at:%Y-%m-%d %H:%M}"
    say(f"已恢复“{restored.manifest.name}”{made_at} 的备份：{where.name}")
    if restored.saved is not None:
        say(f"恢复以前的台账存在：{restored.saved}")


def _print_again(chosen: Namespace) -> None:
    """The notice that was approved under a number, byte for byte."""
    from db import notice_register
    from domain.notice_life import NoticeState, read_number

    number = read_number(chosen.number, today().year)
    with _opened(chosen) as database:
        with database.read() as connection:
            row = notice_register.numbered(connection, *number) if number else None
            pdf = notice_register.frozen(connection, row.id) if row else None
        if row is None or pdf is None or row.state is NoticeState.VOID:
            raise KnownError(
                f"没有批准过第 {chosen.number} 号公示，没有打印；不带 --number 可以打印稿样。"
            )
        keep_whole(pdf, chosen.out)
        with database.write(_user(chosen)) as session:
            notice_register.mark_printed(session, row.id)
    say(f"已写出 {row.number}“{row.title}”：{chosen.out}")


def notice(chosen: Namespace) -> None:
    """One notice, or one per stairwell, as an unnumbered draft; an approved one by its number."""
    from db import paper_fonts, places
    from domain.paper_sizes import PaperSize
    from domain.places import Level
    from printing import fonts
    from ui.notices import publishing

    if chosen.number is not None:
        if chosen.paper is not None:
            raise KnownError(
                "已批准的公示按批准时的纸张原样打印，没有打印；请去掉 --paper，或换纸张重新登记。"
            )
        _print_again(chosen)
        return
    batch = chosen.template == "batch"
    if batch and chosen.batch_template is None:
        raise KnownError("批量打印要写明模板：notice batch TEMPLATE --per entrance --out OUT.pdf。")
    if not batch and chosen.batch_template is not None:
        raise KnownError(f"多余的词“{chosen.batch_template}”；批量打印请写 notice batch TEMPLATE。")
    day = today()
    since, until = publishing.this_month(day)
    with _opened(chosen) as database, database.read() as connection:
        found = [places.find(connection, place).id for place in chosen.place]
        wish = publishing.Wish(
            template=publishing.template_key(chosen.batch_template if batch else chosen.template),
            place_id=found[0] if found else None,
            also=tuple(found[1:]),
            per=Level.ENTRANCE if batch else None,
            since=chosen.since or since,
            until=chosen.until or until,
            today=day,
        )
        if wish.since > wish.until:
            raise KnownError(f"开始日期 {wish.since} 晚于结束日期 {wish.until}，没有打印；请调换。")
        made = publishing.build(connection, wish)
        fonts.use(paper_fonts.current(connection))
        without_stairs = publishing.without_stairs(connection, wish)
    printed = publishing.write(made, chosen.out, size=PaperSize(chosen.paper or PaperSize.A4))
    warnings = (publishing.without_photo(made), without_stairs, printed.warning)
    say(f"已写出 {printed.notices} 张公示，共 {printed.pages} 页：{chosen.out}")
    for warning in filter(None, warnings):
        say(warning)
