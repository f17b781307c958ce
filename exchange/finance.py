"""The accounts of a period as offices keep them: 日期, 凭证号, 摘要, 收入, 支出, 结余 and who
signed, in any order and wording, in 元 or — when the header says so — in 万元."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from domain.cells import Cell, close, half, is_blank, is_ditto, says_nothing, text
from domain.dates import read_date
from domain.finance_judge import FinanceRow, FinanceSheet
from domain.money import read_amount
from domain.places import PlaceStep
from domain.spans import Span, span_in, span_of_month, year_in
from exchange.columns import Layout
from exchange.filling import Filler
from exchange.notes import filled, is_header_again, is_note
from exchange.workbook import Sheet

_MERGED_DOWN = ("day", "month", "month_day", "voucher", "handler", "witness", "approver")
_AMOUNTS = ("income", "expense", "balance")
_BEFORE = r"(?:上期|上月|上季度?|上年度?|期初|月初|年初|承前)"
_HERE = r"(?:期末|本期|本月|月末|季末|年末|本季度?|本年度?)"
_LEFT = r"(?:累计)?(?:结余|余额|结存|结转)(?:余额|资金|金额|款|数)?"
_END = r"(?:[(:].*)?"
_OPENING = re.compile(rf"(?:加:?)?(?:{_BEFORE}{_LEFT}|承前页|期初){_END}")
_CLOSING = re.compile(rf"(?:{_HERE}{_LEFT}|结转下[期月季年]|期末){_END}")
_TOTAL = re.compile(r"(?:本期|本月|全月|本季度?)?(?:发生额)?(?:合计|总计|共计)(?:\(.*\))?:?")
_PARTIAL = re.compile(r".{0,14}(?:小计|累计|合计|总计|过次页)(?:\(.*\))?:?")
_IN_WORDS = r"{}{}(?:为|是)?[:：]?\s*([¥￥]?\s*-?[\d,，]+(?:\.\d+)?\s*(?:万元|万|元)?)"
_OPENING_WORDS = re.compile(_IN_WORDS.format(_BEFORE, _LEFT))
_CLOSING_WORDS = re.compile(_IN_WORDS.format(_HERE, _LEFT))
_IN_WAN = re.compile(r"单位[:：]?(?:人民币)?万元")
_SHORT_DAY = re.compile(r"(\d{1,2})[月.\-/](\d{1,2})[日号]?")
_DAY_ALONE = re.compile(r"(\d{1,2})[日号]?")
_YUAN, _WAN = 100, 1_000_000
_NEARLY = Decimal("0.0001")  # what binary fractions add to a cell that a formula computed


class FinanceReader:
    """Reads one sheet; ``assumed`` are the places that its title, its name and the user tell,
    ``file`` is the file's name without its ending."""

    def __init__(
        self, sheet: Sheet, layout: Layout, assumed: Sequence[PlaceStep] = (), file: str = ""
    ) -> None:
        self.sheet, self.layout = sheet, layout
        self.at = layout.positions()
        self.place = tuple(assumed)
        above = [cell for row in sheet.rows[: layout.header_row] for cell in row]
        self.title = " ".join(text(cell) for cell in above if not is_blank(cell))
        self.span, self.year = self._period(file)
        wan = bool(_IN_WAN.search(close(self.title)))
        self.units = {
            field: _WAN if wan or "万元" in self._header(field) else _YUAN for field in _AMOUNTS
        }
        merged = [self.at[field] for field in _MERGED_DOWN if field in self.at]
        never = [self.at[field] for field in ("summary", *_AMOUNTS) if field in self.at]
        self.filler = Filler(sheet, layout.header_row, (), merged, (), (), never)

    def told(self) -> FinanceSheet:
        """What the sheet says beside its rows."""
        below = [row for row in self.sheet.rows[self.layout.header_row :] if self._is_talk(row)]
        words = [self.title, *(" ".join(text(c) for c in row if c is not None) for row in below)]
        name, header_row = self.sheet.name, self.layout.header_row
        headers = {field: self.layout.headers[column] for field, column in self.at.items()}
        headers.setdefault("day", headers.get("month_day", ""))
        opening, closing = (_in_words(words, p) for p in (_OPENING_WORDS, _CLOSING_WORDS))
        return FinanceSheet(name, header_row, headers, self.place, self.span, opening, closing)

    def rows(self) -> Iterator[FinanceRow]:
        """The rows that hold anything, in order."""
        serial = self.at.get("serial", -1)
        for index in range(self.layout.header_row, len(self.sheet.rows)):
            own = self.sheet.rows[index]
            held = filled(own)
            if not held or (held == [serial] and not isinstance(own[serial], str)):
                continue
            row = self.filler.carry(self.filler.merge(index, own), starts_household=False)
            yield self._row(index + 1, own, row)

    # The period

    def _period(self, file: str) -> tuple[Span | None, int | None]:
        year = year_in(self.title)
        names = (self.title, self.sheet.name, file)
        span = next((found for words in names if (found := span_in(words))), None)
        alone = span_of_month(self.sheet.name, year or year_in(file))
        if alone is not None and (span is None or _contains(span, alone)):
            span = alone  # a year's accounts with a sheet a month
        if span is not None and span[0].year == span[1].year:
            year = span[0].year
        return span, year

    # Rows

    def _header(self, field: str) -> str:
        column = self.at.get(field)
        return close(self.layout.headers[column]) if column is not None else ""

    def _cell(self, row: Sequence[Cell], field: str) -> Cell:
        column = self.at.get(field)
        return row[column] if column is not None else ""

    def _text(self, row: Sequence[Cell], field: str) -> str:
        told = " ".join(text(self._cell(row, field)).split())
        return "" if says_nothing(told) or is_ditto(told) else told

    def _is_talk(self, row: Sequence[Cell]) -> bool:
        """Whether a row holds neither a day nor an amount."""
        fields = (*_AMOUNTS, "day", "month", "month_day")
        return all(is_blank(self._cell(row, field)) for field in fields)

    def _row(self, number: int, own: Sequence[Cell], row: Sequence[Cell]) -> FinanceRow:
        amounts = {field: self._amount(row, field) for field in _AMOUNTS}
        kind = self._kind(own, row)
        if kind in ("opening", "closing"):
            told = [amounts[f] for f in ("balance", "income", "expense") if amounts[f]]
            return FinanceRow(number, kind, balance=told[0] if told else None)
        blank = is_blank(self._cell(row, "balance")) or kind == "note"
        return FinanceRow(
            row=number,
            kind=kind,
            day=self._day(row),
            voucher=close(self._text(row, "voucher")),
            summary=self._text(row, "summary"),
            income=amounts["income"],
            expense=amounts["expense"],
            balance=None if blank else amounts["balance"],
            handler=self._text(row, "handler"),
            witness=self._text(row, "witness"),
            approver=self._text(row, "approver"),
            texts={f: half(self._cell(row, f))[:24] for f in ("day", *_AMOUNTS)},
        )

    def _kind(self, own: Sequence[Cell], row: Sequence[Cell]) -> str:
        """Empty for an entry, else what the row is."""
        words = [close(cell) for cell in own if isinstance(cell, str) and not is_blank(cell)][:4]
        for kind, pattern in (("opening", _OPENING), ("closing", _CLOSING), ("total", _TOTAL)):
            if any(pattern.fullmatch(word) for word in words):
                return kind
        dated = self._day(row) is not None and not is_note(own[:1])
        aside = is_note(own) or any(_PARTIAL.fullmatch(word) for word in words)
        if self._is_talk(own) or is_header_again(own, self.layout) or (aside and not dated):
            return "note"
        return ""

    def _day(self, row: Sequence[Cell]) -> date | None:
        """The day of a row, its year that of the period where the row does not say it."""
        cell = self._cell(row, "day")
        read = read_date(cell)
        if len(read) == 10:
            return date.fromisoformat(read)
        if isinstance(cell, str) and (short := _SHORT_DAY.fullmatch(close(cell))):
            return self._on(int(short[1]), int(short[2]))
        month, day = self._number(row, "month"), self._number(row, "month_day")
        if month is None and self.span is not None and "month" not in self.at:
            one = (self.span[0].year, self.span[0].month) == (self.span[1].year, self.span[1].month)
            month = self.span[0].month if one else None
        return self._on(month, day) if month is not None and day is not None else None

    def _number(self, row: Sequence[Cell], field: str) -> int | None:
        found = _DAY_ALONE.fullmatch(close(self._cell(row, field)).removesuffix("月"))
        return int(found[1]) if found else None

    def _on(self, month: int, day: int) -> date | None:
        try:
            return date(self.year, month, day) if self.year else None
        except ValueError:
            return None

    def _amount(self, row: Sequence[Cell], field: str) -> int | None:
        return read_cell(self._cell(row, field), self.units[field])


def read_cell(cell: Cell, unit: int = _YUAN) -> int | None:
    """The amount in a cell in 分, 0 for a blank one; None when it is not certain. ``unit`` is how
    many 分 a number without a unit of its own counts."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        exact = Decimal(repr(cell)) * unit
        if not exact.is_finite():
            return None
        whole = exact.to_integral_value()
        return int(whole) if abs(exact - whole) < _NEARLY else None
    told = half(cell)
    if says_nothing(told):
        return 0
    bare = unit == _WAN and not told.endswith(("元", "万"))
    return read_amount(f"{told}万" if bare else told)


def _in_words(told: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    """The one amount that a sentence beside the table gives."""
    found = {read_amount(amount.replace("，", ",").rstrip(",")) for words in told
             for amount in pattern.findall(half(words))}  # fmt: skip
    return found.pop() if len(found) == 1 else None


def _contains(whole: Span, part: Span) -> bool:
    return whole[0] <= part[0] and part[1] <= whole[1]
