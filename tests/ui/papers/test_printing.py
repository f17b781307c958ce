"""Sheets on their way to a printer: a PDF for paper, and a real queue of CUPS."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QPushButton

from domain.disclosure import issue_progress_notice
from printing.batch import print_batch
from printing.print_run import PrintRun
from tests.printing.samples import imprint, issues, place
from tests.ui.printers import to_pdf
from ui.papers import spooler
from ui.papers.outlet import Outlet
from ui.papers.pdf_printing import PdfPrinting, Printout
from ui.papers.print_sheet import PrintSheet

WAIT = 60_000
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
_MODEL = "lsb/usr/cups-pdf/CUPS-PDF_noopt.ppd"


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """Three stairwells, the second with two pages, and the list to sign."""
    file = tmp_path_factory.mktemp("batch") / "batch.pdf"
    notices = [
        issue_progress_notice(place(1, n), OCTOBER, issues(40 if n == 2 else 2), imprint())
        for n in (1, 2, 3)
    ]
    print_batch(notices, file)
    return file.read_bytes()


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    """A list on A3, across."""
    from reportlab.lib.pagesizes import A3, landscape
    from reportlab.pdfgen.canvas import Canvas

    file = tmp_path_factory.mktemp("board") / "board.pdf"
    canvas = Canvas(str(file), pagesize=landscape(A3))
    canvas.rect(100, 100, 400, 300, fill=1)
    canvas.save()
    return file.read_bytes()


def send(qtbot, bench, pdf, target, title="gongshi"):
    """What is heard of a PDF that is sent: the failure, or what the printer complains of when it
    went out."""
    heard = []
    printing = PdfPrinting(bench.tasks, pdf, target, title, bench.bus)
    printing.failed.connect(heard.append)
    printing.finished.connect(heard.append)
    printing.start()
    qtbot.waitUntil(lambda: bool(heard), timeout=WAIT)
    return heard[0]


def sizes(file):
    return {tuple(round(float(side)) for side in p.mediabox[2:]) for p in PdfReader(file).pages}


def inked(file):
    """Which pages have something on them, as one sees them."""
    document = QPdfDocument()
    document.load(str(file))
    found = []
    for page in range(document.pageCount()):
        seen = document.render(page, document.pagePointSize(page).toSize())
        paper = QImage(seen.size(), QImage.Format.Format_Grayscale8)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, seen)
        painter.end()
        rows = (bytes(paper.constScanLine(y))[: paper.width()] for y in range(paper.height()))
        found.append(any(min(row) < 128 for row in rows))
    return found


def test_a_batch_on_two_sides(qtbot, bench, batch, tmp_path):
    file = tmp_path / "纸.pdf"
    assert send(qtbot, bench, batch, to_pdf(file, two_sided=True)) == ""
    assert inked(file)[:3] == [True, False, True]
    assert sizes(file) == {(595, 842)}


def test_copies_and_pages(qtbot, bench, batch, tmp_path):
    file = tmp_path / "纸.pdf"
    assert send(qtbot, bench, batch, to_pdf(file, copies=3, ranges=((1, 2),))) == ""
    assert inked(file) == [True] * 6


def test_a_board_keeps_its_paper(qtbot, bench, board, tmp_path):
    file = tmp_path / "栏.pdf"
    assert send(qtbot, bench, board, to_pdf(file)) == ""
    assert sizes(file) == {(1191, 842)}
    assert inked(file) == [True]


def test_pages_that_are_not_there_are_told(qtbot, bench, batch, tmp_path):
    told = send(qtbot, bench, batch, to_pdf(tmp_path / "纸.pdf", ranges=((90, 99),)))
    assert "一页也没有" in told
    assert not (tmp_path / "纸.pdf").exists()


def test_no_printer_at_all_is_said(qtbot, bench):
    if QPrinterInfo.availablePrinterNames():
        pytest.skip("this machine has a printer")
    heard = []
    bench.messages.said.connect(lambda *message: heard.append(message))
    outlet = Outlet(bench, lambda: "公示.pdf")
    qtbot.addWidget(outlet)
    outlet.set_possible(True)
    outlet.printing.click()
    assert heard[0][0] == "error"
    assert "没有打印机" in heard[0][1]
    assert not outlet.busy


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("printer 一号 is idle.  enabled since Mon\n\tAlerts: none\n", ""),
        ("printer 一号 is idle.\n\tAlerts: media-empty-error media-jam\n", ""),
        ("printer 一号 disabled since Mon Nov 30 -\n\t检修\n\tAlerts: paused\n", "停着（检修）"),
        ("printer 一号 disabled since Mon Nov 30 -\n\treason unknown\n", "”停着，"),
        ("一号 not accepting requests since Mon -\n\tRejecting Jobs\n", "不接收"),
        ('lpstat: Invalid destination name in list "一号".\n', "找不到"),
        ("lpstat: Scheduler is not running.\n", "打印服务没有运行"),
    ],
)
def test_what_keeps_a_queue_from_printing(told, words):
    trouble = spooler.trouble_in("一号", told)
    assert words in trouble
    assert bool(trouble) == bool(words)


@pytest.mark.parametrize(
    ("alerts", "words"),
    [
        ("none", ""),
        ("toner-low-report media-low-warning", ""),
        ("media-empty-error", "缺纸"),
        ("none-report media-jam", "卡纸"),
        ("offline-report", "没有连上"),
    ],
)
def test_what_a_printer_complains_of(alerts, words):
    complaint = spooler.complaint_in(f"printer 一号 is idle.\n\tAlerts: {alerts}\n")
    assert words in complaint
    assert bool(complaint) == bool(words)


# --- a real queue -----------------------------------------------------------------------------


def lp(*words):
    return subprocess.run(words, check=True, capture_output=True, timeout=60)


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue whose paper is PDF files in ~/PDF."""
    tools = ("lp", "lpstat", "lpadmin", "cupsreject", "cupsdisable")
    if not all(map(shutil.which, tools)):
        pytest.skip("no CUPS here")
    name = f"gongshi-test-{os.getpid()}"
    try:
        lp("lpadmin", "-p", name, "-v", "cups-pdf:/", "-m", _MODEL, "-E")
    except subprocess.SubprocessError:
        pytest.skip("no CUPS that runs, no right to add a queue, or no cups-pdf")
    yield name
    subprocess.run(["cancel", "-a", name], check=False, capture_output=True)
    subprocess.run(["lpadmin", "-x", name], check=False, capture_output=True)


@pytest.fixture
def paper(queue: str, qtbot) -> Iterator["Paper"]:
    made = Paper(queue, qtbot)
    yield made
    for file in made.new():
        file.unlink()


class Paper:
    """What came out of the queue."""

    def __init__(self, queue, qtbot):
        self.queue, self._qtbot = queue, qtbot
        self._folder = Path.home() / "PDF"
        self._before = self._there()

    def _there(self):
        return set(self._folder.glob("*.pdf")) if self._folder.exists() else set()

    def new(self):
        return self._there() - self._before

    def waiting(self):
        told = subprocess.run(["lpstat", "-o", self.queue], capture_output=True, check=False)
        return told.stdout.strip() != b""

    def file(self):
        self._qtbot.waitUntil(lambda: not self.waiting() and bool(self.new()), timeout=WAIT)
        (file,) = self.new()
        return file


def printer(name, **run):
    made = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    return Printout(made, PrintRun(**run))


def test_a_batch_comes_out_of_a_real_queue(qtbot, bench, batch, queue, paper):
    assert send(qtbot, bench, batch, printer(queue, copies=2, two_sided=True)) == ""
    file = paper.file()
    assert sizes(file) <= {(595, 842), (596, 842)}
    assert inked(file)[:3] == [True, False, True]
    assert sum(inked(file)) == 2 * len(PdfReader(BytesIO(batch)).pages)


def test_a_board_comes_out_on_a3(qtbot, bench, board, queue, paper):
    assert send(qtbot, bench, board, printer(queue)) == ""
    file = paper.file()
    page = PdfReader(file).pages[0]
    assert sorted(round(float(side) / 10) for side in page.mediabox[2:]) == [84, 119]
    assert inked(file) == [True]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (("cupsreject",), "不接收"),
        (("cupsdisable", "-r", "no paper"), "停着（no paper）"),
        (("lpadmin", "-x"), "找不到"),
    ],
)
def test_a_queue_that_would_not_print_is_told(qtbot, bench, batch, queue, paper, spoil, words):
    target = printer(queue)
    lp(*spoil, queue)
    told = send(qtbot, bench, batch, target)
    assert words in told
    assert "没有打印" in told
    assert not paper.waiting()
    assert paper.new() == set()


def test_the_choice_offers_the_printers_of_the_machine(qtbot, bench, queue):
    anchor = QPushButton()
    qtbot.addWidget(anchor)
    anchor.show()
    choice = PrintSheet(bench.messages, anchor)
    choice.ask(anchor)
    form = choice.sheet.form
    assert queue in [words for _, words in _choices(form.field("printer"))]
    form.set_draft({"printer": queue, "copies": 2, "pages": "1-3、7", "two_sided": True})
    choice.sheet.doing.click()
    assert form.problems() == {"two_sided": "这台打印机不会打双面"}
    form.set_draft({"two_sided": False, "each": True})
    with qtbot.waitSignal(choice.answered) as heard:
        choice.sheet.doing.click()
    (target,) = heard.args
    assert target.printer.printerName() == queue
    assert target.run == PrintRun(2, True, ((1, 3), (7, 7)), False)


def _choices(field):
    return [(field.itemData(n), field.itemText(n)) for n in range(field.count())]
