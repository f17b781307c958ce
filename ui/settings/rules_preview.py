"""What a change of the rules would do to the issues that are under way."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from db.issues.deadline_changes import Effect, Example
from domain.colours import PALETTE
from domain.rules import Rules
from ui.issues.issue_words import chip_of
from ui.parts import clear, fill
from widgets import theme
from widgets.cards import Card, Divider, SectionTitle
from widgets.chips import Chip, ChipLabel
from widgets.fields import CheckField


class RulesPreview(Card):
    """Counts by colour and a few examples, and the choice to compute running deadlines anew."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        promise = _words(
            self.tr("保存以后新研判、新派单的问题按新规则算。正在办的，时限已经答应过，不变。"),
            "muted",
        )
        self.redate = CheckField(self.tr("正在办的也重算，每件记一步"))
        self.redate.setToolTip(self.tr("只重算按规则算出来的时限；每件的经过里写明从哪天改到哪天"))
        self.redate.edited.connect(self.edited)
        self.summary = _words("", "section")
        self.kept = _words("", "muted")
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(theme.px(10))
        self._table.setVerticalSpacing(theme.px(6))
        self._table.setColumnStretch(0, 1)
        self._examples = QVBoxLayout()
        self._examples.setSpacing(theme.px(8))
        self.body.setSpacing(theme.px(10))
        self.body.addWidget(SectionTitle(self.tr("对未办结问题的影响")))
        for part in (promise, self.redate, Divider(), self.summary):
            self.body.addWidget(part)
        self.body.addLayout(self._table)
        self.body.addLayout(self._examples)
        self.body.addWidget(self.kept)
        self.body.addStretch(1)

    def show_waiting(self, words: str) -> None:
        """Say why there is nothing to show."""
        self.summary.setText(words)
        clear(self._table)
        fill(self._examples, ())
        self.kept.hide()

    def show_effect(self, effect: Effect, office: Rules) -> None:
        """Show what would happen, in the colours of these rules."""
        running = sum(one.running for one in effect.by_colour.values())
        self.summary.setText(self._summary(effect, running))
        clear(self._table)
        if effect.changed:
            self._fill_table(effect, office)
        fill(self._examples, (self._example(one, office) for one in effect.examples))
        self.kept.setVisible(bool(effect.changed and effect.kept))
        self.kept.setText(
            self.tr(
                "另有 {0:,} 件的时限是手填、延期、挂起顺延、升色或更早的规则定的，不会重算。"
            ).format(effect.kept)
        )

    def _summary(self, effect: Effect, running: int) -> str:
        if not running:
            return self.tr("没有正在办的问题")
        if not effect.changed:
            return self.tr("{0:,} 件在办，时限都不变").format(running)
        if self.redate.value():
            return self.tr("{0:,} 件在办，保存后 {1:,} 件改时限").format(running, effect.changed)
        return self.tr("{0:,} 件在办，如果重算 {1:,} 件改时限").format(running, effect.changed)

    def _fill_table(self, effect: Effect, office: Rules) -> None:
        heads = ("", self.tr("改时限"), self.tr("变超期"), self.tr("不再超期"))
        for column, words in enumerate(heads):
            if words:
                self._table.addWidget(_figure(words, "small"), 0, column)
        found = [key for key in reversed(PALETTE) if key in effect.by_colour]
        for row, key in enumerate(found, 1):
            one, chip = effect.by_colour[key], chip_of(key, office)
            counted = Chip(f"{chip.word} {one.running:,}", chip.tone, chip.mark)
            label = ChipLabel(counted)
            label.setMinimumSize(label.sizeHint())
            told = self.tr("{0}：在办 {1:,}，改时限 {2:,}，变超期 {3:,}，不再超期 {4:,}")
            numbers = (one.running, one.changed, one.overdue, one.relieved)
            label.setAccessibleName(told.format(chip.word, *numbers))
            self._table.addWidget(label, row, 0)
            for column, number in enumerate(numbers[1:], 1):
                self._table.addWidget(_figure(f"{number:,}" if number else "—", ""), row, column)

    def _example(self, example: Example, office: Rules) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(1))
        mark = chip_of(example.colour, office)
        title = _words(f"{mark.mark} {example.number}  {example.title}", "")
        dates = f"{example.old:%Y-%m-%d} → {example.new:%Y-%m-%d}"
        column.addWidget(title)
        column.addWidget(_words(dates, "muted"))
        part.setAccessibleName(f"{mark.word} {example.number} {example.title} {dates}")
        return part


def _words(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def _figure(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
