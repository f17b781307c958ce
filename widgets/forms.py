"""A form: labels left, fields right, and below each field what is wrong with it, as it is typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from resources import tokens
from widgets import theme
from widgets.fields import Field

Check = Callable[[Any], str]
"""Says what is wrong with a value that is there; empty when nothing is."""


@dataclass(slots=True)
class _Entry:
    field: Any
    words: str
    required: bool
    check: Check | None
    label: QLabel
    message: QLabel
    cell: QVBoxLayout
    touched: bool = False
    shown: bool = True
    below: list[QWidget] = dataclass_field(default_factory=list)


class Form(QWidget):
    """Fields by key. Enter goes on to the next one, and from the last one submits."""

    edited = Signal()
    """A value changed by the user's hand."""
    dirty_changed = Signal(bool)
    submitted = Signal()
    """Enter in the last field shown, or Ctrl+Enter anywhere; the form may still have errors."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, _Entry] = {}
        self._clean: dict[str, Any] = {}
        self._dirty = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(10))
        self._grid.setColumnStretch(1, 1)

    def add(
        self,
        key: str,
        label: str,
        field: Field,
        required: bool = False,
        check: Check | None = None,
    ) -> None:
        """Put a field below the others; ``check`` judges a value that is there."""
        if not isinstance(field, QWidget):
            raise TypeError(f"{key}: a field is a widget")
        name, message = QLabel(_starred(label) if required else label), QLabel()
        name.setProperty("role", "muted")
        name.setMinimumHeight(theme.px(tokens.CONTROL_PX))
        name.setBuddy(field)
        field.setAccessibleName(label + (self.tr("（必填）") if required else ""))
        message.setProperty("role", "error")
        message.setWordWrap(True)
        message.hide()
        cell = QVBoxLayout()
        cell.setSpacing(theme.px(3))
        cell.addWidget(field)
        cell.addWidget(message)
        row = self._grid.rowCount()
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._grid.addLayout(cell, row, 1)
        self._entries[key] = _Entry(field, label, required, check, name, message, cell)
        self._clean[key] = field.value()
        field.setProperty("form_key", key)
        field.installEventFilter(self)
        field.edited.connect(self._field_edited)

    def put_below(self, key: str, part: QWidget) -> None:
        """Put a part that belongs to a field under it."""
        self._entries[key].cell.addWidget(part)
        self._entries[key].below.append(part)

    def set_label_width(self, width: int) -> None:
        """At least this many px for the labels, so that forms below each other line up."""
        self._grid.setColumnMinimumWidth(0, width)

    def set_shown(self, key: str, shown: bool) -> None:
        """Show a field with its label, or leave it out of sight; its value stays, and need not be
        filled in."""
        entry = self._entries[key]
        entry.shown = shown
        entry.label.setVisible(shown)
        for part in (entry.field, *entry.below):
            part.setVisible(shown)
        entry.message.setVisible(shown and bool(entry.message.text()))

    def field(self, key: str) -> Any:
        """The field itself, e.g. to give a combo its choices."""
        return self._entries[key].field

    def values(self) -> dict[str, Any]:
        """All values by key, None where nothing is entered."""
        return {key: entry.field.value() for key, entry in self._entries.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values as they are stored: the form is clean then."""
        for key, entry in self._entries.items():
            entry.field.blockSignals(True)
            entry.field.set_value(values.get(key))
            entry.field.blockSignals(False)
            entry.touched = False
        self.mark_clean()
        self._show_problems()

    def set_draft(self, values: Mapping[str, Any]) -> None:
        """Put values in as if they had been typed: the form is dirty where they differ."""
        for key, value in values.items():
            if key in self._entries:
                self._entries[key].field.set_value(value)

    def mark_clean(self) -> None:
        """What is entered now is stored."""
        self._clean = self.values()
        self._set_dirty(False)

    def is_dirty(self) -> bool:
        """Whether something differs from what is stored."""
        return self._dirty

    def problems(self) -> dict[str, str]:
        """What is wrong, by key, shown or not; empty when the form can be stored."""
        found = ((key, self._problem(entry)) for key, entry in self._entries.items())
        return {key: problem for key, problem in found if problem}

    def validate(self) -> bool:
        """Show all that is wrong and go to the first of it; True when nothing is."""
        for entry in self._entries.values():
            entry.touched = True
        self._show_problems()
        wrong = self.problems()
        if wrong:
            self._entries[next(iter(wrong))].field.setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def show_problem(self, key: str, problem: str) -> None:
        """Show what somebody else found wrong, until the field is edited."""
        self._show(self._entries[key], problem)

    def _problem(self, entry: _Entry) -> str:
        problem = str(entry.field.problem())
        if problem:
            return problem
        value = entry.field.value()
        if value is None:
            return self.tr("这一项必须填写") if entry.required and entry.shown else ""
        return entry.check(value) if entry.check is not None else ""

    def _show_problems(self) -> None:
        for entry in self._entries.values():
            self._show(entry, self._problem(entry) if entry.touched else "")

    def _show(self, entry: _Entry, problem: str) -> None:
        entry.message.setText(problem)
        entry.message.setVisible(bool(problem))
        if bool(entry.field.property("wrong")) != bool(problem):
            entry.field.setProperty("wrong", bool(problem))
            theme.repolish(entry.field)
        entry.field.setAccessibleDescription(problem)

    def _field_edited(self) -> None:
        entry = self._entries.get(str(self._sender_key()))
        if entry is not None:
            entry.touched = True
            self._show(entry, "" if _unfinished(entry.field) else self._problem(entry))
        self._set_dirty(self.values() != self._clean)
        self.edited.emit()

    def _sender_key(self) -> Any:
        sender = self.sender()
        return sender.property("form_key") if sender is not None else ""

    def _set_dirty(self, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for entry in self._entries.values():
                if entry.required:
                    entry.label.setText(_starred(entry.words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        key = str(watched.property("form_key") or "")
        entry = self._entries.get(key)
        if entry is not None and isinstance(event, QFocusEvent) and event.lostFocus():
            told = entry.field.value() or _unfinished(entry.field)
            if told and event.reason() != Qt.FocusReason.PopupFocusReason:
                entry.touched = True
                self._show(entry, self._problem(entry))
        if entry is not None and self._goes_on(entry, key, event):
            return True
        return super().eventFilter(watched, event)

    def _goes_on(self, entry: _Entry, key: str, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(entry.field, QPlainTextEdit) and not control:
            return False
        finish = getattr(entry.field, "finish", None)
        if finish is not None:
            finish()  # what is half typed there is taken first
        if control or key == [k for k, e in self._entries.items() if not e.field.isHidden()][-1]:
            self.submitted.emit()
        else:
            self.focusNextChild()
        return True


def _starred(label: str) -> str:
    return f'{label} <span style="color:{theme.scheme().red.text}">*</span>'


def _unfinished(field: Any) -> bool:
    """Whether what is typed there may still become a value: nothing is wrong with it yet."""
    asked = getattr(field, "unfinished", None)
    return asked is not None and bool(asked())
