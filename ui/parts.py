"""Small parts that several detail cards are built of."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from widgets import theme

_SIDE_PX = 290, 344


def page_column(page: QWidget, spacing: int = 12) -> QVBoxLayout:
    """The column of a whole page, inside its margins."""
    column = QVBoxLayout(page)
    column.setContentsMargins(*(theme.px(16),) * 4)
    column.setSpacing(theme.px(spacing))
    return column


def beside(
    *parts: tuple[QWidget, int, int],
    grows: int = 0,
    along: Qt.Orientation = Qt.Orientation.Horizontal,
) -> QSplitter:
    """Parts the user may move apart, each with its size at first and its least one in pixels at
    100 %; the one in place ``grows`` takes what the window gives."""
    splitter = QSplitter(along)
    splitter.setHandleWidth(theme.px(16))
    splitter.setChildrenCollapsible(False)
    for part, _, least in parts:
        splitter.addWidget(part)
        if least:
            part.setMinimumWidth(theme.px(least))
    splitter.setSizes([theme.px(first) for _, first, _ in parts])
    splitter.setStretchFactor(grows, 1)
    return splitter


class SideColumn(QWidget):
    """Stands beside what is worked at, and gives way to it: add both with their ``SHARES``."""

    SHARES = 5, 2

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        least, most = _SIDE_PX
        self.setMinimumWidth(theme.px(least))
        self.setMaximumWidth(theme.px(most))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(part)


def scrolling(part: QWidget) -> QScrollArea:
    """A part that scrolls when the card is too low for it, or too narrow."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(part)
    return area


def centred(part: QWidget) -> QHBoxLayout:
    """A part of fixed width in the middle, as high as its words want when they wrap."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(part)
    row.addStretch(1)
    return row


def cornered(part: QWidget) -> QHBoxLayout:
    """A part in the upper right corner."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(part)
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
