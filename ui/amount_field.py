"""A field for an amount of money, typed as the office writes it: 3000, 12.5万元."""

from PySide6.QtWidgets import QWidget

from domain.money import read_amount, wan
from widgets.fields import LineField


class AmountField(LineField):
    """The value is whole 分, None without one; what can be meant in two ways is told."""

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint or "12.5万元", 40, parent)

    def value(self) -> int | None:
        """The amount, None when there is none or it cannot be read."""
        return read_amount(self.text())

    def set_value(self, value: int | None) -> None:
        """Show an amount."""
        self.setText(wan(value) if value is not None else "")

    def problem(self) -> str:
        """What is typed must be one amount for certain."""
        unread = self.text().strip() and self.value() is None
        return self.tr("看不准是多少，请写成 3000、3000元或 12.5万元") if unread else ""
