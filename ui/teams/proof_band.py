"""The proof of coverage, in words and figures, at the head of the page."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.session import today
from db.teams.coverage import Coverage
from ui.teams.line_switch import LineSwitch
from widgets import theme
from widgets.cards import FigureCard
from widgets.fields import DateField


class ProofBand(QWidget):
    """How many households have exactly one team, none, or several, today or as of another day, on
    one of the 双线.

    ``parts`` stand at the right of the sentence.
    """

    teams_wanted = Signal()
    gaps_wanted = Signal()
    doubles_wanted = Signal()
    line_wanted = Signal(str)
    day_wanted = Signal(object)
    """The day as of which all is to be shown, None for today."""

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = QLabel()
        self.sentence.setProperty("role", "section")
        self.lines = LineSwitch()
        self.day = DateField()
        self.day.setPlaceholderText(self.tr("截至今天"))
        self.day.setToolTip(self.tr("写一个日期，看那一天的包联；空着就是今天"))
        self.day.setAccessibleName(self.tr("截至哪一天"))
        self.day.setFixedWidth(theme.px(136))
        self.total = FigureCard(self.tr("住户"), clickable=False)
        self.covered = FigureCard(self.tr("恰有一个工作组"), "green")
        self.gaps = FigureCard(self.tr("空白"), "red")
        self.doubles = FigureCard(self.tr("重复"), "yellow")
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.sentence, 1)
        for part in (self.day, self.lines, *parts):
            head.addWidget(part)
        figures = QHBoxLayout()
        figures.setSpacing(theme.px(16))
        for card in (self.total, self.covered, self.gaps, self.doubles):
            figures.addWidget(card, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(head)
        column.addLayout(figures)
        self.covered.pressed.connect(self.teams_wanted)
        self.gaps.pressed.connect(self.gaps_wanted)
        self.doubles.pressed.connect(self.doubles_wanted)
        self.lines.changed.connect(self.line_wanted)
        self.day.edited.connect(self._want_day)

    def _want_day(self) -> None:
        day = self.day.value()
        if day is not None or not self.day.text().strip():
            self.day_wanted.emit(day)

    def show_proof(self, proof: Coverage, day: date | None) -> None:
        """Show the sums of the proof, today's or those of a day."""
        self.total.set_figure(f"{proof.households:,}", self.tr("每户都应有一个工作组"))
        self.covered.set_figure(f"{proof.covered:,}", self.tr("有人管，也只有一组管"))
        missing = self.tr("没有工作组负责，点开补上") if proof.gaps else self.tr("无遗漏")
        several = self.tr("几个工作组都在管，点开理清") if proof.double else self.tr("无重复")
        if not proof.households:
            missing = several = ""
        self.gaps.set_figure(f"{proof.gaps:,}", missing)
        self.doubles.set_figure(f"{proof.double:,}", several)
        as_of = self.tr("截至 {0}　").format(day.isoformat()) if day is not None else ""
        self.sentence.setText(as_of + self._in_words(proof))
        shown = (day or today()).isoformat()
        self.sentence.setToolTip(self.tr("{0} 的包联；住户以现在的台账为准").format(shown))

    def _in_words(self, proof: Coverage) -> str:
        if not proof.households:
            return self.tr("还没有住户；导入住户台账后，这里证明每一户都有人负责")
        if not proof.gaps and not proof.double:
            told = self.tr("{0:,} 户：每户恰有一个工作组，无遗漏，无重复")
            return told.format(proof.households)
        told = self.tr("{0:,} 户：{1:,} 户恰有一个工作组，空白 {2:,} 户，重复 {3:,} 户")
        return told.format(proof.households, proof.covered, proof.gaps, proof.double)
