"""Who gets which pieces of a ledger's gaps: near what each team holds, with even loads.

A team belongs to the community where it has most to do; teams that hold nothing go where there is
most to do for each team. Communities whose teams would have too much join their neighbours in the
township, a township without teams joins the next. Among all teams of such a district the pieces
are dealt in walking order, each to the nearest team that has room.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from math import inf

from domain.pieces import Land, Piece

MOST = 1.25
"""Where teams would have more than so many fair shares, their neighbours' teams help; up to so
many it counts more that a team is near than that it has least."""
_MOST_ROUNDS = 50

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Crew:
    """A team that takes part, and the need it answers for already, by the place it hangs on."""

    id: int
    holds: Mapping[int, int]


@dataclass(slots=True)
class _Team:
    """A team while it is dealt to: its load, and where on the walk that lies."""

    id: int
    load: int
    spots: list[float]

    def distance(self, at: float) -> float:
        """How many places away the nearest lies that it holds."""
        after = bisect_left(self.spots, at)
        near = self.spots[max(0, after - 1) : after + 1]
        return min((abs(at - spot) for spot in near), default=inf)

    def take(self, piece: Piece) -> None:
        """Answer for this, too."""
        self.load += piece.need
        insort(self.spots, piece.at)

    def give(self, piece: Piece) -> None:
        """Not answer for it after all."""
        self.load -= piece.need
        self.spots.remove(piece.at)


@dataclass(slots=True)
class _Area:
    """A community: what is to be dealt in it, and the teams that belong to it."""

    pieces: list[Piece] = field(default_factory=list)
    teams: list[_Team] = field(default_factory=list)


_District = list[_Area]  # areas that are dealt together


def deal(
    land: Land,
    pieces: Sequence[Piece],
    crews: Sequence[Crew],
    progress: Progress = lambda done, total: None,
) -> list[tuple[Piece, int]]:
    """Each piece with the id of the team that gets it, in walking order; none without teams.

    Crews come in their natural order. A team that gets something has at most `MOST`
    fair shares of its township and one piece more. ``progress`` is told how many pieces of how
    many are dealt, and may raise to stop.
    """
    if not crews:
        return []
    dealt: list[tuple[Piece, int]] = []
    for township in _townships(land, pieces, crews):
        fair = _for_each(township)
        districts = _join([[area] for area in township], MOST * fair)
        for district in districts:
            dealt += _deal_out(district, fair)
            progress(len(dealt), len(pieces))
    return sorted(dealt, key=lambda pair: pair[0].at)


# Which teams, where


def _townships(land: Land, pieces: Sequence[Piece], crews: Sequence[Crew]) -> list[_District]:
    """All communities by township, their teams in them; every township with gaps has teams."""
    areas = {top: _Area() for top in dict.fromkeys(land.tops.values())}
    for piece in pieces:
        areas[land.tops[piece.place_id]].pieces.append(piece)
    spare = _settle(land, areas, crews)
    by_pool: dict[int, _District] = defaultdict(list)
    for top, area in areas.items():
        by_pool[land.pool(top)].append(area)
    _spread(spare, list(by_pool.values()))
    return _join(list(by_pool.values()), inf)


def _settle(land: Land, areas: Mapping[int, _Area], crews: Sequence[Crew]) -> list[_Team]:
    """Put each team into the community where it has most to do; returns those without any.

    What there is to deal in a community without teams of its own is dealt with that of the team
    which has most to do there, if one has anything.
    """
    spare = []
    held: dict[int, Counter[int]] = defaultdict(Counter)
    for crew in crews:
        spots: list[float] = sorted(land.at[place_id] for place_id in crew.holds)
        team = _Team(crew.id, sum(crew.holds.values()), spots)
        by_top: Counter[int] = Counter()
        for place_id, need in crew.holds.items():
            by_top[land.tops[place_id]] += need
        if not by_top:
            spare.append(team)
            continue
        home = by_top.most_common(1)[0][0]
        areas[home].teams.append(team)
        for top, need in by_top.items():
            held[top][home] += need
    for top, area in areas.items():
        if held[top] and not area.teams:
            areas[held[top].most_common(1)[0][0]].pieces += area.pieces
            area.pieces = []
    return spare


def _spread(spare: Sequence[_Team], townships: Sequence[_District]) -> None:
    """Put the teams without any work where there is most for each team, numbers in walking order.

    The townships get teams by Sainte-Laguë's rule, and each township's communities its teams.
    """
    for township, count in zip(townships, _seats(len(spare), townships), strict=True):
        mine, spare = spare[:count], spare[count:]
        areas = [[area] for area in township]
        for (area,), some in zip(areas, _seats(count, areas), strict=True):
            area.teams += mine[:some]
            mine = mine[some:]


def _seats(count: int, districts: Sequence[_District]) -> list[int]:
    """How many of so many teams each district gets; one without gaps gets none."""
    work = [_need(one) and _need(one) + sum(t.load for t in _teams(one)) for one in districts]
    there = [len(_teams(one)) + 0.5 for one in districts]
    seats = [0] * len(districts)
    for _ in range(count if any(work) else 0):
        n = max(range(len(work)), key=lambda n: work[n] / (there[n] + seats[n]))
        seats[n] += 1
    return seats


def _join(districts: Sequence[_District], most: float) -> list[_District]:
    """Neighbours together until those with gaps have teams, whose loads rise to ``most`` only."""
    joined, at = list(districts), 0
    while at < len(joined) > 1:
        if not _need(joined[at]) or (_teams(joined[at]) and _level(joined[at]) <= most):
            at += 1
            continue
        beside = [n for n in (at - 1, at + 1) if 0 <= n < len(joined)]
        other = min(beside, key=lambda n: _for_each(joined[n]))
        at = min(at, other)
        joined[at : at + 2] = [joined[at] + joined[at + 1]]
    return joined


def _need(district: _District) -> int:
    return sum(piece.need for area in district for piece in area.pieces)


def _teams(district: _District) -> list[_Team]:
    return [team for area in district for team in area.teams]


def _for_each(district: _District) -> float:
    """All there is to do, for each team; without teams without end."""
    teams = _teams(district)
    everything = _need(district) + sum(team.load for team in teams)
    return everything / len(teams) if teams else inf


def _level(district: _District) -> float:
    return level([team.load for team in _teams(district)], _need(district))


def level(loads: Iterable[int], need: float) -> float:
    """How high loads rise when so much need is poured over the least of them."""
    risen = 0
    for load in sorted(loads):
        if risen and need <= load * risen:
            break
        risen, need = risen + 1, need + load
    return need / risen if risen else inf


# Which pieces


def _deal_out(district: _District, fair: float) -> list[tuple[Piece, int]]:
    """The pieces of a district, each to the nearest team with room; then loads are evened."""
    teams = _teams(district)
    pieces = sorted(chain.from_iterable(area.pieces for area in district), key=lambda p: p.at)
    left = sum(piece.need for piece in pieces)
    owners = []
    for piece in pieces:
        owner = _choose(teams, piece, level([team.load for team in teams], left), MOST * fair)
        owner.take(piece)
        owners.append(owner)
        left -= piece.need
    _even_out(pieces, owners)
    return [(piece, owner.id) for piece, owner in zip(pieces, owners, strict=True)]


def _choose(teams: Sequence[_Team], piece: Piece, height: float, most: float) -> _Team:
    """The nearest team that stays at the height all will have, give or take half the piece; else
    the nearest that stays below ``most``; else the one with least to do."""
    for bound, part in ((height, 0.5), (most, 1.0)):
        roomy = [team for team in teams if team.load + part * piece.need <= bound]
        if roomy:
            return min(roomy, key=lambda team: team.distance(piece.at))
    return min(teams, key=lambda team: (team.load, team.distance(piece.at)))


def _even_out(pieces: Sequence[Piece], owners: list[_Team]) -> None:
    """Move the borders between neighbours' stretches while that lowers the higher of two loads."""
    for _ in range(_MOST_ROUNDS):
        moved = False
        for left, right in pairwise(range(len(pieces))):
            for here, there in ((left, right), (right, left)):
                giver, taker = owners[here], owners[there]
                if taker.load + pieces[here].need < giver.load:
                    giver.give(pieces[here])
                    taker.take(pieces[here])
                    owners[here] = taker
                    moved = True
        if not moved:
            return
