"""The office's places as a tree with the households of each, from the database."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db import places
from db.places import PlaceCount, PlaceRow
from db.reading import Reader
from widgets.place_tree import LazyTree, TreeNode


def read_places(connection: Reader) -> tuple[PlaceRow, list[PlaceCount]]:
    """The office's own place, and all places down to the buildings."""
    return places.root(connection), places.tree(connection)


class PlaceTree(LazyTree):
    """Fills itself from what was read; ``places`` are all of them by id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places: dict[int, PlaceCount] = {}
        self.children_wanted.connect(self._fill)

    def show_places(self, read: tuple[PlaceRow, list[PlaceCount]]) -> None:
        """Show what `read_places` brought; what is open and chosen stays."""
        office, counted = read
        self.places = {c.place.id: c for c in counted}
        if not self.open_ids():
            self.set_open_ids(frozenset({office.id}))
        beside = [
            c
            for c in counted
            if c.place.parent_id == office.parent_id and c.households and c.place.id != office.id
        ]
        self.put_children(None, self._nodes([self.places[office.id], *beside]))

    def reveal(self, place_id: int) -> bool:
        """Choose a place, opening those above it; False when it is none of those read."""
        above = self.places.get(place_id)
        way: set[int] = set()
        while above is not None:
            way.add(above.place.id)
            above = self.places.get(above.place.parent_id or 0)
        self.set_open_ids(self.open_ids() | (way - {place_id}))
        return self.set_current(place_id)

    def _fill(self, place_id: int) -> None:
        below = [c for c in self.places.values() if c.place.parent_id == place_id]
        self.put_children(place_id, self._nodes(below))

    def _nodes(self, shown: Sequence[PlaceCount]) -> list[TreeNode]:
        with_children = {c.place.parent_id for c in self.places.values()}
        return [
            TreeNode(c.place.id, c.place.name, c.households, c.place.id in with_children)
            for c in shown
        ]
