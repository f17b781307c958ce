"""Amounts of money: whole numbers of 分, read from what is written and written as it is read."""

import re
from decimal import Decimal

from domain.cells import close

MOST = 10**15  # 分: beyond it nobody means money, and no database's integer is near
_UNITS = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY)?(?P<minus>[-−－–]?)[¥￥]?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>千万|百万|千|万|亿)?[元圆]?[整正]?",
    re.IGNORECASE,
)
_WAN = 10**6  # 分 in 万元


def read_amount(text: str) -> int | None:
    """The amount in 分 that a text names for certain: 3000, 3,000.50, ¥3000元整, 12.5万元, 1.2亿.

    None for whatever could be meant in two ways or is no whole number of 分: 1,2万, 3.456, 约3万,
    3万5. A minus stays, for what is booked back.
    """
    found = _AMOUNT.fullmatch(close(text).replace("，", ","))
    if found is None:
        return None
    number = Decimal(found["number"].replace(",", "")) * _UNITS[found["unit"] or ""] * 100
    if number != number.to_integral_value() or number > MOST:
        return None
    return -int(number) if found["minus"] else int(number)


def yuan(amount: int) -> str:
    """An amount in 元 with both decimals and thousands separators: ``1,234.50``."""
    whole, rest = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole:,}.{rest:02}"


def wan_figure(amount: int) -> str:
    """An amount in 万元 without the word, nothing rounded: ``12.5``, ``0.3``."""
    whole, rest = divmod(abs(amount), _WAN)
    told = f"{whole:,}.{rest:06}".rstrip("0").rstrip(".")
    return f"{'-' if amount < 0 else ''}{told}"


def wan(amount: int) -> str:
    """An amount as it is said, nothing rounded: ``12.5万元``, and below 1万元 ``3,000元``."""
    if abs(amount) < _WAN:
        return f"{yuan(amount).removesuffix('.00')}元"
    return f"{wan_figure(amount)}万元"
