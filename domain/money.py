"""Amounts of money, in 分 as whole numbers, so that every sum is exact."""

import re
from decimal import Decimal

from domain.cells import half

_FEN = {"": 100, "元": 100, "万": 1_000_000, "万元": 1_000_000}
_AMOUNT = re.compile(r"[¥￥]?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*(元|万元|万)?")
_MOST_DIGITS = 15  # more is a bank account, not an amount


def read_amount(text: str) -> int | None:
    """The amount a text says, in 分; None for whatever is not certain: ``1,2万``, a part of a 分.

    ``3000``, ``3,000.00``, ``¥3000``, ``3000元``, ``1.2万`` and ``12.5万元`` are read.
    """
    found = _AMOUNT.fullmatch(half(text))
    if found is None or len(found[1].replace(",", "")) > _MOST_DIGITS:
        return None
    fen = Decimal(found[1].replace(",", "") + (found[2] or "")) * _FEN[found[3] or ""]
    return int(fen) if fen == fen.to_integral_value() else None


def yuan(fen: int) -> str:
    """An amount in 元 as it is read: ``1,234.50``."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02}"


def wan(fen: int) -> str:
    """An amount in 万元, exactly and without needless zeros: ``12.5万元``."""
    whole, rest = divmod(abs(fen), 1_000_000)
    part = f".{rest:06}".rstrip("0").rstrip(".")
    return f"{'-' if fen < 0 else ''}{whole:,}{part}万元"
