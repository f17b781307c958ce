"""Character n-grams of messages, and what each of them is worth.

Chinese is written without spaces, so pieces of two to four characters stand for words. A piece is
worth the more the rarer it is and the rarer its rarest pair of characters that belong together:
"询关" is rare because two words met by chance, "佳园" because it is part of a name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from domain.messages import NO_NAME

Matrix = Any  # a scipy CSR matrix: a row a message
Codes = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]

TEXT_LENGTH = 500  # characters of a letter: its matter stands at the beginning
TITLE_WEIGHT = 2.0
COMMON = 0.05  # pieces in more messages than this share say nothing about any of them …
FEW = 60  # … unless there are so few messages that one quarrel can be that share
NAME_SHARE, NAME_FEW = 0.025, 60  # how often the characters of a name may stand together
CHANCE = 3.0  # log of how much more often than by chance two characters meet that are one word
ONE_WORD = 0.5  # share of it that two characters of a name reach; others met by chance

# What the names of places and bodies end with in Chinese. The name itself is never listed: it is
# two rare characters or more before one of these.
_ENDS_2 = re.findall(
    "..",
    "小区社区街道公寓广场市场商场中心公司集团银行酒店宾馆医院学校学院大学中学小学一中二中三中四中五中"
    "驾校公园花园家园水库水厂电站大厦楼盘大道隧道高速号线大桥公馆",
)
_ENDS_1 = "城苑府湾庭园轩郡墅邸路街巷桥村镇乡组湖河江山岭塘厂矿店庄寨坪"
_NOT_NAMED = re.findall("..", "农村县城乡镇城乡城镇全村本村小镇街道社区")  # what alone is no name
# And kinds of places: 小区配套幼儿园 is in every town.
_KINDS = re.findall(
    "..", "配套惠性公立公办民办私立商业农贸人行住宅安置普通重点附近周边高速套幼性幼办幼立幼"
)
_REGIONS, _NO_REGION = "省市县区州旗镇乡", "小社超城"  # 小区, 社区, 超市, 城市 are none
_PAIR = np.uint64(0xFFFF_FFFF)
_THREE = np.uint64(0xFFFF_FFFF_FFFF)
_ONE = np.uint64(0xFFFF)


@dataclass(frozen=True, slots=True)
class Grams:
    """``values`` weighs a piece (column) in a message (row), ``titles`` in its title alone.

    ``is_name`` marks the pieces that are the end of a name and ``name_columns`` says which they
    are, ``of_name`` marks those that hold a part of one, ``of_matter`` the others; pieces with a
    county or town are neither: they say where all live.
    """

    values: Matrix
    titles: Matrix
    codes: Codes
    is_name: Mask
    name_columns: NDArray[np.intp]
    of_name: Mask
    of_matter: Mask
    pairs: "_Pairs"

    def bond(self, two: str) -> float:
        """Log of how much more often than by chance two characters stand together."""
        code = np.uint64(_code(two))
        at = int(self.pairs.at(np.array([code], np.uint64))[0]) if len(self.pairs.codes) else -1
        known = at >= 0 and self.pairs.codes[at] == code
        return float(self.pairs.beyond_chance[at]) if known else -np.inf

    def word(self, column: int) -> str:
        """The characters of a piece."""
        code, letters = int(self.codes[column]), ""
        while code:
            code, letters = code >> 16, chr(code & 0xFFFF) + letters
        return letters


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The pairs of characters: in how many messages, and what they are worth."""

    codes: Codes
    messages: NDArray[np.int64]
    worth: Numbers
    beyond_chance: Numbers
    bound: Numbers  # 0–1: how sure it is that they are of one word

    def at(self, codes: Codes) -> NDArray[np.intp]:
        return np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)


def read(titles: Sequence[str], texts: Sequence[str], places: Sequence[str]) -> Grams:
    """The pieces of messages, given their plain titles and texts and the names of their places."""
    letters = zip(titles, places, texts, strict=True)
    both = [f"{title} {place} {text[:TEXT_LENGTH]}" for title, place, text in letters]
    found = [_counted(both, titles, size) for size in (2, 3, 4)]
    counts = hstack([values for values, _ in found], format="csr")
    codes = np.concatenate([codes for _, codes in found])
    pairs = _pairs(both)
    total = len(both)
    messages = np.bincount(counts.indices, minlength=len(codes))
    rarity = np.log((1 + total) / (1 + messages))
    worth = rarity * _rarest_pair(codes, pairs)
    kept = (messages <= max(COMMON * total, FEW)) & (worth > 0)
    codes = codes[kept]
    is_name, of_name = _names(codes, pairs, total)
    values = counts[:, kept].multiply(worth[kept]).tocsr()
    titles_only = (counts[:, kept] > 1).multiply(worth[kept]).tocsr()
    is_region = np.isin(pairs.codes & _ONE, [ord(c) for c in _REGIONS])
    is_region &= ~np.isin(pairs.codes >> np.uint64(16), [ord(c) for c in _NO_REGION])
    region = _holds(codes, pairs.codes[is_region])
    # 新城 of 翠岭新城 says nothing of what happens there.
    of_place = [_positions(sorted(set(places)), size)[1] for size in (2, 3, 4)]
    of_name |= np.isin(codes, np.concatenate(of_place))
    matter = ~of_name & ~region & ~np.isin(codes, codes[is_name] & _PAIR)
    columns = np.flatnonzero(is_name)
    return Grams(values, titles_only, codes, is_name, columns, of_name & ~region, matter, pairs)


def _positions(texts: Sequence[str], size: int) -> tuple[NDArray[np.intp], Codes]:
    """Every run of ``size`` characters without a gap: its text, and the characters as a number."""
    letters = np.frombuffer("".join(f"{t}\n" for t in texts).encode("utf-32-le"), dtype=np.uint32)
    wide = np.minimum(letters, 0xFFFD).astype(np.uint64)
    text = np.cumsum(wide == ord("\n"))
    length = max(len(wide) - size + 1, 0)
    code, whole = np.zeros(length, np.uint64), np.ones(length, np.bool_)
    for start in range(size):
        letter = wide[start : start + length]
        code = (code << np.uint64(16)) | letter
        whole &= letter > ord(" ")
    return text[:length][whole], code[whole]


def _counted(both: Sequence[str], titles: Sequence[str], size: int) -> tuple[Matrix, Codes]:
    """1 for a piece in a message, `TITLE_WEIGHT` in its title; pieces of one message are left out:
    they connect it with nothing."""
    row, code = _positions(both, size)
    codes, column = np.unique(code, return_inverse=True)
    shape = (len(both), len(codes))
    values = csr_matrix((np.ones(len(row)), (row, column)), shape=shape)
    values.data[:] = 1
    row, code = _positions(titles, size)
    in_title = csr_matrix((np.ones(len(row)), (row, np.searchsorted(codes, code))), shape=shape)
    in_title.data[:] = TITLE_WEIGHT - 1
    shared = np.bincount(values.indices, minlength=len(codes)) > 1
    return (values + in_title)[:, shared], codes[shared]


def _pairs(both: Sequence[str]) -> _Pairs:
    _, letter = _positions(both, 1)
    letters, times = np.unique(letter, return_counts=True)
    row, code = _positions(both, 2)
    codes, index = np.unique(code, return_inverse=True)
    together = np.bincount(index, minlength=len(codes))
    once = np.unique(index * len(both) + row) // max(len(both), 1)
    messages = np.bincount(once, minlength=len(codes))
    first = times[np.searchsorted(letters, codes >> np.uint64(16))]
    second = times[np.searchsorted(letters, codes & _ONE)]
    beyond_chance = np.log(together * float(len(letter)) / (first * second.astype(float)))
    rarity = np.log((1 + len(both)) / (1 + messages))
    bound = np.clip(beyond_chance / CHANCE, 0, 1)
    return _Pairs(codes, messages, rarity * bound, beyond_chance, bound)


def _rarest_pair(codes: Codes, pairs: _Pairs) -> Numbers:
    best = np.zeros(len(codes))
    if len(pairs.codes):
        for shift in (0, 16, 32):
            pair = (codes >> np.uint64(shift)) & _PAIR
            whole = pair > _ONE
            best[whole] = np.maximum(best[whole], pairs.worth[pairs.at(pair[whole])])
    return best


def _names(codes: Codes, pairs: _Pairs, total: int) -> tuple[Mask, Mask]:
    """Which pieces end a name, and which hold a rare pair of some name."""
    long = codes > _PAIR
    last = codes & _PAIR
    ends_2 = np.isin(last, [_code(end) for end in _ENDS_2])
    ends_1 = np.isin(codes & _ONE, [_code(end) for end in _ENDS_1]) & ~ends_2
    four = codes > _THREE
    limit = min(max(NAME_SHARE * total, NAME_FEW), total / 5)

    kinds = [_code(kind) for kind in _KINDS]
    foreign = [ord(letter) for letter in NO_NAME]

    def rare(pair: Codes, of: Mask) -> Mask:
        good = np.zeros(len(codes), np.bool_)
        at = pairs.at(pair[of])
        good[of] = (pairs.messages[at] <= limit) & (pairs.bound[at] >= ONE_WORD)
        good &= ~np.isin(pair, kinds)
        good &= ~np.isin(pair & _ONE, foreign) & ~np.isin(pair >> np.uint64(16), foreign)
        return good

    if not len(pairs.codes):
        return long & False, long & False
    bodies = (
        (codes >> np.uint64(32), four & ends_2),
        ((codes >> np.uint64(32)) & _PAIR, four & ends_1),
        ((codes >> np.uint64(16)) & _PAIR, long & ends_1),
    )
    unnamed = np.isin(last, [_code(word) for word in _NOT_NAMED]) & ~ends_2
    is_name, of_names = np.zeros(len(codes), np.bool_), []
    for pair, of in bodies:
        good = rare(pair, of & ~unnamed)
        is_name |= good
        of_names.append(pair[good])
    return is_name, _holds(codes, np.unique(np.concatenate(of_names)))


def _holds(codes: Codes, pairs: Codes) -> Mask:
    """Which pieces hold one of these pairs of characters."""
    held = np.zeros(len(codes), np.bool_)
    for shift in (0, 16, 32):
        held |= np.isin((codes >> np.uint64(shift)) & _PAIR, pairs)
    return held


def _code(letters: str) -> int:
    code = 0
    for letter in letters:
        code = code << 16 | ord(letter)
    return code
