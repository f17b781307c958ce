"""How like two messages are: in the names they hold, and in the matter they speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain import wording
from domain.messages import Message, plain

if TYPE_CHECKING:
    from domain.grams import Grams, Matrix

DENSE = 40  # members of a group compared as plain arrays
FEW, STRICTER = 1500, 0.25  # below so many messages common words look rare: ask for more likeness
TITLE = 0.7  # what likeness of two titles counts: they are short, and alike sooner
LEAST_TOLD = 0.3  # share of a usual letter's weight that a matter has


@dataclass(frozen=True, slots=True)
class Likeness:
    """Messages as rows of length 1: all their pieces, those of names, and those of the matter,
    of the whole letter and of its title. ``ends`` marks the ends of names a message holds,
    ``by_end`` is the same by columns, ``titled`` says whose title holds one."""

    grams: "Grams"
    whole: "Matrix"
    name: "Matrix"
    matter: "Matrix"
    title_name: "Matrix"
    title_matter: "Matrix"
    ends: "Matrix"
    ends_everywhere: Any
    by_end: "Matrix"
    titled: Any

    @classmethod
    def of(cls, messages: Sequence[Message], inside: Sequence[int]) -> "Likeness":
        """The likeness of the messages at these positions; all of them tell what is common."""
        from domain import grams

        titles = [plain(m.title) for m in messages]
        texts = [plain(m.text) for m in messages]
        read = grams.read(titles, texts, [plain(wording.spot(m.place)) for m in messages])
        values, in_title = read.values[list(inside)], read.titles[list(inside)]
        ends = values[:, read.is_name].astype(bool).astype("float64")
        return cls(
            read,
            normal(values),
            normal(values[:, read.of_name]),
            _of_length_1(values[:, read.of_matter].sqrt(), values.sqrt()),
            normal(in_title[:, read.of_name]),
            _of_length_1(in_title[:, read.of_matter].sqrt(), in_title.sqrt()),
            ends,
            ends.getnnz(axis=0),
            ends.tocsc(),
            in_title[:, read.is_name].getnnz(axis=1) > 0,
        )

    @property
    def doubt(self) -> float:
        """What must be added to every likeness asked for, 0 when there are messages enough."""
        return float(STRICTER * max(0.0, 1 - self.grams.values.shape[0] / FEW))

    def pairs(self, first: Any, second: Any) -> Any:
        """Likeness in name and matter both, of letter or title, for each pair."""
        import numpy as np

        letter = of_pairs(self.name, first, second) * of_pairs(self.matter, first, second)
        title = of_pairs(self.title_name, first, second) * of_pairs(
            self.title_matter, first, second
        )
        return np.maximum(np.sqrt(letter), TITLE * np.sqrt(title))

    def square(self, rows: Sequence[int]) -> Any:
        """Likeness of each to each: in name and matter both, or as a whole where that is more."""
        import numpy as np

        parts = (self.name, self.matter, self.title_name, self.title_matter, self.whole)
        name, matter, title_name, title_matter, whole = (_each_to_each(m, rows) for m in parts)
        both = np.maximum(np.sqrt(name * matter), TITLE * np.sqrt(title_name * title_matter))
        return np.clip(np.maximum(both, whole), 0, 1)

    def shared_name(self, rows: Sequence[int]) -> str:
        """The end of a name that most of them hold."""
        return wording.shared_name(self.grams, self.ends, self.ends_everywhere, rows)

    def shared_names(self, rows: Sequence[int]) -> Any:
        """The ends of names, as columns of ``ends``, that most of them hold."""
        import numpy as np

        held, times = np.unique(self.ends[list(rows)].indices, return_counts=True)
        return held[times >= max(2, wording.MOST * len(rows))]

    def holders(self, name: int) -> Any:
        """The messages that hold an end of a name, a column of ``ends``."""
        return self.by_end.indices[self.by_end.indptr[name] : self.by_end.indptr[name + 1]]

    def in_matter(self, rows: Sequence[int]) -> Any:
        """Mean likeness of each to all others in the matter alone."""
        import numpy as np

        letter, title = (_each_to_each(m, rows) for m in (self.matter, self.title_matter))
        best = np.maximum(letter, TITLE * title)
        return (best.sum(axis=1) - best.diagonal()) / (len(rows) - 1)


def _each_to_each(matrix: "Matrix", rows: Sequence[int]) -> Any:
    """Cosines of some rows. Groups are many and mostly small: those are multiplied as plain
    arrays of the pieces they hold, which is ten times as fast."""
    import numpy as np

    if len(rows) > DENSE:
        part = matrix[list(rows)]
        return (part @ part.T).toarray()
    spans = [slice(matrix.indptr[row], matrix.indptr[row + 1]) for row in rows]
    held = np.concatenate([matrix.indices[span] for span in spans])
    columns, at = np.unique(held, return_inverse=True)
    dense = np.zeros((len(rows), len(columns)))
    dense[np.repeat(np.arange(len(rows)), [s.stop - s.start for s in spans]), at] = np.concatenate(
        [matrix.data[span] for span in spans]
    )
    return dense @ dense.T


def normal(matrix: "Matrix") -> "Matrix":
    """Rows of length 1; those without any piece stay empty."""
    import numpy as np
    from scipy.sparse import csr_matrix, diags

    matrix = csr_matrix(matrix)
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (diags(1 / np.where(length > 0, length, 1)) @ matrix).tocsr()


def _of_length_1(part: "Matrix", of: "Matrix") -> "Matrix":
    """Rows of length 1, but those that say next to nothing stay short: two titles are not alike
    because neither tells more than 有关问题."""
    import numpy as np
    from scipy.sparse import diags

    length = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
    whole = np.sqrt(np.asarray(of.multiply(of).sum(axis=1)).ravel())
    least = LEAST_TOLD * float(np.median(whole)) or 1.0
    return (diags(1 / np.maximum(length, least)) @ part).tocsr()


def of_pairs(rows: "Matrix", first: Any, second: Any) -> Any:
    """Cosine of each pair."""
    import numpy as np

    return np.asarray(rows[first].multiply(rows[second]).sum(axis=1)).ravel()


def to_middle(rows: "Matrix", members: Sequence[int], others: Sequence[int]) -> list[float]:
    """Cosine of some rows with the middle of others; in plain arrays, for it is asked often."""
    import numpy as np

    if not len(others):
        return []
    spans = [slice(rows.indptr[n], rows.indptr[n + 1]) for n in (*members, *others)]
    middle = np.zeros(rows.shape[1])
    for span in spans[: len(members)]:
        middle[rows.indices[span]] += rows.data[span]
    length = float(np.sqrt(middle @ middle)) or 1.0
    own = spans[len(members) :]
    return [float(rows.data[span] @ middle[rows.indices[span]]) / length for span in own]
