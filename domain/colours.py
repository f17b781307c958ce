"""The colours of the list: which level settles an issue, and in how many workdays.

DOMAIN.md §5. The rules are a setting; `DEFAULT` is the three-colour list.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColourRule:
    """One colour: who can settle it and its limits in workdays, each to the end of its last day.

    ``sign_days`` run from dispatch, ``contact_days`` from signing, ``finish_days`` from triage.
    """

    key: str
    word: str
    level: str
    sign_days: int
    contact_days: int
    finish_days: int


# From the mildest to the gravest: raising a colour goes one step to the right.
DEFAULT = (
    ColourRule("green", "绿", "社区（村）解决", 1, 1, 3),
    ColourRule("yellow", "黄", "街道（镇）统筹", 1, 1, 7),
    ColourRule("red", "红", "县级协调", 1, 1, 15),
)

# From registration until triage an issue counts as this colour.
UNTRIAGED = DEFAULT[0].key


def rule(colour: str, rules: tuple[ColourRule, ...] = DEFAULT) -> ColourRule:
    """The rule of a colour's key; a key that is none is a bug of ours and raises KeyError."""
    return {r.key: r for r in rules}[colour]


def raised(colour: str, rules: tuple[ColourRule, ...] = DEFAULT) -> str:
    """The colour one step graver; the gravest stays as it is."""
    keys = [r.key for r in rules]
    return keys[min(keys.index(colour) + 1, len(keys) - 1)]
