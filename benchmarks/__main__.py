"""``python -m benchmarks``: every line of the speed table, measured now, on this machine."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks import stock
from benchmarks.figures import Figure, median, percentile, ratio, say, table
from db.location import Location

if TYPE_CHECKING:
    from benchmarks.lists import Interactive

HOUSEHOLDS, FEW, ISSUES = 300_000, 15_000, 350_000
STARTS = 9
STAIRWELLS = 5_000
MS = 1000


def start(location: Location) -> list[Figure]:
    """Whole processes, in turns, the first of each only to warm up."""
    from benchmarks import process

    file = str(location.file)
    bare, ours = [], []
    for _ in range(STARTS + 1):
        bare.append(process.run("bare")[0])
        ours.append(process.run("unlock_page", file)[0])
    what = "启动到密码页画完（整个进程）"
    return [ratio("start", what, median(bare[1:]), median(ours[1:]), 3, 2)]


def unlock(location: Location) -> list[Figure]:
    """From the password to the first rows of 住户, and what the window then holds in memory."""
    from benchmarks import process

    runs = [process.run("opened", str(location.file))[1] for _ in range(3)]
    rows = median(run["rows"] for run in runs)
    made = [
        Figure("unlock", "输入密码到住户首屏画完（含 Argon2id）", rows, "s", 1),
    ]
    if runs[0]["memory"] is not None:
        bare = process.run("bare", "memory")[1]["memory"]
        ours = median(run["memory"] for run in runs)
        made.append(
            Figure(
                "memory", "内存：窗口打开，住户全部列出", ours, "MiB", 260, 200, f"{bare:.0f} MiB"
            )
        )
    return made


def lists(location: Location) -> list[Figure]:
    """The page 住户 on the whole ledger, and beside one of 15,000 households."""
    from benchmarks import lists as pages

    large = pages.measure(location, pages.HOUSEHOLDS)
    small = pages.measure(stock.ledger(FEW), pages.HOUSEHOLDS)
    made = []
    for figure, times in _felt(large, "", ""):
        made.append(figure)
        grown = median(getattr(large, times)) / median(getattr(small, times))
        if times != "sort_whole":
            what = "　　与 1.5 万户之比（中位数）"
            made.append(Figure(f"{figure.key}_growth", what, grown, "×", 1.5))
    return made


def issues(_: Location) -> list[Figure]:
    """The page 问题 on a ledger of 350,000 issues."""
    from benchmarks import lists as pages

    measured = pages.measure(stock.ledger(FEW, ISSUES), pages.ISSUES)
    return [figure for figure, _ in _felt(measured, "issues_", f"{ISSUES:,} 件问题，")]


def _felt(measured: "Interactive", key: str, what: str) -> Iterator[tuple[Figure, str]]:
    """The figures of a list page, each with the name of its times."""
    for name, told, times, reduce, most in (
        ("first_page", "表格：数据到后首屏画完", "first_page", max, 50),
        ("frames", "表格：远跳与滚动，95% 的帧", "frames", percentile, 16),
        ("filter_one", "边打边筛：第 1 个字，95 百分位", "one", percentile, 150),
        ("filter_more", "边打边筛：第 2 个字起，95 百分位", "more", percentile, 50),
        ("sort_page", "按列排序：首屏（最慢的列）", "sort_page", max, 100),
        ("sort_whole", "按列排序：全部次序（最慢的列）", "sort_whole", max, 1000),
    ):
        here = reduce(getattr(measured, times)) * MS
        yield Figure(f"{key}{name}", f"{what}{told}", here, "ms", most), times


def backlog(location: Location) -> list[Figure]:
    """The backlog by colour, two years by day."""
    from benchmarks import backlog as series

    return series.measure(location)


def imports(_: Location) -> list[Figure]:
    """A household ledger of 100,000 rows."""
    from benchmarks import importing

    return importing.measure()


def notices(_: Location) -> list[Figure]:
    """A batch of 500 stairwell notices; the first run of each warms up."""
    from benchmarks import printing

    runs = [printing.measure() for _ in range(4)][1:]
    floor, ours = (median(run[side] for run in runs) for side in ("floor", "ours"))
    what = f"批量楼道公示 {runs[0]['pages']:.0f} 页"
    return [ratio("notices", what, floor, ours, 1.7)]


def stairwells(_: Location) -> list[Figure]:
    """A batch of 5,000 stairwell notices, on its own and beside the window."""
    from benchmarks import printing, process

    run = printing.measure(STAIRWELLS)
    beside = process.run("batch", str(STAIRWELLS))[1]
    many = f"{STAIRWELLS:,} 张楼道公示"
    return [
        ratio("stairwells", f"{many}，{run['pages']:.0f} 页", run["floor"], run["ours"], 1.7),
        Figure("stairwell_seen", f"{many}：选好到看见第一张", beside["seen"] * MS, "ms", 300),
        Figure("stairwell_away", "　　排版时窗口的应答，99%", beside["away"] * MS, "ms", 50),
        Figure("stairwell_longest", "　　　　　最长的一次", beside["longest"] * MS, "ms", 400),
        Figure("stairwell_memory", "　　排版时多占的内存", beside["memory"], "MiB", 150),
    ]


def charts(_: Location) -> list[Figure]:
    """Every kind of chart, repainted after its data."""
    from benchmarks import charts as kinds

    return kinds.measure()


def fronts(_: Location) -> list[Figure]:
    """The front of the largest building."""
    from benchmarks import fronts as made

    return made.measure()


def proposals(location: Location) -> list[Figure]:
    """A proposal of teams for all gaps."""
    from benchmarks import proposals as made

    return made.measure(location)


def visits(location: Location) -> list[Figure]:
    """Whom to visit, and what was visited."""
    from benchmarks import visits as made

    return made.measure(location)


def backups(location: Location) -> list[Figure]:
    """A backup beside the work."""
    from benchmarks import backups as made

    return made.measure(location)


def postgresql(location: Location) -> list[Figure]:
    """The figures that are SQL, on a real server."""
    from benchmarks import server

    return server.measure(location)


MEASUREMENTS: dict[str, Callable[[Location], list[Figure]]] = {
    "start": start,
    "unlock": unlock,
    "import": imports,
    "lists": lists,
    "issues": issues,
    "backlog": backlog,
    "notices": notices,
    "stairwells": stairwells,
    "charts": charts,
    "fronts": fronts,
    "proposals": proposals,
    "visits": visits,
    "backups": backups,
    "postgresql": postgresql,
}


def run(location: Location, only: Sequence[str]) -> list[Figure]:
    """The chosen measurements one after the other."""
    figures: list[Figure] = []
    for name in only:
        began = perf_counter()
        figures += MEASUREMENTS[name](location)
        say(f"{name}：{perf_counter() - began:.0f} 秒")
    return figures


def main(words: Sequence[str]) -> int:
    """Measure, print the table, write the JSON; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, default=list(MEASUREMENTS))
    parser.add_argument("--json", type=Path, metavar="OUT.json")
    chosen = parser.parse_args(words)
    figures = run(stock.ledger(chosen.households), chosen.only)
    print(table(figures))
    if chosen.json is not None:
        told = [figure.to_json() for figure in figures]
        chosen.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return int(any(figure.good is False for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
