"""Where letters come from, as far as titles say: a quarrel has one place, a topic has many."""

import re
from collections import Counter
from collections.abc import Sequence

_LETTER = r"[^\W_我本全各该外两一这那你他]"
_REGION = re.compile(
    rf"{_LETTER}{{1,2}}(?:(?<![超城])市|(?<![小社景校园片厂])区|[县州旗镇乡]|(?<![农乡新])村)"
)
_ROAD = re.compile(r"\w{1,2}(?:(?<![道公马线修铁网出])路|[街巷])")
_COUNTIES = ("市", "县区旗")  # whoever names another of these is of another quarrel
_WIDE = re.compile("(?:镇|乡|街道)$")
_ASKS = re.compile("咨询|请问|询问|想问|了解")


def is_wide(name: str) -> bool:
    """Whether so many live there that the name alone connects nobody: a town."""
    return bool(_WIDE.search(name))


def ask(titles: Sequence[str]) -> bool:
    """Whether half of the letters or more only ask."""
    return 2 * sum(bool(_ASKS.search(title)) for title in titles) >= len(titles)


def at_home(titles: Sequence[str]) -> list[int]:
    """The positions of titles that do not name another city or county than most of them do."""
    found = [_REGION.findall(title) for title in titles]
    kept = set(range(len(titles)))
    for level in _COUNTIES:
        own = [{name for name in names if name[-1] in level} for names in found]
        count = Counter(name for names in own for name in names)
        home, most = count.most_common(1)[0] if count else ("", 0)
        if most > 1 and 2 * most > sum(map(bool, own)):
            kept -= {n for n, names in enumerate(own) if names and home not in names}
    return sorted(kept)


def one_place(titles: Sequence[str], named: bool) -> bool:
    """Whether the titles that name a county, town, village or the like agree on it, and on the
    road unless they are known to share a name."""
    found = [_REGION.findall(title) for title in titles]
    levels = [("市县区州旗", 0.49), ("县区旗", 0.5), *((level, 0.5) for level in "市州镇乡村")]
    if not named:
        found = [[*own, *_ROAD.findall(t)] for own, t in zip(found, titles, strict=True)]
        levels.append(("路街巷", 0.5))
    # A district lies in its city, so titles may name either; two districts are two places.
    for level, share in levels:
        telling = [{n for n in names if n[-1] in level} for names in found]
        telling = [names for names in telling if names]
        if 2 * len(telling) > len(titles):
            most = Counter(n for names in telling for n in names).most_common(1)[0][1]
            if most <= share * len(telling):
                return False
    return True
