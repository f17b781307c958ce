"""Where a sheet is put together from two halves, a table has one of its rules rather than text."""

from collections.abc import Sequence

_NEAR = 0.2  # of the table's width: a rule that is farther away stays where it is


def with_edge_at(widths: Sequence[float], least: Sequence[float], at: float) -> list[float]:
    """The columns' widths so changed that one of their edges lies at a distance from the left;
    unchanged where none is near enough, or a column would become too narrow for its words."""
    total = sum(widths)
    parts = [n for n in range(1, len(widths)) if abs(sum(widths[:n]) - at) <= _NEAR * total]
    for n in sorted(parts, key=lambda n: abs(sum(widths[:n]) - at)):
        left = _stretched(widths[:n], least[:n], at)
        right = _stretched(widths[n:], least[n:], total - at)
        if left and right:
            return [*left, *right]
    return list(widths)


def _stretched(widths: Sequence[float], least: Sequence[float], width: float) -> list[float]:
    """Columns made to fill a width, each in proportion to what it has to spare."""
    spare, wanted = sum(widths) - sum(least), width - sum(least)
    if wanted < 0:
        return []
    if spare <= 0:
        return [one + wanted / len(least) for one in least]
    return [low + (one - low) * wanted / spare for one, low in zip(widths, least, strict=True)]
