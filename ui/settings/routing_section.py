"""派单规则: which unit an issue usually goes to, tried out on the open issues while it is typed."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.engine import Database
from db.issues import categories, routing
from db.issues.routing import RuleRow
from db.reading import Reader
from db.teams import units
from domain.errors import KnownError
from ui import actions
from ui.issues.issue_form import read_places
from ui.parts import scrolling
from ui.settings.routing_row import Choices, RoutingRow
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, SectionTitle
from widgets.empty_state import EmptyState

_TYPING_MS = 250


@dataclass(frozen=True, slots=True)
class _Read:
    rules: list[RuleRow]
    choices: Choices


@dataclass(frozen=True, slots=True)
class _Saved:
    before: tuple[RuleRow, ...]
    after: tuple[RuleRow, ...]


class RoutingSection(View):
    """The rules from the first to be asked to the last; the first that fits wins."""

    topics = frozenset({"routing", "categories", "places", "units", "issues"})
    dirty_changed = Signal(bool)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.rows: list[RoutingRow] = []
        self.base: tuple[RuleRow, ...] = ()
        self._choices = Choices()
        self._dirty = False
        self._saved_last: _Saved | None = None
        self.adding = plain_button(self.tr("加一条规则"), "plus", "Ctrl+N")
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.resetting = plain_button(self.tr("放弃修改"), "undo-2")
        self.notice, self.rest = QLabel(), QLabel()
        self.empty = EmptyState(
            self.tr("还没有派单规则"),
            self.tr("写明哪类问题、哪个地方的，通常派给谁；研判和派单时会先填好，可以改"),
            self.tr("加一条规则"),
            "send",
        )
        self._trying = QTimer(self)
        self._trying.setSingleShot(True)
        self._trying.setInterval(_TYPING_MS)
        self._trying.timeout.connect(self._try_out)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(6))
        for column, stretch in RoutingRow.STRETCHES.items():
            self._grid.setColumnStretch(column, stretch)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, theme.px(6), 0)
        inner.addLayout(self._grid)
        inner.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(scrolling(content))
        self.notice.setProperty("role", "error")
        self.notice.setWordWrap(True)
        self.rest.setProperty("role", "muted")
        self.rest.hide()
        hint = QLabel(self.tr("从上往下，第一条符合的算数；空着的类别或地点表示任何。"))
        hint.setProperty("role", "muted")
        card = Card()
        card.body.setSpacing(theme.px(10))
        card.body.addWidget(SectionTitle(self.tr("派单规则"), self.adding))
        card.body.addWidget(hint)
        card.body.addWidget(self._stack, 1)
        card.body.addWidget(self.rest)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.saving)
        foot.addWidget(self.resetting)
        foot.addWidget(self.notice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(card, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.adding.clicked.connect(self.add)
        self.empty.acted.connect(self.add)
        self.saving.clicked.connect(self.save)
        self.resetting.clicked.connect(self.reset)
        self._edited_now()

    # What is shown

    def refresh(self) -> None:
        """Read rules and choices again; what is typed stays."""
        self.bench.read(self, _read, self._show)

    def _show(self, found: _Read) -> None:
        self._choices = found.choices
        stored = tuple(found.rules)
        for row in self.rows:
            row.offer(found.choices)
        if not self._dirty and stored != self.rules():
            self.base = stored
            self._fill(stored)
        elif stored != self.base:
            self.base = stored
            self.notice.setText(self.tr("派单规则刚被别人改过；您填写的都在，再保存就以您的为准。"))
        self._edited_now()
        self._try_out()

    def _fill(self, rules: tuple[RuleRow, ...]) -> None:
        self._place([self._made(rule) for rule in rules])

    def _made(self, rule: RuleRow) -> RoutingRow:
        row = RoutingRow(rule, self._choices, self)
        row.edited.connect(self.edited)
        row.moved.connect(self._move)
        row.removed.connect(self._remove)
        return row

    def _place(self, rows: list[RoutingRow]) -> None:
        """Lay these rows out; those that go are freed."""
        kept = {part for row in rows for part in row.parts()}
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None and old not in kept:
                old.hide()
                old.deleteLater()
        for row in self.rows:
            if row not in rows:
                row.deleteLater()
        self.rows = rows
        heads = ("", "类别", "地点", "主办单位", "协办，用顿号隔开", "未销号", "", "", "")
        for column, words in enumerate(heads):
            head = QLabel(self.tr(words))
            head.setProperty("role", "small")
            self._grid.addWidget(head, 0, column)
        for number, row in enumerate(rows, 1):
            row.set_number(number, len(rows))
            for column, part in enumerate(row.parts()):
                self._grid.addWidget(part, number, column)
                part.show()
        self._stack.setCurrentIndex(1 if rows else 0)
        self.rest.setVisible(bool(rows))

    def rules(self) -> tuple[RuleRow, ...]:
        """The rules as they are typed."""
        return tuple(row.rule() for row in self.rows)

    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._dirty

    def edited(self) -> None:
        """A row was edited."""
        self.notice.setText("")
        self._edited_now()
        self._trying.start()

    def _edited_now(self) -> None:
        dirty = self.rules() != self.base
        self.saving.setEnabled(dirty)
        self.resetting.setVisible(dirty)
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    def _try_out(self) -> None:
        """Count which open issues each rule would meet, as the rules are typed now."""
        rules = self.rules()

        def read(connection: Reader) -> tuple[tuple[RuleRow, ...], list[int]]:
            return rules, routing.met(connection, rules)

        self.bench.read(self, read, self._show_met)

    def _show_met(self, found: tuple[tuple[RuleRow, ...], list[int]]) -> None:
        rules, counts = found
        if rules != self.rules():
            return
        for row, count in zip(self.rows, counts, strict=False):
            row.set_count(count)
        self.rest.setText(self.tr("试算：另有 {0:,} 件未销号的不符合任何规则").format(counts[-1]))

    def focus(self) -> None:
        """Put the cursor where editing begins."""
        if self.rows:
            self.rows[0].start()
        else:
            self.adding.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the user does

    def add(self) -> None:
        """Begin another rule, the last to be asked."""
        row = self._made(RuleRow(None, None, ""))
        self._place([*self.rows, row])
        row.start()
        self.edited()

    def _move(self, row: RoutingRow, steps: int) -> None:
        rows = list(self.rows)
        here = rows.index(row)
        there = max(0, min(len(rows) - 1, here + steps))
        rows.insert(there, rows.pop(here))
        self._place(rows)
        self.edited()

    def _remove(self, row: RoutingRow) -> None:
        self._place([one for one in self.rows if one is not row])
        self.edited()

    def reset(self) -> None:
        """Throw away what is typed."""
        self.notice.setText("")
        self._fill(self.base)
        self._edited_now()
        self._try_out()

    def save(self) -> None:
        """Store the rules as they are typed."""
        saved = _Saved(self.base, self.rules())
        wrong = next((row for row in self.rows if row.problem()), None)
        fault = wrong.problem() if wrong is not None else routing.fault_of(saved.after)
        if fault:
            self.notice.setText(fault)
            if wrong is not None:
                wrong.show_wrong()
            return
        self.saving.setEnabled(False)

        def store(database: Database, user: str) -> _Saved:
            actions.save_routing(database, user, saved.before, saved.after)
            return saved

        self.bench.write(self, store, self._saved, self._not_saved)

    def _saved(self, saved: _Saved) -> None:
        self._saved_last, self.base = saved, saved.after
        self._edited_now()
        words = self.tr("派单规则已保存，研判和派单时先按它填好")
        self.bench.messages.undoable(words, self.undo)

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.notice.setText(str(error))
        self._edited_now()
        self.bench.messages.error(error)
        self.refresh()

    def undo(self) -> None:
        """The rules as they were before they were saved last."""
        saved, self._saved_last = self._saved_last, None
        if saved is None:
            return

        def back(database: Database, user: str) -> None:
            actions.save_routing(database, user, saved.after, saved.before)

        self.bench.write(self, back, self._undone)

    def _undone(self, _: None) -> None:
        self.bench.messages.success(self.tr("已撤销，规则和改动以前一样"))


def _read(connection: Reader) -> _Read:
    shown = [(r.id, r.path.replace("/", " / ")) for r in categories.all_categories(connection)]
    known = tuple(row.name for row in units.all_units(connection))
    return _Read(
        routing.all_rules(connection),
        Choices(tuple(shown), tuple(read_places(connection)), known),
    )
