"""What stands in the form of a visit: to be put aside for another one, and put back just so."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from db.visits.visits import VisitRow
from domain.entries import VisitEntry
from domain.visits import VisitKind
from ui.visits.home_facts import Home


@dataclass(frozen=True, slots=True)
class Common:
    """What a whole pile of sheets has in common; ``team`` None means whoever answers for the
    household."""

    team: int | None = None
    cadres: tuple[str, ...] | None = None
    day: date | None = None
    kind: str = VisitKind.ROUTINE


@dataclass(frozen=True, slots=True)
class Draft:
    """A visit as far as it is entered; ``edited`` is the one on record that it corrects.
    ``household`` is what stands in its field: the id, None while none is found, and the words."""

    common: Common
    edited: VisitRow | None = None
    home: Home | None = None
    household: tuple[int | None, str] = (None, "")
    outcome: str | None = None
    note: str = ""
    need: str = ""
    settled: bool = False

    def is_begun(self) -> bool:
        """Whether it says anything of a visit that is not on record."""
        return bool(self.outcome or self.note or self.need)


def facts_of(draft: Draft) -> dict[str, Any]:
    """A visit that is not on record by its facts' names; `draft_from` brings it back."""
    return {key: value for key, value in asdict(draft).items() if key not in ("edited", "home")}


def draft_from(facts: Mapping[str, Any]) -> Draft:
    """The visit that `facts_of` told."""
    return Draft(**{**facts, "common": Common(**facts["common"])})


def draft_of(visit: VisitRow) -> Draft:
    """A visit on record, to be corrected."""
    return Draft(
        Common(visit.team_id, visit.cadres, visit.day, visit.kind),
        edited=visit,
        household=(visit.household_id, f"{visit.address}　{visit.head}".rstrip()),
        outcome=visit.outcome,
        note=visit.note,
    )


def entry_of(visit: VisitRow) -> VisitEntry:
    """A visit as it is on record, without the needs that are issues by now."""
    told = (visit.day, visit.outcome, visit.kind, visit.team_id, visit.cadres, visit.note)
    return VisitEntry(visit.household_id, *told)
