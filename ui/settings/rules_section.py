"""A part of the rules that is edited as a whole: preview, saving, undoing, and meeting others."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.issues import deadline_changes
from db.issues.automatic import Redated
from db.issues.deadline_changes import Effect
from db.reading import Reader
from db.session import now
from domain import rules as office_rules
from domain.errors import KnownError
from domain.rules import Rules
from ui import actions
from ui.parts import SideColumn, scrolling
from ui.settings.rules_preview import RulesPreview
from ui.tasks import Work
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button

_TYPING_MS = 200


@dataclass(frozen=True, slots=True)
class _Saved:
    before: Rules
    after: Rules
    redated: tuple[Redated, ...]


class RulesSection(View):
    """What is typed stays until it is saved or thrown away, however often the page is left.

    A subclass fills `left`, which scrolls below `top`, calls `edited` on every change, and says in
    `own` which fields of the rules are its own as they are typed, None while they cannot be read.
    """

    topics = frozenset({"rules", "issues"})
    dirty_changed = Signal(bool)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.base = bench.rules
        self._dirty = False
        self._saved_last: _Saved | None = None
        self.top, self.left, self.right = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self.preview = RulesPreview()
        self.notice = QLabel()
        self.notice.setProperty("role", "error")
        self.notice.setWordWrap(True)
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.resetting = plain_button(self.tr("放弃修改"), "undo-2")
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_TYPING_MS)
        self._waiting.timeout.connect(self._ask_effect)
        self._lay_out()
        self.saving.clicked.connect(self.save)
        self.resetting.clicked.connect(self.reset)
        self.preview.edited.connect(self._ask_effect)

    def _lay_out(self) -> None:
        content = QWidget()
        self.left.setContentsMargins(0, 0, theme.px(4), 0)
        self.left.setSpacing(theme.px(16))
        content.setLayout(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.saving)
        foot.addWidget(self.resetting)
        foot.addWidget(self.notice, 1)
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(12))
        self.scroll = scrolling(content)
        middle.addLayout(self.top)
        middle.addWidget(self.scroll, 1)
        middle.addLayout(foot)
        self.right.setSpacing(theme.px(16))
        self.right.addWidget(self.preview, 1)
        side = QWidget()
        side.setLayout(self.right)
        self.right.setContentsMargins(0, 0, theme.px(4), 0)
        area = scrolling(side)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        row.addLayout(middle, SideColumn.SHARES[0])
        row.addWidget(SideColumn(area), SideColumn.SHARES[1])

    # What a subclass says

    def fill(self, rules: Rules) -> None:
        """Show the section's part of these rules."""
        raise NotImplementedError

    def own(self) -> dict[str, Any] | None:
        """The section's fields of `Rules` as they are typed."""
        raise NotImplementedError

    def validate(self) -> bool:
        """Show what is wrong beside its field and go to the first of it."""
        raise NotImplementedError

    # What is shown

    def start(self) -> None:
        """Begin with what holds; a subclass then fills its fields."""
        self.fill(self.base)
        self._edited_now()

    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._dirty

    def wished(self) -> Rules | None:
        """The rules as they would be; None while what is typed cannot be read."""
        own = self.own()
        return replace(self.base, **own) if own is not None else None

    def refresh(self) -> None:
        """Meet the rules as they are by now: what is typed stays."""
        held, self.base = self.base, self.bench.rules
        if held != self.base:
            if not self._dirty:
                self.fill(self.base)
            elif any(getattr(held, n) != getattr(self.base, n) for n in self.own() or ()):
                self.show_problem(
                    self.tr("这些规则刚被别人改过；您填写的都在，再保存就以您的为准。")
                )
            self._edited_now()
        self._ask_effect()

    def edited(self) -> None:
        """A subclass's field was edited."""
        self.show_problem("")
        self._edited_now()
        self._waiting.start()

    def _edited_now(self) -> None:
        dirty = self.wished() != self.base
        self.saving.setEnabled(dirty)
        self.resetting.setVisible(dirty)
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    def show_problem(self, problem: str) -> None:
        """Say what stands against saving."""
        self.notice.setText(problem)

    def _ask_effect(self) -> None:
        before, after = self.base, self.wished()
        if after is None or office_rules.fault(after):
            self.preview.show_waiting(self.tr("改正左边标红的内容以后，这里显示影响。"))
            return

        def read(connection: Reader) -> tuple[Effect, Rules]:
            return deadline_changes.effect(connection, before, after, now()), after

        self.bench.tasks.give_up_reading(self)
        self.bench.read(self, read, self._show_effect)

    def _show_effect(self, found: tuple[Effect, Rules]) -> None:
        effect, after = found
        if after == self.wished():
            self.preview.show_effect(effect, after)

    # Saving

    def save(self) -> None:
        """Change the rules as they are typed."""
        after, before = self.wished(), self.base
        if not self.validate() or after is None or after == before:
            return
        if fault := office_rules.fault(after):
            self.show_problem(fault)
            return
        redated = self.preview.redate.value()
        self.saving.setEnabled(False)

        def change(task: Work) -> _Saved:
            database, user = self.bench.database, self.bench.user
            told = task.report if redated else _ignore
            made = actions.change_rules(database, user, before, after, redated, told)
            return _Saved(before, after, made)

        label = self.tr("重算时限") if redated else ""
        task = self.bench.tasks.on_database(self, change, self._saved, self._not_saved, label)
        task.stopped.connect(self._edited_now)

    def _saved(self, saved: _Saved) -> None:
        self._saved_last, self.base = saved, saved.after
        self.preview.redate.set_value(False)
        self._edited_now()
        count = sum(len(one.ids) for one in saved.redated)
        words = self.tr("规则已保存，即时生效")
        if count:
            words = self.tr("规则已保存，{0:,} 件在办问题的时限已重算").format(count)
        self.bench.messages.undoable(words, self.undo)

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.show_problem(str(error))
        self._edited_now()
        self.bench.messages.error(error)

    def undo(self) -> None:
        """Take the last change back, with the deadlines that it moved."""
        saved, self._saved_last = self._saved_last, None
        if saved is None:
            return

        def back(database: Any, user: str) -> None:
            actions.change_rules_back(database, user, saved.after, saved.before, saved.redated)

        self.bench.write(self, back, self._undone)

    def _undone(self, _: None) -> None:
        self.bench.messages.success(self.tr("已撤销，规则和改动以前一样"))

    def reset(self) -> None:
        """Throw away what is typed."""
        self.preview.redate.set_value(False)
        self.show_problem("")
        self.fill(self.base)
        self._edited_now()
        self._ask_effect()


def _ignore(done: int, total: int = 0) -> None:
    """Nothing long is under way."""
