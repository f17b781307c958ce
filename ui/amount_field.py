"""A field for an amount of money, typed as the office writes it: 3000, 1,200.50, 12.5万元."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from domain.money import read_amount, wan
from widgets.fields import LineField


class AmountField(LineField):
    """The value is whole 分, None without one; what can be meant in two ways is told.

    ``written`` says how an amount is shown, ``signed`` ones may be below nothing.
    """

    def __init__(
        self,
        hint: str = "",
        written: Callable[[int], str] = wan,
        signed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(hint, 40, parent)
        self._written, self._signed = written, signed

    def value(self) -> int | None:  # type: ignore[override]
        """The amount, None when there is none or it cannot be read."""
        amount = read_amount(self.text())
        return amount if amount is None or amount >= 0 or self._signed else None

    def set_value(self, value: int | None) -> None:  # type: ignore[override]
        """Show an amount."""
        self.setText(self._written(value) if value is not None else "")

    def problem(self) -> str:
        """What is typed must be one amount for certain."""
        text = self.text().strip()
        if not text or self.value() is not None:
            return ""
        return self.tr("看不准“{0}”是多少钱，请写成 1200、1,200.50 或 12.5万元").format(text)
