"""From the office's fronts to the cells that are painted: text, tone, mark and tip of each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from db.session import today
from domain.colours import PALETTE, ColourRule, word
from domain.front_shades import (
    By,
    Shade,
    Shading,
    issues_told,
    shading,
    teams_told,
    visit_told,
)
from domain.fronts import Cell, Front, Ground, Home, Section, drawn_places, headed, lay_out
from resources import tokens
from widgets import theme
from widgets.chips import Chip, colour_chip
from widgets.front_legend import LegendEntry
from widgets.front_plan import (
    ROOMY_PX,
    FrontCell,
    FrontHead,
    FrontSection,
    front_width,
)
from widgets.front_plan import Front as PaintedFront

_FEWEST_ACROSS, _MOST_ACROSS = 4, 12
_Counts = tuple[tuple[str, int], ...]


def tone_of(shade: Shade) -> str:
    """The key of the tone a shade is painted in; empty for a blank one."""
    if shade.tint is not None:
        return tokens.TINTS[shade.tint % len(tokens.TINTS)]
    return shade.colour


def mark_of(shade: Shade) -> str:
    """The mark or the letters of a shade."""
    return shade.sign or (tokens.MARKS.get(shade.colour, "○") if shade.colour else "")


def across(room: int) -> int:
    """How many cells of a grid stand side by side in so many px."""
    return max(_FEWEST_ACROSS, min(_MOST_ACROSS, room // theme.px(ROOMY_PX)))


@dataclass(frozen=True, slots=True)
class Picture:
    """What is painted of a place in a room of so many px, coloured ``by`` something."""

    ground: Ground
    by: By
    rules: tuple[ColourRule, ...]
    day: date
    room: int
    shading: Shading

    @classmethod
    def of(cls, ground: Ground, by: By, rules: tuple[ColourRule, ...], room: int) -> "Picture":
        """The picture of today."""
        day = today()
        return cls(ground, by, rules, day, room, shading(ground.homes, by, day, rules))

    def sections(self) -> tuple[FrontSection, ...]:
        """The fronts as they are painted."""
        sections = self._laid_out()
        single = sum(len(section.fronts) for section in sections) == 1
        issues = dict(self.ground.issues)
        several = len(sections) > 1
        return tuple(self._section(s, several, single, issues) for s in sections)

    def _laid_out(self) -> tuple[Section, ...]:
        sections = lay_out(self.ground, across(self.room))
        return headed(self.ground, sections) if self.by is By.ISSUE else sections

    def legend(self) -> list[LegendEntry]:
        """What the tones mean: of how many households, and of how many issues of the places that
        are drawn."""
        entries = [
            LegendEntry(tone_of(shade), mark_of(shade), shade.word, count, "户")
            for shade, count in self.shading.legend
        ]
        if self.by is By.ISSUE:
            drawn = drawn_places(self._laid_out())
            common = Counter[str]()
            for place_id, counts in self.ground.issues:
                if place_id in drawn:
                    common.update(dict(counts))
            entries += [
                LegendEntry(key, tokens.MARKS[key], f"公共部位{word(key, self.rules)}", n, "件")
                for key, n in sorted(common.items(), key=lambda pair: -PALETTE.index(pair[0]))
            ]
        return entries

    def facts(self, home: Home) -> list[tuple[str, str]]:
        """What is told of a household, in words."""
        return [
            ("户主", home.head),
            ("工作组", teams_told(home)),
            ("上次见到人", visit_told(home, self.day)),
            ("未办结问题", issues_told(home.issues, self.rules)),
        ]

    def chips(self, counts: _Counts) -> tuple[Chip, ...]:
        """Open issues by colour."""
        return tuple(colour_chip(key, f"{word(key, self.rules)} {n}") for key, n in counts)

    def _section(
        self, section: Section, several: bool, single: bool, issues: dict[int, _Counts]
    ) -> FrontSection:
        fronts = tuple(self._front(front, single, issues) for front in section.fronts)
        counts = self._counts(section.place_id, issues)
        # The only one is what the page is called after.
        title = section.title if several or counts else ""
        return FrontSection(title, fronts, self.chips(counts), self._told(title, counts))

    def _front(self, front: Front, single: bool, issues: dict[int, _Counts]) -> PaintedFront:
        heads = tuple(
            FrontHead(s.name, s.left, s.width, self._chip(counts), self._told(s.name, counts))
            for s in front.stairs
            for counts in (self._counts(s.place_id, issues),)
        )
        counts = self._counts(front.place_id, issues)
        cells = tuple(map(self._cell, front.cells))
        told = self._told(front.title, counts)
        painted = PaintedFront(
            front.title, heads, front.rows, cells, front.width, True, self.chips(counts), told
        )
        roomy = not front.has_floors or (single and front_width(painted) <= self.room)
        return painted if roomy else painted.narrow()

    def _cell(self, cell: Cell) -> FrontCell:
        home = cell.home
        shade = self.shading.of[home.id]
        facts = "\n".join(f"{name}：{told or '—'}" for name, told in self.facts(home))
        text = home.door or home.head or "—"
        return FrontCell(
            home.id,
            text,
            cell.row,
            cell.left,
            cell.width,
            home.head if home.head != text else "",
            tone_of(shade),
            mark_of(shade),
            f"{home.address}\n{facts}",
        )

    def _counts(self, place_id: int, issues: dict[int, _Counts]) -> _Counts:
        return issues.get(place_id, ()) if self.by is By.ISSUE else ()

    def _chip(self, counts: _Counts) -> Chip | None:
        """The gravest, and how many more there are."""
        if not counts:
            return None
        more = sum(n for _, n in counts[1:])
        key, n = counts[0]
        return colour_chip(key, f"{word(key, self.rules)} {n}" + (f" +{more}" if more else ""))

    def _told(self, name: str, counts: _Counts) -> str:
        return f"{name}：未办结问题 {issues_told(counts, self.rules)}" if counts else ""
