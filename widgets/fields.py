"""The fields of forms: each has a value, tells when it changes and says what is wrong with it."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from PySide6.QtCore import QDate, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
    QWidgetAction,
)

from resources import tokens
from widgets import theme
from widgets.icons import icon
from widgets.line import Line
from widgets.offers import Offers

_LONGEST = 10_000  # of what is typed or pasted into a line


class Field(Protocol):
    """What a form wants of a field."""

    @property
    def edited(self) -> Any:
        """A signal without arguments: the value changed."""

    def value(self) -> Any:
        """The value as it stands; None when nothing is entered."""

    def set_value(self, value: Any) -> None:
        """Show a value."""

    def problem(self) -> str:
        """Why what is entered is no value, in words; empty when it is one."""


class LineField(Line):
    """One line of text; the value is a ``str`` without outer spaces, or None. What is longer than
    ``limit`` is told, not cut: it was typed or stored by somebody."""

    edited = Signal()

    def __init__(self, hint: str = "", limit: int = 200, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self.setMaxLength(_LONGEST)
        self.setPlaceholderText(hint)
        self.textChanged.connect(self._changed)

    def value(self) -> str | None:
        """The text, None when there is none."""
        return self.text().strip() or None

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self.setText(value or "")

    def problem(self) -> str:
        """Any text is a value, up to its limit."""
        length = len(self.text().strip())
        if length <= self._limit:
            return ""
        return self.tr("最多 {0} 个字，现在有 {1} 个").format(self._limit, length)

    def _changed(self, _text: str) -> None:
        self.edited.emit()


class NumberField(Line):
    """A whole number from ``least`` to ``most``; ↑ and ↓ count on. What lies outside can be typed,
    and is told."""

    edited = Signal()

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self.setMaxLength(5)
        self.textChanged.connect(self._changed)

    def value(self) -> int | None:
        """The number, None when there is none that can be read."""
        text = self.text().strip()
        return int(text) if text.isdecimal() else None

    def set_value(self, value: int | None) -> None:
        """Show a number."""
        self.setText("" if value is None else str(value))

    def problem(self) -> str:
        """It must be a number between the limits."""
        value = self.value()
        if value is not None and self._least <= value <= self._most:
            return ""
        return self.tr("请填 {0} 到 {1} 的整数").format(self._least, self._most)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {int(Qt.Key.Key_Up): 1, int(Qt.Key.Key_Down): -1}
        if event.key() in steps:
            there = (self.value() or 0) + steps[event.key()]
            self.set_value(max(self._least, min(self._most, there)))
        else:
            super().keyPressEvent(event)

    def _changed(self, _text: str) -> None:
        self.edited.emit()


class TextField(QPlainTextEdit):
    """Several lines of text; Tab goes on to the next field."""

    edited = Signal()

    def __init__(self, hint: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.sizeHint().height())
        self.textChanged.connect(self.edited)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), self._lines * theme.px(22) + theme.px(18))

    def value(self) -> str | None:
        """The text, None when there is none."""
        return self.toPlainText().strip() or None

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self.setPlainText(value or "")

    def problem(self) -> str:
        """Any text is a value."""
        return ""


class ChoiceField(QComboBox):
    """One of several choices, found by typing any part of its words; the value is its key."""

    edited = Signal()

    def __init__(
        self,
        choices: Sequence[tuple[Any, str]] = (),
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        completer = Offers(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        entry = self.lineEdit()
        if entry is not None:
            entry.setPlaceholderText(hint)
        self.set_choices(choices)
        self.editTextChanged.connect(self._changed)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these pairs of key and words; what was chosen stays if it is still there."""
        kept = self.value()
        self.blockSignals(True)
        self.clear()
        for key, words in choices:
            self.addItem(words, key)
        self.set_value(kept)
        self.blockSignals(False)

    def value(self) -> Any:
        """The key of the choice whose words stand in the field, else None."""
        place = self.findText(self.currentText().strip(), Qt.MatchFlag.MatchFixedString)
        return self.itemData(place) if place >= 0 else None

    def set_value(self, value: Any) -> None:
        """Choose by key; None or an unknown key empties the field."""
        place = self.findData(value) if value is not None else -1
        self.setCurrentIndex(place)
        self.setEditText(self.itemText(place) if place >= 0 else "")

    def problem(self) -> str:
        """What is typed must be one of the choices."""
        return self.tr("没有这一项，请从列表中选择") if self._is_unknown() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up)
        if moves and self._is_unknown():
            self.showPopup()  # else it would take the first, whatever is typed
        else:
            super().keyPressEvent(event)

    def _is_unknown(self) -> bool:
        return bool(self.currentText().strip()) and self.value() is None

    def _changed(self, _text: str) -> None:
        self.edited.emit()


class DateField(Line):
    """A day, typed in any usual form or taken from a calendar; empty stays empty. Without its year
    it is the nearest such day: 11-20, 11月20日; 今天, 昨天 and 前天 are days, too."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("2026-06-01")
        self._open = QAction(icon("calendar", "muted"), self.tr("打开日历（Alt+↓）"), self)
        self._open.triggered.connect(self._show_calendar)
        self.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(self._changed)
        self.editingFinished.connect(self._tidy)

    def value(self) -> date | None:
        """The day, None when there is none or it cannot be read."""
        return day_in(self.text()) or near_day_in(self.text(), date.today())

    def set_value(self, value: date | None) -> None:
        """Show a day."""
        self.setText(value.isoformat() if value is not None else "")

    def problem(self) -> str:
        """What is typed must be a day of the calendar."""
        unread = self.text().strip() and self.value() is None
        return self.tr("这不是一个日期，请写成 2026-06-01") if unread else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Down and alt:
            self._show_calendar()
        else:
            super().keyPressEvent(event)

    def _changed(self, _text: str) -> None:
        self.edited.emit()

    def _tidy(self) -> None:
        day = self.value()
        if day is not None and self.text() != day.isoformat():
            self.set_value(day)

    def _show_calendar(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(menu)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        weekend = QTextCharFormat()
        weekend.setForeground(QColor(theme.scheme().red.text))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, weekend)
        calendar.setMinimumSize(theme.px(320), theme.px(260))
        shown = self.value() or date.today()
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.activated.connect(self._take_day)
        calendar.clicked.connect(self._take_day)
        calendar.clicked.connect(menu.close)
        calendar.activated.connect(menu.close)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        calendar.setFocus()

    def _take_day(self, day: QDate) -> None:
        self.set_value(date(day.year(), day.month(), day.day()))


class CheckField(QCheckBox):
    """Yes or no; the value is a ``bool``."""

    edited = Signal()

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setMinimumHeight(theme.px(tokens.CONTROL_PX))
        self.toggled.connect(self._changed)

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Tick it or not."""
        self.setChecked(bool(value))

    def problem(self) -> str:
        """Both are values."""
        return ""

    def _changed(self, _on: bool) -> None:
        self.edited.emit()


def day_in(text: str) -> date | None:
    """The day a text names (2026-06-01, 2026.6.1, 2026年6月1日, 20260601), None if none."""
    text = text.strip()
    found = re.fullmatch(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?", text)
    found = found or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


_SPOKEN = {"今天": 0, "昨天": 1, "前天": 2}


def near_day_in(text: str, today: date) -> date | None:
    """The day nearest to today that a text names without its year, None if none: 11-20, 11.20,
    11月20日, 昨天."""
    text = text.strip()
    if text in _SPOKEN:
        return today - timedelta(days=_SPOKEN[text])
    found = re.fullmatch(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?", text)
    if found is None:
        return None
    years = (today.year + offset for offset in (-1, 0, 1))
    days = [day for year in years if (day := day_in(f"{year}-{found[1]}-{found[2]}"))]
    return min(days, key=lambda day: abs(day - today), default=None)
