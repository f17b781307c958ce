"""The office's settings of its issue work, and the limits that follow from them (DOMAIN.md §5)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import colours, deadlines
from domain.colours import ColourRule
from domain.deadlines import OfficeDays

LONGEST_HOURS = 240


@dataclass(frozen=True, slots=True)
class Rules:
    """What an administrator can change; the values given are those of the campaign.

    ``return_days``, ``extend_days`` and ``follow_up_days`` are workdays: in which an order may be
    returned, by which a deadline may be extended at most, in which somebody calls after resolving.
    ``day_words`` says of each of the office's own days why it is one.
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
    day_words: tuple[tuple[date, str], ...] = ()

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


def fault(rules: Rules) -> str:
    """What is wrong with the rules, in one sentence; empty when nothing is."""
    if wrong := colours.fault(rules.colours):
        return wrong
    days = (rules.return_days, rules.extend_days, rules.follow_up_days)
    if not all(1 <= d <= colours.LONGEST_DAYS for d in days):
        most = colours.LONGEST_DAYS
        return f"退单、延期、回访的期限要在 1 到 {most} 个工作日之间，没有保存；请改正后再试。"
    contact, measure = rules.urgent_contact_hours, rules.urgent_measure_hours
    if not 1 <= contact <= measure <= LONGEST_HOURS:
        return (
            f"紧急问题的时限要在 1 到 {LONGEST_HOURS} 小时之间，先联系、后采取措施，没有保存；"
            "请改正后再试。"
        )
    words = [word.strip() for word in rules.urgencies]
    if not all(words) or len(set(words)) < len(words):
        return "每种紧急情形都要有自己的名称、不能重复，没有保存；请改正后再试。"
    both = rules.office.closed & rules.office.worked
    if both:
        return f"{min(both):%Y-%m-%d} 不能既停办又上班，没有保存；请留下一种。"
    return ""
