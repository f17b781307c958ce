"""The marks of the colours, drawn: shapes that are told apart without their colour."""

from printing.document import Sheet
from resources.tokens import LIGHT, MARKS

_OTHER_TONE = "#3A434C"

# The marks of the colours as paths in a square of 1 × 1; ◆ is also for what has none.
_SHAPES = {
    "■": "0.06 0.06 0.88 0.88 re",
    "▲": "0 0.06 m 1 0.06 l 0.5 0.94 l h",
    "●": "1 0.5 m 1 0.776 0.776 1 0.5 1 c 0.224 1 0 0.776 0 0.5 c "
    "0 0.224 0.224 0 0.5 0 c 0.776 0 1 0.224 1 0.5 c h",
    "◆": "0.5 0 m 1 0.5 l 0.5 1 l 0 0.5 l h",
    "▼": "0 0.94 m 1 0.94 l 0.5 0.06 l h",
    # The inner circle runs the other way round, and stays blank.
    "○": "1 0.5 m 1 0.776 0.776 1 0.5 1 c 0.224 1 0 0.776 0 0.5 c "
    "0 0.224 0.224 0 0.5 0 c 0.776 0 1 0.224 1 0.5 c h "
    "0.84 0.5 m 0.84 0.312 0.688 0.16 0.5 0.16 c 0.312 0.16 0.16 0.312 0.16 0.5 c "
    "0.16 0.688 0.312 0.84 0.5 0.84 c 0.688 0.84 0.84 0.688 0.84 0.5 c h",
}


def draw_mark(sheet: Sheet, colour: str, x: float, y: float, side: float) -> None:
    """The mark of a colour by its key, in a square at its lower left corner; its word belongs
    beside it."""
    known = colour in MARKS
    tone = LIGHT.tone(colour).fill if known else _OTHER_TONE
    sheet.shape(_SHAPES[MARKS.get(colour, "◆")], x, y, side, tone)
