"""The colours of the list: which level settles an issue, and in how many workdays.

DOMAIN.md §5. The rules are a setting of three to five colours; `DEFAULT` is the three-colour list.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Every colour an office may choose, from the mildest to the gravest, and its usual word.
WORDS = {"green": "绿", "blue": "蓝", "yellow": "黄", "orange": "橙", "red": "红"}
PALETTE = tuple(WORDS)
FEWEST, MOST = 3, 5
LONGEST_DAYS = 365


@dataclass(frozen=True, slots=True)
class ColourRule:
    """One colour: who can settle it and its limits in workdays, each to the end of its last day.

    ``sign_days`` run from dispatch, ``contact_days`` from signing, ``finish_days`` from triage.
    Issues of an ``urgent`` colour have the short limits of urgent ones.
    """

    key: str
    word: str
    level: str
    sign_days: int
    contact_days: int
    finish_days: int
    urgent: bool = False


# From the mildest to the gravest: raising a colour goes one step to the right.
DEFAULT = (
    ColourRule("green", "绿", "社区（村）解决", 1, 1, 3),
    ColourRule("yellow", "黄", "街道（镇）统筹", 1, 1, 7),
    ColourRule("red", "红", "县级协调", 1, 1, 15),
)

# From registration until triage an issue counts as the mildest colour, which every office has.
UNTRIAGED = PALETTE[0]


def rule(colour: str, rules: Sequence[ColourRule] = DEFAULT) -> ColourRule:
    """The rule of a colour's key.

    A colour that the office has given up since is that of the next graver one it still has.
    """
    rank = PALETTE.index(colour)
    return next((r for r in rules if PALETTE.index(r.key) >= rank), rules[-1])


def word(colour: str, rules: Sequence[ColourRule] = DEFAULT) -> str:
    """The office's word for a colour; the usual one for a colour it has given up."""
    return next((r.word for r in rules if r.key == colour), WORDS[colour])


def raised(colour: str, rules: Sequence[ColourRule] = DEFAULT) -> str:
    """The colour one step graver; the gravest stays as it is."""
    rank = PALETTE.index(colour)
    return next((r.key for r in rules if PALETTE.index(r.key) > rank), colour)


def fault(rules: Sequence[ColourRule]) -> str:
    """What is wrong with a list of colours, in one sentence; empty when nothing is."""
    keys = [r.key for r in rules]
    words = [r.word.strip() for r in rules]
    if not FEWEST <= len(rules) <= MOST:
        return f"颜色要有 {FEWEST} 到 {MOST} 种，没有保存；请增减后再试。"
    if keys[0] != PALETTE[0] or keys[-1] != PALETTE[-1]:
        return "最轻的绿色和最重的红色不能去掉，没有保存；中间的颜色可以增减。"
    if keys != sorted(set(keys), key=PALETTE.index):
        return "颜色要由轻到重、各不相同，没有保存；请调整后再试。"
    if not all(words) or len(set(words)) < len(words):
        return "每种颜色都要有自己的名称，没有保存；请补上或改开后再试。"
    if not all(r.level.strip() for r in rules):
        return "每种颜色都要写明由哪一级解决，没有保存；请补上后再试。"
    days = [d for r in rules for d in (r.sign_days, r.contact_days, r.finish_days)]
    if not all(1 <= d <= LONGEST_DAYS for d in days):
        return f"时限要在 1 到 {LONGEST_DAYS} 个工作日之间，没有保存；请改正后再试。"
    return ""
