"""打印: which printer, how many, which pages, on one side or on both; asked under the button."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from domain.errors import KnownError
from printing.print_run import PrintRun, ranges_of
from ui.ask_sheet import AskSheet
from ui.papers.pdf_printing import Printout
from ui.workbench import Messages
from widgets.fields import ChoiceField, LineField, NumberField

_MOST_COPIES = 999
_NO_PRINTER = "这台电脑上没有打印机，没有打印；请先添加打印机，或另存为 PDF 拿到别处打印。"


class PrintSheet(QObject):
    """What was answered last time stands there again."""

    answered = Signal(object)
    """The `Printout`."""

    def __init__(self, messages: Messages, parent: QWidget) -> None:
        super().__init__(parent)
        self._messages = messages
        self.sheet = AskSheet(parent, parent.tr("打印"), "printer")
        orders = [(False, parent.tr("整套印完再印下一套")), (True, parent.tr("每份连着印"))]
        sides = [(False, parent.tr("单面")), (True, parent.tr("双面"))]
        hint = parent.tr("空着就全部打印；也可以写 1-5，8")
        form = self.sheet.form
        form.add("printer", parent.tr("打印机"), ChoiceField(), True)
        form.add("copies", parent.tr("份数"), NumberField(1, _MOST_COPIES), True)
        form.add("each", parent.tr("多份时"), ChoiceField(orders), True)
        form.add("pages", parent.tr("页码"), LineField(hint, 100), check=self._check_pages)
        form.add("two_sided", parent.tr("单双面"), ChoiceField(sides), True, self._check_sides)
        form.set_values({"copies": 1, "each": False, "two_sided": False})
        self.sheet.answered.connect(self._answer)

    def ask(self, anchor: QWidget) -> None:
        """Ask for a printer of this machine; says so when there is none."""
        names = QPrinterInfo.availablePrinterNames()
        if not names:
            self._messages.error(KnownError(_NO_PRINTER))
            return
        field = self.sheet.form.field("printer")
        field.set_choices([(name, name) for name in names])
        if field.value() is None:
            usual = QPrinterInfo.defaultPrinterName()
            field.set_value(usual if usual in names else names[0])
        told = self.tr("双面时每份都从新的一张纸开始。")
        self.sheet.ask(anchor, self.tr("打印"), told)

    def _check_pages(self, text: str) -> str:
        if ranges_of(text) is not None:
            return ""
        return self.tr("请写页码，如 3，或 1-5，8")

    def _check_sides(self, two_sided: bool) -> str:
        name = self.sheet.form.field("printer").value()
        modes = QPrinterInfo.printerInfo(name or "").supportedDuplexModes()
        if not two_sided or any(mode is not QPrinter.DuplexMode.DuplexNone for mode in modes):
            return ""
        return self.tr("这台打印机不会打双面")

    def _answer(self, values: dict[str, Any]) -> None:
        info = QPrinterInfo.printerInfo(values["printer"])
        if info.isNull():  # it went while the sheet was open
            self._messages.error(
                KnownError(f"找不到打印机“{values['printer']}”，没有打印；请换一台再打。")
            )
            return
        run = PrintRun(
            values["copies"],
            values["each"],
            ranges_of(values["pages"] or "") or (),
            values["two_sided"],
        )
        printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        self.answered.emit(Printout(printer, run))
