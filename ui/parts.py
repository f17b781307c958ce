"""Small parts that several detail cards are built of."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget


def scrolling(part: QWidget) -> QScrollArea:
    """A part that scrolls when the card is too low for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(part)
    return area


def centred(part: QWidget) -> QHBoxLayout:
    """A part of fixed width in the middle, as high as its words want when they wrap."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(part)
    row.addStretch(1)
    return row


def clear(layout: QLayout) -> None:
    """Take all widgets out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()


def fill(layout: QVBoxLayout, parts: Iterable[QWidget]) -> None:
    """Put these widgets into a column, instead of what was there."""
    clear(layout)
    for part in parts:
        layout.addWidget(part)
