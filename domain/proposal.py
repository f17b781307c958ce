"""包联方案: teams for all households that have none, with even loads (DOMAIN.md §4).

What is assigned already stays as it is. Entrances and groups stay whole, and so do buildings and
small compounds as far as one team can answer for them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from domain.dealing import Crew, Progress, deal
from domain.errors import KnownError
from domain.pieces import Handover, Land


@dataclass(frozen=True, slots=True)
class Gain:
    """What one team gets, in walking order, and its need before and after that."""

    team_id: int
    handovers: tuple[Handover, ...]
    before: int
    after: int

    @property
    def households(self) -> int:
        """How many households it gets."""
        return sum(one.households for one in self.handovers)


@dataclass(frozen=True, slots=True)
class Spread:
    """The needs of the team with least to do, of the middle one and of the one with most."""

    least: int
    middle: int
    most: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What every team that takes part gets, in their natural order; how many gaps there are, and
    how many are left."""

    gains: tuple[Gain, ...]
    gaps: int
    left: int

    @property
    def handovers(self) -> tuple[Handover, ...]:
        """Everything that is handed over."""
        return tuple(one for gain in self.gains for one in gain.handovers)

    @property
    def share(self) -> float:
        """A team's fair share: what there will be to do, for each."""
        return sum(gain.after for gain in self.gains) / len(self.gains)

    @property
    def before(self) -> Spread:
        """How the load is spread now."""
        return _spread([gain.before for gain in self.gains])

    @property
    def after(self) -> Spread:
        """How it would be spread."""
        return _spread([gain.after for gain in self.gains])


def propose(
    land: Land,
    crews: Sequence[Crew],
    community_id: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Proposal:
    """A proposal for all gaps or for those of one community alone, always the same for the same.

    Crews come in their natural order. KnownError where there are none. One community gets what it
    would get if all did, so that other communities keep what they need. ``progress`` may raise.
    """
    if not crews:
        raise KnownError(
            "没有可以承担包联的工作组，方案没有生成；请先导入下沉干部名册，或新建工作组。"
        )
    gaps = sum(land.gaps().values())
    loads = {crew.id: sum(crew.holds.values()) for crew in crews}
    need = sum(place.need for place in land.places.values())
    share = (sum(loads.values()) + need) / len(crews)
    dealt = deal(land, land.pieces(share), crews, progress)
    got: dict[int, list[Handover]] = defaultdict(list)
    for one in land.handovers(dealt):
        if community_id in (None, land.tops[one.place_id]):
            got[one.team_id].append(one)
    gains = tuple(
        Gain(id_, tuple(got[id_]), load, load + sum(one.need for one in got[id_]))
        for id_, load in loads.items()
    )
    return Proposal(gains, gaps, gaps - sum(gain.households for gain in gains))


def _spread(needs: Sequence[int]) -> Spread:
    return Spread(min(needs), round(median(needs)), max(needs))
