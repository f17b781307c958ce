"""The places already on file, as plain paths, and completing a path that a file names in part."""

from collections.abc import Iterable, Sequence

from domain.places import RANK, Level, PlaceStep, place_key

Path = tuple[PlaceStep, ...]


class PlaceIndex:
    """Known places, found by level and key. ``paths`` are complete, from the top down."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self._paths: dict[tuple[Level, str], list[Path]] = {}
        for path in paths:
            last = path[-1]
            found = self._paths.setdefault((last.level, place_key(last.level, last.name)), [])
            found.append(path)

    def find(self, step: PlaceStep, under: Sequence[PlaceStep] = ()) -> list[Path]:
        """The known places that a step may mean below all the steps of ``under``."""
        found = self._paths.get((step.level, place_key(step.level, step.name)), [])
        if not under:
            return found
        wanted = {(s.level, place_key(s.level, s.name)) for s in under}
        return [
            path
            for path in found
            if wanted <= {(s.level, place_key(s.level, s.name)) for s in path[:-1]}
        ]

    def knows(self, path: Path) -> bool:
        """Whether a path leads to a place on file."""
        return bool(path) and any(
            len(found) == len(path) for found in self.find(path[-1], path[:-1])
        )

    def keys(self, *levels: Level) -> set[str]:
        """The keys of all known places of these levels."""
        return {key for level, key in self._paths if level in levels}

    def complete(self, path: Path) -> Path:
        """The path with the known levels above it, where it can mean one known place only."""
        for i, step in enumerate(path):
            if RANK[step.level] < RANK[Level.COMMUNITY] and i + 1 < len(path):
                continue
            if RANK[step.level] >= RANK[Level.BUILDING]:
                break
            found = self.find(step, path[:i])
            if len(found) == 1:
                return (*found[0], *path[i + 1 :])
            break
        return path
