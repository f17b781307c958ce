"""What a chart is told and what it tells: layers, marks, tips and tables, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resources import tokens

_ORDER = "●◆▲■▼○"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer or line: its key, its word, its tone (the key if empty) and its mark.

    ``tone`` is the key of a tone of the scheme, or ``accent``, ``ink`` or ``muted``. An empty
    ``mark`` is the one of the tone, or else of its place among the layers.
    """

    key: str
    word: str
    tone: str = ""
    mark: str = ""


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


def dressed(layers: Sequence[Layer], tones: Sequence[str] = ("accent",)) -> tuple[Layer, ...]:
    """The layers with a tone and a mark each: a key that is no colour takes the next of ``tones``.

    Raises ValueError when two layers have the same key.
    """
    if len({one.key for one in layers}) < len(layers):
        raise ValueError("every layer needs a key of its own")
    made = []
    for place, one in enumerate(layers):
        own = one.key if one.key in tokens.MARKS else tones[place % len(tones)]
        tone = one.tone or own
        mark = one.mark or tokens.MARKS.get(tone, _ORDER[place % len(_ORDER)])
        made.append(replace(one, tone=tone, mark=mark))
    return tuple(made)
