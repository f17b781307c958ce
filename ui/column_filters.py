"""按列筛选: narrows a list by what its columns hold; a chip for each takes it off again."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from db.column_filter import ColumnFilter
from db.reading import Reader
from ui.parts import clear
from ui.tasks import Task
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import part_button, plain_button
from widgets.column_sheet import ColumnSheet
from widgets.flow import FlowLayout
from widgets.paged_table import PagedTable

Values = Callable[[Reader, ColumnFilter], list[tuple[str, int]]]
"""What a column holds in the rows that the rest of the filter lets through."""


class ColumnFilters(QWidget):
    """Knows by which columns a table is narrowed; ``values`` is asked for what a column holds."""

    changed = Signal(object)
    """The `ColumnFilter` of each column that narrows the list, as the user's hand just made it."""

    def __init__(self, bench: Workbench, table: PagedTable, values: Callable[[], Values]) -> None:
        super().__init__()
        self._bench, self._table, self._values = bench, table, values
        self._asked: Task | None = None
        self.narrowed: tuple[ColumnFilter, ...] = ()
        self._titles = {c.key: c.title for c in table.rows.columns if c.filterable}
        self.button = plain_button(self.tr("按列筛选"), "list-filter", "Ctrl+Shift+F")
        self.sheet = ColumnSheet([c for c in table.rows.columns if c.filterable], self)
        self.chips: dict[str, QWidget] = {}
        self._flow = FlowLayout(self)
        self._flow.setSpacing(theme.px(8))
        self.hide()
        self.button.clicked.connect(self._open_first)
        table.titles.filter_wanted.connect(self._open)
        self.sheet.asked.connect(self._ask)
        self.sheet.left.connect(self._ask_no_more)
        self.sheet.chosen.connect(self._narrow)
        self.sheet.dropped.connect(self._widen)

    def show_filters(self, narrowed: Sequence[ColumnFilter]) -> None:
        """Let chips and titles say which columns narrow the list; tells nothing."""
        self.narrowed = tuple(narrowed)
        clear(self._flow)
        self.chips = {}
        for one in self.narrowed:
            chip = self.chips[one.key] = part_button(self._words(one))
            chip.setToolTip(self.tr("点一下取消这个筛选"))
            chip.setAccessibleName(self.tr("取消筛选：{0}").format(self._words(one)))
            chip.clicked.connect(partial(self._widen, one.key))
            self._flow.addWidget(chip)
        self.setVisible(bool(self.narrowed))
        self._table.titles.set_narrowed(self.chips)

    def words(self) -> tuple[str, ...]:
        """Each in words, as on its chip."""
        return tuple(map(self._words, self.narrowed))

    def _words(self, one: ColumnFilter) -> str:
        title = self._titles[one.key]
        if not one.whole:
            return self.tr("{0}含“{1}”").format(title, one.text)
        return self.tr("{0}：{1}").format(title, one.text or self.tr("空白"))

    def _open_first(self) -> None:
        key = next(iter(self.chips), next(iter(self._titles)))
        self._begin(key)
        self.sheet.open_under(self.button)

    def _open(self, key: str) -> None:
        self._begin(key)
        self._table.titles.open_under(key, self.sheet)

    def _begin(self, key: str) -> None:
        now = next((one for one in self.narrowed if one.key == key), None)
        text = now.text if now is not None and not now.whole else ""
        self.sheet.begin(key, text, now is not None)

    def _ask(self, key: str, text: str) -> None:
        self._ask_no_more()
        read = self._values()

        def ask(connection: Reader) -> tuple[str, str, list[tuple[str, int]]]:
            return key, text, read(connection, ColumnFilter(key, text))

        self._asked = self._bench.read(self, ask, self._offer)

    def _ask_no_more(self) -> None:
        """Counting may take longer than the list, which would wait for it."""
        if self._asked is not None:
            self._asked.cancel()

    def _offer(self, found: tuple[str, str, list[tuple[str, int]]]) -> None:
        self.sheet.offer(*found)

    def _narrow(self, key: str, text: str, whole: bool) -> None:
        new = ColumnFilter(key, text, whole)
        if key in self.chips:
            self._tell(tuple(new if one.key == key else one for one in self.narrowed))
        else:
            self._tell((*self.narrowed, new))

    def _widen(self, key: str) -> None:
        self._tell(tuple(one for one in self.narrowed if one.key != key))

    def _tell(self, narrowed: tuple[ColumnFilter, ...]) -> None:
        self.show_filters(narrowed)
        self.changed.emit(narrowed)
