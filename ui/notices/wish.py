"""What is to be printed, as the window or the command line says it."""

from dataclasses import dataclass
from datetime import date

from domain.general_notice import GeneralWords
from domain.paper_sizes import PaperSize
from domain.places import Level


@dataclass(frozen=True, slots=True)
class Wish:
    """A template, a period, and the places it hangs at: ``place_id`` itself (None is the whole
    office) or, with ``per``, each place of that level in it; and on what paper. A general notice
    has ``words``."""

    template: str
    place_id: int | None
    per: Level | None
    since: date
    until: date
    today: date
    words: GeneralWords | None = None
    paper: PaperSize = PaperSize.A4

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.since, self.until
