"""How much a team has to do: households, weighted by care tags and open issues (DOMAIN.md §4)."""

from __future__ import annotations

from dataclasses import dataclass

NEED_IN_WORDS = "每户 1，每个重点人群 +1，每件未办结问题 +1"


@dataclass(frozen=True, slots=True)
class Load:
    """Some households: how many, how many of them with a care tag (重点户), all their care tags,
    and the open issues of theirs or of their places."""

    households: int = 0
    cared: int = 0
    tags: int = 0
    issues: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(
            self.households + other.households,
            self.cared + other.cared,
            self.tags + other.tags,
            self.issues + other.issues,
        )

    @property
    def need(self) -> int:
        """Their weight when loads are evened out: `NEED_IN_WORDS`."""
        return self.households + self.tags + self.issues
