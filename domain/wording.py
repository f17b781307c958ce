"""What the analysis found, in one Chinese sentence each, and what members of a group share."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from domain.messages import Message, voices

if TYPE_CHECKING:
    from domain.grams import Grams, Matrix

TITLE = 40  # characters of a proposed title
TOLD = 5  # members that a sentence names, the others are counted
PHRASE, GROWN = 20, 12  # characters of what they are said to share
MOST = 0.6  # of the members that share what a quarrel is called by
_REGION = re.compile(r"\w{1,2}(?:(?<![超城])市|(?<![小社])区|[县州旗镇乡]|(?<![农乡新])村)")
_ROAD = re.compile(r"\w{1,2}(?:(?<![道公马线修铁网出])路|[街巷])")
# Words of asking and complaining around what a title is about.
_BEFORE = re.compile(
    r"^(?:关于|对于|反映|投诉|咨询|请求|希望|举报|建议|质疑|坚决|强烈|再次|请|对|在|的|于|及|和|诉|询|映|疑|报|求)+"
)
_AFTER = re.compile(r"(?:的|有关|相关|问题|情况|一事|和|与|及|在|了)+$")
_COMPOUND = re.compile(r"小区|[苑园村组府湾庭轩郡墅邸居城]$")


def spot(place: Sequence[str]) -> str:
    """Community and compound as a message would name them: a compound says that it is one."""
    names = list(place[:2])
    if len(names) > 1 and not _COMPOUND.search(names[1]):
        names[1] += "小区"
    return " ".join(names)


def shared_name(
    grams: "Grams", ends: "Matrix", everywhere: Sequence[int], members: Sequence[int]
) -> str:
    """The end of the name that most members hold, the rarest of them; empty when there is none."""
    import numpy as np

    held, times = np.unique(ends[list(members)].indices, return_counts=True)
    common = times >= max(2, MOST * len(members))
    if not common.any():
        return ""
    words = [
        (-(int(n) ** 2) / everywhere[column], -len(word), word)
        for column, n in zip(held[common], times[common], strict=True)
        if (word := grams.word(grams.name_columns[column]))
    ]
    return min(words)[2]


def shared_matter(grams: "Grams", whole: "Matrix", members: Sequence[int]) -> str:
    """The weightiest piece beside the name that most members hold; empty when there is none."""
    import numpy as np

    part = whole[list(members)]
    held, at, times = np.unique(part.indices, return_inverse=True, return_counts=True)
    weight = np.bincount(at, weights=part.data) * (times >= max(2, MOST * len(members)))
    weight *= grams.of_matter[held]
    words = (grams.word(held[n]) for n in np.argsort(-weight, kind="stable")[:40] if weight[n] > 0)
    return next((word for word in words if len(word) > 2), "")


def shared_phrase(titles: Sequence[str]) -> str:
    """The longest run of characters that most titles hold, without the words of asking around it;
    empty when it is shorter than four."""
    need = max(2, MOST * len(titles))
    held = Counter[str]()
    for text in titles:
        runs = {text[a : a + n] for n in range(4, PHRASE + 1) for a in range(len(text) - n + 1)}
        held.update(run for run in runs if " " not in run)
    common = (run for run, count in held.items() if count >= need)
    best = max(common, key=lambda run: (len(run), held[run], run), default="")
    bare = _AFTER.sub("", _BEFORE.sub("", best))
    return bare if len(bare) >= 4 else ""


def completed(piece: str, texts: Sequence[str]) -> str:
    """A piece grown to both sides as long as most texts that hold it go on the same; as it is
    where that has no end soon."""
    grown = piece
    while len(grown) <= GROWN:
        holding = [t for t in texts if grown in t]
        before, after = Counter[str](), Counter[str]()
        for text in holding:
            at = text.index(grown)
            before[text[at - 1 : at] if at else " "] += 1
            after[text[at + len(grown) : at + len(grown) + 1] or " "] += 1
        sides = [(n, -1, c) for c, n in before.items()] + [(n, 1, c) for c, n in after.items()]
        most, side, letter = max((s for s in sides if s[2].strip()), default=(0, 1, ""))
        if len(holding) < 2 or most < 0.7 * len(holding):
            bare = _AFTER.sub("", _BEFORE.sub("", grown))
            return bare if len(bare) > 2 else piece
        grown = grown + letter if side > 0 else letter + grown
    return piece


def from_one_place(messages: Sequence[Message], named: bool) -> bool:
    """Whether the titles that name a county, town, village or the like agree on it, and on the
    road unless they are known to share a name."""
    found = [_REGION.findall(m.title) for m in messages]
    levels = [("市县区州旗", 0.49), *((level, 0.5) for level in "市县区州旗镇乡村")]
    if not named:
        found = [[*own, *_ROAD.findall(m.title)] for own, m in zip(found, messages, strict=True)]
        levels.append(("路街巷", 0.5))
    # A district lies in its city, so titles may name either; two districts are two places.
    for level, share in levels:
        telling = [{n for n in names if n[-1] in level} for names in found]
        telling = [names for names in telling if names]
        if 2 * len(telling) > len(messages):
            most = Counter(n for names in telling for n in names).most_common(1)[0][1]
            if most <= share * len(telling):
                return False
    return True


def title(message: Message, members: Sequence[Message] = ()) -> str:
    """A message's title as that of a common issue, with the place that all members share unless
    it says so itself."""
    whole = " ".join(message.title.split())
    steps = zip(*(m.place for m in members), strict=False)
    shared = [names[0] for names in takewhile(lambda names: len(set(names)) == 1, steps)]
    if shared and shared[-1] not in whole:
        whole = f"{''.join(shared)}：{whole}"
    return whole if len(whole) <= TITLE else f"{whole[:TITLE]}…"


def span(messages: Sequence[Message]) -> str:
    """From the first day to the last: 2019年3月2日至3月9日."""
    first, last = messages[0].at, messages[-1].at
    if first.date() == last.date():
        return _day(first)
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{_day(first)}至{year}{last.month}月{last.day}日"


def _day(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日"


def members(messages: Sequence[Message]) -> str:
    """The numbers of the first members, and how many there are in all."""
    told = "、".join(m.number for m in messages[:TOLD])
    return f"{told} 等 {len(messages)} 件" if len(messages) > TOLD else told


def cluster_reason(messages: Sequence[Message], name: str, matter: str) -> str:
    """Why these are one quarrel: what most titles say, else the name and the matter."""
    from domain.grams import plain, spaced

    written = [spaced(f"{m.title} {m.text}") for m in messages]
    texts = [text.lower() for text in written]
    phrase = shared_phrase([plain(m.title) for m in messages])
    beside = [piece for piece in (name, "" if phrase else matter) if piece and piece not in phrase]
    told = [*filter(None, [phrase]), *(completed(piece, texts) for piece in beside)]
    about = "".join(f"“{_as_written(word, written)}”" for word in dict.fromkeys(told))
    what = f"大多提到{about}" if about else "写的几乎一样"
    who = f"{voices(messages)} 人来信 {len(messages)} 件"
    return f"{span(messages)}，{who}，{what}，像是同一件事：{members(messages)}。"


def _as_written(word: str, texts: Sequence[str]) -> str:
    """A piece in lower case as the first text writes it."""
    for text in texts:
        at = text.lower().find(word)
        if at >= 0:
            return text[at : at + len(word)]
    return word
