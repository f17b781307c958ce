"""问题类别: the tree of categories; nothing that issues go by vanishes."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.engine import Database
from db.issues import categories, category_tree
from db.issues.categories import CategoryRow
from db.issues.category_tree import Removed, Use
from db.reading import Reader
from domain.errors import KnownError
from ui import actions
from ui.parts import SideColumn
from ui.settings.category_card import CategoryCard
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.cards import Card
from widgets.flow import FlowLayout
from widgets.place_tree import LazyTree, TreeNode

_OPEN_AT_FIRST = 80  # a tree of no more than so many is shown whole


@dataclass(frozen=True, slots=True)
class _Read:
    rows: list[CategoryRow]
    usage: dict[int, Use]


@dataclass(frozen=True, slots=True)
class _Changed:
    category_id: int
    name: str
    parent_id: int | None
    seq: int


class CategoriesSection(View):
    """The tree at the left, the category that is chosen at the right; each step is stored at once
    and can be undone."""

    topics = frozenset({"categories", "issues"})
    dirty_changed = Signal(bool)
    import_wanted = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._rows: dict[int, CategoryRow] = {}
        self._below: dict[int | None, list[CategoryRow]] = {}
        self._use: dict[int, Use] = {}
        self._first = True
        self._go_to: int | None = None
        self._undo: Callable[[Database, str], Any] | None = None
        self.tree, self.card = LazyTree(), CategoryCard()
        self.adding = plain_button(self.tr("新增"), "plus", "Ctrl+N")
        self.up = plain_button(self.tr("上移"), "arrow-up", "Alt+Up")
        self.down = plain_button(self.tr("下移"), "arrow-down", "Alt+Down")
        self.removing = plain_button(self.tr("删除"), "trash-2")
        self.importing = plain_button(self.tr("导入类别表"), "file-up")
        self.tree.setAccessibleName(self.tr("问题类别"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        tools = FlowLayout()
        tools.setSpacing(theme.px(8))
        for button in (self.adding, self.up, self.down, self.removing, self.importing):
            tools.addWidget(button)
        left = Card()
        left.body.addLayout(tools)
        left.body.addWidget(self.tree, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        row.addWidget(left, SideColumn.SHARES[0])
        row.addWidget(SideColumn(self.card), SideColumn.SHARES[1])
        self._show_buttons()

    def _connect(self) -> None:
        self.tree.children_wanted.connect(self._fill)
        self.tree.current_changed.connect(self._chosen)
        self.adding.clicked.connect(self._begin_new)
        self.up.clicked.connect(self._up)
        self.down.clicked.connect(self._down)
        self.removing.clicked.connect(self.remove)
        self.importing.clicked.connect(self.import_wanted)
        self.card.submitted.connect(self._store)
        self.card.left.connect(self._leave_card)
        self.card.handed_over.connect(self._remove_with)
        self.card.dirty_changed.connect(self.dirty_changed)
        for keys, act in (("Delete", self.remove), ("F2", self.card.rename)):
            inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
            QShortcut(QKeySequence(keys), self.tree, context=inside).activated.connect(act)

    # What is shown

    def refresh(self) -> None:
        """Read the tree and its use again; what is typed and open stays."""
        self.bench.read(self, _read, self._show)

    def _show(self, found: _Read) -> None:
        self._rows = {row.id: row for row in found.rows}
        below: dict[int | None, list[CategoryRow]] = defaultdict(list)
        for row in found.rows:
            below[row.parent_id].append(row)
        self._below = dict(below)
        self._use = dict(found.usage)
        for row in reversed(found.rows):  # from the leaves up
            if row.parent_id is not None:
                own = self._use.get(row.parent_id, Use())
                self._use[row.parent_id] = own + self._use.get(row.id, Use())
        if self._first and found.rows:
            self._first = False
            if len(found.rows) <= _OPEN_AT_FIRST:
                self.tree.set_open_ids(frozenset(id_ for id_ in self._below if id_ is not None))
        self._fill(None)
        self.card.offer(found.rows)
        wanted, self._go_to = self._go_to, None
        if wanted is not None:
            self._reveal(wanted)
        self._show_current()

    def _fill(self, parent_id: int | None) -> None:
        nodes = [
            TreeNode(row.id, row.name, self._use.get(row.id, Use()).issues, row.id in self._below)
            for row in self._below.get(parent_id, ())
        ]
        self.tree.put_children(parent_id, nodes)

    def _reveal(self, wanted: int) -> None:
        """Open what is above a category, and choose it."""
        above: set[int] = set()
        here = self._rows.get(wanted)
        while here is not None and here.parent_id is not None:
            above.add(here.parent_id)
            here = self._rows.get(here.parent_id)
        self.tree.set_open_ids(self.tree.open_ids() | above)
        self.tree.set_current(wanted)

    def _chosen(self, _: int | None) -> None:
        if not self.card.is_dirty():
            self._show_current()
        self._show_buttons()

    def _show_current(self) -> None:
        here = self._current()
        if not self.card.is_dirty() and not self.card.is_new():
            self.card.show_category(here, self._use.get(here.id, Use()) if here else Use())
        self._show_buttons()

    def _current(self) -> CategoryRow | None:
        return self._rows.get(self.tree.current_id() or 0)

    def _show_buttons(self) -> None:
        for button in (self.up, self.down, self.removing):
            button.setEnabled(self._current() is not None)

    def is_dirty(self) -> bool:
        """Whether a name is typed that is not saved."""
        return self.card.is_dirty()

    def focus(self) -> None:
        """Put the cursor where editing begins."""
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the user does

    def _begin_new(self) -> None:
        here = self._current()
        self.card.begin_new(here.parent_id if here is not None else None)

    def _leave_card(self) -> None:
        self._show_current()
        self.focus()

    def _store(self, category_id: int | None, name: str, parent_id: int | None) -> None:
        if category_id is None:

            def add(database: Database, user: str) -> int:
                return actions.add_category(database, user, name, parent_id)

            self.bench.write(self, add, self._added, self._not_done)
            return
        old = self._rows[category_id]

        def change(database: Database, user: str) -> _Changed:
            seq = actions.change_category(database, user, category_id, name, parent_id)
            return _Changed(category_id, old.name, old.parent_id, seq)

        self.bench.write(self, change, self._changed, self._not_done)

    def _added(self, category_id: int) -> None:
        self.card.close()
        self._go_to = category_id
        self.refresh()
        self._say(
            self.tr("已新增类别"),
            lambda database, user: actions.remove_category(database, user, category_id, None),
        )

    def _changed(self, was: _Changed) -> None:
        self.card.close()
        self._go_to = was.category_id
        self.refresh()
        self._say(
            self.tr("类别已保存，下级和问题都跟着改"),
            lambda database, user: actions.change_category(
                database, user, was.category_id, was.name, was.parent_id, was.seq
            ),
        )

    def _up(self) -> None:
        self._shift(-1)

    def _down(self) -> None:
        self._shift(1)

    def _shift(self, steps: int) -> None:
        here = self._current()
        if here is not None:
            id_ = here.id
            self._go_to = id_
            self.bench.write(
                self,
                lambda database, user: actions.shift_category(database, user, id_, steps),
                self._shifted,
                self._not_done,
            )

    def _shifted(self, _: bool) -> None:
        self.refresh()

    def remove(self) -> None:
        """Remove the category that is chosen; one in use asks who takes its issues."""
        here = self._current()
        if here is None:
            return
        if self._use.get(here.id, Use()).issues:
            self.card.ask_heir(here, self._use[here.id])
        else:
            self._remove_with(here.id, None)

    def _remove_with(self, category_id: int, heir_id: int | None) -> None:
        self.bench.write(
            self,
            lambda database, user: actions.remove_category(database, user, category_id, heir_id),
            self._removed,
            self._not_removed,
        )

    def _removed(self, removed: Removed) -> None:
        self.card.close()
        self.refresh()
        count = sum(map(len, removed.issues.values()))
        words = self.tr("已删除“{0}”").format(removed.rows[0]["name"])
        if count:
            words += self.tr("，{0:,} 件问题已移交").format(count)
        self._say(words, lambda database, user: actions.restore_category(database, user, removed))

    def _not_removed(self, error: Exception) -> None:
        here = self._current()
        if isinstance(error, KnownError) and here is not None:
            self.card.ask_heir(here, self._use.get(here.id, Use()), str(error))
        self.bench.messages.error(error)
        self.refresh()

    def _not_done(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.card.show_problem(str(error))
        self.bench.messages.error(error)
        self.refresh()

    def _say(self, words: str, undo: Callable[[Database, str], Any]) -> None:
        self._undo = undo
        self.bench.messages.undoable(words, self.undo)

    def undo(self) -> None:
        """Take the last step back."""
        if self._undo is not None:
            self.bench.write(self, self._undo, self._undone, self._not_undone)

    def _not_undone(self, error: Exception) -> None:
        """Once what stands against it is out of the way, it can be tried again."""
        if isinstance(error, KnownError):
            again = self.tr("再试撤销")
            self.bench.messages.said.emit("error", str(error), again, self.undo)
        else:
            self.bench.messages.error(error)

    def _undone(self, _: object) -> None:
        self._undo = None
        self.bench.messages.success(self.tr("已撤销"))
        self.refresh()


def _read(connection: Reader) -> _Read:
    return _Read(categories.all_categories(connection), category_tree.usage(connection))
