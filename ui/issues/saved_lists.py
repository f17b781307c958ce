"""需求清单: the kept filters under one button, with how many issues each holds now."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.engine import Database
from db.issues import saved_filters
from db.issues.issue_filter import IssueFilter
from db.issues.saved_filters import LONGEST_NAME, SavedList
from db.reading import Reader
from ui import actions
from ui.parts import clear, scrolling
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button, row_button
from widgets.cards import Divider, SectionTitle
from widgets.fields import CheckField, LineField
from widgets.icons import icon
from widgets.popover import Popover

Shown = Callable[[], tuple[IssueFilter, str, bool]]
"""The filter the page shows now, its sort, and whether descending."""


class SavedLists(QWidget):
    """The button with its sheet; it says which list is shown."""

    chosen = Signal(object)
    """The `SavedList` to show."""

    def __init__(self, bench: Workbench, shown: Shown) -> None:
        super().__init__()
        self.button = plain_button(self.tr("需求清单"), "clipboard-list", "Ctrl+Shift+L")
        self.sheet = ListsSheet(bench, shown, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        self.button.clicked.connect(self._open)
        self.sheet.chosen.connect(self.chosen)

    def _open(self) -> None:
        self.sheet.refresh()
        self.sheet.open_under(self.button)


class ListsSheet(Popover):
    """The user's lists, the office's, and a line to keep what is shown now."""

    chosen = Signal(object)

    def __init__(self, bench: Workbench, shown: Shown, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._shown = bench, shown
        self.lists: dict[int, SavedList] = {}
        self.rows: dict[int, QPushButton] = {}
        self._counts: dict[int, QLabel] = {}
        self._removed: SavedList | None = None
        self._renamed: int | None = None
        self.name = LineField(self.tr("如：本周红色超期"), LONGEST_NAME)
        self.name.setAccessibleName(self.tr("清单名称"))
        self.shared = CheckField(self.tr("全办共用"))
        self.saving = primary_button(self.tr("保存"))
        self._naming, self.problem = QLabel(), QLabel()
        self._list = QVBoxLayout()
        self._lay_out()
        self.saving.clicked.connect(self._save)
        self.name.returnPressed.connect(self._save)
        self.name.edited.connect(self._clear_problem)
        self._name_new()

    def _lay_out(self) -> None:
        self._naming.setProperty("role", "muted")
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(theme.px(2))
        column.addLayout(self._list)
        column.addStretch(1)
        area = scrolling(inner)
        area.setFixedHeight(theme.px(264))
        foot = QHBoxLayout()
        foot.addWidget(self.name, 1)
        foot.addWidget(self.shared)
        foot.addWidget(self.saving)
        self.body.addWidget(SectionTitle(self.tr("需求清单")))
        self.body.addWidget(area)
        for part in (Divider(), self._naming):
            self.body.addWidget(part)
        self.body.addLayout(foot)
        self.body.addWidget(self.problem)
        self.setFixedWidth(theme.px(420))

    # What is shown

    def refresh(self) -> None:
        """Read the lists, and after them how many issues each holds."""
        self._name_new()
        user = self._bench.user
        self._bench.read(self, lambda c: saved_filters.all_for(c, user), self._show)

    def _show(self, lists: list[SavedList]) -> None:
        self.lists = {one.id: one for one in lists}
        self.rows, self._counts = {}, {}
        clear(self._list)
        own = [one for one in lists if one.owner]
        common = [one for one in lists if not one.owner]
        for title, group in ((self.tr("我的"), own), (self.tr("全办共用"), common)):
            if group:
                label = QLabel(title)
                label.setProperty("role", "small")
                self._list.addWidget(label)
            for one in group:
                self._list.addWidget(self._row(one))
        if not lists:
            empty = QLabel(self.tr("还没有清单。筛选、排序好以后，在下面起个名字存起来。"))
            empty.setProperty("role", "muted")
            empty.setWordWrap(True)
            self._list.addWidget(empty)
        first = next(iter(self.rows.values()), None)
        (first or self.name).setFocus(Qt.FocusReason.OtherFocusReason)

        def count(connection: Reader) -> dict[int, int]:
            return saved_filters.counts(connection, lists)

        self._bench.read(self, count, self._show_counts)

    def _row(self, one: SavedList) -> QWidget:
        line, choose, count, more = QWidget(), row_button(one.name), QLabel(""), QToolButton()
        choose.setProperty("list", one.id)
        choose.clicked.connect(self._choose)
        count.setProperty("role", "muted")
        more.setIcon(icon("ellipsis", "muted"))
        more.setToolTip(self.tr("改名、更新、删除"))
        more.setAccessibleName(self.tr("{0}：改名、更新、删除").format(one.name))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        for words, act in (
            (self.tr("换成现在的筛选"), self._update),
            (self.tr("改名"), self._rename),
            (self.tr("删除"), self._remove),
        ):
            menu.addAction(words, act).setData(one.id)
        more.setMenu(menu)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(choose, 1)
        row.addWidget(count)
        row.addWidget(more)
        self.rows[one.id], self._counts[one.id] = choose, count
        return line

    def _show_counts(self, counts: dict[int, int]) -> None:
        for list_id, count in counts.items():
            if list_id in self._counts:
                self._counts[list_id].setText(self.tr("{0:,} 件").format(count))
                words = self.tr("{0}，{1:,} 件").format(self.lists[list_id].name, count)
                self.rows[list_id].setAccessibleName(words)

    # What the user does

    def _choose(self) -> None:
        self.close()
        self.chosen.emit(self.lists[self.sender().property("list")])

    def _name_new(self) -> None:
        self._renamed = None
        self._naming.setText(self.tr("把现在的筛选和排序存为清单"))
        self.name.set_value(None)
        self.shared.show()
        self._clear_problem()

    def _clear_problem(self) -> None:
        self._refuse("")

    def _refuse(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _save(self) -> None:
        name, shared, renamed = self.name.value() or "", self.shared.value(), self._renamed
        wanted, sort, descending = self._shown()

        def save(database: Database, user: str) -> int:
            if renamed is not None:
                return actions.rename_list(database, user, renamed, name)
            return actions.save_list(database, user, name, wanted, sort, descending, shared)

        self._bench.write(self, save, self._saved, self._not_saved)

    def _saved(self, _list_id: int) -> None:
        self.refresh()

    def _not_saved(self, error: Exception) -> None:
        self._refuse(str(error))
        self._bench.messages.error(error)

    def _of_action(self) -> int:
        return int(self.sender().data())

    def _rename(self) -> None:
        self._renamed = self._of_action()
        name = self.lists[self._renamed].name
        self._naming.setText(self.tr("把“{0}”改名为").format(name))
        self.name.set_value(name)
        self.shared.hide()
        self.name.selectAll()
        self.name.setFocus()

    def _update(self) -> None:
        list_id, shown = self._of_action(), self._shown()

        def put(database: Database, user: str) -> int:
            return actions.update_list(database, user, list_id, *shown)

        self._bench.write(self, put, self._saved, self._not_saved)

    def _remove(self) -> None:
        list_id = self._of_action()

        def remove(database: Database, user: str) -> SavedList:
            return actions.remove_list(database, user, list_id)

        self._bench.write(self, remove, self._tell_removed, self._not_saved)

    def _tell_removed(self, removed: SavedList) -> None:
        self._removed = removed
        told = self.tr("已删除清单“{0}”").format(removed.name)
        self._bench.messages.undoable(told, self.undo_removal)
        self.refresh()

    def undo_removal(self) -> None:
        """Bring back the list that was removed last."""
        removed = self._removed
        if removed is None:
            return

        def restore(database: Database, user: str) -> Any:
            actions.restore_list(database, user, removed)

        self._bench.write(self, restore, self._restored)

    def _restored(self, _: None) -> None:
        self._removed = None
        self.refresh()
