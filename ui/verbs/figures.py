"""The verbs that count and propose: numbers, the backlog's picture, common issues."""

import json
import os
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from db.figures import statistics
from db.figures.statistics import Backlog
from db.issues import rules
from db.session import today
from db.teams import coverage, teams
from domain import colours
from domain.colours import ColourRule
from domain.errors import KnownError
from printing.files import keep_whole
from ui.verbs.asked import opened, say, write


def stats(chosen: Namespace) -> None:
    """Counts, coverage and open issues by colour, today or on a past day."""
    with opened(chosen) as database, database.read() as connection:
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
    with opened(chosen) as database, database.read() as connection:
        until = chosen.until or today()
        since = chosen.since or statistics.first_day(connection) or until - timedelta(days=365)
        if since > until:
            raise KnownError(f"开始日期 {since} 晚于结束日期 {until}，没有画图；请调换后再试。")
        series = statistics.backlog(connection, since, until)
        shown = rules.current(connection).colours
    if chosen.json is not None:
        write(chosen.json, json.dumps(_rows(series), ensure_ascii=False, indent=0))
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


def analyse(chosen: Namespace) -> None:
    """Proposals of common issues among the messages of a period, as JSON."""
    from ui.coordination import suggesting

    with opened(chosen) as database, database.read() as connection:
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
