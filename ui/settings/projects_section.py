"""实事项目: how many livelihood projects there should be a year at each level."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.engine import Database
from db.projects import project_rules
from domain.errors import KnownError
from domain.projects import MOST_QUOTA, ProjectLevel, Quotas
from ui import actions
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, SectionTitle
from widgets.fields import NumberField
from widgets.forms import Form


class ProjectsSection(View):
    """What is typed stays until it is saved or thrown away, however often the page is left."""

    topics = frozenset({"settings"})
    dirty_changed = Signal(bool)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.base = Quotas()
        self.form = Form()
        self.form.set_label_width(theme.px(132))
        words = {
            ProjectLevel.COUNTY: self.tr("全县"),
            ProjectLevel.TOWNSHIP: self.tr("每个街道（镇）"),
            ProjectLevel.VILLAGE: self.tr("每个村（社区）"),
        }
        for level, word in words.items():
            field = NumberField(0, MOST_QUOTA)
            field.setFixedWidth(theme.px(96))
            self.form.add(level.value, word, field, required=True)
        self.notice = QLabel()
        self.notice.setProperty("role", "error")
        self.notice.setWordWrap(True)
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.resetting = plain_button(self.tr("放弃修改"), "undo-2")
        self._lay_out()
        self.form.edited.connect(self._judge)
        self.form.submitted.connect(self.save)
        self.saving.clicked.connect(self.save)
        self.resetting.clicked.connect(self.reset)
        self.reset()

    def _lay_out(self) -> None:
        hint = QLabel(
            self.tr("每年应有多少个民生实事项目。实事项目页用它和已立的个数对照，多立少立都可以。")
        )
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        card = Card()
        card.body.addWidget(SectionTitle(self.tr("每年件数")))
        card.body.addWidget(hint)
        card.body.addSpacing(theme.px(4))
        row = QHBoxLayout()
        row.addWidget(self.form)
        row.addStretch(1)
        card.body.addLayout(row)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.saving)
        foot.addWidget(self.resetting)
        foot.addWidget(self.notice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(card)
        column.addStretch(1)
        column.addLayout(foot)

    # What is shown

    def focus(self) -> None:
        """Put the cursor where editing begins."""
        self.form.field(ProjectLevel.COUNTY.value).setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.form.is_dirty()

    def refresh(self) -> None:
        """Meet the setting as it is by now: what is typed stays."""
        self.bench.read(self, project_rules.current, self._meet)

    def _meet(self, held: Quotas) -> None:
        changed, self.base = held != self.base, held
        if changed and self.is_dirty():
            told = self.tr("这些设置刚被别人改过；您填写的都在，再保存就以您的为准。")
            self.notice.setText(told)
        elif changed:
            self.reset()

    def reset(self) -> None:
        """Throw away what is typed."""
        self.form.set_values({level.value: self.base.of(level) for level in ProjectLevel})
        self._judge()

    def _judge(self) -> None:
        self.notice.setText("")
        dirty = self.is_dirty()
        self.saving.setEnabled(dirty)
        self.resetting.setVisible(dirty)
        self.dirty_changed.emit(dirty)

    # Saving

    def save(self) -> None:
        """Change the setting as it is typed."""
        if self.is_dirty() and self.form.validate():
            wished = Quotas(**self.form.values())
            self._change(self.base, wished, partial(self._saved, self.base))

    def _change(self, before: Quotas, after: Quotas, done: Callable[[Quotas], None]) -> None:
        def change(database: Database, user: str) -> Quotas:
            actions.change_quotas(database, user, before, after)
            return after

        self.saving.setEnabled(False)
        self.bench.write(self, change, done, self._not_saved)

    def _saved(self, before: Quotas, after: Quotas) -> None:
        self.base = after
        self.reset()
        told = self.tr("每年件数已保存，即时生效")
        self.bench.messages.undoable(told, partial(self._take_back, before, after))

    def _not_saved(self, error: Exception) -> None:
        self._judge()
        if isinstance(error, KnownError):
            self.notice.setText(str(error))
        self.bench.messages.error(error)

    def _take_back(self, before: Quotas, after: Quotas) -> None:
        self._change(after, before, self._undone)  # refused where somebody has changed them since

    def _undone(self, after: Quotas) -> None:
        self.base = after
        self.reset()
        self.bench.messages.success(self.tr("已撤销，设置和改动以前一样"))
