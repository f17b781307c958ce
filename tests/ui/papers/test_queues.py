"""Sheets on their way to a queue, on a machine whose `lp`, `lpstat` and `cancel` are scripts."""

import json
import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from reportlab.pdfgen.canvas import Canvas

from printing.print_run import PrintRun
from ui.papers import spooler
from ui.papers.pdf_printing import PdfPrinting, Printout

WAIT = 60_000
IDLE = "printer 一号 is idle.  enabled since Mon\n\tAlerts: none\n"
_SCRIPT = """#!{python}
import json, pathlib, sys
here = pathlib.Path(__file__).parent
name = pathlib.Path(__file__).name
given = sys.stdin.buffer.read() if name == "lp" else b""
with (here / "heard.json").open("a", encoding="utf-8") as heard:
    heard.write(json.dumps([name, sys.argv[1:], len(given)]) + "\\n")
answer = json.loads((here / (name + ".json")).read_text(encoding="utf-8"))
(here / (name + ".begun")).touch()
if answer["waits"]:
    (here / answer["waits"]).open("rb", 0).read(1)
sys.stdout.write(answer["says"])
sys.stderr.write(answer["complains"])
sys.exit(answer["code"])
"""


class Queues:
    """What the scripts answer, and what they were told."""

    def __init__(self, folder: Path):
        self.folder, self._open = folder, []
        for name in ("lp", "lpstat", "cancel"):
            script = folder / name
            script.write_text(_SCRIPT.format(python=sys.executable), encoding="utf-8")
            script.chmod(0o755)
        self.answer("lpstat", IDLE)
        self.answer("lp", "request id is 一号-7 (1 file(s))\n")
        self.answer("cancel")

    def answer(self, name, says="", complains="", code=0, waits=""):
        told = {"says": says, "complains": complains, "code": code, "waits": waits}
        (self.folder / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
        if waits and not (self.folder / waits).exists():
            os.mkfifo(self.folder / waits)

    def begun(self, name):
        return (self.folder / f"{name}.begun").exists()

    def go_on(self, name):
        """Whoever waits for this, now or soon, goes on."""
        self._open.append(os.open(self.folder / name, os.O_RDWR))
        os.write(self._open[-1], b"+")

    def close(self):
        for one in self._open:
            os.close(one)

    def told(self, name):
        file = self.folder / "heard.json"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [words for of, words, _ in map(json.loads, lines) if of == name]


@pytest.fixture
def queues(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    made = Queues(folder)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """Three sheets of A4."""
    file = tmp_path_factory.mktemp("sheets") / "sheets.pdf"
    canvas = Canvas(str(file))
    for _ in range(3):
        canvas.rect(100, 100, 400, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return file.read_bytes()


class Sent:
    """A PDF under way to the queue 一号, and all that is heard of it."""

    def __init__(self, bench, pdf, **run):
        self.heard = []
        target = Printout(_Printer(), PrintRun(**run))
        self.printing = PdfPrinting(bench.tasks, pdf, target, "公示", bench.bus)
        for name in ("finished", "failed", "doubtful"):
            signal = getattr(self.printing, name)
            signal.connect(lambda told, name=name: self.heard.append((name, told)))
        self.printing.start()


class _Printer(QPrinter):
    """A printer that Qt knows by its name."""

    def printerName(self):
        return "一号"

    def outputFormat(self):
        return QPrinter.OutputFormat.NativeFormat


def outcome(qtbot, sent):
    qtbot.waitUntil(lambda: bool(sent.heard), timeout=WAIT)
    (told,) = sent.heard
    return told


def test_sheets_and_copies_are_handed_over_as_chosen(qtbot, bench, queues, pdf):
    assert outcome(qtbot, Sent(bench, pdf, copies=3, two_sided=True)) == ("finished", "")
    (words,) = queues.told("lp")
    assert words[:6] == ["-d", "一号", "-t", "公示", "-n", "3"]
    options = [option for dash, option in pairwise(words) if dash == "-o"]
    assert set(options) == {
        "sides=two-sided-long-edge",
        "collate=true",
        "media=A4",
        "print-scaling=none",
    }
    assert words[-1] == "-"


def test_what_a_printer_complains_of_is_told_and_keeps_nobody_from_printing(
    qtbot, bench, queues, pdf
):
    queues.answer("lpstat", "printer 一号 is idle.\n\tAlerts: media-jam-error\n")
    heard, told = outcome(qtbot, Sent(bench, pdf))
    assert heard == "finished"
    assert "卡纸" in told
    assert len(queues.told("lp")) == 1


def test_a_queue_that_stands_still_gets_nothing(qtbot, bench, queues, pdf):
    queues.answer("lpstat", "printer 一号 disabled since Mon Nov 30 -\n\t检修\n")
    heard, told = outcome(qtbot, Sent(bench, pdf))
    assert heard == "failed"
    assert "停着（检修）" in told
    assert queues.told("lp") == []


def test_a_refusal_is_told_as_not_printed(qtbot, bench, queues, pdf):
    queues.answer("lp", complains="lp: Error - scheduler not responding.\n", code=1)
    heard, told = outcome(qtbot, Sent(bench, pdf))
    assert heard == "failed"
    assert "没有打印" in told


def test_what_lp_never_answers_may_be_printed(qtbot, bench, queues, pdf, monkeypatch):
    monkeypatch.setattr(spooler, "_PATIENCE_S", 1)
    queues.answer("lp", waits="for ever")
    heard, told = outcome(qtbot, Sent(bench, pdf))
    assert heard == "doubtful"
    assert "可能已打出" in told


def test_a_queue_that_never_answers_gets_nothing(qtbot, bench, queues, pdf, monkeypatch):
    monkeypatch.setattr(spooler, "_PATIENCE_S", 1)
    queues.answer("lpstat", waits="for ever")
    heard, told = outcome(qtbot, Sent(bench, pdf))
    assert heard == "failed"
    assert "没有打印" in told
    assert queues.told("lp") == []


def test_stopped_before_they_are_handed_over(qtbot, bench, queues, pdf):
    queues.answer("lpstat", IDLE, waits="stopped")
    sent = Sent(bench, pdf)
    qtbot.waitUntil(lambda: queues.begun("lpstat"), timeout=WAIT)
    sent.printing.stop()
    queues.go_on("stopped")
    heard, told = outcome(qtbot, sent)
    assert heard == "failed"
    assert "没有送到打印机" in told
    assert queues.told("lp") == []


@pytest.mark.parametrize(("code", "words"), [(0, "可能已打出几页"), (1, "可能已全部打出")])
def test_stopped_while_they_are_handed_over(qtbot, bench, queues, pdf, code, words):
    queues.answer("lp", "request id is 一号-7 (1 file(s))\n", waits="stopped")
    queues.answer("cancel", code=code, waits="asked")
    sent = Sent(bench, pdf)
    qtbot.waitUntil(lambda: queues.begun("lp"), timeout=WAIT)
    sent.printing.stop()
    queues.go_on("stopped")
    qtbot.waitUntil(lambda: queues.begun("cancel"), timeout=WAIT)
    assert sent.heard == []
    queues.go_on("asked")
    heard, told = outcome(qtbot, sent)
    assert heard == "doubtful"
    assert words in told
    assert queues.told("cancel") == [["一号-7"]]
