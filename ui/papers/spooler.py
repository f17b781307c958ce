"""The queues of CUPS, asked and told by its own commands.

Qt's way to a queue ends well whatever becomes of the job. `lp` says whether the queue took it,
and takes the PDF itself, so that text stays sharp and thousands of sheets need no painting.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence

from domain.errors import KnownError
from printing.print_run import Sheets

_PATIENCE_S = 60
_POINTS_PER_MM = 72 / 25.4
_MEDIA_MM = {"A4": (210, 297), "A3": (297, 420)}
_STANDSTILLS = (
    ("media-empty", "缺纸", "请加纸后再打一次"),
    ("media-needed", "缺纸", "请加纸后再打一次"),
    ("media-jam", "卡纸", "请取出卡住的纸后再打一次"),
    ("door-open", "盖子没有关好", "请关好后再打一次"),
    ("cover-open", "盖子没有关好", "请关好后再打一次"),
    ("toner-empty", "没有墨粉了", "请换墨粉后再打一次"),
    ("marker-supply-empty", "没有墨了", "请换墨盒后再打一次"),
    ("offline", "没有连上", "请打开打印机、接好线后再打一次"),
)
_NO_REASON = ("", "Paused", "reason unknown")


def is_there() -> bool:
    """Whether this machine prints by CUPS."""
    return shutil.which("lp") is not None and shutil.which("lpstat") is not None


def submit(sheets: Sheets, queue: str, title: str, two_sided: bool) -> str:
    """Hand sheets to a queue; returns the job. A KnownError when it does not take them, or
    stands still and would only hold them."""
    told = _run(["lpstat", "-l", "-p", _name(queue), "-a", _name(queue)])
    trouble = trouble_in(queue, told.stdout + told.stderr)
    if trouble:
        raise KnownError(trouble)
    options = [word for option in _options(sheets, two_sided) for word in ("-o", option)]
    taken = _run(["lp", "-d", queue, "-t", title, *options, "-"], sheets.pdf)
    job = re.search(r"request id is (\S+)", taken.stdout)
    if taken.returncode or job is None:
        reason = trouble_in(queue, taken.stderr)
        raise KnownError(
            reason or f"打印机“{queue}”没有接收，没有打印；请检查打印机，或换一台再打。"
        )
    return job[1]


def withdraw(job: str) -> None:
    """Take a job out of its queue again, as far as it is not printed yet."""
    _run(["cancel", job])


def trouble_in(queue: str, told: str) -> str:
    """Why a queue would not print, by what `lpstat -l -p -a` and `lp` say in English."""
    if "cheduler is not running" in told or "onnection refused" in told:
        return "这台电脑的打印服务没有运行，没有打印；请重新启动它，或另存为 PDF 拿到别处打印。"
    if "nvalid destination" in told or "does not exist" in told:
        return f"找不到打印机“{queue}”，没有打印；它可能已被移走或改名，请换一台再打。"
    if "not accepting" in told:
        return f"打印机“{queue}”现在不接收打印，没有打印；请先恢复它，或换一台再打。"
    stopped = re.search(r"\bdisabled since[^\n]*-\s*\n\s*([^\n]*)", told)
    if stopped:
        reason = "" if stopped[1].strip() in _NO_REASON else f"（{stopped[1].strip()}）"
        return f"打印机“{queue}”停着{reason}，没有打印；请先启用它，或换一台再打。"
    alerts = re.search(r"Alerts: ([^\n]*)", told)
    for alert in alerts[1].split() if alerts else ():
        for code, words, mend in _STANDSTILLS:
            if alert.startswith(code) and not alert.endswith(("-warning", "-report")):
                return f"打印机“{queue}”{words}，没有打印；{mend}。"
    return ""


def _name(queue: str) -> str:
    return queue.partition("/")[0]  # without the instance, which only `lp` knows


def _options(sheets: Sheets, two_sided: bool) -> list[str]:
    wide = sheets.size[0] > sheets.size[1]
    edge = "short" if wide else "long"  # the pages turn like those of a book
    options = [f"sides=two-sided-{edge}-edge" if two_sided else "sides=one-sided"]
    for name, sides in _MEDIA_MM.items():
        points = sorted(side * _POINTS_PER_MM for side in sides)
        if all(abs(a - b) < 2 for a, b in zip(points, sorted(sheets.size), strict=True)):
            options += [f"media={name}", "print-scaling=none"]
    return options


def _run(words: Sequence[str], given: bytes = b"") -> "subprocess.CompletedProcess[str]":
    try:
        done = subprocess.run(  # noqa: S603 - words of our own and the name of a queue
            words,
            input=given,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KnownError(
            "打印服务没有回答，没有打印；请稍后再打一次，或另存为 PDF 拿到别处打印。"
        ) from error
    out, err = (said.decode("utf-8", "replace") for said in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(words, done.returncode, out, err)
