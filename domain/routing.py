"""派单规则: which unit an issue usually goes to, by its category and place (DOMAIN.md §5)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """The lead unit (主办) and those that help it (协办)."""

    unit: str
    co_units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Issues of a category and all below it, at a place and all below it, take this route.

    ``category`` is a path of names from the top and ``position`` a place's position in the tree
    (`db.models.Place`); an empty one means any. A rule with neither is for whatever is left.
    """

    route: Route
    category: tuple[str, ...] = ()
    position: str = ""

    def fits(self, category: tuple[str, ...], position: str) -> bool:
        """Whether an issue of that category at that position is meant."""
        return category[: len(self.category)] == self.category and position.startswith(
            self.position
        )


def suggest(rules: Iterable[RoutingRule], category: tuple[str, ...], position: str) -> Route | None:
    """The route of the first rule that fits; None when none does."""
    return next((rule.route for rule in rules if rule.fits(category, position)), None)
