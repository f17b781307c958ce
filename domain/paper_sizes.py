"""The sizes of paper a notice is made on (DOMAIN.md §8)."""

from enum import StrEnum


class PaperSize(StrEnum):
    """A sheet for the stairwell, one for the board, or the board's put together from two."""

    A4 = "a4"
    A3 = "a3"
    TILES = "tiles"


PAPER_WORDS = {
    PaperSize.A4: "A4（楼道）",
    PaperSize.A3: "A3 横（公开栏）",
    PaperSize.TILES: "两张 A4 拼 A3",
}
