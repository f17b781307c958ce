"""The targets of visits, a row each: whom, how often, in which period."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from domain.people import CARE_TAGS
from domain.visits import EVERY_WORDS, MOST_TIMES, Every, Target
from widgets import theme
from widgets.buttons import link_button
from widgets.fields import ChoiceField, NumberField
from widgets.segments import SegmentField

_EVERYBODY = "所有住户"


class TargetRows(QWidget):
    """Edits a list of targets."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[_Row] = []
        self._everybody_holds = True
        self.adding = link_button(self.tr("＋ 添加一类人群"))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(8))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(8))
        whole.addLayout(self._column)
        whole.addWidget(self.adding, 0, Qt.AlignmentFlag.AlignLeft)
        self.adding.clicked.connect(self._add_empty)

    def fill(self, targets: Sequence[Target]) -> None:
        """Show these targets."""
        for row in tuple(self.rows):
            self._drop(row)
        for target in targets:
            self._add(target)

    def targets(self) -> tuple[Target, ...] | None:
        """The targets as they are typed; None while one of them cannot be read."""
        read = tuple(row.target() for row in self.rows)
        return None if None in read else tuple(target for target in read if target is not None)

    def mark_everybody(self, holds: bool) -> None:
        """Say whether what is asked for every household holds."""
        self._everybody_holds = holds
        for row in self.rows:
            row.mark(holds)

    def _add_empty(self) -> None:
        row = self._add(None)
        row.tag.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _add(self, target: Target | None) -> "_Row":
        row = _Row(target)
        row.edited.connect(self.edited)
        row.removed.connect(self._remove)
        self.rows.append(row)
        row.mark(self._everybody_holds)
        self._column.addWidget(row)
        return row

    def _drop(self, row: "_Row") -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _remove(self, row: "_Row") -> None:
        self._drop(row)
        self.edited.emit()


class _Row(QWidget):
    """One target."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, target: Target | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tags = [(_EVERYBODY, _EVERYBODY), *((tag, tag) for tag in CARE_TAGS)]
        self.tag = ChoiceField(tags, self.tr("选一类人群"))
        self.tag.setAccessibleName(self.tr("走访谁"))
        self.every = SegmentField([(every.value, EVERY_WORDS[every]) for every in Every])
        self.times = NumberField(1, MOST_TIMES)
        self.times.setAccessibleName(self.tr("每个周期几次"))
        self.times.setFixedWidth(theme.px(56))
        self.tag.set_value((target.tag or _EVERYBODY) if target is not None else None)
        self.every.set_value((target.every if target is not None else Every.MONTH).value)
        self.times.set_value(target.times if target is not None else 1)
        removing = link_button(self.tr("删除"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.tag, 1)
        self.unit = QLabel()
        for part in (self.every, self.times, self.unit, removing):
            row.addWidget(part)
        removing.clicked.connect(self._remove)
        for field in (self.tag, self.every, self.times):
            field.edited.connect(self.edited)

    def _remove(self) -> None:
        self.removed.emit(self)

    def mark(self, everybody_holds: bool) -> None:
        """A target for everybody that does not hold is grey, and says why."""
        holds = everybody_holds or self.tag.value() != _EVERYBODY
        for part in (self.every, self.times):
            part.setEnabled(holds)
        self.unit.setText(self.tr("次") if holds else self.tr("次（按需走访时不计）"))

    def target(self) -> Target | None:
        """The target as it is typed; None while it cannot be read."""
        tag, times = self.tag.value(), self.times.value()
        if tag is None or times is None:
            return None
        return Target("" if tag == _EVERYBODY else tag, Every(self.every.value() or ""), times)
