"""The fields in which the moves ask for what they need."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.session import now
from domain import colours
from domain.rules import Rules
from domain.workflow import RATING_WORDS, Rating
from ui.choice_cards import Choice, ChoiceCards
from ui.issues.issue_words import chip_of, deadline_words, tr
from ui.issues.move_words import end_of
from widgets import theme
from widgets.chips import Chip, FilterChip
from widgets.fields import LineField, TextField, day_in
from widgets.offers import Offers

_RATING_TONES = {
    Rating.SATISFIED: "green",
    Rating.FAIR: "blue",
    Rating.UNSATISFIED: "red",
    Rating.UNREACHED: "grey",
}
_DAYS = re.compile(r"(\d{1,3})\s*(?:天|日|个?工作日)?")


class SuggestField(LineField):
    """A line of text that offers what is known and takes what is new."""

    def __init__(self, known: tuple[str, ...], hint: str = "") -> None:
        super().__init__(hint, 100)
        self._known = QStringListModel(known, self)
        completer = Offers(self._known, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def offer(self, known: Sequence[str]) -> None:
        """Offer this from now on."""
        self._known.setStringList(list(known))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not event.modifiers():
            self.completer().setCompletionPrefix("")
            self.completer().complete()  # all there is, for who does not know what to type
        else:
            super().keyPressEvent(event)


class NoteField(TextField):
    """A few lines in which Enter means done; Shift+Enter begins a new line."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shift:
            self.done.emit()
        else:
            super().keyPressEvent(event)


class ExtensionField(LineField):
    """How long to extend: workdays or a last day; the value is ``(days, deadline)`` of which one
    is there, None when nothing is."""

    def __init__(self, most: int) -> None:
        super().__init__(tr("工作日数（最多 {0}）或日期").format(most), 30)

    def value(self) -> tuple[int, datetime | None] | None:
        """The workdays, or the end of the day typed."""
        text = self.text().strip()
        day = day_in(text)
        if day is not None:
            return 0, end_of(day)
        found = _DAYS.fullmatch(text)
        return (int(found[1]), None) if found is not None else None

    def set_value(self, value: Any) -> None:
        """Show workdays or a day."""
        days, deadline = value or (0, None)
        self.setText(f"{deadline:%Y-%m-%d}" if deadline else str(days or ""))

    def problem(self) -> str:
        """What is typed must be a number or a day."""
        unread = self.text().strip() and self.value() is None
        return tr("请写工作日数，如 5，或日期，如 2026-06-01") if unread else ""


class UrgencyField(QWidget):
    """The office's urgent marks in a row, of which one may be on; None when none is."""

    edited = Signal()

    def __init__(self, marks: tuple[str, ...]) -> None:
        super().__init__()
        self._chips = {mark: FilterChip(mark, Chip(mark, "red")) for mark in marks}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        for chip in self._chips.values():
            row.addWidget(chip)
            chip.toggled.connect(self._toggled)
        row.addStretch(1)
        if self._chips:
            self.setFocusProxy(next(iter(self._chips.values())))

    def value(self) -> str | None:
        """The mark that is on."""
        return next((mark for mark, chip in self._chips.items() if chip.isChecked()), None)

    def set_value(self, value: str | None) -> None:
        """Put a mark on, or none; one the office has given up is none."""
        for mark, chip in self._chips.items():
            chip.setChecked(mark == value)

    def problem(self) -> str:
        """Every mark is a value."""
        return ""

    def _toggled(self, on: bool) -> None:
        if on:
            for chip in self._chips.values():
                if chip is not self.sender():
                    chip.blockSignals(True)
                    chip.setChecked(False)
                    chip.blockSignals(False)
                    chip.update()
        self.edited.emit()


def colour_cards(office: Rules, keys: tuple[str, ...] = (), timed: bool = True) -> ChoiceCards:
    """Colours, gravest first, each with its level and, ``timed``, with the limit and the deadline
    it would set; all of them, or those of these keys."""
    cards = []
    for rule in reversed(office.colours):
        if keys and rule.key not in keys:
            continue
        last = office.finish_by(rule.key, now()).date()
        limit = tr("{0} 个工作日 · ").format(rule.finish_days) + deadline_words(last)
        chip = chip_of(rule.key, office)
        cards.append(Choice(rule.key, chip, rule.level, limit if timed else ""))
    return ChoiceCards(cards)


def graver_than(colour: str, office: Rules) -> tuple[str, ...]:
    """The colours to which an issue can be escalated; the gravest goes to itself."""
    rank = colours.PALETTE.index(colour)
    keys = tuple(r.key for r in office.colours if colours.PALETTE.index(r.key) > rank)
    return keys or (office.colours[-1].key,)


def others_than(colour: str, office: Rules) -> tuple[str, ...]:
    """The colours to which an issue can be recoloured."""
    return tuple(rule.key for rule in office.colours if rule.key != colour)


def rating_cards() -> ChoiceCards:
    """The four results of a follow-up call."""
    chips = (Choice(r.value, Chip(RATING_WORDS[r], _RATING_TONES[r])) for r in Rating)
    return ChoiceCards(tuple(chips), columns=2)


def solved_cards() -> ChoiceCards:
    """Whether the matter itself is settled, which is not the same as being content."""
    yes, no = Chip(tr("已解决"), "green"), Chip(tr("未解决"), "red")
    return ChoiceCards((Choice("yes", yes), Choice("no", no)), columns=2)
