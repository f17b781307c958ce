"""Names of bars fitted into the room there is: broken over lines, then shortened."""

from itertools import accumulate

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

# What no line begins with, and what none ends with.
_CLOSING, _OPENING = "，。、；：！？）》」』”’%,.;:)]}", "（《「『“‘([{"


def shortened(name: str, room: float, font: QFont) -> str:
    """The name within ``room`` px in one line: of a long one the beginning and the end stay."""
    return QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideMiddle, room)


def broken(name: str, room: float, most: int, font: QFont) -> str:
    """The name within ``room`` px in as few lines as it needs, evenly long, ``most`` at most.

    What does not fit even then is cut off with an ellipsis.
    """
    metrics = QFontMetricsF(font)
    edges = list(accumulate((metrics.horizontalAdvance(sign) for sign in name), initial=0.0))
    lines = _lines(name, edges, room)
    if len(lines) > most:
        kept = lines[: most - 1]
        rest = name[sum(map(len, kept)) :]
        last = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, max(room, edges[1] * 2))
        return "\n".join([*kept, last])
    # The narrowest room that needs no more lines leaves them evenly long.
    narrow = edges[-1] / max(1, len(lines))
    while narrow < room:
        tried = _lines(name, edges, narrow)
        if len(tried) <= len(lines):
            return "\n".join(tried)
        narrow += 2
    return "\n".join(lines)


def _lines(name: str, edges: list[float], room: float) -> list[str]:
    """The name in lines of ``room`` px; ``edges`` are where its signs begin and end."""
    lines: list[str] = []
    start = 0
    for end in range(1, len(name) + 1):
        if end - start > 1 and edges[end] - edges[start] > room:
            cut = _cut(name, start, end - 1)
            lines.append(name[start:cut])
            start = cut
    return [*lines, name[start:]]


def _cut(name: str, start: int, end: int) -> int:
    """Where to break before ``end`` so that brackets and points stand where they belong."""
    cut = end
    while cut > start + 1 and (name[cut] in _CLOSING or name[cut - 1] in _OPENING):
        cut -= 1
    return cut if cut > start + 1 or end == start + 1 else end
