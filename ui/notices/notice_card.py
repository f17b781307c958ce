"""One notice of the register to read: where it is in its life, its facts, what the gate found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from db.notices.notice_register import NoticeRow
from db.session import today
from domain.notice_life import (
    LIFE,
    STATE_WORDS,
    Leftover,
    Masked,
    NoticeState,
    gate_words,
    masked_words,
    one_hand,
)
from domain.paper_sizes import PAPER_WORDS
from domain.paper_words import period_words
from ui.notices.register_list import state_chip
from ui.parts import clear
from widgets import theme
from widgets.cards import KeyValues
from widgets.chips import ChipLabel
from widgets.flow import FlowLayout
from widgets.steps_row import StepsRow


class NoticeCard(QScrollArea):
    """Writes nothing itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title, self.gate, self.one_hand = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.gate.setProperty("role", "error")
        self.one_hand.setProperty("role", "small")
        for label in (self.title, self.gate, self.one_hand):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        chips = QWidget()
        self._chips = FlowLayout(chips)
        self.life, self.facts = StepsRow(), KeyValues()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        for part in (chips, self.title, self.life, self.facts, self.one_hand, self.gate):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(content)

    def show_notice(
        self,
        row: NoticeRow,
        found: Sequence[Leftover],
        hidden: Sequence[Masked],
        has_phone: bool = True,
    ) -> None:
        """Show a notice; of a draft also what the gate finds, what is masked, and whether it has a
        phone for whoever objects."""
        clear(self._chips)
        label = ChipLabel(state_chip(row, today()))
        self._chips.addWidget(label)
        label.show()
        self.title.setText(" ".join(filter(None, (row.number, row.title))))
        void = row.state is NoticeState.VOID
        at = LIFE.index(NoticeState.APPROVED if void else row.state)
        self.life.set_steps([STATE_WORDS[state] for state in LIFE], at, void)
        told = [(self.tr("已脱敏"), masked_words(hidden))] if hidden else []
        told += [] if has_phone else [(self.tr("监督电话"), self.tr("没有写"))]
        self.facts.set_facts([*self._facts(row), *told])
        by_one = one_hand(row.created_by, row.reviewer, row.approved_by)
        self.one_hand.setText(by_one)
        self.one_hand.setVisible(bool(by_one))
        words = self.tr("有不能张贴的号码：{0}").format(gate_words(found)) if found else ""
        self.gate.setText(words)
        self.gate.setVisible(bool(found))

    def _facts(self, row: NoticeRow) -> list[tuple[str, str | QWidget]]:
        posted = f"{row.posted_from} — {row.posted_to}" if row.posted_from else ""
        facts: list[tuple[str, str | QWidget]] = [
            (self.tr("范围"), row.place),
            (self.tr("本期"), period_words(row.since, row.until)),
            (self.tr("公示期"), posted),
            (self.tr("张数"), self._sheets(row)),
            (self.tr("纸张"), PAPER_WORDS[row.paper]),
            (self.tr("登记"), f"{row.created_at:%Y-%m-%d %H:%M} {row.created_by}"),
        ]
        if row.reviewed_on is not None:
            facts.append((self.tr("审核"), f"{row.reviewed_on} {row.reviewer}"))
        if row.approved_at is not None:
            words = f"{row.approved_at:%Y-%m-%d %H:%M} {row.approved_by}"
            facts.append((self.tr("批准"), words))
        if row.exception:
            facts.append((self.tr("例外理由"), row.exception))
        if row.void_reason:
            facts.append((self.tr("作废原因"), row.void_reason))
        if row.printed_at is not None:
            facts.append((self.tr("打印"), f"{row.printed_at:%Y-%m-%d %H:%M}"))
        facts.append((self.tr("内容摘要"), _short(row.digest)))
        if row.pdf_digest:
            facts.append((self.tr("文件摘要"), _short(row.pdf_digest)))
        return facts

    def _sheets(self, row: NoticeRow) -> str:
        words = self.tr("{0:,} 张").format(row.sheets)
        if row.spots > row.sheets:
            words += self.tr("，贴 {0:,} 处公开栏").format(row.spots)
        if row.hung:
            words += self.tr("，已张贴 {0:,}").format(row.hung)
        if row.down:
            words += self.tr("，已撤下 {0:,}").format(row.down)
        return words


def _short(digest: str) -> str:
    """As much of a digest as one compares by eye, in groups."""
    return " ".join(digest[n : n + 4] for n in range(0, 16, 4)) + " …"
