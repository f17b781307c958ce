"""走访和双线: who is to be visited how often, and whether a household has one team or two."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from db.engine import Database
from db.reading import Reader
from db.session import today
from db.visits import visit_rules, visit_targets
from domain import visits
from domain.errors import KnownError
from domain.visits import VisitRules
from ui import actions
from ui.parts import SideColumn, scrolling
from ui.settings.target_rows import TargetRows
from ui.tasks import Task
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, KeyValues, SectionTitle

_TYPING_MS = 200


@dataclass(frozen=True, slots=True)
class _Effect:
    """How many households are due and overdue now, and by the settings as they are typed."""

    now: tuple[int, int]
    then: tuple[int, int]
    wished: VisitRules


class VisitsSection(View):
    """What is typed stays until it is saved or thrown away, however often the page is left."""

    topics = frozenset({"settings", "visits"})
    dirty_changed = Signal(bool)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.base = VisitRules()
        self._dirty = False
        self._asking: Task | None = None
        self.regular, self.on_demand = _pair(
            self.tr("定期走访"),
            self.tr("每个周期都要见到人，没见到的列入“应走访”，上一期也没见到的列入“超期”。"),
            self.tr("按需走访"),
            self.tr(
                "普通住户有诉求、有情况时才上门，不列入“应走访”；下面写明的重点人群照常定期走访。"
            ),
        )
        self.one_line, self.two_lines = _pair(
            self.tr("单线"),
            self.tr("每户恰有一个工作组，由单位派出的干部包联。"),
            self.tr("双线"),
            self.tr(
                "每户在两条线上各有一个工作组：单位线由单位派出的干部包联，"
                "居住线由住在本小区的党员干部就近包联；两条线各有各的覆盖证明。"
            ),
        )
        self.targets = TargetRows()
        self.effect = KeyValues()
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
        self.targets.edited.connect(self.edited)
        self.saving.clicked.connect(self.save)
        self.resetting.clicked.connect(self.reset)
        for choice in (self.regular, self.on_demand, self.one_line, self.two_lines):
            choice.button.toggled.connect(self.edited)
        self._fill(self.base)

    def _lay_out(self) -> None:
        content = QWidget()
        cards = QVBoxLayout(content)
        cards.setContentsMargins(0, 0, theme.px(4), 0)
        cards.setSpacing(theme.px(16))
        hint = QLabel(self.tr("周期按日历算；见到本人或家人才算走访到；没有人住的空户不计。"))
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        visiting, lines = Card(), Card()
        visiting.body.addWidget(SectionTitle(self.tr("走访方式")))
        for choice in (self.regular, self.on_demand):
            visiting.body.addWidget(choice)
        visiting.body.addSpacing(theme.px(8))
        visiting.body.addWidget(SectionTitle(self.tr("走访目标")))
        visiting.body.addWidget(hint)
        visiting.body.addWidget(self.targets)
        lines.body.addWidget(SectionTitle(self.tr("单线还是双线")))
        for choice in (self.one_line, self.two_lines):
            lines.body.addWidget(choice)
        for card in (visiting, lines):
            cards.addWidget(card)
        cards.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.saving)
        foot.addWidget(self.resetting)
        foot.addWidget(self.notice, 1)
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(12))
        middle.addWidget(scrolling(content), 1)
        middle.addLayout(foot)
        side = Card()
        side.body.addWidget(SectionTitle(self.tr("保存以后")))
        side.body.addWidget(self.effect)
        side.body.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        row.addLayout(middle, SideColumn.SHARES[0])
        row.addWidget(SideColumn(side), SideColumn.SHARES[1])

    # What is shown

    def focus(self) -> None:
        """Put the cursor where editing begins."""
        chosen = self.on_demand if self.on_demand.is_chosen() else self.regular
        chosen.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self._dirty

    def refresh(self) -> None:
        """Meet the settings as they are by now: what is typed stays."""
        self.bench.read(self, visit_rules.current, self._meet)

    def _meet(self, held: VisitRules) -> None:
        changed, self.base = held != self.base, held
        if changed and self._dirty:
            told = self.tr("这些设置刚被别人改过；您填写的都在，再保存就以您的为准。")
            self.notice.setText(told)
        elif changed:
            self._fill(held)
        self._judge()
        self._ask_effect()

    def _fill(self, rules: VisitRules) -> None:
        (self.on_demand if rules.on_demand else self.regular).choose()
        (self.two_lines if rules.two_lines else self.one_line).choose()
        self.targets.fill(rules.targets)
        self.targets.mark_everybody(not rules.on_demand)
        self._judge()

    def wished(self) -> VisitRules | None:
        """The settings as they are typed; None while they cannot be read."""
        targets = self.targets.targets()
        if targets is None:
            return None
        return VisitRules(targets, self.on_demand.is_chosen(), self.two_lines.is_chosen())

    def edited(self, *_: object) -> None:
        """Something was typed."""
        self.notice.setText("")
        self.targets.mark_everybody(not self.on_demand.is_chosen())
        self._judge()
        self._waiting.start()

    def _judge(self) -> None:
        dirty = self.wished() != self.base
        self.saving.setEnabled(dirty)
        self.resetting.setVisible(dirty)
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    def _ask_effect(self) -> None:
        held, wished = self.base, self.wished()
        if wished is None or visits.fault(wished):
            self.effect.set_facts([(self.tr("走访"), self.tr("改正左边的内容以后显示"))])
            return

        def read(connection: Reader) -> _Effect:
            day = today()
            now = visit_targets.sums(connection, held, day)
            then = now if wished == held else visit_targets.sums(connection, wished, day)
            return _Effect(now, then, wished)

        if self._asking is not None:
            self._asking.cancel()
        self._asking = self.bench.read(self, read, self._show_effect)

    def _show_effect(self, effect: _Effect) -> None:
        if effect.wished != self.wished():
            return
        words = (self.tr("应走访"), self.tr("其中超期"))
        facts = []
        for word, now, then in zip(words, effect.now, effect.then, strict=True):
            told = self.tr("{0:,} 户").format(then)
            if now != then:
                told = self.tr("{0:,} 户（现在 {1:,} 户）").format(then, now)
            facts.append((word, told))
        self.effect.set_facts(facts)

    # Saving

    def save(self) -> None:
        """Change the settings as they are typed."""
        after, before = self.wished(), self.base
        if after is None:
            self.notice.setText(self.tr("每个目标都要选人群、填次数，没有保存；请补全后再保存。"))
        elif fault := visits.fault(after):
            self.notice.setText(fault)
        elif after != before:
            self._change(before, after, partial(self._saved, before))

    def _change(
        self, before: VisitRules, after: VisitRules, done: Callable[[VisitRules], None]
    ) -> None:
        def change(database: Database, user: str) -> VisitRules:
            actions.change_visit_rules(database, user, before, after)
            return after

        self.saving.setEnabled(False)
        self.bench.write(self, change, done, self._not_saved)

    def _saved(self, before: VisitRules, after: VisitRules) -> None:
        self.base = after
        self._judge()
        told = self.tr("走访设置已保存，即时生效")
        self.bench.messages.undoable(told, partial(self._take_back, before, after))

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.notice.setText(str(error))
        self._judge()
        self.bench.messages.error(error)

    def _take_back(self, before: VisitRules, after: VisitRules) -> None:
        self._change(after, before, self._undone)  # refused where somebody has changed them since

    def _undone(self, after: VisitRules) -> None:
        self.base = after
        self._fill(after)
        self.bench.messages.success(self.tr("已撤销，设置和改动以前一样"))

    def reset(self) -> None:
        """Throw away what is typed."""
        self.notice.setText("")
        self._fill(self.base)
        self._ask_effect()


class _Choice(QWidget):
    """One of two ways, with what it means below it."""

    def __init__(self, words: str, meaning: str) -> None:
        super().__init__()
        self.button, told = QRadioButton(words), QLabel(meaning)
        self.button.setAccessibleDescription(meaning)
        told.setProperty("role", "muted")
        told.setWordWrap(True)
        told.setContentsMargins(theme.px(26), 0, 0, theme.px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(self.button)
        column.addWidget(told)

    def is_chosen(self) -> bool:
        """Whether this way is chosen."""
        return self.button.isChecked()

    def choose(self) -> None:
        """Choose this way."""
        self.button.setChecked(True)


def _pair(words: str, meaning: str, other: str, its_meaning: str) -> tuple[_Choice, _Choice]:
    """Two ways of which exactly one is chosen, though each stands in a part of its own."""
    first, second = _Choice(words, meaning), _Choice(other, its_meaning)
    group = QButtonGroup(first)
    for choice in (first, second):
        group.addButton(choice.button)
    return first, second
