"""The dispatch order (派单) as it is printed and handed to a unit (DOMAIN.md §5)."""

from dataclasses import dataclass
from datetime import datetime

INTERNAL = "内部使用 · 不得张贴"


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """What a unit is told of an issue it is to handle.

    It names the reporter and the phone in full: the unit must contact that person, so the order
    stays inside the offices and says so. ``contact_by`` is set where hours count, else the first
    contact follows the signing by ``contact_days`` workdays. ``number`` is empty for an order that
    an import brought.
    """

    number: str
    office: str
    dispatched_at: datetime
    unit: str
    co_units: tuple[str, ...]
    issue: str
    title: str
    description: str
    category: str
    source: str
    place: str
    person: str
    phone: str
    colour: str
    colour_word: str
    level: str
    urgency: str
    urgent: bool
    note: str
    sign_by: datetime
    contact_by: datetime | None
    contact_days: int
    measure_by: datetime | None
    finish_by: datetime | None
    return_days: int
