"""A line that takes several names, each offered from what is known as it is typed."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QWidget

from widgets.fields import LineField
from widgets.offers import Offers

BETWEEN = "、"
_PARTS = re.compile(r"[、，,；;]+")


def names_in(text: str) -> tuple[str, ...]:
    """The names a text holds, in their order, each once."""
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in _PARTS.split(text)))))


class ListField(LineField):
    """Several names with 、 between them; the value is a tuple of them, None when there is none."""

    def __init__(self, known: Sequence[str], hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint, 2_000, parent)
        # Not the line's own, which would complete the line as a whole.
        self._known = QStringListModel(list(known), self)
        completer = self.offering = Offers(self._known, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setWidget(self)
        completer.activated[str].connect(self._take)  # type: ignore[index]
        self.textEdited.connect(self._offer)

    def set_known(self, known: Sequence[str]) -> None:
        """Offer these names from now on."""
        self._known.setStringList(list(dict.fromkeys(known)))

    def value(self) -> tuple[str, ...] | None:  # type: ignore[override]
        """The names, None when there is none."""
        return names_in(self.text()) or None

    def set_value(self, value: Sequence[str] | None) -> None:
        """Show these names."""
        self.setText(BETWEEN.join(value or ()))

    def _offer(self, text: str) -> None:
        typed = _PARTS.split(text)[-1].strip()
        self.offering.setCompletionPrefix(typed)
        if typed and self.offering.completionCount():
            self.offering.complete()
        else:
            popup = self.offering.popup()
            if popup is not None:
                popup.hide()

    def _take(self, name: str) -> None:
        before = names_in(BETWEEN.join(_PARTS.split(self.text())[:-1]))
        self.set_value((*before, name))
