"""范围: the places that somebody works for, and whether what they did lies in them.

Whoever has a scope reads what everybody reads, and writes, uncovers, exports and prints below its
places alone. An act therefore says where it happens; one that says nothing is of the whole ledger.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.rights import needed

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """Places by id, position (their path, which ends with ``/``) and name, all in the same order.

    One without any allows nothing: its places are gone. The whole ledger is no scope but None.
    """

    ids: tuple[int, ...] = ()
    positions: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def holds(self, position: str) -> bool:
        """Whether a place or household lies at or below one of the places."""
        return position.startswith(self.positions) if self.positions else False

    @property
    def only(self) -> str:
        """The position of the only place; empty where there are several or none."""
        return self.positions[0] if len(self.positions) == 1 else ""

    def words(self, most: int = _SHOWN) -> str:
        """The places as a sentence names them, and how many there are when they are more."""
        more = f"等 {len(self.names)} 处" if len(self.names) > most else ""
        return "、".join(self.names[:most]) + more


@dataclass(frozen=True, slots=True)
class Act:
    """What was done, and the ids of the places it concerns; None among them is a place that is not
    known, and without any it did not say where."""

    topic: str
    action: str
    places: frozenset[int | None] = frozenset()


def nowhere(acts: Iterable[Act]) -> Act | None:
    """The first act that does not say where it happens and is not about somebody's own things."""
    return next((a for a in acts if not a.places and needed(a.topic, a.action) is not None), None)


_NOUNS: Mapping[str, str] = {
    "households": "这一户",
    "visits": "这一户",
    "check_ins": "这名党员",
    "issues": "这件问题",
    "teams": "这项包联",
    "projects": "这个项目",
    "finance": "这本账",
    "notices": "这份公示",
    "boards": "这块公开栏",
}


def outside_words(scope: Scope, topic: str, place: str, who: Iterable[str]) -> str:
    """Why an act at a place outside of the scope was refused, and who may do it."""
    noun = _NOUNS.get(topic, "这一处")
    return f"{_only(scope)}，{noun}在{place}，{_kept(topic)}；请{'、'.join(who)}来办。"


def unplaced_words(scope: Scope, topic: str, who: Iterable[str]) -> str:
    """Why an act about something whose place is not known was refused."""
    noun = _NOUNS.get(topic, "这一处")
    told = f"{noun}没有写明地点，{_kept(topic)}；请写明地点，或请{'、'.join(who)}来办。"
    return f"{_only(scope)}，{told}"


def nowhere_words(scope: Scope, act: Act, who: Iterable[str]) -> str:
    """Why an act that concerns the whole ledger was refused."""
    what = f"“{act.action}”" if act.action else "这一步"
    kept = _kept(act.topic)
    return f"{_only(scope)}，{what}涉及范围以外，{kept}；请{'、'.join(who)}来办。"


def _only(scope: Scope) -> str:
    return f"您只管{scope.words()}" if scope.ids else "您范围里的地点都已不在台账里"


def _kept(topic: str) -> str:
    # What only leaves a record in the audit was about to be looked at, printed or exported.
    return "这一步没有做" if topic == "audit" else "这一步没有保存"
