"""数据分析: finding in many messages the quarrels that are one (DOMAIN.md §5).

Two messages are of one quarrel when they name the same place or body and speak of the same matter,
within three months of each other; a topic such as pay or insurance is none, however many ask about
it. A cluster hangs together as a whole (average linkage), so that chains do not grow.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from domain import hot_spots, regions, repeats, wording
from domain.gathering import DAYS_APART, Members, gather, may_meet
from domain.likeness import Likeness, normal
from domain.messages import Found, Message, Progress, Proposal, in_order, loudness, plain, voices

__all__ = ["Message", "Proposal", "analyse"]

BLOCK = 500  # messages compared at a time
LINKED = 0.20  # likeness in name and matter (their geometric mean) that links two messages
ALIKE = 0.35  # likeness of the whole that links two messages which name nothing
WHOLE = 0.18  # mean likeness that holds a cluster together …
SMALL = 0.46  # … and this part of it more in a small one: two messages 0.41, ten 0.23
ALOOF = 0.6  # what a cluster counts that names nothing, or only asks
COPIED = 0.75  # likeness of a letter that two people send
MATTER = 0.09  # least mean likeness in the matter alone: a shared address is no quarrel
PAIR_MATTER = 0.2  # and of two messages alone
SAME_NAME, SAME_MATTER = 0.45, 0.20  # of two clusters' middles, to be one


def analyse(
    messages: Sequence[Message],
    since: date | None = None,
    until: date | None = None,
    progress: Progress = lambda done, total: None,
) -> tuple[Proposal, ...]:
    """Proposals of common issues among the messages of a period (both days included), loudest
    first; the same messages in any order give the same proposals.

    Messages outside the period only teach which words are common. ``progress`` is told of each
    block of messages compared and may raise to cancel.
    """
    ordered = in_order(messages)
    inside = [n for n, m in enumerate(ordered) if _within(m.at.date(), since, until)]
    own = tuple(ordered[n] for n in inside)
    if len(own) < 2:
        return ()
    progress(0, len(own))
    likeness = Likeness.of(ordered, inside)
    cores = [*_cores(likeness, own, progress)]
    clusters = [_cluster(likeness, own, c) for c in gather(likeness, own, cores)]
    spots = hot_spots.find(own, known=[set(found.members) for found in clusters])
    again = repeats.find(own, likeness.square)
    found = sorted(
        (*clusters, *spots, *again),
        key=lambda f: (-f.loudness, f.kind, f.members[0].at, [m.number for m in f.members]),
    )
    return tuple(f.proposal() for f in found)


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day <= until)


def _cores(
    likeness: Likeness, messages: Sequence[Message], progress: Progress
) -> Iterator[Members]:
    """Groups of messages that are surely one quarrel, as positions in order of time."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    links = [
        (a, b)
        for a, b in _links(likeness, messages, progress)
        if may_meet(likeness, messages, a, b)
    ]
    if not links:
        return
    rows, columns = zip(*links, strict=True)
    size = len(messages)
    graph = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    linked = sorted({n for link in links for n in link})
    components: dict[int, list[int]] = {}
    for n in linked:
        components.setdefault(int(label[n]), []).append(n)
    dense = [part for c in components.values() for part in _dense_parts(likeness, c)]
    for members in dict.fromkeys((*_joined(likeness, messages, dense), *dense)):
        kept = _of_one_matter(likeness, messages, members)
        if len(kept) > 1 and _is_quarrel(likeness, messages, kept):
            yield kept


def _of_one_matter(likeness: Likeness, messages: Sequence[Message], members: Members) -> Members:
    """The members without those of another county, and without the neighbours who have another
    worry: they share the address, not the quarrel."""
    home = regions.at_home([messages[n].title for n in members])
    here = tuple(members[n] for n in home)
    if len(here) < 2:
        return here
    alone = len(here) == 2 or regions.is_wide(likeness.shared_name(here))
    least = PAIR_MATTER if alone else MATTER
    in_matter = likeness.in_matter(here)
    return tuple(n for n, own in zip(here, in_matter, strict=True) if own >= least)


def _links(
    likeness: Likeness, messages: Sequence[Message], progress: Progress
) -> Iterator[tuple[int, int]]:
    """Pairs of messages that speak of the same, a block of rows against what follows in time."""
    import numpy as np

    days = np.array([m.at.toordinal() for m in messages])
    for start in range(0, len(messages), BLOCK):
        stop = min(start + BLOCK, len(messages))
        end = int(np.searchsorted(days, days[stop - 1] + DAYS_APART, side="right"))
        here, after = slice(start, stop), slice(start, end)
        whole = (likeness.whole[here] @ likeness.whole[after].T).tocoo()
        named = (likeness.ends[here] @ likeness.ends[after].T).tocoo()
        for row, column, name in ((whole.row, whole.col, False), (named.row, named.col, True)):
            a, b = row + start, column + start
            near = (a < b) & (days[b] - days[a] <= DAYS_APART)
            if not name:
                near &= whole.data >= ALIKE
            a, b = a[near], b[near]
            if name:
                linked = likeness.pairs(a, b) >= LINKED
                a, b = a[linked], b[linked]
            yield from zip(a.tolist(), b.tolist(), strict=True)
        progress(stop, len(messages))


def _dense_parts(likeness: Likeness, component: Sequence[int]) -> Iterator[Members]:
    """A component cut where its parts no longer resemble each other on average."""
    from sklearn.cluster import AgglomerativeClustering

    if len(component) == 2:
        yield tuple(component)
        return
    model = AgglomerativeClustering(
        n_clusters=None, distance_threshold=1 - WHOLE, metric="precomputed", linkage="average"
    )
    labels = model.fit(1 - likeness.square(component)).labels_
    for label in range(max(labels) + 1):
        part = tuple(n for n, own in zip(component, labels, strict=True) if own == label)
        if len(part) > 1:
            yield part


def _joined(
    likeness: Likeness, messages: Sequence[Message], parts: Sequence[Members]
) -> Iterator[Members]:
    """Parts of one quarrel that different words had kept apart: their middles are alike."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    ordered = sorted(parts)
    if not ordered:
        return
    owner = np.repeat(np.arange(len(ordered)), [len(p) for p in ordered])
    of = csr_matrix(
        (np.ones(len(owner)), (owner, [n for p in ordered for n in p])),
        shape=(len(ordered), len(messages)),
    )
    name, matter = normal(of @ likeness.name), normal(of @ likeness.matter)
    alike = (name @ name.T).toarray() >= SAME_NAME
    alike &= (matter @ matter.T).toarray() >= SAME_MATTER
    for a, b in np.argwhere(alike).tolist():
        alike[a, b] = a == b or (
            may_meet(likeness, messages, ordered[a][0], ordered[b][0])
            and _silence(messages, (*ordered[a], *ordered[b])) <= DAYS_APART
        )
    count, label = connected_components(csr_matrix(alike), directed=False)
    for n in range(count):
        yield tuple(sorted(m for p, own in zip(ordered, label, strict=True) if own == n for m in p))


def _silence(messages: Sequence[Message], members: Sequence[int]) -> int:
    """The longest time in days in which none of the messages came."""
    days = sorted(messages[n].at.toordinal() for n in members)
    return max(after - before for before, after in pairwise(days))


def _is_quarrel(likeness: Likeness, messages: Sequence[Message], members: Members) -> bool:
    """Whether a group is one quarrel of several people, not a topic that many ask about."""
    own = [messages[n] for n in members]
    people = voices(own)
    if people < 2:
        return False
    titles = [m.title for m in own]
    name = likeness.shared_name(members)
    elsewhere = not name and likeness.titled[list(members)].mean() > wording.MOST
    if elsewhere or not regions.one_place(titles, bool(name)):
        return False
    square = likeness.square(members)
    mean = (square.sum() - square.trace()) / (len(members) * (len(members) - 1)) - likeness.doubt
    if regions.ask(titles) and not _asked_of(name, titles):
        return False
    if people == 2 and not name:
        return bool(mean >= COPIED)
    return bool(mean >= (WHOLE if name else ALIKE) + SMALL / len(members))


def _asked_of(name: str, titles: Sequence[str]) -> bool:
    """Whether a question is about the place so named, and not about a rule that holds for all."""
    held = sum(name in plain(title) for title in titles)
    return bool(name) and not regions.is_wide(name) and 2 * held >= len(titles)


def _cluster(likeness: Likeness, messages: Sequence[Message], members: Members) -> Found:
    own = in_order(messages[n] for n in members)
    square = likeness.square(members)
    # The message that all others resemble most speaks for them.
    title = wording.title(messages[members[int(square.sum(axis=1).argmax())]], own)
    name = likeness.shared_name(members)
    reason = wording.cluster_reason(own, name, likeness.grams.bond)
    # Where nothing is named, or people only ask, it may be a topic after all: it comes later.
    aloof = not name or regions.ask([m.title for m in own])
    loud = loudness(own) * (ALOOF if aloof else 1)
    return Found("cluster", own, loud, title, reason)
