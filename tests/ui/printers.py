"""Printers for tests: a PDF for paper."""

from pathlib import Path
from typing import Any

from PySide6.QtPrintSupport import QPrinter

from printing.print_run import PrintRun
from ui.papers.pdf_printing import Printout


def to_pdf(file: Path, **run: Any) -> Printout:
    """A printer whose paper is a PDF file; ``run`` says how the sheets come out."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    return Printout(printer, PrintRun(**run))
