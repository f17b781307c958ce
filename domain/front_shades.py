"""What the cells of a front are coloured by: team, last visit, or gravest open issue.

A colour never stands alone: each shade has its word, and a mark or letters (DOMAIN.md §5).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain import colours
from domain.colours import ColourRule
from domain.fronts import Home
from domain.places import natural_key


class By(StrEnum):
    """What is shown."""

    TEAM = "team"
    VISIT = "visit"
    ISSUE = "issue"


BY_WORDS = {By.TEAM: "按工作组", By.VISIT: "按上次走访", By.ISSUE: "按未办结问题"}


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour by its key in the tokens, with its word. A team has no colour of its own: it gets
    tint number ``tint`` and the letters ``sign``; one without colour or tint is left blank."""

    word: str
    colour: str = ""
    sign: str = ""
    tint: int | None = None


GAP, DOUBLE = Shade("没有工作组", "red"), Shade("几个工作组", "yellow")
NO_ISSUE = Shade("没有未办结问题")
_VISITS = (
    MONTH := Shade("本月", "green"),
    QUARTER := Shade("本季", "blue"),
    YEAR := Shade("今年", "yellow"),
    EARLIER := Shade("更早", "orange"),
    NEVER := Shade("从未走访", "grey"),
)


@dataclass(frozen=True, slots=True)
class Shading:
    """The shade of each household by its id, and every shade with how many have it."""

    of: dict[int, Shade]
    legend: tuple[tuple[Shade, int], ...]


def shading(homes: Sequence[Home], by: By, day: date, rules: Sequence[ColourRule]) -> Shading:
    """The shades of these households, as of a day, in the office's own words."""
    if by is By.TEAM:
        return _by_team(homes)
    if by is By.VISIT:
        return _counted({home.id: visit_shade(home.met, day) for home in homes}, _VISITS)
    shades = [Shade(rule.word, rule.key) for rule in reversed(rules)]
    of = {home.id: _issue_shade(home, rules) for home in homes}
    given_up = [shade for shade in dict.fromkeys(of.values()) if shade not in (*shades, NO_ISSUE)]
    return _counted(of, (*shades, *given_up, NO_ISSUE))


def _by_team(homes: Sequence[Home]) -> Shading:
    names = sorted({name for home in homes for name in home.teams}, key=natural_key)
    own = {name: Shade(name, "", letters(n), n) for n, name in enumerate(names)}
    of = {}
    for home in homes:
        one = own[home.teams[0]] if home.teams else GAP
        of[home.id] = one if len(home.teams) < 2 else DOUBLE
    counted = _counted(of, (*own.values(), DOUBLE, GAP))
    return Shading(of, tuple((shade, count) for shade, count in counted.legend if count))


def _counted(of: dict[int, Shade], shades: Sequence[Shade]) -> Shading:
    counts = Counter(of.values())
    return Shading(of, tuple((shade, counts[shade]) for shade in shades))


def letters(number: int) -> str:
    """A, B … Z, AA, AB …"""
    above, own = divmod(number, 26)
    return (letters(above - 1) if above else "") + chr(ord("A") + own)


def visit_shade(met: date | None, day: date) -> Shade:
    """How long ago somebody was met, as of a day."""
    if met is None:
        return NEVER
    if met.year < day.year:
        return EARLIER
    if (met.month - 1) // 3 < (day.month - 1) // 3:
        return YEAR
    return QUARTER if met.month < day.month else MONTH


def _issue_shade(home: Home, rules: Sequence[ColourRule]) -> Shade:
    if not home.issues:
        return NO_ISSUE
    key = home.issues[0][0]
    return Shade(colours.word(key, rules), key)


def teams_told(home: Home) -> str:
    """Who answers for a household, in words."""
    return "、".join(home.teams) or GAP.word


def visit_told(home: Home, day: date) -> str:
    """When somebody was last met there."""
    word = visit_shade(home.met, day).word
    return f"{home.met.isoformat()}（{word}）" if home.met else word


def issues_told(issues: Sequence[tuple[str, int]], rules: Sequence[ColourRule]) -> str:
    """Open issues by colour: 红 1 件、绿 2 件."""
    return "、".join(f"{colours.word(key, rules)} {count} 件" for key, count in issues) or "没有"
