"""The sizes that widgets and layouts were given, taken from one scale to another.

A part is made with :func:`widgets.theme.px` of the scale of that moment. What the style sheet, a
size hint or a paint event asks for follows a new scale by itself; the rest is what this finds:
margins, spacings, and widths and heights that were set. The few px of a spacer stay as they are:
whoever asks a layout for its items in Python holds on to them after Qt has deleted them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QLayout,
    QMainWindow,
    QSplitter,
    QWidget,
)

_KEPT = "rescaled"  # the property that remembers
_UNBOUNDED = (1 << 24) - 1  # Qt's QWIDGETSIZE_MAX
_OWN_SIDES = ("minw", "minh", "maxw", "maxh")


@dataclass(frozen=True, slots=True)
class _Size:
    """One size that was given: of whom, by which name, how much now, and how to give another."""

    holder: QObject
    name: str
    now: int
    give: Callable[[int], object]


def rescale(windows: Iterable[QWidget], before: int, after: int) -> None:
    """Give all that stands in these windows its sizes for another body size.

    What it was at first is remembered, so that however often the scale changes, nothing drifts.
    All is read before anything is given: a part that is resized meanwhile sets sizes by itself.
    """
    found = [size for window in windows for size in _of_window(window) if size.now > 0]
    for size, wanted in [(size, _wanted(size, before, after)) for size in found]:
        if wanted != size.now:
            size.give(wanted)


def _wanted(size: _Size, before: int, after: int) -> int:
    """The size for the new scale; it is that of the first scale unless somebody set it since."""
    kept: dict[str, tuple[int, float]] = dict(size.holder.property(_KEPT) or {})
    last, unscaled = kept.get(size.name, (-1, 0.0))
    if last != size.now:
        unscaled = size.now / before
    wanted = round(unscaled * after)
    kept[size.name] = (wanted, unscaled)
    size.holder.setProperty(_KEPT, kept)
    return wanted


def _of_window(window: QWidget) -> Iterator[_Size]:
    for widget in (window, *window.findChildren(QWidget)):
        yield from _of_widget(widget)
    for layout in window.findChildren(QLayout):
        yield from _of_layout(layout)


def _of_widget(widget: QWidget) -> Iterator[_Size]:
    if isinstance(widget, QMainWindow):
        return  # it has a screen to fit on
    # Qt's style marks the sides that the style sheet rules.
    ruled = {side for side in _OWN_SIDES if widget.property(f"_q_stylesheet_{side}")}
    for side, now, give in (
        ("minw", widget.minimumWidth(), widget.setMinimumWidth),
        ("minh", widget.minimumHeight(), widget.setMinimumHeight),
        ("maxw", widget.maximumWidth(), widget.setMaximumWidth),
        ("maxh", widget.maximumHeight(), widget.setMaximumHeight),
    ):
        if now < _UNBOUNDED and side not in ruled:
            yield _Size(widget, side, now, give)
    if isinstance(widget, QSplitter):
        yield _Size(widget, "handle", widget.handleWidth(), widget.setHandleWidth)


def _of_layout(layout: QLayout) -> Iterator[_Size]:
    yield from _of_margins(layout)
    if isinstance(layout, QGridLayout):
        yield from _of_grid(layout)
    elif isinstance(layout, QBoxLayout):
        yield _Size(layout, "spacing", layout.spacing(), layout.setSpacing)


def _of_margins(layout: QLayout) -> Iterator[_Size]:
    margins = layout.contentsMargins()
    for side in ("Left", "Top", "Right", "Bottom"):
        now = int(getattr(margins, side.lower())())
        yield _Size(layout, side, now, _MarginSetter(layout, side))


def _of_grid(grid: QGridLayout) -> Iterator[_Size]:
    yield _Size(grid, "across", grid.horizontalSpacing(), grid.setHorizontalSpacing)
    yield _Size(grid, "down", grid.verticalSpacing(), grid.setVerticalSpacing)
    for n in range(grid.columnCount()):
        now = grid.columnMinimumWidth(n)
        yield _Size(grid, f"column{n}", now, _Nth(grid.setColumnMinimumWidth, n))
    for n in range(grid.rowCount()):
        yield _Size(grid, f"row{n}", grid.rowMinimumHeight(n), _Nth(grid.setRowMinimumHeight, n))


@dataclass(frozen=True, slots=True)
class _Nth:
    """A row or a column of a grid."""

    give: Callable[[int, int], Any]
    number: int

    def __call__(self, size: int) -> None:
        self.give(self.number, size)


@dataclass(frozen=True, slots=True)
class _MarginSetter:
    layout: QLayout
    side: str

    def __call__(self, size: int) -> None:
        margins = self.layout.contentsMargins()
        getattr(margins, f"set{self.side}")(size)
        self.layout.setContentsMargins(margins)
