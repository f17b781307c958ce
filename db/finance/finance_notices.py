"""What of a community's accounts is posted: whole periods, and only such as add up."""

from datetime import date

from db.finance import finance
from db.reading import Reader
from domain.errors import KnownError
from domain.finance import Sums, follow_fault, sums_fault
from domain.finance_notice import Accounts
from domain.paper_words import period_words


def posted(connection: Reader, place_id: int, name: str, since: date, until: date) -> Accounts:
    """The periods that these days lie in; ``name`` is the community's. KnownError when there is
    none, or one of them does not add up."""
    found = [
        row
        for row in finance.periods(connection, [place_id])
        if row.since <= until and since <= row.until
    ]
    if not found:
        raise KnownError(
            f"{name}在{period_words(since, until)}没有账期，没有做成公示；"
            "请先在“公开公示 · 财务”里开账，或换一个期间。"
        )
    for row in found:
        fault = follow_fault(row.sums.opening, row.before) or sums_fault(row.sums)
        if fault:
            raise KnownError(
                f"{name}{period_words(row.since, row.until)}的账不平：{fault}，"
                "没有做成公示；请先核对账目。"
            )
    sums = Sums(
        found[0].sums.opening,
        sum(row.sums.income for row in found),
        sum(row.sums.expense for row in found),
    )
    entries = tuple(e.entry for row in found for e in finance.entries(connection, row.id))
    closed = all(row.is_closed for row in found)
    return Accounts(name, found[0].since, found[-1].until, sums, entries, closed)
