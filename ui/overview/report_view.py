"""月报: the report of a month or any period, and its 幸福账单; printed, saved or as a workbook."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from db import places
from db.engine import Database
from db.figures import indicators, report
from db.reading import Reader
from db.session import now, today
from domain import happy_bill
from domain.disclosure import Notice
from domain.paper_words import period_words
from domain.places import RANK, Level
from domain.report import Report
from ui import actions
from ui.choice_cards import Choice, ChoiceCards
from ui.notices import publishing
from ui.notices.wish import Wish
from ui.papers.outlet import Leaves, Outlet, Target
from ui.papers.pdf_preview import PdfPreview
from ui.papers.saving import ask_where
from ui.parts import beside, page_column, scrolling
from ui.tasks import Task, Work
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.cards import Card, SectionTitle
from widgets.chips import Chip
from widgets.empty_state import EmptyState
from widgets.fields import ChoiceField, DateField
from widgets.forms import Form
from widgets.pick_field import PickField

if TYPE_CHECKING:
    from printing.batch import Printed

_AT_REST_MS = 400  # a form that is being filled is not drawn at every key
_MONTHS = 24
_REPORT, _BILL = "report", happy_bill.TEMPLATE


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be shown: a paper, a period, and for the bill a place."""

    paper: str
    since: date
    until: date
    place_id: int | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the preview shows: these bytes and no others are printed and saved."""

    asked: _Asked
    made: Report | Notice
    pdf: bytes
    printed: "Printed"


class ReportView(View):
    """The choice at the left, the sheets as they will be printed at the right."""

    topics = frozenset({"issues", "teams", "units", "categories", "places", "settings", "batches"})

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._shown: _Shown | None = None
        self._sent: _Shown | None = None
        self._task: Task | None = None
        self._excel = Path()
        self.paper = ChoiceCards(
            [
                Choice(
                    _REPORT,
                    Chip(self.tr("工作月报"), "blue"),
                    below=self.tr("指标和变化、各单位各社区、存量、超期"),
                ),
                Choice(
                    _BILL,
                    Chip(self.tr("幸福账单"), "green"),
                    below=self.tr("办成了哪些事、群众怎么评，脱敏，可以张贴"),
                ),
            ]
        )
        self.form = Form()
        self.form.set_label_width(theme.px(72))
        self._add_fields()
        self.outlet = Outlet(bench, self._file_name, leaves=self._leaves)
        self.exporting = plain_button(self.tr("导出 Excel"), "file-spreadsheet")
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self.preview = PdfPreview()
        self.preview.view.setAccessibleName(self.tr("月报预览"))
        self.pages = QStackedWidget()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_AT_REST_MS)
        self._lay_out()
        self._connect()

    def _add_fields(self) -> None:
        months = indicators.months(today(), _MONTHS)[::-1]
        self._months = {f"{span[0]:%Y-%m}": span for span in months}
        words = [(key, period_words(*span)) for key, span in self._months.items()]
        self.form.add("month", self.tr("月份"), ChoiceField(words, self.tr("自选时段")))
        self.form.add("since", self.tr("从"), DateField(), required=True)
        self.form.add("until", self.tr("到"), DateField(), required=True, check=self._check_until)
        self.form.add("place", self.tr("范围"), PickField(self.tr("全部；或一个社区、小区…")))
        # The month that is over is what a monthly report is mostly written about.
        self._month: str | None = list(self._months)[1]
        since, until = self._months[self._month]
        self.form.set_values({"month": self._month, "since": since, "until": until})
        self.paper.set_value(_REPORT)

    def _check_until(self, until: date) -> str:
        since = self.form.values()["since"]
        return self.tr("结束的日期早于开始的日期") if since and until < since else ""

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(12))
        for part in (SectionTitle(self.tr("看什么")), self.paper, self.form, self.note):
            column.addWidget(part)
        column.addWidget(self.exporting, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        left = Card()
        left.body.addWidget(scrolling(inner), 1)
        left.body.addWidget(self.outlet)
        self.empty = EmptyState(self.tr("正在汇总"), icon_name="clipboard-list")
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.preview)
        right = Card()
        right.body.addWidget(self.pages)
        page_column(self).addWidget(beside((left, 400, 0), (right, 1000, 0), grows=1))

    def _connect(self) -> None:
        self.form.edited.connect(self._edited)
        self.paper.edited.connect(self._paper_chosen)
        self._rest.timeout.connect(self._make)
        self.outlet.chosen.connect(self._send)
        self.outlet.sent.connect(self._tell_sent)
        self.exporting.clicked.connect(self._choose_workbook)
        self._paper_chosen()

    # What is shown

    def refresh(self) -> None:
        """Read the places again, and draw what is chosen."""
        self.bench.read(self, _read_places, self._show_places)

    def _show_places(self, offered: list[tuple[int, str]]) -> None:
        self.form.field("place").set_choices(offered)
        self._make()

    def _edited(self) -> None:
        values = self.form.values()
        if values["month"] != self._month:
            self._take_month(values["month"])
        elif self._months.get(self._month) not in (None, (values["since"], values["until"])):
            self._take_month(None)  # the days say something else than a month
        self.outlet.set_possible(False)  # what is sent is what was seen
        self._rest.start()

    def _take_month(self, month: str | None) -> None:
        """Let the three fields of the period say the same."""
        self._month = month
        since, until = self._months.get(month) or (None, None)
        for key, value in (("month", month), ("since", since), ("until", until)):
            if value is not None or key == "month":
                field = self.form.field(key)
                field.blockSignals(True)
                field.set_value(value)
                field.blockSignals(False)

    def _paper_chosen(self) -> None:
        bill = self.paper.value() == _BILL
        self.form.field("place").setEnabled(bill)
        self.note.setText(
            self.tr("未编号的稿样；位置到楼栋，没有反映人。")
            if bill
            else self.tr("月报是全部辖区的；表格里排在后面的并成一行，全部明细在 Excel 里。")
        )
        self._rest.start()

    def _asked(self) -> _Asked | None:
        if self.form.problems() or self.paper.value() is None:
            return None
        values = self.form.values()
        paper = str(self.paper.value())
        place = values["place"] if paper == _BILL else None
        return _Asked(paper, values["since"], values["until"], place)

    def _make(self) -> None:
        """Read what is chosen and draw it; a newer choice replaces the one under way."""
        if self._task is not None:
            self._task.cancel()
        asked = self._asked()
        if asked is None:
            self._show_nothing(
                self.tr("先把时段填好"), next(iter(self.form.problems().values()), "")
            )
            return
        read = _reading(asked)

        def both(connection: Reader, task: Work) -> tuple[_Asked, Report | Notice]:
            return asked, read(connection, task)

        label = self.tr("正在汇总 {0}").format(period_words(asked.since, asked.until))
        self._task = self.bench.read_long(self, both, self._draw, self._not_made, label)

    def _draw(self, read: tuple[_Asked, Report | Notice]) -> None:
        asked, made = read

        def work(task: Work) -> _Shown:
            return _Shown(asked, made, *_print(made))

        self._task = self.bench.tasks.in_pool(self, work, self._show, self._not_made)

    def _show(self, shown: _Shown) -> None:
        again = self._shown is not None and self._shown.asked == shown.asked
        self._shown = shown
        sheets = self.tr("共 {0} 页").format(shown.printed.pages)
        told = " · ".join(filter(None, (sheets, shown.printed.warning)))
        self.preview.show_pdf(shown.pdf, told, keep_page=again)
        self.pages.setCurrentIndex(1)
        self.outlet.set_possible(True)
        self.exporting.setEnabled(isinstance(shown.made, Report))

    def _not_made(self, error: Exception) -> None:
        self._show_nothing(self.tr("没有汇总成"), str(error))
        self.bench.messages.error(error)

    def _show_nothing(self, title: str, hint: str) -> None:
        self._shown = None
        self.empty.set_text(title, hint, icon_name="clipboard-list")
        self.pages.setCurrentIndex(0)
        self.outlet.set_possible(False)
        self.exporting.setEnabled(False)

    # Print and save

    def _file_name(self) -> str:
        return f"{self._name()}.pdf"

    def _name(self) -> str:
        shown = self._shown
        if shown is None:
            return ""
        words = period_words(shown.asked.since, shown.asked.until)
        return f"{shown.made.title}-{words}"

    def _leaves(self) -> Leaves | None:
        shown = self._shown
        if shown is None or isinstance(shown.made, Report):
            return None
        return "audit", "打印公示稿样", shown.asked.place_id

    def _send(self, target: Target) -> None:
        self._sent = self._shown
        if self._shown is not None:
            self.outlet.send(self._shown.pdf, target)

    def _tell_sent(self, sentence: str) -> None:
        sent = self._sent
        if sent is None or isinstance(sent.made, Report):
            self.bench.messages.success(sentence)
            return
        told, where = f"{sent.made.title} {sent.made.period}", sent.asked.place_id

        def note(database: Database, user: str) -> str:
            actions.note_printed(database, user, "打印公示稿样", told, where)
            return sentence

        self.bench.write(self, note, self.bench.messages.success)

    def _choose_workbook(self) -> None:
        ask_where(self, self.tr("导出 Excel"), f"{self._name()}.xlsx", self.export_to)

    def export_to(self, name: str) -> None:
        """Write the workbook of what is shown."""
        shown = self._shown
        if shown is None or not isinstance(shown.made, Report):
            return
        made, self._excel = shown.made, Path(name)

        def work(task: Work) -> str:
            from exchange.report import write_report

            write_report(Path(name), made)
            return Path(name).name

        self.bench.tasks.in_pool(self, work, self._exported)

    def _exported(self, name: str) -> None:
        told = self.tr("已导出“{0}”").format(name)
        self.bench.messages.success(told, self.tr("打开"), self._open_workbook)

    def _open_workbook(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._excel)))


def _read_places(connection: Reader) -> list[tuple[int, str]]:
    rows = places.all_places(connection)
    by_id = {row.id: row for row in rows}
    return [
        (row.id, places.full_name(row, by_id))
        for row in rows
        if RANK[row.level] >= RANK[Level.COMMUNITY]
    ]


def _reading(asked: _Asked) -> Callable[[Reader, Task], Any]:
    if asked.paper == _REPORT:
        return lambda reader, task: report.read(
            reader, asked.since, asked.until, now(), task.report
        )
    wish = Wish(_BILL, asked.place_id, None, asked.since, asked.until, today())
    return lambda reader, task: publishing.build(reader, wish)[0]


def _print(made: Report | Notice) -> "tuple[bytes, Printed]":
    from printing.report import print_report

    pdf = BytesIO()
    is_report = isinstance(made, Report)
    printed = print_report(made, pdf) if is_report else publishing.write([made], pdf)
    return pdf.getvalue(), printed
