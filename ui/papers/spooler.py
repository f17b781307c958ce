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
_ALERTS = (
    ("media-empty", "缺纸", "请加纸"),
    ("media-needed", "缺纸", "请加纸"),
    ("media-jam", "卡纸", "请取出卡住的纸"),
    ("door-open", "盖子没有关好", "请关好"),
    ("cover-open", "盖子没有关好", "请关好"),
    ("toner-empty", "没有墨粉了", "请换墨粉"),
    ("marker-supply-empty", "没有墨了", "请换墨盒"),
    ("offline", "没有连上", "请打开打印机、接好线"),
)
_NO_ANSWER = "打印服务没有回答，没有打印；请稍后再打一次，或另存为 PDF 拿到别处打印。"
_NO_REASON = ("", "Paused", "reason unknown")


class NotTakenError(KnownError):
    """The queue has nothing of the sheets."""


def is_there() -> bool:
    """Whether this machine prints by CUPS."""
    return shutil.which("lp") is not None and shutil.which("lpstat") is not None


def ask(queue: str) -> str:
    """What a printer complains of, which need not be true any more: words for the user, or none.

    Raises:
        NotTakenError: the queue would not print.
    """
    try:
        asked = _run(["lpstat", "-l", "-p", _name(queue), "-a", _name(queue)])
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotTakenError(_NO_ANSWER) from error
    told = asked.stdout + asked.stderr
    if trouble := trouble_in(queue, told):
        raise NotTakenError(trouble)
    return complaint_in(told)


def submit(sheets: Sheets, queue: str, title: str, two_sided: bool) -> str:
    """Hand sheets to a queue; returns the job.

    Raises:
        NotTakenError: it did not take them.
        KnownError: nobody knows whether it did.
    """
    options = [word for option in _options(sheets, two_sided) for word in ("-o", option)]
    words = ["lp", "-d", queue, "-t", title, "-n", str(sheets.copies), *options, "-"]
    try:
        taken = _run(words, sheets.pdf)
    except OSError as error:
        raise NotTakenError(_NO_ANSWER) from error
    except subprocess.TimeoutExpired as error:
        raise KnownError(
            "打印服务一直没有回答，可能已打出；请先看打印机，确实没有打出再打一次。"
        ) from error
    if taken.returncode:
        reason = trouble_in(queue, taken.stderr)
        raise NotTakenError(
            reason or f"打印机“{queue}”没有接收，没有打印；请检查打印机，或换一台再打。"
        )
    job = re.search(r"request id is (\S+)", taken.stdout)
    return job[1] if job else ""


def withdraw(job: str) -> bool:
    """Take a job out of its queue again; whether it was still there, some of it printed maybe."""
    try:
        return bool(job) and _run(["cancel", job]).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


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
    return ""


def complaint_in(told: str) -> str:
    """What a printer complains of by `lpstat -l -p`. Some drivers never take it back, so that it
    keeps nobody from printing."""
    alerts = re.search(r"Alerts: ([^\n]*)", told)
    for alert in alerts[1].split() if alerts else ():
        for code, words, mend in _ALERTS:
            if alert.startswith(code):
                return f"打印机报告{words}，{mend}"
    return ""


def _name(queue: str) -> str:
    return queue.partition("/")[0]  # without the instance, which only `lp` knows


def _options(sheets: Sheets, two_sided: bool) -> list[str]:
    wide = sheets.size[0] > sheets.size[1]
    edge = "short" if wide else "long"  # the pages turn like those of a book
    options = [f"sides=two-sided-{edge}-edge" if two_sided else "sides=one-sided"]
    if sheets.copies > 1:
        options.append("collate=true")
    for name, sides in _MEDIA_MM.items():
        points = sorted(side * _POINTS_PER_MM for side in sides)
        if all(abs(a - b) < 2 for a, b in zip(points, sorted(sheets.size), strict=True)):
            options += [f"media={name}", "print-scaling=none"]
    return options


def _run(words: Sequence[str], given: bytes = b"") -> "subprocess.CompletedProcess[str]":
    """Run a command; OSError when there is none, TimeoutExpired when it does not end."""
    done = subprocess.run(  # noqa: S603 - words of our own and the name of a queue
        words,
        input=given,
        capture_output=True,
        timeout=_PATIENCE_S,
        check=False,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    out, err = (said.decode("utf-8", "replace") for said in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(words, done.returncode, out, err)
