"""公开公示 · 目录: what has to be public by when, community by community, and whether it is."""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.notices import catalogue
from db.notices.catalogue import Line
from db.reading import Reader
from db.session import today
from domain.publication import Duty, Publication
from ui.kept_columns import KeptColumns
from ui.notices import publishing
from ui.notices.catalogue_panel import CataloguePanel
from ui.notices.catalogue_table import CatalogueTable
from ui.papers import shown_list
from ui.papers.export_button import ExportButton
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button


@dataclass(frozen=True, slots=True)
class _Known:
    """The catalogue as of a day."""

    day: date
    duties: dict[str, Duty]
    lines: list[Line]


class CatalogueView(View):
    """A month at a time; what a community is missing is a step away from being made."""

    topics = frozenset({"notices", "places", "settings"})
    make_wanted = Signal(str, object)
    """The template to be made, and the id of the community."""
    register_wanted = Signal()
    """What is on its way is to be gone on with."""
    print_wanted = Signal(object)
    """The `ShownList` to print."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._known = _Known(today(), {}, [])
        self._months_back = 0
        self.earlier = plain_button("", "chevron-left")
        self.later = plain_button("", "chevron-right")
        self.month, self.told = QLabel(), QLabel()
        self.month.setProperty("role", "section")
        self.told.setProperty("role", "muted")
        self.missing = QCheckBox(self.tr("只看没有公开全的"))
        self.exporting = ExportButton(bench, self.tr("公开目录"), None, self.shown_list)
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.table = CatalogueTable()
        self.panel = CataloguePanel()
        self._lay_out()
        self._connect()
        self._kept = KeptColumns(self.table, bench, "catalogue")

    def _lay_out(self) -> None:
        self.earlier.setAccessibleName(self.tr("上个月"))
        self.later.setAccessibleName(self.tr("下个月"))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        for part in (self.earlier, self.month, self.later):
            bar.addWidget(part)
        bar.addStretch(1)
        for part in (self.missing, self.exporting, self.printing):
            bar.addWidget(part)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        page_column(self).addWidget(beside((left, 1000, 560), (self.panel, 392, 340)), 1)

    def _connect(self) -> None:
        self.earlier.clicked.connect(self._go_earlier)
        self.later.clicked.connect(self._go_later)
        self.missing.toggled.connect(self._show_lines)
        self.printing.clicked.connect(self._print)
        self.table.noted.connect(self.bench.messages.success)
        self.table.current_changed.connect(self._choose)
        self.panel.make_wanted.connect(self.make_wanted)
        self.panel.register_wanted.connect(self.register_wanted)
        nothing = self.tr("都已经公开了"), self.tr("这个月该公开的都贴出去了"), "", "circle-check"
        self.table.set_empty_text(*nothing)

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def day(self) -> date:
        """As of which day: today, or the last day of a month gone by."""
        day = today()
        for _ in range(self._months_back):
            day = day.replace(day=1) - timedelta(days=1)
        return day

    def show_missing(self) -> None:
        """Show where this month something is not public."""
        self._months_back = 0
        self.missing.setChecked(True)
        self.refresh()

    def refresh(self) -> None:
        """Read the catalogue again."""
        day = self.day()

        def read(connection: Reader) -> _Known:
            duties = publishing.duties(connection)
            return _Known(day, duties, catalogue.catalogue(connection, duties, day))

        self.month.setText(f"{day.year}年{day.month}月")
        self.later.setEnabled(self._months_back > 0)
        self.bench.read(self, read, self._know)

    def _know(self, known: _Known) -> None:
        self._known = known
        self._show_lines()

    def _show_lines(self, _: object = None) -> None:
        known = self._known
        self.table.show_lines(known.lines, known.day, self.missing.isChecked())
        stands = [s.publication for line in known.lines for s in line.standings.values()]
        done, late = stands.count(Publication.DONE), stands.count(Publication.OVERDUE)
        told = self.tr("已公开 {0:,}，超期 {1:,}").format(done, late)
        self.told.setText(told if stands else "")
        self._choose(self.table.current_id())

    def _choose(self, place_id: int | None) -> None:
        line = self.table.line(place_id) if place_id is not None else None
        self.panel.show_line(line, self._known.duties, self._known.day)

    def _go_earlier(self) -> None:
        self._months_back += 1
        self.refresh()

    def _go_later(self) -> None:
        self._months_back -= 1
        self.refresh()

    def shown_list(self) -> ShownList:
        """What is shown, for paper and Excel."""
        day = self._known.day
        words = self.tr("{0}年{1}月").format(day.year, day.month)
        if self.missing.isChecked():
            words += self.tr("，没有公开全的")
        return ShownList(
            self.tr("公开目录"),
            self.table.source,
            None,
            "place",
            False,
            shown_list.columns_of(self.table),
            lambda _: words,
            self.tr("个社区、村"),
        )

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())
