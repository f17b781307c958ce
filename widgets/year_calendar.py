"""A year at a glance, every day of it to be pressed."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from resources import tokens
from widgets import theme

_HEAD_PX, _NAMES_PX, _CELL_PX, _GAP_PX = 24, 18, 26, 16
_WIDE_PX = 720  # four months beside each other from here on, three below
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class DayLook:
    """How a day that is not like others is shown: a sign of one character below its number, the
    key of a tone, and what it is in words."""

    sign: str
    tone: str
    words: str


class YearCalendar(QWidget):
    """Twelve months; arrow keys go from day to day, Enter or Space presses one."""

    pressed = Signal(object)
    """The :class:`~datetime.date` that was pressed."""
    moved = Signal()
    """The keyboard is at another day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._year = 2000
        self._today: date | None = None
        self._looks: Mapping[date, DayLook] = {}
        self._resting: frozenset[date] = frozenset()
        self._current = date(2000, 1, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_year(
        self,
        year: int,
        looks: Mapping[date, DayLook],
        resting: frozenset[date],
        today: date | None = None,
    ) -> None:
        """Show a year: days with a look of their own, and the ordinary days of rest."""
        if year != self._year:
            at_home = today is not None and today.year == year
            self._current = today if at_home and today is not None else date(year, 1, 1)
        self._year, self._looks, self._resting, self._today = year, looks, resting, today
        self.updateGeometry()
        self.setAccessibleName(self.tr("{0} 年").format(year))
        self._tell()
        self.update()

    def current(self) -> date:
        """The day at which the keyboard is."""
        return self._current

    def set_current(self, day: date) -> None:
        """Go to a day of the year that is shown."""
        if day.year == self._year:
            self._current = day
            self._tell()
            self.update()
            self.moved.emit()

    def words_of(self, day: date) -> str:
        """What a day is, in words."""
        named = self.tr("{0}月{1}日 周{2}").format(
            day.month, day.day, "一二三四五六日"[day.weekday()]
        )
        look = self._looks.get(day)
        if look is not None:
            return f"{named}，{look.words}"
        return named + (self.tr("，休息") if day in self._resting else self.tr("，工作日"))

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words_of(self._current))

    # Geometry

    def _columns(self) -> int:
        return 4 if self.width() >= theme.px(_WIDE_PX) else 3

    def _month_width(self) -> float:
        gaps = theme.px(_GAP_PX) * (self._columns() - 1)
        return (self.width() - gaps) / self._columns()

    def _row_tops(self) -> list[float]:
        """Where each row of months begins, and where the last one ends: a row is as high as its
        longest month."""
        tops, columns = [0.0], self._columns()
        for first in range(1, 13, columns):
            weeks = max(
                len(calendar.monthcalendar(self._year, month))
                for month in range(first, first + columns)
            )
            height = theme.px(_HEAD_PX + _NAMES_PX + weeks * _CELL_PX + _GAP_PX // 2)
            tops.append(tops[-1] + height)
        return tops

    def _corner(self, month: int) -> tuple[float, float]:
        row, column = divmod(month - 1, self._columns())
        return column * (self._month_width() + theme.px(_GAP_PX)), self._row_tops()[row]

    def day_box(self, day: date) -> QRectF:
        """Where a day stands."""
        left, top = self._corner(day.month)
        cell, first = self._month_width() / 7, date(day.year, day.month, 1).weekday()
        row, column = divmod(first + day.day - 1, 7)
        height = theme.px(_CELL_PX)
        top += theme.px(_HEAD_PX + _NAMES_PX) + row * height
        return QRectF(left + column * cell, top, cell, height)

    def day_at(self, point: QPoint) -> date | None:
        """The day at a point, None between the months."""
        width, inside = self._month_width(), False
        for day in self._days():
            if day.day == 1:
                left, top = self._corner(day.month)
                inside = left <= point.x() <= left + width and point.y() >= top
            if inside and self.day_box(day).contains(point.toPointF()):
                return day
        return None

    def _days(self) -> list[date]:
        first = date(self._year, 1, 1)
        return [first + timedelta(days=n) for n in range((date(self._year + 1, 1, 1) - first).days)]

    def sizeHint(self) -> QSize:
        return QSize(theme.px(560), round(self._row_tops()[-1]))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(420), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month in range(1, 13):
            self._paint_head(painter, month)
        for day in self._days():
            self._paint_day(painter, day)

    def _paint_head(self, painter: QPainter, month: int) -> None:
        scheme, (left, top) = theme.scheme(), self._corner(month)
        width = self._month_width()
        painter.setFont(theme.font(theme.px(tokens.BODY_PX), bold=True))
        painter.setPen(QColor(scheme.ink))
        inset = width / 7 / 2 - theme.px(7)
        head = QRectF(left + inset, top, width, theme.px(_HEAD_PX))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(head, middle, self.tr("{0}月").format(month))
        painter.setFont(theme.font(theme.px(tokens.SMALL_PX)))
        painter.setPen(QColor(scheme.muted))
        for column, name in enumerate("一二三四五六日"):
            box = QRectF(
                left + column * width / 7,
                top + theme.px(_HEAD_PX),
                width / 7,
                theme.px(_NAMES_PX),
            )
            painter.drawText(box, _CENTRE, name)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        scheme, box, look = theme.scheme(), self.day_box(day), self._looks.get(day)
        ink = scheme.muted if day in self._resting else scheme.ink
        inner = box.adjusted(1.5, 1.5, -1.5, -1.5)
        if look is not None:
            tone = scheme.tone(look.tone)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tone.soft))
            painter.drawRoundedRect(inner, 4, 4)
            ink = tone.text
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus() and day == self._current:
            painter.setPen(QColor(scheme.accent))
            painter.drawRoundedRect(inner, 4, 4)
        is_today = day == self._today
        painter.setFont(theme.font(theme.px(tokens.SMALL_PX + 1), bold=is_today))
        painter.setPen(QColor(scheme.accent if is_today and look is None else ink))
        number = box if look is None else box.adjusted(0, 0, 0, -theme.px(9))
        painter.drawText(number, _CENTRE, str(day.day))
        if look is not None:
            painter.setFont(theme.font(theme.px(9), bold=True))
            below = QRectF(box.left(), box.bottom() - theme.px(12), box.width(), theme.px(11))
            painter.drawText(below, _CENTRE, look.sign)

    # The user

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().toPoint())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.set_current(day)
            self.pressed.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day = self._current
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit(day)
        elif event.key() in _STEPS:
            self.set_current(day + timedelta(days=_STEPS[event.key()]))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            month = day.month + (1 if event.key() == Qt.Key.Key_PageDown else -1)
            if 1 <= month <= 12:
                last = calendar.monthrange(day.year, month)[1]
                self.set_current(day.replace(month=month, day=min(day.day, last)))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self.day_at(event.pos())
            QToolTip.showText(
                event.globalPos(), self.words_of(day) if day is not None else "", self
            )
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


_STEPS = {
    int(Qt.Key.Key_Left): -1,
    int(Qt.Key.Key_Right): 1,
    int(Qt.Key.Key_Up): -7,
    int(Qt.Key.Key_Down): 7,
}
