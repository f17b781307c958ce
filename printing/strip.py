"""The piece that pages are put together from."""

from collections.abc import Callable
from dataclasses import dataclass

from printing.document import Sheet


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of the page of a height in points that stays in one piece.

    ``draw`` gets the sheet and the top in points. A strip with a ``header`` gets it drawn above
    when it begins a page; one that is ``bound`` stays with the strip after it; a ``space`` is
    dropped at a page's end.
    """

    height: float
    draw: Callable[[Sheet, float], None]
    header: "Strip | None" = None
    bound: bool = False
    space: bool = False
