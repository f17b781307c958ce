"""The indicators of the issue work: what each counts, its formula and its value (DOMAIN.md §5)."""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

DAYS = "个工作日"


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in a period. ``heard`` are the valid follow-ups (whoever
    could not be reached said nothing), ``satisfied`` those of them who were at least fairly so,
    ``work_days`` the sum over what was resolved."""

    registered: int = 0
    closed: int = 0
    dispatched: int = 0
    signed_in_time: int = 0
    contacted_in_time: int = 0
    returned: int = 0
    due: int = 0
    finished_in_time: int = 0
    heard: int = 0
    solved: int = 0
    satisfied: int = 0
    resolved: int = 0
    reworked: int = 0
    work_days: int = 0
    closed_with_satisfaction: int = 0
    fair: int = 0
    unreached: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the office. ``unit`` is ``%``, ``个工作日`` or ``件``; ``better`` says
    whether more of it is better (1), worse (-1) or neither (0)."""

    key: str
    word: str
    unit: str
    formula: str
    better: int
    of: Callable[[Counts], float | None]

    def change(self, now: Counts, before: Counts) -> float | None:
        """The value less the one before: percentage points for ``%``; None without both."""
        value, was = self.of(now), self.of(before)
        return None if value is None or was is None else value - was


def _share(hits: str, of: str) -> Callable[[Counts], float | None]:
    def share(counts: Counts) -> float | None:
        whole = getattr(counts, of)
        return 100 * getattr(counts, hits) / whole if whole else None

    return share


def _count(name: str) -> Callable[[Counts], float | None]:
    return lambda counts: float(getattr(counts, name))


def _mean_days(counts: Counts) -> float | None:
    return counts.work_days / counts.resolved if counts.resolved else None


ALL = (
    Indicator("registered", "登记", "件", "本期登记的问题数", 0, _count("registered")),
    Indicator("closed", "销号", "件", "本期销号的问题数", 1, _count("closed")),
    Indicator(
        "signing",
        "签收及时率",
        "%",
        "时限内签收的派单数 ÷ 本期派单数",
        1,
        _share("signed_in_time", "dispatched"),
    ),
    Indicator(
        "response",
        "响应率",
        "%",
        "时限内首次联系群众的派单数 ÷ 本期派单数",
        1,
        _share("contacted_in_time", "dispatched"),
    ),
    Indicator(
        "on_time",
        "按时办结率",
        "%",
        "时限内办结的问题数 ÷ 本期到期的问题数",
        1,
        _share("finished_in_time", "due"),
    ),
    Indicator("solved", "解决率", "%", "回访“已解决”数 ÷ 有效回访数", 1, _share("solved", "heard")),
    Indicator(
        "satisfaction",
        "满意率",
        "%",
        "（满意 + 基本满意）÷ 有效评价数，无法联系的不计",
        1,
        _share("satisfied", "heard"),
    ),
    Indicator(
        "returns", "退单率", "%", "退单数 ÷ 本期派单数", -1, _share("returned", "dispatched")
    ),
    Indicator(
        "rework", "重办率", "%", "本期重办数 ÷ 本期办结数", -1, _share("reworked", "resolved")
    ),
    Indicator(
        "duration",
        "平均办结时长",
        DAYS,
        "本期办结的问题，从登记到办结的工作日数 ÷ 件数",
        -1,
        _mean_days,
    ),
    Indicator(
        "happy_bill",
        "幸福账单",
        "件",
        "本期销号且群众满意或基本满意的问题数",
        1,
        _count("closed_with_satisfaction"),
    ),
)
BY_KEY = {indicator.key: indicator for indicator in ALL}


def told(indicator: Indicator, value: float | None) -> str:
    """A value as it is written: ``92.3%``, ``4.5个工作日``, ``—`` where there is nothing to
    divide by."""
    if value is None:
        return "—"
    if indicator.unit == "件":
        return f"{value:,.0f}"
    return f"{value:.1f}{indicator.unit}"


def change_told(indicator: Indicator, change: float | None) -> str:
    """A change as it is written: ``+1.4`` (percentage points), ``−3``, ``持平``, ``—``."""
    if change is None:
        return "—"
    digits = 0 if indicator.unit == "件" else 1
    text = f"{change:+,.{digits}f}"
    return "持平" if not float(text.replace(",", "")) else text.replace("-", "−")


def period_before(since: date, until: date) -> tuple[date, date]:
    """The period to compare with: the months before whole months, else as many days before."""
    last = since - timedelta(days=1)
    whole = since.day == 1 and until.day == monthrange(until.year, until.month)[1]
    if not whole:
        return since - (until - since) - timedelta(days=1), last
    months = (until.year - since.year) * 12 + until.month - since.month + 1
    first = since.year * 12 + since.month - 1 - months
    return date(first // 12, first % 12 + 1, 1), last


def total(parts: Iterable[Counts]) -> Counts:
    """All parts together."""
    return sum(parts, Counts())
