"""A line of words that gives way."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel


class ElidedLabel(QLabel):
    """Shows as much as there is room for, and the whole in its tip."""

    _words = ""

    def set_words(self, words: str) -> None:
        """Show these words."""
        self._words = words
        self.setToolTip(words)
        self.setAccessibleName(words)
        self._fit()

    def words(self) -> str:
        """All the words, those without room included."""
        return self._words

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        elide = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._words, elide, max(0, self.width())))
