"""公开公示 · 登记簿: every notice from its draft to the day it comes down."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.notices.notice_register import NoticeFilter, NoticeRow
from domain.notice_life import STATE_WORDS, NoticeState
from ui.feed import Feed
from ui.kept_columns import KeptColumns
from ui.notices.notice_page import NoticePage
from ui.notices.notice_panel import NoticePanel
from ui.notices.register_list import SOURCE, columns
from ui.papers import shown_list
from ui.papers.export_button import ExportButton
from ui.papers.shown_list import ShownList
from ui.parts import beside, page_column
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.filter_box import FilterBox
from widgets.paged_table import PagedTable


class RegisterView(View):
    """Filter and list at the left, one notice at the right; Enter goes on with it."""

    topics = frozenset({"notices", "places"})
    make_wanted = Signal()
    """A notice is to be made."""
    postings_wanted = Signal(object)
    """The id of a notice whose sheets are to be hung or taken down."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._go_to: int | None = None
        self.filter = FilterBox(self.tr("公示 / 编号 / 范围"))
        self.states = QComboBox()
        self.states.setAccessibleName(self.tr("状态"))
        self.states.addItem(self.tr("全部状态"), "")
        for state in NoticeState:
            self.states.addItem(STATE_WORDS[state], state.value)
        self.exporting = ExportButton(bench, self.tr("公示登记簿"), None, self.shown_list)
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.table = PagedTable(columns(self))
        self.panel = NoticePanel(bench)
        self.feed = Feed(self.table, bench, SOURCE, NoticeFilter(), "created_at", True)
        self._lay_out()
        self._connect()
        self._columns = KeptColumns(self.table, bench, "notice_register")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.filter, 1)
        row.addWidget(self.states)
        row.addWidget(self.exporting)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        page_column(self).addWidget(beside((left, 948, 520), (self.panel, 444, 380)), 1)

    def _connect(self) -> None:
        self.filter.changed.connect(self._narrow)
        self.filter.left_down.connect(self.start)
        self.states.activated.connect(self._narrow)
        self.table.typed.connect(self.filter.take_typed)
        self.table.noted.connect(self.bench.messages.success)
        self.table.current_changed.connect(self.panel.show_notice)
        self.table.row_opened.connect(self.panel.start_next)
        self.feed.ordered.connect(self._ordered)
        self.panel.look_wanted.connect(self.look_at)
        self.panel.postings_wanted.connect(self.postings_wanted)
        self.table.set_empty_text("").acted.connect(self.make_wanted)
        self._say_why_empty()

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list and the card again."""
        self.feed.refresh()
        self.panel.refresh()

    def show_notice(self, notice_id: int) -> None:
        """Show a notice that was just registered."""
        self._go_to = notice_id
        self.filter.clear()
        self.states.setCurrentIndex(0)
        self.feed.show(self.wanted())

    def look_at(self, row: NoticeRow) -> None:
        """Show the sheets of a notice, to print or to save them."""
        self.page = NoticePage(self.bench, self, row)
        self.page.open()

    def wanted(self) -> NoticeFilter:
        """The filter as it is set."""
        state = self.states.currentData()
        return NoticeFilter(self.filter.text().strip(), NoticeState(state) if state else None)

    def _narrow(self, _: object = None) -> None:
        self._say_why_empty()
        self.feed.show(self.wanted())

    def _say_why_empty(self) -> None:
        if self.wanted() == NoticeFilter():
            told = (
                self.tr("登记簿里还没有公示"),
                self.tr("在“制作”里选好内容和范围，点“登记，送审核”"),
                self.tr("去制作"),
                "megaphone",
            )
        else:
            told = self.tr("没有符合条件的公示"), self.tr("换个说法，或去掉一些条件"), "", "search"
        self.table.set_empty_text(*told)

    def _ordered(self) -> None:
        self.told.setText(self.tr("{0:,} 份公示").format(self.table.rows.rowCount()))
        wanted, self._go_to = self._go_to, None
        if wanted is not None and self.table.go_to(wanted):
            self.start()

    def shown_list(self) -> ShownList:
        """What is shown, for paper and Excel."""
        words = "，".join(filter(None, (self.filter.text(), self.states.currentText())))
        return ShownList(
            self.tr("公示登记簿"),
            SOURCE,
            self.wanted(),
            *self.feed.sort(),
            shown_list.columns_of(self.table),
            lambda _: words,
            self.tr("份"),
        )
