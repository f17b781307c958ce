"""The communities with their periods, narrowed by what is typed above them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.finance.finance import Account, PeriodRow
from domain.finance import sums_fault
from domain.paper_words import period_words
from domain.people import initials
from widgets import theme
from widgets.fields import LineField
from widgets.place_tree import LazyTree, TreeNode


class AccountTree(QWidget):
    """A community's node has its id, a period's the negative of its own."""

    chosen = Signal(object, object)
    """The id of a community, and of one of its periods or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.accounts: dict[int, Account] = {}
        self.filter, self.tree = LineField(self.tr("社区、村")), LazyTree()
        self.filter.setAccessibleName(self.tr("按社区、村的名字找"))
        self.tree.setAccessibleName(self.tr("社区、村和账期"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.filter)
        column.addWidget(self.tree, 1)
        self.filter.edited.connect(self._fill)
        self.filter.returnPressed.connect(self._take_first)
        self.tree.children_wanted.connect(self._fill_account)
        self.tree.current_changed.connect(self._choose)

    def show_accounts(self, accounts: Sequence[Account]) -> None:
        """Show these; what is open and chosen stays."""
        self.accounts = {account.place_id: account for account in accounts}
        self._fill()

    def choose(self, place_id: int, period_id: int | None) -> None:
        """Choose a period, or a community as such."""
        if place_id not in {account.place_id for account in self._fitting()}:
            self.filter.clear()
        if period_id is None:
            self.tree.set_current(place_id)
            return
        self.tree.set_open_ids(self.tree.open_ids() | {place_id})
        self.tree.set_current(-period_id)

    def _fitting(self) -> list[Account]:
        typed = self.filter.text().strip().lower()
        found = self.accounts.values()
        return [a for a in found if typed in a.name or (typed and typed in initials(a.name))]

    def _fill(self) -> None:
        nodes = [
            TreeNode(a.place_id, a.name, len(a.periods) or None, bool(a.periods))
            for a in self._fitting()
        ]
        self.tree.put_children(None, nodes)

    def _fill_account(self, place_id: int | None) -> None:
        account = self.accounts.get(place_id or 0)
        if account is not None:
            nodes = [TreeNode(-row.id, _period(row)) for row in account.periods]
            self.tree.put_children(place_id, nodes)

    def _take_first(self) -> None:
        found = self._fitting()
        if found:
            newest = found[0].periods[0].id if found[0].periods else None
            self.choose(found[0].place_id, newest)
            self.tree.setFocus()

    def _choose(self, node: int | None) -> None:
        if node is None:
            return
        if node > 0:
            self.chosen.emit(node, None)
            return
        for account in self.accounts.values():
            if any(row.id == -node for row in account.periods):
                self.chosen.emit(account.place_id, -node)


def _period(row: PeriodRow) -> str:
    state = "已关账" if row.is_closed else "账不平" if sums_fault(row.sums) else "未关账"
    return f"{period_words(row.since, row.until)}　{state}"
