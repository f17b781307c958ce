"""The recovery key, seen once: printed, saved or copied, and then put away."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.session import today
from ui.papers.outlet import Outlet, Target
from ui.parts import centred
from ui.tasks import Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card


class RecoveryKeyPage(QWidget):
    """Goes on only once the user says that the key is on paper: it is kept nowhere else."""

    done = Signal()
    left = Signal()

    def __init__(
        self, bench: Workbench, key: str, word: str, can_leave: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench, self._key, self._ledger = bench, key, bench.database.location.name
        self._target: Target | None = None
        title, told, self.shown, self.outcome = QLabel(), QLabel(), QLabel(), QLabel()
        title.setText(self.tr("“{0}”的恢复密钥").format(self._ledger))
        told.setText(
            self.tr(
                "密码都忘了的时候，只有它能打开台账。印一张或抄一份，锁进保险柜；"
                "程序里不留，以后也看不到。"
            )
        )
        groups = key.split("-")
        half = len(groups) // 2
        self.shown.setText("\n".join("  ".join(part) for part in (groups[:half], groups[half:])))
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setProperty("role", "figure")
        self.shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        for label, role in ((title, "title"), (told, "muted"), (self.outcome, "muted")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.outlet = Outlet(bench, self._file_name, primary=False)
        self.kept = QCheckBox(self.tr("已经印好或抄好，收起来了"))
        self.going, self.back = primary_button(word), plain_button(self.tr("返回"))
        self.back.setVisible(can_leave)
        self._lay_out(title, told)
        self._connect()

    def _lay_out(self, title: QLabel, told: QLabel) -> None:
        card = Card()
        card.setFixedWidth(theme.px(560))
        card.body.setContentsMargins(*(theme.px(28),) * 4)
        card.body.setSpacing(theme.px(14))
        foot = QHBoxLayout()
        foot.addWidget(self.kept)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.going)
        for part in (title, told, self.shown, self.outlet, self.outcome):
            card.body.addWidget(part)
        card.body.addSpacing(theme.px(4))
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(centred(card))
        column.addStretch(3)

    def _connect(self) -> None:
        self.outcome.hide()
        self.going.setEnabled(False)
        self.outlet.set_possible(True)
        self.outlet.chosen.connect(self._make)
        self.outlet.sent.connect(self._tell)
        self._bench.messages.said.connect(self._hear)
        self.kept.toggled.connect(self.going.setEnabled)
        self.going.clicked.connect(self.done)
        self.back.clicked.connect(self.left)

    def start(self) -> None:
        """Begin where the key goes to paper."""
        self.outlet.printing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _file_name(self) -> str:
        return self.tr("{0}恢复密钥.pdf").format(self._ledger)

    def _make(self, target: Target) -> None:
        ledger, key, day = self._ledger, self._key, today()
        self._target = target

        def work(task: Work) -> bytes:
            return sheet(ledger, key, day)

        self._bench.tasks.in_pool(self, work, self._send, self._not_made)

    def _send(self, pdf: bytes) -> None:
        if self._target is not None:
            self.outlet.send(pdf, self._target)

    def _not_made(self, error: Exception) -> None:
        self.outlet.give_up()
        self._bench.messages.error(error)

    def _hear(self, _kind: str, text: str, _action: str, _act: object) -> None:
        self._tell(text)

    def _tell(self, text: str) -> None:
        self.outcome.setText(text)
        self.outcome.show()


def sheet(ledger: str, key: str, day: date) -> bytes:
    """The key on paper, as a PDF."""
    from printing import fonts
    from printing.recovery_sheet import recovery_sheet

    return recovery_sheet(ledger, key, day, fonts.fonts())
