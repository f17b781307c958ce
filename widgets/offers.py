"""What a field offers while one types."""

from PySide6.QtCore import QAbstractItemModel, QObject
from PySide6.QtWidgets import QCompleter

from widgets import theme


class Offers(QCompleter):
    """A completer whose list looks like the rest: it is a window, and has no parent."""

    def __init__(self, known: QAbstractItemModel, parent: QObject) -> None:
        super().__init__(known, parent)
        popup = self.popup()
        if popup is not None:
            theme.dress(popup)
