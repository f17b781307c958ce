"""A line that takes several names, each offered from what is known as it is typed."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QWidget

from widgets.fields import LineField

BETWEEN = "、"
_PARTS = re.compile(r"[、，,；;]+")


def names_in(text: str) -> tuple[str, ...]:
    """The names a text holds, in their order, each once."""
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in _PARTS.split(text)))))


class _PartCompleter(QCompleter):
    """Completes the name being typed and keeps those before it."""

    def splitPath(self, path: str) -> list[str]:
        return [_PARTS.split(path)[-1].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        widget = self.widget()
        typed = widget.text() if isinstance(widget, LineField) else ""
        before = names_in(BETWEEN.join(_PARTS.split(typed)[:-1]))
        return BETWEEN.join((*before, str(index.data())))


class ListField(LineField):
    """Several names with 、 between them; the value is a tuple of them, None when there is none."""

    def __init__(self, known: Sequence[str], hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint, 200, parent)
        completer = _PartCompleter(QStringListModel(list(known), self), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def value(self) -> tuple[str, ...] | None:  # type: ignore[override]
        """The names, None when there is none."""
        return names_in(self.text()) or None

    def set_value(self, value: Sequence[str] | None) -> None:
        """Show these names."""
        self.setText(BETWEEN.join(value or ()))
