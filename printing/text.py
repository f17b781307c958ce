"""Breaking Chinese text into lines (DOMAIN.md §8).

No closing mark begins a line and no opening mark ends one; a number stays with its unit and a
Latin word in one piece; a closing mark at a line's end may hang half its width, which is blank.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf

from printing.fonts import Typeface
from printing.whole_words import WHOLE_WORDS

CLOSING = "。，、；：？！）》”’」』】〕〉…—％℃·～"
OPENING = "（《“‘「『【〔〈"
HANGING = frozenset("。，、；：？！）》”’」』】〕〉")  # those whose right half is blank
_LATIN = r"[0-9A-Za-z\u00c0-\u024f\u0370-\u052f*@#&+./:_%-]"
_WORD = rf"第?{_LATIN}+(?:,[0-9]{{3}}{_LATIN}*)*"
_UNIT = (
    "[万亿]?(?:平方米|立方米|公里|千米|厘米|毫米|公斤|个工作日|工作日|小时|分钟|周岁|"
    "[年月日时分秒件户人次个岁栋幢号楼室座组项条张份名元米吨亩度天周届期%％℃])"
)
_DATE = r"(?:\d+年)?\d+月(?:\d+日)?|\d+[时点]\d+分"
_NTH = "第[一二三四五六七八九十百]+(?:季度|个|届|次|批|期|条|项|号|组|名)?"
_NUMBER = r"〔\d{4}〕第?\d+号"
_MARKS = r"[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*"  # belong to what is before them


def _pieces(words: str) -> re.Pattern[str]:
    """What no line's end divides, among it words given as alternatives."""
    core = rf"{_NUMBER}|{_DATE}|{_NTH}|第\d+[一-鿿]|{_WORD}(?:{_UNIT})?|{words}……|——|.{_MARKS}"
    opened = rf"(?:(?!{_NUMBER})[{OPENING}]\s*)*"
    return re.compile(rf"{opened}(?:{core})(?:\s*[{CLOSING}])*\s*|[{OPENING}\s]+$", re.DOTALL)


_ATOM = _pieces("")
_SENSE_ATOM = _pieces("".join(f"{word}|" for word in WHOLE_WORDS))


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: sizes in points; ``spacing`` is added after every character."""

    face: Typeface
    size: float
    leading: float
    colour: str
    spacing: float = 0.0

    def width(self, text: str) -> float:
        """The width of a text in points."""
        return self.face.ems[text] * self.size + self.spacing * len(text)

    def widest_word(self, text: str) -> float:
        """The width in points of the widest piece of a text that no line's end divides."""
        return _widest_em(text, self.face) * self.size


@lru_cache(maxsize=4096)
def atoms(text: str) -> tuple[str, ...]:
    """The pieces of a text between which a line may end."""
    return tuple(_ATOM.findall(text))


@lru_cache(maxsize=8192)
def _widest_em(text: str, face: Typeface) -> float:
    return max((face.ems[atom.rstrip()] for atom in atoms(text)), default=0.0)


@lru_cache(maxsize=8192)
def wrap(text: str, style: Style, width: float, indent: float = 0.0) -> tuple[str, ...]:
    """The lines of one paragraph for a width in points; the first is shorter by ``indent``."""
    lines: list[str] = []
    current, used, room = "", 0.0, width - indent
    for atom in atoms(text):
        advance = style.width(atom)
        if used + advance - _blank_end(atom, style) > room and current:
            lines.append(current.rstrip())
            current, used, room = "", 0.0, width
        current += atom
        used += advance
        while used - _blank_end(current, style) > room and len(current) > 1:
            cut = _hard_cut(current, style, room)
            lines.append(current[:cut])
            current, room = current[cut:], width
            used = style.width(current)
    return (*lines, current.rstrip()) if current or not lines else tuple(lines)


def _blank_end(text: str, style: Style) -> float:
    """The width at a text's end that stays blank on paper: spaces, or half a closing mark."""
    seen = text.rstrip()
    spaces = style.width(text[len(seen) :]) if len(seen) < len(text) else 0.0
    half = style.size / 2 if seen and seen[-1] in HANGING else 0.0
    return spaces + half + 0.01


def _hard_cut(atom: str, style: Style, room: float) -> int:
    """How many characters of a piece too wide for any line go on this one, at least one."""
    count = 1
    while count < len(atom) and style.width(atom[: count + 1]) <= room:
        count += 1
    return next((n for n in range(count, 0, -1) if _may_part(atom[:n], atom[n:])), count)


def _may_part(before: str, after: str) -> bool:
    return before.rstrip()[-1:] not in OPENING and after.lstrip()[:1] not in CLOSING


# A title is broken after one of these rather than inside a word.
_SENSE = re.compile(
    "(?:委员会|办公室|工作组|关于|以及|情况|[的和与及、县镇乡局科]|(?<![农乡])村|街道|社区|小区|政府|中心)$"
)
_PAUSE = re.compile("[，；：》）”]$")  # better still


_LONGEST = 400  # characters: what is longer is no title, and is not weighed line by line


@lru_cache(maxsize=1024)
def break_by_sense(text: str, style: Style, width: float) -> tuple[str, ...]:
    """A title's lines: as few as possible, alike in length, broken where the sense allows."""
    if style.width(text) <= width:
        return (text,)
    if len(text) > _LONGEST:
        return wrap(text, style, width)
    pieces = tuple(_SENSE_ATOM.findall(text))
    fewest = len(wrap(text, style, width))
    for count in (fewest, fewest + 1):
        badness, lines = _divided(pieces, count, style, width)
        if badness < inf:
            return lines
    return wrap(text, style, width)


def _divided(
    pieces: tuple[str, ...], count: int, style: Style, width: float
) -> tuple[float, tuple[str, ...]]:
    """The best division of a title into so many lines, and how bad it is: inf if too wide."""
    ideal = style.width("".join(pieces)) / count

    def badness(line: str, last: bool) -> float:
        if style.width(line) > width:
            return inf
        uneven = abs(style.width(line) - ideal) / style.size
        if last:
            return uneven
        return uneven - (7.0 if _PAUSE.search(line) else 4.0 if _SENSE.search(line) else 0.0)

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[str, ...]]:
        if left == 1:
            line = "".join(pieces[start:])
            return badness(line, last=True), (line,)
        options: list[tuple[float, tuple[str, ...]]] = [(inf, ())]
        for end in range(start + 1, len(pieces) - left + 2):
            line = "".join(pieces[start:end]).rstrip()
            if style.width(line) > width:
                break
            rest_badness, rest = best(end, left - 1)
            options.append((badness(line, last=False) + rest_badness, (line, *rest)))
        return min(options)

    return best(0, count)
