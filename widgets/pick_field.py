"""A field that finds one of many things by the parts of its name, typed in any hurry."""

import heapq
import re
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from widgets.icons import icon
from widgets.line import Line
from widgets.offers import Offers

_MOST_OFFERED = 40
_RUNS = re.compile(r"[0-9]+|[a-z]+|[^\W0-9a-z_]+")


def matching(
    typed: str, choices: Sequence[tuple[int, str]], most: int = _MOST_OFFERED
) -> list[tuple[int, str]]:
    """The choices whose words hold the typed parts in their order: 京公馆3-1 finds
    康泰社区京公馆小区3栋1单元; a number is not the end of a longer one.

    What is typed in full comes first, then what begins with it, holds it in one piece, and the
    rest; of these the shorter first, else in the order of the choices.
    """
    text = typed.strip().lower()
    runs = _RUNS.findall(text)
    if not runs:
        return list(choices[:most])
    parts = [("(?<![0-9])" if run.isdigit() else "") + re.escape(run) for run in runs]
    loosely = re.compile(".*?".join(parts))
    whole = re.compile(("(?<![0-9])" if text[0].isdigit() else "") + re.escape(text))
    found = []
    for place, (key, words) in enumerate(choices):
        low = words.lower()
        if loosely.search(low):
            piece = whole.search(low)
            rank = 3 if piece is None else 2 if piece.start() else 1 if low != text else 0
            found.append((rank, len(words), place, (key, words)))
    return [pair for *_, pair in heapq.nsmallest(most, found)]


class PickField(Line):
    """One of many choices; the value is its key, None while nothing is picked."""

    edited = Signal()
    picked = Signal(object)
    """The key of a choice just taken, by mouse or Enter."""

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: Sequence[tuple[int, str]] = ()
        self._offered: Sequence[tuple[int, str]] = []
        self._value: int | None = None
        self._words = QStringListModel(self)
        completer = self._completer = Offers(self._words, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(10)
        completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.setCompleter(completer)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        open_ = QAction(icon("chevron-down", "muted"), self.tr("全部列出（↓）"), self)
        open_.triggered.connect(self._offer_all)
        self.addAction(open_, QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(self._typed)

    def set_choices(self, choices: Sequence[tuple[int, str]]) -> None:
        """Offer these keys and words; what is picked stays while it is among them, and what is
        being typed stays."""
        self._choices = tuple(choices)
        if self._value is not None:
            self.set_value(self._value)
        elif self.text().strip():
            self._offer(self.text())

    def choices(self) -> Sequence[tuple[int, str]]:
        """The keys and words that are offered."""
        return self._choices

    def value(self) -> int | None:
        """The key picked, or the one whose words stand there in full."""
        return self._value

    def set_value(self, value: int | None) -> None:
        """Show the choice of a key; None or an unknown key empties the field."""
        words = next((words for key, words in self._choices if key == value), None)
        self._value = value if words is not None else None
        self.setText(words or "")
        self.setCursorPosition(0)

    def problem(self) -> str:
        """What is typed must be one of the choices."""
        if not self.text().strip() or self._value is not None:
            return ""
        if self._offered:
            return self.tr("请从列表中选一项")
        return self.tr("没有这一项，请从列表中选择")

    def unfinished(self) -> bool:
        """Whether what is typed may still become one of the choices."""
        return self._value is None and bool(self.text().strip()) and bool(self._offered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Down:
            self._offer_all()
        elif not (enter and self.finish()):
            super().keyPressEvent(event)

    def finish(self) -> bool:
        """Pick the one the arrows stand on, else the first that fits what is typed; False when
        nothing was left to pick."""
        waits = self._value is None and bool(self.text().strip()) and bool(self._offered)
        if waits:
            self._pick(self._offered[max(self._chosen_row(), 0)][0])
        return waits

    def _chosen_row(self) -> int:
        """The row of the open list on which the arrows stand, -1 for none."""
        popup = self._completer.popup()
        return popup.currentIndex().row() if popup is not None and popup.isVisible() else -1

    def _typed(self, text: str) -> None:
        # Before Qt opens the list, so that it shows what fits the text.
        self._offer(text)
        same = [key for key, words in self._offered if words == text.strip()]
        self._value = same[0] if len(same) == 1 else None
        self.edited.emit()

    def _offer(self, text: str) -> None:
        self._offered = matching(text, self._choices)
        self._words.setStringList([words for _, words in self._offered])

    def _offer_all(self) -> None:
        self._offer("" if self._value is not None else self.text())
        self.setFocus()
        self._completer.complete()

    def _take(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._offered):
            self._pick(self._offered[index.row()][0])

    def _pick(self, key: int) -> None:
        self.set_value(key)
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()
        self.edited.emit()
        self.picked.emit(key)
