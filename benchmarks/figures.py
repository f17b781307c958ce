"""What a measurement gives: a figure beside its bound, and the table of them."""

import statistics
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``value`` is what the bound ``most`` and the ``aim`` are about, in
    ``unit``; a ratio has its floor beside it. A figure without a bound is only told."""

    key: str
    what: str
    value: float
    unit: str
    most: float | None = None
    aim: float | None = None
    floor: str = ""
    ours: str = ""

    @property
    def good(self) -> bool | None:
        """Whether the bound is kept; None where there is none."""
        return None if self.most is None else self.value <= self.most

    def to_json(self) -> dict[str, Any]:
        """The figure with whether it is good."""
        return asdict(self) | {"good": self.good}


def ratio(
    key: str, what: str, floor: float, ours: float, most: float | None, aim: float | None = None
) -> Figure:
    """How many times as long as its floor something takes; both in seconds."""
    return Figure(key, what, ours / floor, "×", most, aim, _seconds(floor), _seconds(ours))


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def median(times: Iterable[float]) -> float:
    """The middle one of several runs."""
    return statistics.median(times)


def percentile(times: Sequence[float], share: float = 0.95) -> float:
    """The time that so great a share of them does not exceed."""
    return sorted(times)[max(0, round(len(times) * share) - 1)]


def say(text: str) -> None:
    """What goes on, beside the table."""
    print(text, file=sys.stderr, flush=True)


_HEADS = ("项目", "下限", "本程序", "结果", "必须", "目标", "")
_WIDTHS = (64, 10, 10, 11, 8, 8, 2)


def table(figures: Iterable[Figure]) -> str:
    """All figures, a line each."""
    lines = [_line(_HEADS), "─" * (sum(_WIDTHS) + len(_WIDTHS) - 1)]
    return "\n".join(lines + [_line(_cells(figure)) for figure in figures])


def _cells(figure: Figure) -> tuple[str, ...]:
    mark = {True: "✓", False: "✗", None: "·"}[figure.good]
    bounds = (f"≤ {b:g}" if b is not None else "–" for b in (figure.most, figure.aim))
    value = (
        f"{figure.value:.3g} {figure.unit}"
        if figure.value < 100
        else (f"{figure.value:.0f} {figure.unit}")
    )
    return (figure.what, figure.floor or "–", figure.ours or "–", value, *bounds, mark)


def _line(cells: Sequence[str]) -> str:
    padded = [_pad(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    return " ".join(padded).rstrip()


def _pad(text: str, width: int) -> str:
    """Chinese takes two columns of a terminal."""
    taken = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * (width - taken)
