"""工作日历: the State Council's calendar, and the days on which this office differs from it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.session import today
from domain import deadlines
from domain.deadlines import OfficeDays
from domain.rules import Rules
from ui.parts import clear
from ui.settings.rules_section import RulesSection
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button, plain_button
from widgets.cards import Card, SectionTitle
from widgets.chips import Chip, ChipLabel
from widgets.fields import LineField
from widgets.year_calendar import DayLook, YearCalendar

FIRST_YEAR, YEARS_AHEAD = 2004, 2  # the State Council's calendar is known from 2004 on
_LONGEST_WORD = 20


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day on which the office differs: at work or not, and why."""

    works: bool
    word: str


class CalendarSection(RulesSection):
    """A press on a day closes the office, or opens it; a second one takes that back."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.year = today().year
        self.days: dict[date, OwnDay] = {}
        self._words: dict[date, str] = {}
        self.calendar, self.own_days = YearCalendar(), OwnDayRows()
        self.unpublished, self._unpublished_words = QWidget(), QLabel()
        self._unpublished_words.setWordWrap(True)
        self.earlier = plain_button("", "chevron-left")
        self.later = plain_button("", "chevron-right")
        self.hint = QLabel(self.tr("点一天：工作日改为停办，休息日改为上班；再点一次恢复"))
        self._card = SectionTitle("", self.earlier, self.later)
        self._lay_out_days()
        self.earlier.clicked.connect(self._earlier)
        self.later.clicked.connect(self._later)
        self.calendar.pressed.connect(self.toggle)
        self.calendar.moved.connect(self._keep_in_sight)
        self.own_days.edited.connect(self._word_edited)
        self.own_days.removed.connect(self.toggle)
        self.start()

    def _lay_out_days(self) -> None:
        for button, words in ((self.earlier, self.tr("前一年")), (self.later, self.tr("后一年"))):
            button.setToolTip(words)
            button.setAccessibleName(words)
        legend = QHBoxLayout()
        legend.setSpacing(theme.px(8))
        for sign, words, tone in (
            ("休", self.tr("国务院放假"), "red"),
            ("班", self.tr("调休上班"), "blue"),
            ("停", self.tr("本单位停办"), "orange"),
            ("加", self.tr("本单位上班"), "green"),
        ):
            legend.addWidget(ChipLabel(Chip(f"{sign} {words}", tone)))
        legend.addStretch(1)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        warning = QHBoxLayout(self.unpublished)
        warning.setContentsMargins(0, 0, 0, 0)
        warning.setSpacing(theme.px(8))
        warning.addWidget(ChipLabel(Chip(self.tr("放假安排未公布"), "yellow")))
        warning.addWidget(self._unpublished_words, 1)
        head, year = Card(), Card()
        head.body.setSpacing(theme.px(10))
        head.body.addWidget(self._card)
        head.body.addWidget(self.hint)
        head.body.addLayout(legend)
        head.body.addWidget(self.unpublished)
        self.top.addWidget(head)
        year.body.addWidget(self.calendar)
        self.left.addWidget(year)
        self.left.addStretch(1)
        self.right.insertWidget(0, self.own_days)

    # What is shown

    def fill(self, rules: Rules) -> None:
        words = dict(rules.day_words)
        office = rules.office
        self.days = {day: OwnDay(False, words.get(day, "")) for day in office.closed}
        self.days |= {day: OwnDay(True, words.get(day, "")) for day in office.worked}
        self.show_year(self.year)

    def show_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self._card.label.setText(self.tr("{0} 年").format(year))
        published = deadlines.is_published(year)
        self.unpublished.setVisible(not published)
        self._unpublished_words.setText(
            self.tr(
                "{0} 年暂按周一至周五上班计算；公布后请更新程序，也可以先在这里逐天设置"
            ).format(year)
        )
        self.earlier.setEnabled(year > FIRST_YEAR)
        self.later.setEnabled(year < today().year + YEARS_AHEAD)
        self._show_days()
        self._keep_in_sight()

    def _show_days(self) -> None:
        self._show_looks()
        shown = {day: own for day, own in sorted(self.days.items()) if day.year == self.year}
        self.own_days.show_days(self.year, shown, len(self.days) - len(shown))

    def _show_looks(self) -> None:
        first = date(self.year, 1, 1)
        length = (date(self.year + 1, 1, 1) - first).days
        whole = [first + timedelta(days=n) for n in range(length)]
        looks = {day: look for day in whole if (look := self._look(day)) is not None}
        resting = frozenset(day for day in whole if not deadlines.is_workday(day))
        self.calendar.show_year(self.year, looks, resting, today())

    def _look(self, day: date) -> DayLook | None:
        own, name = self.days.get(day), deadlines.festival(day)
        works = deadlines.is_workday(day)
        if own is not None:
            words = self.tr("本单位上班") if own.works else self.tr("本单位停办")
            told = f"{words}（{own.word}）" if own.word else words
            return DayLook("加" if own.works else "停", "green" if own.works else "orange", told)
        if name and works and day.weekday() >= 5:
            return DayLook("班", "blue", self.tr("{0}调休上班").format(name))
        if name and not works:
            return DayLook("休", "red", self.tr("{0}放假").format(name))
        return None

    def _earlier(self) -> None:
        self.show_year(self.year - 1)

    def _later(self) -> None:
        self.show_year(self.year + 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self._keep_in_sight)  # once it has its size

    def _keep_in_sight(self) -> None:
        """Scroll to the month at which the keyboard is."""
        middle = self.calendar.day_box(self.calendar.current()).center().toPoint()
        there = self.calendar.mapTo(self.scroll.widget(), middle)
        self.scroll.ensureVisible(there.x(), there.y(), 0, theme.px(120))

    # What the user does

    def toggle(self, day: date) -> None:
        """Make a day differ from the published calendar, or like it again."""
        if day in self.days:
            self._words[day] = self.days.pop(day).word
            self._show_days()
            self.calendar.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            works = not deadlines.is_workday(day)
            self.days[day] = OwnDay(works, self._words.get(day, ""))
            self._show_days()
            self.own_days.go_to(day)
        self.edited()

    def _word_edited(self, day: date, word: str) -> None:
        self.days[day] = OwnDay(self.days[day].works, word)
        self._show_looks()
        self.edited()

    def own(self) -> dict[str, Any]:
        closed = frozenset(day for day, own in self.days.items() if not own.works)
        worked = frozenset(day for day, own in self.days.items() if own.works)
        words = tuple((day, own.word) for day, own in sorted(self.days.items()))
        return {"office": OfficeDays(closed, worked), "day_words": words}

    def validate(self) -> bool:
        wordless = min((day for day, own in self.days.items() if not own.word), default=None)
        if wordless is None:
            return True
        if wordless.year != self.year:
            self.show_year(wordless.year)
        self.own_days.go_to(wordless, self.tr("写一个原因，如：停电检修"))
        return False

    def focus(self) -> None:
        """Put the cursor where editing begins."""
        self.calendar.setFocus(Qt.FocusReason.OtherFocusReason)


class OwnDayRows(Card):
    """The days of a year on which the office differs, each with its reason."""

    edited = Signal(object, str)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[date, LineField] = {}
        self._title, self._none = SectionTitle(""), QLabel()
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.hide()
        for label in (self._none, self.problem):
            label.setWordWrap(True)
        self._none.setProperty("role", "muted")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(2, 1)
        rows = QVBoxLayout()
        rows.addLayout(self._grid)
        self.body.addWidget(self._title)
        self.body.addWidget(self._none)
        self.body.addLayout(rows)
        self.body.addWidget(self.problem)

    def show_days(self, year: int, days: dict[date, OwnDay], elsewhere: int) -> None:
        """Show the days of a year; ``elsewhere`` counts those of other years."""
        self._title.label.setText(self.tr("{0} 年本单位的例外").format(year))
        none = self.tr("没有，与国务院的安排一致。") if not days else ""
        others = self.tr("其他年份还有 {0} 天。").format(elsewhere) if elsewhere else ""
        self._none.setText(none + others)
        self._none.setVisible(bool(none + others))
        self.problem.hide()
        clear(self._grid)
        self.fields = {}
        for row, (day, own) in enumerate(days.items()):
            name = self.tr("{0}月{1}日 周{2}").format(
                day.month, day.day, "一二三四五六日"[day.weekday()]
            )
            words = self.tr("加 上班") if own.works else self.tr("停 停办")
            field = LineField(self.tr("原因"), _LONGEST_WORD)
            field.set_value(own.word)
            field.setAccessibleName(f"{name} {words}：" + self.tr("原因"))
            field.setProperty("day", day.isoformat())
            field.edited.connect(self._edited)
            removing = link_button(self.tr("恢复"))
            removing.setAccessibleName(self.tr("{0}恢复原来的安排").format(name))
            removing.setProperty("day", day.isoformat())
            removing.clicked.connect(self._removed)
            chip = ChipLabel(Chip(words, "green" if own.works else "orange"))
            for column, part in enumerate((QLabel(name), chip, field, removing)):
                self._grid.addWidget(part, row, column)
            self.fields[day] = field

    def go_to(self, day: date, problem: str = "") -> None:
        """Put the cursor into the reason of a day, and say what is wrong with it."""
        field = self.fields[day]
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        field.setProperty("wrong", bool(problem))
        theme.repolish(field)
        field.setAccessibleDescription(problem)
        field.show()  # else the layout would, too late for the cursor
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self) -> None:
        field = self.sender()
        if field.property("wrong"):
            field.setProperty("wrong", False)
            theme.repolish(field)
            self.problem.hide()
        self.edited.emit(date.fromisoformat(field.property("day")), field.value() or "")

    def _removed(self) -> None:
        self.removed.emit(date.fromisoformat(self.sender().property("day")))
