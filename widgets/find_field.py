"""A field that finds one of far too many things to list: whoever owns it answers what is typed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from widgets.pick_field import PickField


class FindField(PickField):
    """One of what the typed text finds; the value is its key, None while nothing is picked.

    Enter takes what is found, however late the answer comes; of several ↓ chooses one: the wrong
    one would look like the right one.
    """

    asked = Signal(str)
    """Text to be answered by `offer`; the latest counts."""

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint, parent)
        self._answered = True
        self._taking = self._several = False
        for action in self.actions():  # there is no list of everything to open
            self.removeAction(action)

    def offer(self, typed: str, found: Sequence[tuple[int, str]]) -> None:
        """What a text finds, the likeliest first; an answer to an older text is left aside."""
        if typed != self.text().strip() or self._value is not None:
            return
        self._answered = True
        self._choices = self._offered = list(found)
        self._words.setStringList([words for _, words in found])
        taking, self._taking = self._taking, False
        if not (taking and self.finish()) and found and self.hasFocus():
            self._completer.complete()
        self.edited.emit()

    def show_choice(self, key: int | None, words: str = "") -> None:
        """Show one that is already known, or none: what stands there then is only typed."""
        self._choices = [(key, words)] if key is not None else []
        self.set_value(key)
        if key is None:
            self.setText(words)
        self._answered, self._taking = True, False

    def problem(self) -> str:
        """What is typed must lead to one."""
        typed = self.text().strip() and self._value is None and self._answered
        if typed and self._several:
            return self.tr("找到好几个，请按 ↓ 选一个")
        return self.tr("没有找到，请换个说法") if typed and not self._offered else ""

    def finish(self) -> bool:
        """Pick what is found; of several none: it says so, and lists them."""
        chosen = self._chosen_row() >= 0
        self._several = self._value is None and len(self._offered) > 1 and not chosen
        if not self._several:
            return super().finish()
        self._completer.complete()
        self.edited.emit()
        return True

    def unfinished(self) -> bool:
        """Whoever answers says what is found: nothing of it is told before."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._value is None and not self._answered:
            self._taking = True
        elif event.key() == Qt.Key.Key_Down and not self._offered:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self._value = None
        self._offered, self._several = [], False
        self._words.setStringList([])
        self._answered, self._taking = not text.strip(), False
        if text.strip():
            self.asked.emit(text.strip())
        self.edited.emit()
