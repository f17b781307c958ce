"""What a chart is told and what it tells: layers, bars, marks, tips and tables, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resources import tokens

_GROUND_TONES = ("accent", "orange", "grey", "green")
_LINE_TONES = ("accent", "orange", "ink", "muted")
_MARKS = "●◆▲■▼○"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer or line: its key and its word; the rest is chosen for it where it is not given.

    ``tone`` is the key of a tone of the scheme, or ``accent``, ``ink`` or ``muted``; ``dash`` is
    the number of a line's dash, None for a ground.
    """

    key: str
    word: str
    tone: str = ""
    mark: str = ""
    dash: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its key, its name, and a count for every layer, the first one at its foot."""

    key: object
    word: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All layers together."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Mark:
    """What was clicked: the key of the bar, the day or the month, and the key of the layer.

    ``layer`` is empty when the whole bar or day is meant.
    """

    key: object
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Tip:
    """The words beside a mark: a title, a line a layer, lines below; ``lit`` layers stand out."""

    title: str
    rows: tuple[tuple[Layer, str], ...]
    foot: tuple[tuple[str, str], ...] = ()
    lit: str = ""

    def told(self) -> str:
        """The tip as one sentence, for those who hear it; the layer meant comes first."""
        rows = sorted(self.rows, key=lambda row: row[0].key != self.lit)
        told = [f"{layer.word} {value}" for layer, value in rows]
        return f"{self.title}：" + "，".join([*told, *(" ".join(line) for line in self.foot)])


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart: what they are, the words of the columns, and the rows below."""

    title: str
    period: str
    header: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def dressed(layers: Sequence[Layer], lines: bool = False) -> tuple[Layer, ...]:
    """The layers with a tone and a mark each, and with a dash each if they are lines.

    A key that is a colour of the list has its tone, and as a ground its mark too. Raises
    ValueError when two layers have the same key.
    """
    if len({one.key for one in layers}) < len(layers):
        raise ValueError("every layer needs a key of its own")
    tones = _LINE_TONES if lines else _GROUND_TONES
    made: list[Layer] = []
    for place, one in enumerate(layers):
        own = one.key if one.key in tokens.MARKS else tones[place % len(tones)]
        tone = one.tone or own
        free = (mark for mark in _MARKS if mark not in [other.mark for other in made])
        meant = one.mark or ("" if lines else tokens.MARKS.get(tone, ""))
        mark = meant or next(free, "●")
        made.append(replace(one, tone=tone, mark=mark, dash=place if lines else one.dash))
    return tuple(made)
