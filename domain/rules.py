"""The office's settings of its issue work, and the limits that follow from them (DOMAIN.md §5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import colours, deadlines
from domain.colours import ColourRule
from domain.deadlines import OfficeDays


@dataclass(frozen=True, slots=True)
class Rules:
    """What an administrator can change; the values given are those of the campaign.

    ``return_days``, ``extend_days`` and ``follow_up_days`` are workdays: in which an order may be
    returned, by which a deadline may be extended at most, in which somebody calls after resolving.
    """

    colours: tuple[ColourRule, ...] = colours.DEFAULT
    office: OfficeDays = deadlines.AS_PUBLISHED
    raise_overdue: bool = True
    return_days: int = 2
    extend_days: int = 10
    follow_up_days: int = 5
    urgencies: tuple[str, ...] = ("安全", "水电气", "稳定")
    urgent_contact_hours: int = 2
    urgent_measure_hours: int = 24

    def is_urgent(self, colour: str, urgency: str) -> bool:
        """Whether the short limits hold."""
        return bool(urgency) or colours.rule(colour, self.colours).urgent

    def finish_by(self, colour: str, since: datetime) -> datetime:
        """The end of the last workday in which an issue of this colour is to be finished."""
        days = colours.rule(colour, self.colours).finish_days
        return deadlines.due(since, days, self.office)

    def sign_by(self, colour: str, dispatched_at: datetime) -> datetime:
        """Until when the unit signs for the order."""
        days = colours.rule(colour, self.colours).sign_days
        return deadlines.due(dispatched_at, days, self.office)

    def contact_by(self, colour: str, signed_at: datetime) -> datetime:
        """Until when the unit first contacts whoever reported it; urgent ones are told apart."""
        days = colours.rule(colour, self.colours).contact_days
        return deadlines.due(signed_at, days, self.office)

    def urgent_contact_by(self, dispatched_at: datetime) -> datetime:
        """Until when an urgent issue's reporter is contacted: hours, by day and night."""
        return dispatched_at + timedelta(hours=self.urgent_contact_hours)

    def urgent_measure_by(self, dispatched_at: datetime) -> datetime:
        """Until when a measure is taken about an urgent issue: hours, by day and night."""
        return dispatched_at + timedelta(hours=self.urgent_measure_hours)

    def return_by(self, dispatched_at: datetime) -> datetime:
        """Until when an order may be returned."""
        return deadlines.due(dispatched_at, self.return_days, self.office)


STANDARD = Rules()
