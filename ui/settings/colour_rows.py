"""The colours of the list as rows to edit: words, who settles it, and the three limits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QVBoxLayout, QWidget

from domain import colours
from domain.colours import LONGEST_DAYS, MOST, PALETTE, ColourRule
from widgets import theme
from widgets.buttons import link_button, plain_button
from widgets.chips import ChipLabel, colour_chip
from widgets.fields import CheckField, LineField, NumberField

_ENDS = (PALETTE[0], PALETTE[-1])
_WORD, _LEVEL = 6, 20  # characters


class ColourRows(QWidget):
    """The gravest colour first; the mildest and the gravest cannot be removed."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ColourRow] = []
        self._kept: dict[str, ColourRule] = {}
        self.adding = plain_button(self.tr("加一种颜色"), "plus")
        self._menu = QMenu(self)
        self.adding.setMenu(self._menu)
        self._fill_menu()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(self._grid)
        column.addWidget(self.adding, 0, Qt.AlignmentFlag.AlignLeft)

    def fill(self, rules: tuple[ColourRule, ...]) -> None:
        """Show these colours as they are stored."""
        self._show([self._made(rule) for rule in reversed(rules)])

    def rules(self) -> tuple[ColourRule, ...] | None:
        """The colours as they are typed, from the mildest; None while a limit is no number."""
        found = [row.rule() for row in reversed(self.rows)]
        return tuple(rule for rule in found if rule is not None) if None not in found else None

    def validate(self) -> bool:
        """Show what is wrong beside its row and go to the first of it."""
        words = [row.word.value() for row in self.rows]
        wrong = [row for row in self.rows if row.show_problem(words)]
        if wrong:
            wrong[0].first_wrong().setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def _made(self, rule: ColourRule) -> "ColourRow":
        row = ColourRow(rule, self)
        row.edited.connect(self._row_edited)
        row.removing.setProperty("colour", row.key)
        row.removing.clicked.connect(self._remove)
        return row

    def _show(self, rows: list["ColourRow"]) -> None:
        """Lay these rows out; those that go are freed."""
        kept = {part for row in rows for part in (*row.parts(), row.message)}
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None and old not in kept:
                old.hide()
                old.deleteLater()
        for row in self.rows:
            if row not in rows:
                row.deleteLater()
        self.rows = rows
        heads = ("", "名称", "由哪一级解决", "签收", "联系", "办结", "紧急", "")
        for column, words in enumerate(heads):
            head = QLabel(self.tr(words))
            head.setProperty("role", "small")
            self._grid.addWidget(head, 0, column)
        for number, row in enumerate(rows):
            line = 1 + 2 * number
            for column, part in enumerate(row.parts()):
                self._grid.addWidget(part, line, column)
                part.show()
            self._grid.addWidget(row.message, line + 1, 1, 1, 7)
        self._offer()

    def _fill_menu(self) -> None:
        for key in reversed(PALETTE):
            chip = colour_chip(key, colours.WORDS[key])
            act = self._menu.addAction(f"{chip.mark} {chip.word}")
            act.setData(key)
            act.triggered.connect(self._add)

    def _offer(self) -> None:
        """Offer the colours that are not there yet."""
        there = {row.key for row in self.rows}
        for act in self._menu.actions():
            act.setVisible(act.data() not in there)
        self.adding.setVisible(len(self.rows) < MOST)

    def _add(self) -> None:
        self.add(str(self.sender().data()))

    def add(self, key: str) -> None:
        """Put a colour between its neighbours, with limits between theirs or as it was before."""
        milder = max(
            (r for r in self.rows if _rank(r.key) < _rank(key)), key=lambda r: _rank(r.key)
        )
        days = milder.finish.value() or 1
        usual = ColourRule(key, colours.WORDS[key], "", 1, 1, min(LONGEST_DAYS, days + 2))
        row = self._made(self._kept.pop(key, usual))
        rows = sorted([*self.rows, row], key=lambda r: -_rank(r.key))
        self._show(rows)
        row.level.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _remove(self) -> None:
        self.remove(str(self.sender().property("colour")))

    def remove(self, key: str) -> None:
        """Take a colour away; added again, it is as it was."""
        gone = next(row for row in self.rows if row.key == key)
        if (rule := gone.rule()) is not None:
            self._kept[key] = rule
        self._show([row for row in self.rows if row is not gone])
        self.edited.emit()

    def _row_edited(self) -> None:
        words = [row.word.value() for row in self.rows]
        for row in self.rows:
            row.show_problem(words)
        self.edited.emit()


class ColourRow(QWidget):
    """The fields of one colour; they stand in the grid of all rows, this holds them together."""

    edited = Signal()

    def __init__(self, rule: ColourRule, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = rule.key
        self._usual = colours.WORDS[rule.key]
        self.chip = ChipLabel(colour_chip(rule.key, self._usual))
        self.word, self.level = LineField("", _WORD), LineField(self.tr("哪一级"), _LEVEL)
        self.sign, self.contact, self.finish = (NumberField(1, LONGEST_DAYS) for _ in range(3))
        self.urgent = CheckField()
        self.removing = link_button(self.tr("去掉"))
        self.message = QLabel()
        self.message.setProperty("role", "error")
        self.message.hide()
        self.hide()
        self._fill(rule)
        self._name()

    def _fill(self, rule: ColourRule) -> None:
        values = (
            (self.word, rule.word),
            (self.level, rule.level),
            (self.sign, rule.sign_days),
            (self.contact, rule.contact_days),
            (self.finish, rule.finish_days),
            (self.urgent, rule.urgent),
        )
        for field, value in values:
            field.set_value(value)
            field.edited.connect(self.edited)
        self.word.setFixedWidth(theme.px(76))
        self.level.setMinimumWidth(theme.px(120))
        for number in self._numbers():
            number.setFixedWidth(theme.px(54))
        if self.key in _ENDS:
            self.removing.setEnabled(False)
            self.removing.setToolTip(self.tr("最轻和最重的颜色不能去掉"))

    def _name(self) -> None:
        words = (
            (self.word, self.tr("名称")),
            (self.level, self.tr("由哪一级解决")),
            (self.sign, self.tr("签收，工作日")),
            (self.contact, self.tr("首次联系，工作日")),
            (self.finish, self.tr("办结，工作日")),
            (self.urgent, self.tr("按紧急问题办")),
            (self.removing, self.tr("去掉这种颜色")),
        )
        for part, name in words:
            part.setAccessibleName(f"{self._usual}：{name}")
        self.urgent.setToolTip(self.tr("这种颜色的问题都按紧急问题的时限联系和采取措施"))

    def _numbers(self) -> tuple[NumberField, ...]:
        return self.sign, self.contact, self.finish

    def parts(self) -> tuple[QWidget, ...]:
        """The parts of the row from left to right."""
        return (self.chip, self.word, self.level, *self._numbers(), self.urgent, self.removing)

    def rule(self) -> ColourRule | None:
        """The colour as it is typed; None while a limit is no number."""
        days = [number.value() for number in self._numbers()]
        if any(day is None for day in days):
            return None
        level, urgent = self.level.value() or "", self.urgent.value()
        return ColourRule(self.key, self.word.value() or "", level, *days, urgent=urgent)

    def show_problem(self, words: list[str | None]) -> bool:
        """Show what is wrong, beside all the words of the list; whether anything is."""
        problem = self._word_problem(words)
        _mark(self.word, problem)
        for number in self._numbers():
            _mark(number, number.problem())
            problem = problem or number.problem()
        self.message.setText(problem)
        self.message.setVisible(bool(problem))
        return bool(problem)

    def _word_problem(self, words: list[str | None]) -> str:
        word = self.word.value()
        if word is None:
            return self.tr("每种颜色都要有名称")
        return self.tr("两种颜色不能同名") if words.count(word) > 1 else ""

    def first_wrong(self) -> QWidget:
        """The first field that is wrong."""
        parts = (self.word, *self._numbers())
        return next(part for part in parts if part.property("wrong"))


def _rank(key: str) -> int:
    return PALETTE.index(key)


def _mark(field: QWidget, problem: str) -> None:
    if bool(field.property("wrong")) != bool(problem):
        field.setProperty("wrong", bool(problem))
        theme.repolish(field)
    field.setAccessibleDescription(problem)
