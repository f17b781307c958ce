"""The detail card of a notice: it is read here, and led from its draft to the wall and down."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.notices import consents, notice_content, notice_register
from db.notices.notice_register import NoticeRow
from db.reading import Reader
from domain.notice_life import FROZEN, Leftover, Masked, NoticeState, gate, masked
from ui.notices.notice_card import NoticeCard
from ui.notices.notice_changes import NoticeChanges
from ui.tasks import Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import danger_button, plain_button, primary_button
from widgets.cards import Card, Divider
from widgets.empty_state import EmptyState
from widgets.flow import FlowLayout


@dataclass(frozen=True, slots=True)
class _Shown:
    row: NoticeRow
    found: tuple[Leftover, ...]
    hidden: tuple[Masked, ...]
    has_phone: bool


class NoticePanel(Card):
    """The next step is the primary button."""

    look_wanted = Signal(object)
    """The `NoticeRow` whose sheets are to be shown."""
    postings_wanted = Signal(object)
    """The id of a notice whose sheets are to be hung or taken down."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted: int | None = None
        self._shown: _Shown | None = None
        self.changes = NoticeChanges(bench, self)
        self.empty = EmptyState(
            self.tr("选一份公示看它走到哪一步"),
            self.tr("稿样在“制作”里登记，送监委会审核、批准编号、打印、张贴、撤下"),
            icon_name="megaphone",
        )
        self.card = NoticeCard()
        self.reviewing = primary_button(self.tr("审核通过…"), "check")
        self.approving = primary_button(self.tr("批准编号…"), "circle-check")
        self.hanging = primary_button(self.tr("登记张贴、撤下"), "map-pin")
        self.looking = plain_button(self.tr("看原样、打印"), "printer", "Ctrl+P")
        self.returning = plain_button(self.tr("退回"), "undo-2")
        self.voiding = danger_button(self.tr("作废…"))
        self.removing = danger_button(self.tr("删除"), "trash-2")
        self._lay_out()
        self._connect()

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.reviewing,
            self.approving,
            self.hanging,
            self.looking,
            self.returning,
            self.voiding,
            self.removing,
        )

    def _lay_out(self) -> None:
        bar = QWidget()
        flow = FlowLayout(bar)
        flow.setSpacing(theme.px(8))
        for button in self._buttons():
            flow.addWidget(button)
        reading = QWidget()
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.card, 1)
        column.addWidget(Divider())
        column.addWidget(bar)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(reading)
        self.body.addWidget(self.stack)

    def _connect(self) -> None:
        self.reviewing.clicked.connect(self._ask_review)
        self.approving.clicked.connect(self._ask_approval)
        self.hanging.clicked.connect(self._want_postings)
        self.looking.clicked.connect(self.look)
        self.returning.clicked.connect(self._send_back)
        self.voiding.clicked.connect(self._ask_void)
        self.removing.clicked.connect(self._remove)

    # What is shown

    def show_notice(self, notice_id: int | None) -> None:
        """Show this notice, or the empty card."""
        self._wanted = notice_id
        self.refresh()

    def refresh(self) -> None:
        """Read the notice again."""
        wanted = self._wanted
        if wanted is None:
            self._show(None)
            return

        def read(connection: Reader) -> tuple[NoticeRow | None, bytes | None, frozenset[str]]:
            row = notice_register.rows(connection, [wanted]).get(wanted)
            waits = row is not None and row.state not in FROZEN
            kept = notice_content.packed(connection, wanted) if waits else None
            return row, kept, consents.on_record(connection)

        def judge(_: Work) -> _Shown | None:
            row, kept, still = self.bench.ask(read)
            made = notice_content.unpacked(kept)
            if row is None:
                return None
            has_phone = all(one.imprint.supervision_phone.strip() for one in made)
            return _Shown(row, gate(made, still), masked(made), has_phone)

        self.bench.tasks.in_pool(self, judge, self._show)

    def _show(self, shown: _Shown | None) -> None:
        if shown is not None and shown.row.id != self._wanted:
            return
        self._shown = shown
        self.stack.setCurrentIndex(int(shown is not None))
        if shown is None:
            return
        row = shown.row
        self.card.show_notice(row, shown.found, shown.hidden, shown.has_phone)
        printed = row.state in (
            NoticeState.PRINTED, NoticeState.POSTED, NoticeState.TAKEN_DOWN,
        )  # fmt: skip
        for button, there in (
            (self.reviewing, row.state is NoticeState.DRAFT),
            (self.approving, row.state is NoticeState.REVIEWED),
            (self.hanging, printed and bool(row.number)),
            (self.returning, row.state is NoticeState.REVIEWED),
            (self.voiding, row.state in (NoticeState.APPROVED, NoticeState.PRINTED)),
            (self.removing, row.state is NoticeState.DRAFT),
        ):
            button.setVisible(there)

    # What the user does

    def start_next(self, _: int) -> None:
        """Go on with what comes next in the notice's life."""
        shown = [b for b in self._buttons() if not b.isHidden()]
        if shown:
            shown[0].click()

    def look(self) -> None:
        """Show the sheets, to print or to save them."""
        if self._shown is not None:
            self.look_wanted.emit(self._shown.row)

    def _ask_review(self) -> None:
        if self._shown is not None:
            self.changes.ask_review(self._shown.row, self.reviewing)

    def _ask_approval(self) -> None:
        shown = self._shown
        if shown is not None:
            self.changes.ask_approval(shown.row, shown.found, shown.has_phone, self.approving)

    def _ask_void(self) -> None:
        if self._shown is not None:
            self.changes.ask_void(self._shown.row, self.voiding)

    def _send_back(self) -> None:
        if self._shown is not None:
            self.changes.send_back(self._shown.row)

    def _remove(self) -> None:
        if self._shown is not None:
            self.changes.remove(self._shown.row)

    def _want_postings(self) -> None:
        if self._shown is not None:
            self.postings_wanted.emit(self._shown.row.id)
