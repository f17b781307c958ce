"""A line for an amount of money."""

from PySide6.QtWidgets import QWidget

from domain.money import read_amount, yuan
from widgets.fields import LineField


class AmountField(LineField):
    """The value is in 分, None when there is none that can be read; ``signed`` ones may be below
    nothing."""

    def __init__(self, hint: str = "", signed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(hint, 30, parent)
        self._signed = signed

    def value(self) -> int | None:  # type: ignore[override]
        """The amount."""
        text = self.text().strip()
        negative = self._signed and text.startswith("-")
        amount = read_amount(text.removeprefix("-") if negative else text)
        return -amount if amount is not None and negative else amount

    def set_value(self, value: int | None) -> None:  # type: ignore[override]
        """Show an amount."""
        self.setText("" if value is None else yuan(value))

    def problem(self) -> str:
        """What is typed must be certain."""
        text = self.text().strip()
        if not text or self.value() is not None:
            return ""
        return self.tr("看不懂“{0}”是多少钱，请写成 1200、1,200.50 或 1.2万").format(text)
