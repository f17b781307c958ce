"""文书: the register of reminders, supervision slips and letters, and what is not answered yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.papers import slips
from db.papers.slips import Answer, SlipFilter
from db.reading import Reader
from db.session import today
from domain.slips import SLIP_WORDS, SlipKind
from ui.feed import Feed, Source
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.old_paper_page import AnswerPage
from ui.papers.shown_list import ShownList
from ui.papers.slip_card import SlipCard, SlipPage, kind_chip, read_page, state_chip
from ui.parts import beside, page_column
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.filter_box import FilterBox
from widgets.paged_model import Align, Column, Kind, Row
from widgets.paged_table import PagedTable
from widgets.segments import Segments

_ANSWERS = {Answer.ANY: "全部", Answer.WAITED: "待复", Answer.LATE: "逾期未复"}


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the register, in the order of `cells`."""
    return (
        Column("number", tr.tr("编号"), 128),
        Column("kind", tr.tr("文书"), 84, kind=Kind.CHIP, sortable=False),
        Column("unit", tr.tr("发往"), 130, stretch=True),
        Column("issues", tr.tr("件"), 44, Align.RIGHT, Kind.NUMBER, sortable=False),
        Column("sent_at", tr.tr("发出"), 102, kind=Kind.DATE),
        Column("reply_by", tr.tr("请答复"), 102, kind=Kind.DATE),
        Column("state", tr.tr("答复"), 118, kind=Kind.CHIP, sortable=False),
        Column("made_by", tr.tr("经办"), 96, sortable=False, visible=False),
    )


def cells(connection: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of the register."""
    day = today()
    return {
        id_: (
            row.number,
            kind_chip(row.kind),
            row.unit,
            row.issues,
            row.sent_at.date() if row.sent_at is not None else None,
            row.reply_by,
            state_chip(row, day),
            row.made_by,
        )
        for id_, row in slips.rows(connection, ids).items()
    }


SOURCE = Source(slips.order, cells)


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many slips there are by the answer they wait for."""

    all: int = 0
    waited: int = 0
    late: int = 0


def _count(connection: Reader) -> _Counts:
    day = today()
    return _Counts(*(slips.count(connection, SlipFilter(day, answer)) for answer in Answer))


class SlipsView(View):
    """Every number there is stands here; a row opens its paper, Ctrl+Enter files its answer."""

    topics = frozenset({"issues", "batches"})
    issue_wanted = Signal(str)
    """The number of an issue to be read in the list of issues."""
    print_wanted = Signal(object)
    """The `ShownList` to print."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.paper: AnswerPage | None = None
        self.switch = Segments(self._segments(_Counts()))
        self.filter = FilterBox(self.tr("编号 / 单位 / 问题"))
        self.kinds = QComboBox()
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.table = PagedTable(columns(self))
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self.card = SlipCard()
        self.feed = Feed(self.table, bench, SOURCE, SlipFilter(today()), "made_at", True)
        self._columns = KeptColumns(self.table, bench, "slips")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.kinds.setAccessibleName(self.tr("哪一种文书"))
        self.kinds.addItem(self.tr("全部文书"), None)
        for kind in SlipKind:
            self.kinds.addItem(SLIP_WORDS[kind], kind)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.switch)
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.kinds)
        bar.addWidget(self.printing)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        page_column(self).addWidget(beside((left, 960, 640), (self.card, 408, 320)))

    def _connect(self) -> None:
        self.switch.changed.connect(self._show_list)
        self.filter.changed.connect(self._show_list)
        self.filter.left_down.connect(self.start)
        self.kinds.activated.connect(self._show_list)
        self.printing.clicked.connect(self._print)
        self.table.typed.connect(self.filter.take_typed)
        self.table.noted.connect(self.bench.messages.success)
        self.table.current_changed.connect(self._read_page)
        self.table.row_opened.connect(self._see)
        self.feed.ordered.connect(self._ordered)
        self.card.opened.connect(self.issue_wanted)
        self.card.opening.connect(self._see)
        self.card.answering.connect(self._answer)
        self._say_why_empty()

    # What is shown

    def start(self) -> None:
        """Begin in the list."""
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the list, the counts and the slip that is shown again."""
        self.feed.wanted = self._wanted()
        self.feed.refresh()
        self.bench.read(self, _count, self._show_counts)
        self._read_page(self.table.current_id())

    def show_late(self) -> None:
        """Show the slips whose answer should have come."""
        self.filter.clear()
        self.kinds.setCurrentIndex(0)
        self.switch.set_current(Answer.LATE.value)
        self._show_list()

    def _show_counts(self, counts: _Counts) -> None:
        self.switch.set_segments(self._segments(counts))

    def _segments(self, counts: _Counts) -> list[tuple[str, str]]:
        numbers = (counts.all, counts.waited, counts.late)
        return [
            (answer.value, f"{_ANSWERS[answer]} {number:,}")
            for answer, number in zip(Answer, numbers, strict=True)
        ]

    def _wanted(self) -> SlipFilter:
        answer = Answer(self.switch.current())
        return SlipFilter(today(), answer, self.kinds.currentData(), self.filter.text().strip())

    def _show_list(self, _: object = None) -> None:
        self._say_why_empty()
        self.feed.show(self._wanted())

    def _say_why_empty(self) -> None:
        wanted = self._wanted()
        if wanted.query or wanted.kind is not None:
            self.table.set_empty_text(self.tr("没有符合条件的文书"), icon_name="search")
        elif wanted.answer is not Answer.ANY:
            self.table.set_empty_text(self.tr("都已经答复"), icon_name="circle-check")
        else:
            self.table.set_empty_text(
                self.tr("还没有发过文书"),
                self.tr("在“问题”清单里催办、督办，或上报红色问题，编号都登记在这里"),
                icon_name="send",
            )

    def _ordered(self) -> None:
        self.told.setText(self.tr("{0:,} 份").format(self.table.rows.rowCount()))

    def _read_page(self, slip_id: int | None) -> None:
        if slip_id is None:
            self.card.show_page(None, today())
            return
        self.bench.read(self, lambda reader: read_page(reader, slip_id), self._show_page)

    def _show_page(self, page: SlipPage | None) -> None:
        if page is None or page.row.id == self.table.current_id():
            self.card.show_page(page, today())

    # What the user does

    def _see(self, _: object = None) -> None:
        self._open(answering=False)

    def _answer(self) -> None:
        self._open(answering=True)

    def _open(self, answering: bool) -> None:
        page = self.card.page
        if page is None or page.row.id != self.table.current_id():
            return
        self.paper = AnswerPage(self.bench, self, page.row, answering)
        self.paper.left.connect(self._left)
        self.paper.open()

    def _left(self) -> None:
        self.paper = None

    def shown_list(self) -> ShownList:
        """What is shown, for paper."""
        wanted = self._wanted()
        parts = (
            _ANSWERS[wanted.answer] if wanted.answer is not Answer.ANY else "",
            SLIP_WORDS[wanted.kind] if wanted.kind is not None else "",
            self.tr("含“{0}”").format(wanted.query) if wanted.query else "",
        )
        told = "；".join(filter(None, parts))
        return ShownList(
            self.tr("文书登记簿"),
            SOURCE,
            wanted,
            *self.feed.sort(),
            shown_list.columns_of(self.table),
            lambda _: told or self.tr("全部文书"),
            self.tr("份"),
        )

    def _print(self) -> None:
        self.print_wanted.emit(self.shown_list())
