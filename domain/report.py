"""The report of a period's issue work (工作月报), a value with all it says (DOMAIN.md §5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.happy_bill import Settled
from domain.indicators import BY_KEY, Counts, told, total
from domain.paper_words import day_words, period_words

MOST_LINES = 12  # of a breakdown on paper; the rest is one line, and in Excel line by line


@dataclass(frozen=True, slots=True)
class Line:
    """One name of a breakdown: what was counted, and in the period before."""

    name: str
    now: Counts
    before: Counts


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The figures by something, named by its word (单位, 工作组, …), the busiest name first."""

    word: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """The backlog in one colour: at the end, at the start (the evening before), and each day."""

    colour: str
    word: str
    start: int
    days: tuple[int, ...]

    @property
    def end(self) -> int:
        """How many are open at the end."""
        return self.days[-1]


@dataclass(frozen=True, slots=True)
class Late:
    """An issue that was overdue at the end, by so many days."""

    number: str
    title: str
    place: str
    unit: str
    colour: str
    colour_word: str
    due: date
    days: int


@dataclass(frozen=True, slots=True)
class Loud:
    """A common issue: how many were merged into it by the end, and how many of these were
    registered in the period."""

    number: str
    title: str
    unit: str
    state: str
    merged: int
    fresh: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was done about issues in a period, both days included. ``until`` is the last day there
    are figures for: today in a period that still runs. ``stock`` goes from the gravest colour."""

    office: str
    since: date
    until: date
    planned_until: date
    before: tuple[date, date]
    counts: Counts
    counts_before: Counts
    stock: tuple[Stock, ...]
    breakdowns: tuple[Breakdown, ...]
    loud: tuple[Loud, ...]
    late: tuple[Late, ...]
    settled: tuple[Settled, ...]

    @property
    def title(self) -> str:
        """A month's report is a 月报, any other period's a 报告."""
        return "问题办理工作月报" if self._is_month() else "问题办理工作报告"

    @property
    def period(self) -> str:
        """The period as it is written, and until when there are figures."""
        words = period_words(self.since, self.planned_until)
        running = self.until < self.planned_until
        return f"{words}（截至{day_words(self.until, self.since.year)}）" if running else words

    def _is_month(self) -> bool:
        words = period_words(self.since, self.planned_until)
        return words == f"{self.since.year}年{self.since.month}月"

    @property
    def open(self) -> int:
        """How many are open at the end."""
        return sum(stock.end for stock in self.stock)

    @property
    def open_before(self) -> int:
        """How many were open at the start."""
        return sum(stock.start for stock in self.stock)


def headline(report: Report) -> str:
    """The period in a few sentences."""
    now = report.counts
    rate, on_time = BY_KEY["satisfaction"], BY_KEY["on_time"]
    change = report.open - report.open_before
    moved = f"比期初{'增加' if change > 0 else '减少'}{abs(change)}件" if change else "与期初持平"
    by_colour = "、".join(f"{stock.word}色{stock.end}件" for stock in report.stock)
    return (
        f"本期登记问题{now.registered:,}件，办结{now.resolved:,}件，销号{now.closed:,}件。"
        f"期末未销号{report.open:,}件（{by_colour}），{moved}，其中超期{len(report.late):,}件。"
        f"按时办结率{told(on_time, on_time.of(now))}，满意率{told(rate, rate.of(now))}，"
        f"幸福账单{now.closed_with_satisfaction:,}件。"
    )


def ranked(lines: Iterable[Line], nobody: str) -> tuple[Line, ...]:
    """The busiest first, who did nothing in both periods left out, the unnamed rest last."""
    busy = [line for line in lines if line.now != Counts() or line.before != Counts()]
    return tuple(sorted(busy, key=lambda line: (line.name == nobody, *_rank(line))))


def _rank(line: Line) -> tuple[int, int, int, str]:
    now = line.now
    return (-now.registered, -now.dispatched, -now.closed, line.name)


def shortened(lines: tuple[Line, ...], most: int = MOST_LINES) -> tuple[Line, ...]:
    """Not more lines than that, the last being all others together."""
    if len(lines) <= most:
        return lines
    rest = lines[most - 1 :]
    together = Line(
        f"其余{len(rest)}个", total(one.now for one in rest), total(one.before for one in rest)
    )
    return (*lines[: most - 1], together)
