"""Which fonts the office prints in, by their names: a setting (DOMAIN.md §8)."""

from collections.abc import Iterator
from dataclasses import dataclass

ROLE_WORDS = {"title": "标题", "heading": "小标题", "body": "正文", "table": "表格"}


@dataclass(frozen=True, slots=True)
class PaperFonts:
    """A font's name for every role a text has on paper, empty for the one that comes with the
    program; ``folder`` is where the office keeps fonts that are not installed."""

    title: str = ""
    heading: str = ""
    body: str = ""
    table: str = ""
    folder: str = ""

    def of(self, role: str) -> str:
        """The font of a role of `ROLE_WORDS`."""
        return str(getattr(self, role))

    def chosen(self) -> Iterator[tuple[str, str]]:
        """The roles for which the office chose a font, with its name."""
        return ((role, self.of(role)) for role in ROLE_WORDS if self.of(role))
