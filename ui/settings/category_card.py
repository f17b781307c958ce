"""One category: its name, what it lies in, and who takes its issues when it goes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.issues.categories import CategoryRow
from db.issues.category_tree import LONGEST_NAME, Use
from widgets import theme
from widgets.buttons import danger_button, plain_button, primary_button
from widgets.cards import Card
from widgets.empty_state import EmptyState
from widgets.fields import LineField
from widgets.forms import Form
from widgets.pick_field import PickField


class CategoryCard(Card):
    """Edits a category or begins one; saves nothing itself."""

    submitted = Signal(object, str, object)
    """The id or None for a new one, the name, and the id of the category above or None."""
    handed_over = Signal(object, object)
    """A category that goes, and the one that takes its issues."""
    left = Signal()
    dirty_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CategoryRow, ...] = ()
        self._shown: CategoryRow | None = None
        self._new = False
        self.empty = EmptyState(
            self.tr("选一个类别来修改"),
            self.tr("上下键移动，F2 改名，Alt+↑↓ 调顺序，Del 删除，Ctrl+N 新增"),
            icon_name="clipboard-list",
        )
        self.title, self.use, self.problem = QLabel(), QLabel(), QLabel()
        self.form = Form()
        self.form.add("name", self.tr("名称"), LineField("", LONGEST_NAME), required=True)
        above = PickField(self.tr("空着就是最上一级"))
        self.form.add("parent", self.tr("上级"), above, check=self._check_parent)
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.leaving = plain_button(self.tr("取消"))
        self.asked = QLabel()
        self.heir = PickField(self.tr("交给哪一类"))
        self.handing = danger_button(self.tr("移交并删除"), "trash-2")
        self.keeping = plain_button(self.tr("不删了"))
        self.stack = QStackedWidget()
        for page in (self.empty, self._form_page(), self._heir_page()):
            self.stack.addWidget(page)
        self.body.addWidget(self.stack)
        self._connect()

    def _form_page(self) -> QWidget:
        self.title.setProperty("role", "title")
        self.use.setProperty("role", "muted")
        self.problem.setProperty("role", "error")
        buttons = QHBoxLayout()
        buttons.addWidget(self.saving)
        buttons.addWidget(self.leaving)
        buttons.addStretch(1)
        return _column((self.title, self.use, self.form, self.problem), buttons)

    def _heir_page(self) -> QWidget:
        title = self.heir_title = QLabel()
        title.setProperty("role", "title")
        buttons = QHBoxLayout()
        buttons.addWidget(self.handing)
        buttons.addWidget(self.keeping)
        buttons.addStretch(1)
        return _column((title, self.asked, self.heir), buttons)

    def _connect(self) -> None:
        self.saving.clicked.connect(self._submit)
        self.form.submitted.connect(self._submit)
        self.form.dirty_changed.connect(self._dirty_changed)
        self.form.edited.connect(self._edited)
        self.leaving.clicked.connect(self._leave)
        self.keeping.clicked.connect(self._leave)
        self.handing.clicked.connect(self._hand_over)
        self.heir.edited.connect(self._heir_edited)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        escape = QShortcut(QKeySequence("Esc"), self, context=inside)
        escape.activated.connect(self._leave)

    # What is shown

    def offer(self, rows: Sequence[CategoryRow]) -> None:
        """Offer these categories as the one above and the one that takes over."""
        self._rows = tuple(rows)
        shown = [(row.id, row.path.replace("/", " / ")) for row in rows]
        self.form.field("parent").set_choices(shown)
        self._offer_heirs()

    def _offer_heirs(self) -> None:
        here = self._shown
        inside = f"{here.path}/" if here is not None else ""
        outside = [
            (row.id, row.path.replace("/", " / "))
            for row in self._rows
            if here is None or (row.id != here.id and not row.path.startswith(inside))
        ]
        self.heir.set_choices(outside)

    def show_category(self, row: CategoryRow | None, use: Use) -> None:
        """Show a category, or that none is chosen."""
        self._shown, self._new = row, False
        self.show_problem("")
        if row is None:
            self.stack.setCurrentWidget(self.empty)
            return
        self.title.setText(row.name)
        self.use.setText(self._use_words(use))
        self.use.show()
        self.form.set_values({"name": row.name, "parent": row.parent_id})
        self.leaving.hide()
        self.stack.setCurrentIndex(1)

    def _use_words(self, use: Use) -> str:
        if not use.issues:
            return self.tr("还没有问题用这一类")
        return self.tr("未销号 {0:,} 件，共 {1:,} 件（含下级）").format(use.open, use.issues)

    def begin_new(self, parent_id: int | None) -> None:
        """Begin a category below another one, or at the top."""
        self._shown, self._new = None, True
        self.show_problem("")
        self.title.setText(self.tr("新增类别"))
        self.use.hide()
        self.form.set_values({"name": "", "parent": parent_id})
        self.leaving.show()
        self.stack.setCurrentIndex(1)
        self.form.field("name").setFocus(Qt.FocusReason.OtherFocusReason)

    def rename(self) -> None:
        """Put the cursor into the name."""
        if self.stack.currentIndex() == 1:
            field = self.form.field("name")
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()

    def ask_heir(self, row: CategoryRow, use: Use, problem: str = "") -> None:
        """Ask who takes a category's issues before it goes."""
        self._shown = row
        self.heir_title.setText(self.tr("删除“{0}”").format(row.name))
        counted = self.tr(
            "有 {0:,} 件问题（其中未销号 {1:,} 件，含下级）在用这一类。先选一个类别来接收，再删除。"
        )
        self.asked.setText(problem or counted.format(use.issues, use.open))
        self._offer_heirs()
        self.heir.set_value(None)
        self.handing.setEnabled(False)
        self.stack.setCurrentIndex(2)
        self.heir.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, problem: str) -> None:
        """Say why it could not be stored; what is typed stays."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.form.is_dirty()

    def is_new(self) -> bool:
        """Whether a category is being begun."""
        return self._new

    def close(self) -> None:
        """What was typed is stored."""
        self._new = False
        self.form.mark_clean()

    # What the user does

    def _check_parent(self, parent_id: int) -> str:
        here = self._shown
        above = next((row for row in self._rows if row.id == parent_id), None)
        if here is None or above is None:
            return ""
        inside = above.id == here.id or above.path.startswith(f"{here.path}/")
        return self.tr("不能放到自己或自己的下级里面") if inside else ""

    def _submit(self) -> None:
        if self.form.validate() and (self._new or self.form.is_dirty()):
            values = self.form.values()
            id_ = self._shown.id if self._shown is not None else None
            self.submitted.emit(id_, values["name"], values["parent"])

    def _leave(self) -> None:
        self.close()
        self.left.emit()

    def _hand_over(self) -> None:
        if self._shown is not None and self.heir.value() is not None:
            self.handed_over.emit(self._shown.id, self.heir.value())

    def _heir_edited(self) -> None:
        self.handing.setEnabled(self.heir.value() is not None)

    def _edited(self) -> None:
        self.show_problem("")

    def _dirty_changed(self, dirty: bool) -> None:
        self.leaving.setVisible(dirty or self._new)
        self.dirty_changed.emit(dirty)


def _column(parts: Sequence[QWidget], foot: QHBoxLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    for part in parts:
        if isinstance(part, QLabel):
            part.setWordWrap(True)
        column.addWidget(part)
    foot.setSpacing(theme.px(8))
    column.addLayout(foot)
    column.addStretch(1)
    return page
