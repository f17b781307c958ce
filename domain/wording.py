"""What the analysis found, in one Chinese sentence each, and what members of a group share."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from domain.messages import NO_NAME, Message, plain, spaced, voices

if TYPE_CHECKING:
    from domain.grams import Grams, Matrix

Bond = Callable[[str], float]
"""How much more often than by chance two characters stand together."""

TITLE = 40  # characters of a proposed title
TOLD = 5  # members that a sentence names, the others are counted
PHRASE, GROWN = 30, 12  # characters of what they are said to share
AGREED = 0.7  # of the texts, on what stands before the end of a name
MOST = 0.6  # of the members that share what a quarrel is called by
# Words of asking and complaining around what a title is about.
_BEFORE = re.compile(
    r"^(?:关于|对于|反映|投诉|咨询|请求|希望|举报|建议|质疑|坚决|强烈|再次|解决|尽快|请|对|在|的|于|及|和|诉|询|映|疑|报|求)+"
)
_COUNTY = re.compile("^通?.{1,3}[市县区镇乡]$")  # where all live
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


def shared_phrase(titles: Sequence[str], bond: Bond, least: int = 4) -> str:
    """The longest run of characters that most titles hold, without the words of asking around it
    and without the halves of words at its ends; empty when it is shorter than ``least``."""
    need = max(2, MOST * len(titles))
    held = Counter[str]()
    for text in titles:
        runs = {text[a : a + n] for n in range(least, PHRASE + 1) for a in range(len(text) - n + 1)}
        held.update(run for run in runs if " " not in run)
    common = (run for run, count in held.items() if count >= need)
    best = max(common, key=lambda run: (len(run), held[run], run), default="")
    whole = _whole_words(best, titles, bond)
    bare = _AFTER.sub("", _BEFORE.sub("", whole))
    return bare if len(bare) >= least else ""


def _whole_words(run: str, titles: Sequence[str], bond: Bond) -> str:
    """A run without the character at either end that belongs rather to what lies beyond it."""
    if len(run) < 4:
        return run
    around = [(t.partition(run)[0][-1:], t.partition(run)[2][:1]) for t in titles if run in t]
    if all(bond(before + run[0]) > bond(run[:2]) for before, _ in around):
        run = run[1:]
    if all(bond(run[-1] + after) > bond(run[-2:]) for _, after in around):
        run = run[:-1]
    return run


def completed(name: str, texts: Sequence[str]) -> str:
    """The end of a name grown to its beginning, as long as most texts that hold it agree and the
    character may belong to a name."""
    grown = name.lstrip(NO_NAME)
    while len(grown) <= GROWN:
        before = Counter(text[max(0, text.index(grown) - 1)] for text in texts if grown in text)
        letter, most = before.most_common(1)[0] if before else (" ", 0)
        whole = most >= max(2, AGREED * before.total()) and not grown.startswith(letter)
        if not whole or not letter.strip() or letter in NO_NAME:
            break
        grown = letter + grown
    return grown


def title(message: Message, members: Sequence[Message] = ()) -> str:
    """A message's title as that of a common issue, with the place that all members share unless
    it says so itself."""
    whole = " ".join((message.title or message.text[:TITLE]).split()) or "（没有标题）"
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


def cluster_reason(messages: Sequence[Message], name: str, bond: Bond) -> str:
    """Why these are one quarrel: what most titles say, and the name they hold."""
    titles = [plain(m.title) for m in messages]
    written = [spaced(f"{m.title} {m.text}") for m in messages]
    phrase = shared_phrase(titles, bond)
    titled = 2 * sum(name in title for title in titles) >= len(titles)
    telling = name and name not in phrase and (titled or not phrase)
    whole = completed(name, [text.lower() for text in written]) if telling else ""
    rest = [title.replace(phrase, " ").replace(whole or phrase, " ") for title in titles]
    beside = shared_phrase(rest, bond, 3) if phrase else ""
    told = [word for word in (phrase, whole, "" if _COUNTY.search(beside) else beside) if word]
    about = "".join(f"“{_as_written(word, written)}”" for word in told)
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
