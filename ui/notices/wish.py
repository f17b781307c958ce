"""What is to be printed, as the window or the command line says it."""

from dataclasses import dataclass
from datetime import date

from domain.general_notice import GeneralWords
from domain.paper_sizes import PaperSize
from domain.places import Level


@dataclass(frozen=True, slots=True)
class Wish:
    """A template, a period, and the places it hangs at: ``place_id`` (None is the whole office)
    and ``also`` some more, each as it is or, with ``per``, each place of that level in it; and on
    what paper. A general notice has ``words``."""

    template: str
    place_id: int | None
    per: Level | None
    since: date
    until: date
    today: date
    words: GeneralWords | None = None
    paper: PaperSize = PaperSize.A4
    also: tuple[int, ...] = ()

    @property
    def places(self) -> tuple[int | None, ...]:
        """All places it is for; None among them is the whole office."""
        return self.place_id, *self.also

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.since, self.until
