"""Every colour an office may have is drawn on paper with its own mark."""

from domain import colours
from printing.marks import _SHAPES
from resources.tokens import MARKS


def test_every_colour_has_a_shape_of_its_own() -> None:
    shapes = [_SHAPES[MARKS[key]] for key in colours.PALETTE]
    assert len(set(shapes)) == len(colours.PALETTE)
