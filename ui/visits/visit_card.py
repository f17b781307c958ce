"""Entering a visit by the keyboard alone: the household, whom they met, what was said.

What is the same for a whole pile of sheets — day, team, people, kind — stands below, and stays.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.session import today
from db.visits.visits import TeamPeople, VisitRow
from domain.entries import VisitEntry
from domain.visits import KIND_WORDS, OUTCOME_WORDS, Outcome, VisitKind
from ui.choice_cards import Choice, ChoiceCards
from ui.parts import scrolling
from ui.visits.home_facts import Home, HomeFacts
from ui.visits.visit_draft import Common, Draft, draft_of
from ui.visits.visit_words import outcome_chip
from widgets import theme
from widgets.buttons import danger_button, link_button, plain_button, primary_button
from widgets.cards import Card, Divider
from widgets.fields import DateField, LineField
from widgets.find_field import FindField
from widgets.forms import Form
from widgets.list_field import ListField
from widgets.pick_field import PickField
from widgets.segments import SegmentField

_ISSUE, _SETTLED = "issue", "settled"


class VisitCard(Card):
    """Find the household, Enter; 1–4; words, Enter; the next one."""

    find_wanted = Signal(str)
    """Text that finds a household, to be answered by ``household.offer``."""
    household_chosen = Signal(object)
    """The id of a household to show by `show_home`."""
    submitted = Signal(object)
    """The `VisitEntry` as it was entered."""
    removal_wanted = Signal()
    left = Signal(object)
    """The `Draft` that was given up; a correction, or a visit that was begun."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teams: dict[int, TeamPeople] = {}
        self._everybody: tuple[str, ...] = ()
        self._home: Home | None = None
        self._day_at_first = today()
        self._submitting = False
        self.edited: VisitRow | None = None
        self.title, self.pile = QLabel(), link_button("")
        self.team, self.cadres = PickField(self.tr("按包联")), ListField(())
        self.day, self.kind = DateField(), SegmentField(self._pairs(KIND_WORDS))
        self.common = Form()
        self.household = FindField(self.tr("3-1-502 / 姓名 / 拼音首字母 / 电话"))
        self.household.setMaxLength(100)
        self.facts = HomeFacts()
        self.outcome = ChoiceCards(
            [
                Choice(outcome.value, outcome_chip(outcome), str(number))
                for number, outcome in enumerate(Outcome, 1)
            ],
            columns=2,
        )
        self.problem = QLabel()
        self.note = LineField(self.tr("可以不填"), 1_000)
        self.need = LineField(self.tr("有诉求才填"), 1_000)
        self.need_is = SegmentField(
            [(_ISSUE, self.tr("转为问题")), (_SETTLED, self.tr("当场解决"))]
        )
        self.words = Form()
        self.saving = primary_button(self.tr("保存，下一户"), "check", "Ctrl+S")
        self.leaving = plain_button(self.tr("放弃"))
        self.removing = danger_button(self.tr("删除"), "trash-2")
        self._add_fields()
        self._lay_out()
        self._connect()
        self.clear()

    def _pairs(self, words: Any) -> list[tuple[str, str]]:
        return [(key.value, word) for key, word in words.items()]

    def _add_fields(self) -> None:
        add = self.words.add
        add("note", self.tr("情况"), self.note)
        add("need", self.tr("需求"), self.need)
        self.words.put_below("need", self.need_is)
        add = self.common.add
        add("day", self.tr("日期"), self.day, required=True, check=self._check_day)
        add("team", self.tr("工作组"), self.team)
        add("cadres", self.tr("走访人"), self.cadres)
        add("kind", self.tr("方式"), self.kind)
        for form in (self.common, self.words):
            form.set_label_width(theme.px(56))
        self.day.set_value(today())

    def _check_day(self, day: Any) -> str:
        return self.tr("这一天还没有到") if day > today() else ""

    def _lay_out(self) -> None:
        self.title.setProperty("role", "title")
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.pile.setToolTip(self.tr("这一批走访共同的日期、工作组、走访人和方式，在下面改"))
        self.leaving.setToolTip(self.tr("放弃（Esc）"))
        self.household.setAccessibleName(self.tr("住户"))
        self.outcome.setAccessibleName(self.tr("结果"))
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.pile)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        parts = (self.household, self.facts, self.outcome, self.words, Divider(), self.common)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.removing)
        foot.addStretch(1)
        foot.addWidget(self.leaving)
        foot.addWidget(self.saving)
        self.body.setSpacing(theme.px(12))
        self.area = scrolling(inner)
        self.body.addLayout(head)
        self.body.addWidget(self.area, 1)
        self.body.addWidget(self.problem)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        self.household.asked.connect(self.find_wanted)
        self.household.edited.connect(self._household_edited)
        self.household.picked.connect(self.household_chosen)
        self.common.edited.connect(self._tell_pile)
        self.team.edited.connect(self._offer_cadres)
        self.outcome.edited.connect(self._judge)
        self.words.edited.connect(self._judge)
        self.common.submitted.connect(self.start)
        self.words.submitted.connect(self._submit)
        self.pile.clicked.connect(self._go_to_pile)
        self.saving.clicked.connect(self._submit)
        self.leaving.clicked.connect(self._leave)
        self.removing.clicked.connect(self.removal_wanted)

    # What is shown

    def set_teams(self, teams: Sequence[TeamPeople], everybody: Sequence[str]) -> None:
        """The teams and the people that can be named."""
        self._teams = {team.id: team for team in teams}
        self._everybody = tuple(everybody)
        self.team.set_choices([(t.id, f"{t.name}　{t.leader}".rstrip()) for t in teams])
        self._offer_cadres()
        self._tell_pile()

    def start(self) -> None:
        """Put the cursor where the household is found."""
        self.household.setFocus(Qt.FocusReason.OtherFocusReason)
        self.household.selectAll()

    def draft(self) -> Draft:
        """What is entered."""
        values = self.common.values()
        return Draft(
            Common(values["team"], values["cadres"], values["day"], values["kind"]),
            self.edited,
            self._home,
            (self.household.value(), self.household.text()),
            self.outcome.value(),
            self.note.value() or "",
            self.need.value() or "",
            self.need_is.value() == _SETTLED,
        )

    def clear(self) -> None:
        """Ready for the next household; what a pile of sheets has in common stays, a day that
        nobody has set goes on with the calendar."""
        if self.day.value() == self._day_at_first:
            self.day.set_value(today())
        self._day_at_first = today()
        self.show_draft(Draft(self.draft().common))

    def show_draft(self, draft: Draft) -> None:
        """Show a visit as far as it is entered."""
        self.edited, self._home, self._submitting = draft.edited, draft.home, False
        self.household.show_choice(*draft.household)
        if draft.home is not None:
            self.facts.show_home(draft.home)
        self.common.set_values(asdict(draft.common))
        self.outcome.set_value(draft.outcome)
        self.words.set_values({"note": draft.note, "need": draft.need})
        self.need_is.set_value(_SETTLED if draft.settled else _ISSUE)
        self._offer_cadres()
        self._show_state()

    def edit(self, visit: VisitRow) -> None:
        """Begin to correct a visit; its household is shown by `show_home`."""
        self.show_draft(draft_of(visit))
        self.household_chosen.emit(visit.household_id)
        self.outcome.card(visit.outcome).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_home(self, home: Home | None, go_on: bool) -> None:
        """Show the household that was chosen, and maybe go on to whom they met. Whom they met at
        another one says nothing of it."""
        before, self._home = self._home, home
        submitting = self._submitting
        if home is None:
            self.refuse(self.tr("这一户已不在台账里，请重新找一户。"))
            return
        if self.edited is None and before is not None and before.row.id != home.row.id:
            self.outcome.set_value(None)
        self.household.show_choice(home.row.id, f"{home.row.address}　{home.row.head}".rstrip())
        self.facts.show_home(home)
        self._offer_cadres()
        self._show_state()
        if submitting:
            self._submit()
        elif go_on:
            chosen = self.outcome.value() or Outcome.PERSON.value
            self.outcome.card(chosen).setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(self.outcome)

    def home(self) -> Home | None:
        """The household that is shown."""
        return self._home

    def refresh_home(self, home: Home | None) -> None:
        """The household that is shown stands otherwise by now."""
        if home is not None and self._home is not None and home.row.id == self._home.row.id:
            self._home = home
            self.facts.show_home(home)

    def refuse(self, problem: str) -> None:
        """Say why it is not done; everything entered stays."""
        self._submitting = False
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self._judge()

    def is_entering(self) -> bool:
        """Whether something was entered that is not stored yet."""
        return self.edited is not None or self.draft().is_begun()

    def _show_state(self) -> None:
        visit = self.edited
        needs = visit.needs if visit is not None else ()
        self.title.setText(self.tr("登记走访") if visit is None else self.tr("修改走访"))
        self.facts.setVisible(self._home is not None)
        self.removing.setVisible(visit is not None)
        self.household.setEnabled(not needs)
        self.need.setEnabled(not needs)
        hint = self.tr("已登记为问题 {0}，到“问题”里改") if needs else self.tr("有诉求才填")
        self.need.setPlaceholderText(hint.format("、".join(need.number for need in needs)))
        self.saving.setText(self.tr("保存，下一户") if visit is None else self.tr("保存"))
        self._tell_pile()
        self.refuse("")

    def _tell_pile(self) -> None:
        told = self.draft().common
        day = told.day.isoformat() if told.day is not None else self.tr("没有日期")
        team = self.team.text().split("　")[0] or self.tr("按包联")
        words = (day, *((team,) if told.team else ()), KIND_WORDS[VisitKind(told.kind)])
        self.pile.setText(" · ".join(words))

    def _go_to_pile(self) -> None:
        self.area.ensureWidgetVisible(self.common)
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        self.day.selectAll()

    def _judge(self) -> None:
        ready = self.household.value() is not None and self.outcome.value() is not None
        self.saving.setEnabled(ready)
        self.leaving.setVisible(self.is_entering())
        self.need_is.setVisible(bool(self.need.value()))

    def _team_meant(self) -> int | None:
        """The team that is named, else the one that answers for the household."""
        if self.team.value() is not None or self._home is None:
            return self.team.value()
        named = [t.id for t in self._teams.values() if (t.name,) == self._home.teams]
        return named[0] if len(named) == 1 else None

    def _offer_cadres(self) -> None:
        team = self._teams.get(self._team_meant() or 0)
        members = team.members if team is not None else ()
        self.cadres.set_known((*members, *self._everybody) if members else self._everybody)
        hint = self.tr("如 {0}").format("、".join(members[:2])) if members else ""
        self.cadres.setPlaceholderText(hint or self.tr("可以不填"))

    # What the user enters

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.text()
        if event.key() == Qt.Key.Key_Escape and self.is_entering():
            self._leave()
        elif number in ("1", "2", "3", "4") and self.household.value() is not None:
            self.outcome.set_value(list(Outcome)[int(number) - 1].value)
            self._judge()
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(self.words)
        else:
            super().keyPressEvent(event)

    def _household_edited(self) -> None:
        self.facts.setVisible(self.household.value() is not None)
        self.refuse(self.household.problem())

    def _leave(self) -> None:
        draft = self.draft()
        self.clear()
        self.left.emit(draft)

    def _submit(self) -> None:
        household_id, outcome = self.household.value(), self.outcome.value()
        if household_id is None:
            self.refuse(self.tr("先找到这一户：输入 3-1-502、姓名、拼音首字母或电话"))
            self.start()
        elif outcome is None:
            self.refuse(self.tr("按 1—4 选走访结果：{0}").format(self._outcomes()))
        elif not self.words.validate() or not self.common.validate():
            self.area.ensureWidgetVisible(self.focusWidget())
        elif self._home is None or self._home.row.id != household_id:
            self._submitting = True  # as soon as it is known who answers for the household
        else:
            self.submitted.emit(self._entry(household_id, Outcome(outcome)))

    def _outcomes(self) -> str:
        return "，".join(f"{n} {word}" for n, word in enumerate(OUTCOME_WORDS.values(), 1))

    def _entry(self, household_id: int, outcome: Outcome) -> VisitEntry:
        told = self.draft()
        assert told.common.day is not None, "the form has a day"
        return VisitEntry(
            household_id,
            told.common.day,
            outcome,
            VisitKind(told.common.kind),
            self._team_meant(),
            told.common.cadres or (),
            told.note,
            told.need,
            bool(told.need) and told.settled,
        )
