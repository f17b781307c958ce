"""上期结余 + 本期收入 − 本期支出 = 期末结余 in large type, and whether it adds up."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.finance.finance import PeriodRow
from domain.finance import follow_fault, sums_fault
from domain.money import yuan
from resources import tokens
from ui.amount_field import AmountField
from ui.parts import clear
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import Card
from widgets.chips import Chip, ChipLabel

_GAP, _CLOSING_PX = 12, 160
_OPERATORS = ("＋", "－", "＝")


class Equation(Card):
    """Writes nothing itself: it says what is wanted."""

    declared = Signal(object)
    """The 期末结余 that was typed, in 分, None when it was cleared."""
    close_wanted = Signal()
    reopen_wanted = Signal()
    carry_wanted = Signal()
    """上期结余 is to be what the period before ended with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: PeriodRow | None = None
        self._tone = ""
        names = (self.tr("上期结余"), self.tr("本期收入"), self.tr("本期支出"), self.tr("期末结余"))
        self._names = [QLabel(name) for name in names]
        self.figures = [QLabel("—") for _ in names]
        self._operators = [QLabel(sign) for sign in _OPERATORS]
        self.closing = AmountField(self.tr("填报期末结余"), yuan, signed=True)
        self.closing.setAccessibleName(self.tr("填报的期末结余，回车保存"))
        self.closing.setToolTip(self.tr("账簿上的期末结余，回车保存"))
        self.problem, self.verdict = QLabel(), QHBoxLayout()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.carrying = link_button(self.tr("按上一期结转"))
        self.ending = primary_button(self.tr("关账"), "lock")
        self.reopening = plain_button(self.tr("重新打开"), "undo-2")
        self._lay_out()
        self.closing.returnPressed.connect(self._declare)
        self.closing.textEdited.connect(self._edited)
        self.ending.clicked.connect(self.close_wanted)
        self.reopening.clicked.connect(self.reopen_wanted)
        self.carrying.clicked.connect(self.carry_wanted)

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(theme.px(_GAP))
        for n, (name, figure) in enumerate(zip(self._names, self.figures, strict=True)):
            if n:
                self._operators[n - 1].setProperty("role", "muted")
                figures.addWidget(self._operators[n - 1], 0, Qt.AlignmentFlag.AlignBottom)
            name.setProperty("role", "muted")
            column = QVBoxLayout()
            column.setSpacing(theme.px(2))
            column.addStretch(1)
            column.addWidget(name)
            column.addWidget(figure)
            figures.addLayout(column)
        figures.addStretch(1)
        buttons, foot = QHBoxLayout(), QHBoxLayout()
        for row in (self.verdict, buttons, foot):
            row.setSpacing(theme.px(8))
        self.closing.setFixedWidth(theme.px(_CLOSING_PX))
        for part in (self.closing, self.ending, self.reopening):
            buttons.addWidget(part)
        self.side = QVBoxLayout()
        self.side.setSpacing(theme.px(6))
        self.side.addLayout(self.verdict)
        self.side.addLayout(buttons)
        figures.addLayout(self.side)
        foot.addWidget(self.problem, 1)
        foot.addWidget(self.carrying)
        self.body.addLayout(figures)
        self.body.addLayout(foot)

    # What is shown

    def show_period(self, row: PeriodRow) -> None:
        """Show how a period stands; a closing balance that is being typed stays."""
        other = self._row is None or self._row.id != row.id
        self._row, sums = row, row.sums
        for figure, fen in zip(
            self.figures, (sums.opening, sums.income, sums.expense, sums.balance), strict=True
        ):
            figure.setText(yuan(fen))
        if other or not self.closing.hasFocus():
            self.closing.set_value(sums.closing)
        fault = follow_fault(sums.opening, row.before)
        wrong = fault or sums_fault(sums)
        if wrong:
            difference = sums.opening - (row.before or 0) if fault else sums.difference
            self._judge(Chip(self.tr("差 {0}").format(yuan(abs(difference))), "red", "■"), "red")
        elif sums.adds_up:
            self._judge(Chip(self.tr("账平"), "green", "●"), "green")
        else:
            self._judge(Chip(self.tr("还没有填期末结余"), "grey", "○"), "")
        self._say(wrong)
        self.carrying.setVisible(bool(fault) and not row.is_closed)
        self.closing.setVisible(not row.is_closed)
        self.ending.setVisible(not row.is_closed)
        self.reopening.setVisible(row.is_closed)
        told = "，".join(
            f"{name.text()} {figure.text()}"
            for name, figure in zip(self._names, self.figures, strict=True)
        )
        self.setAccessibleName(f"{told}，{wrong}" if wrong else told)
        self._fit()

    def _judge(self, chip: Chip, tone: str) -> None:
        clear(self.verdict)
        self.verdict.addStretch(1)
        self.verdict.addWidget(ChipLabel(chip))
        self._tone = tone

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def mend(self) -> None:
        """Go to where what was refused can be mended."""
        if self.closing.isVisible():
            self.closing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """The figures in one size: as large as the card has room for."""
        room = self.width() - 2 * theme.px(tokens.SPACES_PX[1]) - 9 * theme.px(_GAP)
        room -= self.side.sizeHint().width()
        largest, least = theme.px(tokens.FIGURE_PX), theme.px(tokens.SECTION_PX)
        words = "".join(label.text() for label in (*self.figures, *self._operators))
        wide = QFontMetrics(theme.font(largest, bold=True)).horizontalAdvance(words)
        size = max(least, min(largest, largest * room // max(1, wide)))
        scheme = theme.scheme()
        good = getattr(scheme, self._tone).text if self._tone else scheme.ink
        for n, figure in enumerate(self.figures):
            colour = good if n == len(self.figures) - 1 else scheme.ink
            _style(figure, f"color: {colour}; font-size: {size}px; font-weight: 600;")
        for sign in self._operators:
            _style(sign, f"color: {scheme.muted}; font-size: {size}px;")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.RESTYLED and hasattr(self, "figures"):
            self._fit()

    # What is typed

    def _edited(self, _: str) -> None:
        self._say("")

    def _declare(self) -> None:
        if problem := self.closing.problem():
            self._say(problem)
        else:
            self.declared.emit(self.closing.value())


def _style(label: QLabel, sheet: str) -> None:
    if label.styleSheet() != sheet:
        label.setStyleSheet(sheet)
