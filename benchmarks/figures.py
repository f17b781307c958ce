"""What a measurement gives: a figure beside its bound, and the table of them."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``value`` is what the bound holds for, in ``unit``; a ratio (``×``)
    has its two times beside it. A figure without ``most`` is only reported."""

    key: str
    what: str
    value: float
    unit: str
    most: float | None = None
    aim: float | None = None
    floor: float | None = None
    ours: float | None = None
    at_least: bool = False

    @property
    def good(self) -> bool | None:
        """Whether the bound is kept; None where there is none."""
        if self.most is None:
            return None
        return self.value >= self.most if self.at_least else self.value <= self.most

    def to_json(self) -> dict[str, Any]:
        """The figure with whether it is good."""
        return asdict(self) | {"good": self.good}


def against_floor(
    key: str, what: str, floor: float, ours: float, most: float | None, aim: float | None = None
) -> Figure:
    """A figure that is a ratio of two times in seconds."""
    return Figure(key, what, ours / floor, "×", most, aim, floor, ours)


def median(times: Iterable[float]) -> float:
    """The middle one of several runs."""
    return statistics.median(times)


def percentile(times: Sequence[float], share: float = 0.95) -> float:
    """The time that so great a share of them does not exceed."""
    return sorted(times)[max(0, round(len(times) * share) - 1)]
