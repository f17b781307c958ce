"""One routing rule to edit."""

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from db.issues.routing import RuleRow
from resources import tokens
from ui.issues.issue_moves import SuggestField
from widgets import theme
from widgets.buttons import plain_button
from widgets.fields import LineField
from widgets.pick_field import PickField


@dataclass(frozen=True, slots=True)
class Choices:
    """What a rule may name: categories and places by their ids, and the units that are known."""

    categories: tuple[tuple[int, str], ...] = ()
    places: tuple[tuple[int, str], ...] = ()
    units: tuple[str, ...] = ()


class RoutingRow(QWidget):
    """The fields of one rule; they stand in the grid of all rules, this holds them together."""

    STRETCHES = {1: 4, 2: 5, 3: 3, 4: 3}  # noqa: RUF012 - columns of the grid
    edited = Signal()
    moved = Signal(object, int)
    removed = Signal(object)

    def __init__(self, rule: RuleRow, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.number, self.count = QLabel(), QLabel("…")
        self.category = PickField(self.tr("任何类别"))
        self.place = PickField(self.tr("任何地点"))
        self.unit = SuggestField(choices.units, self.tr("派给谁"))
        self.co_units = LineField(self.tr("没有就空着"), 80)
        self.up, self.down = _small("arrow-up"), _small("arrow-down")
        self.removing = _small("x")
        self.number.setProperty("role", "muted")
        for label in (self.number, self.count):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count.setMinimumWidth(theme.px(48))
        self.offer(choices)
        values = (rule.category_id, rule.place_id, rule.unit, "、".join(rule.co_units))
        for field, value in zip(self._fields(), values, strict=True):
            field.set_value(value)
            field.setMinimumWidth(theme.px(90))
            field.edited.connect(self.edited)
        self.unit.edited.connect(self._mend)
        self.up.clicked.connect(self._up)
        self.down.clicked.connect(self._down)
        self.removing.clicked.connect(self._remove)

    def _fields(self) -> tuple[PickField, PickField, LineField, LineField]:
        return self.category, self.place, self.unit, self.co_units

    def parts(self) -> tuple[QWidget, ...]:
        """The parts of the row from left to right."""
        tools = (self.up, self.down, self.removing)
        return (self.number, *self._fields(), self.count, *tools)

    def offer(self, choices: Choices) -> None:
        """Offer these; what is chosen stays while it is there."""
        self.category.set_choices(choices.categories)
        self.place.set_choices(choices.places)

    def set_number(self, number: int, last: int) -> None:
        """Say which rule of how many it is."""
        self.number.setText(str(number))
        self.up.setEnabled(number > 1)
        self.down.setEnabled(number < last)
        names = (self.tr("类别"), self.tr("地点"), self.tr("主办单位"), self.tr("协办单位"))
        for field, name in zip(self._fields(), names, strict=True):
            field.setAccessibleName(self.tr("第 {0} 条：{1}").format(number, name))
        words = (self.tr("上移"), self.tr("下移"), self.tr("去掉"))
        for button, word in zip((self.up, self.down, self.removing), words, strict=True):
            button.setToolTip(word)
            button.setAccessibleName(self.tr("第 {0} 条：{1}").format(number, word))

    def set_count(self, count: int) -> None:
        """Say how many open issues it would meet."""
        self.count.setText(self.tr("{0:,} 件").format(count))

    def start(self) -> None:
        """Put the cursor into the first field."""
        self.category.setFocus(Qt.FocusReason.OtherFocusReason)

    def rule(self) -> RuleRow:
        """The rule as it is typed."""
        helping = tuple(w for w in re.split(r"[、，,;；\s]+", self.co_units.text()) if w)
        unit = self.unit.value() or ""
        return RuleRow(self.category.value(), self.place.value(), unit, helping)

    def problem(self) -> str:
        """What keeps the rule from being read."""
        number = self.number.text()
        for field in (self.category, self.place):
            if field.problem():
                return self.tr("第 {0} 条：{1}").format(number, field.problem())
        if self.unit.value() is None:
            return self.tr("第 {0} 条没有写主办单位，请补上或去掉这一条").format(number)
        return ""

    def show_wrong(self) -> None:
        """Go to the field that is wrong."""
        field = next((f for f in (self.category, self.place) if f.problem()), self.unit)
        field.setProperty("wrong", True)
        theme.repolish(field)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mend(self) -> None:
        for field in (self.category, self.place, self.unit):
            if field.property("wrong"):
                field.setProperty("wrong", False)
                theme.repolish(field)

    def _up(self) -> None:
        self.moved.emit(self, -1)
        self.up.setFocus()

    def _down(self) -> None:
        self.moved.emit(self, 1)
        self.down.setFocus()

    def _remove(self) -> None:
        self.removed.emit(self)


def _small(icon_name: str) -> QPushButton:
    button = plain_button("", icon_name)
    button.setProperty("role", "small")
    button.setMaximumWidth(theme.px(tokens.CONTROL_PX))
    return button
