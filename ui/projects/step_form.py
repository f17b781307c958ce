"""The small form of one step of a project, in place of the card's buttons."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.projects.projects import ProjectRow
from db.session import today
from domain.money import wan
from domain.projects import (
    MOST_VOTES,
    STATE_WORDS,
    Ballot,
    State,
    StepRequest,
    fault,
    is_back,
    is_milestone,
    remark,
)
from ui.amount_field import AmountField
from ui.issues.move_fields import NoteField
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.fields import DateField, NumberField
from widgets.forms import Form

_FORWARD = {
    State.DRAFTED: "列入初定",
    State.REVIEWED: "提交审议",
    State.VOTED: "记票决结果",
    State.CARRIED_OUT: "开始实施",
    State.ACCEPTED: "验收",
    State.APPRAISED: "记评议",
}
_VOTES = ("满意", "基本满意", "不满意", "弃权")


def step_words(state: State, to: State) -> str:
    """What making a step is called."""
    if is_milestone(state, to):
        return "记进展"
    if is_back(state, to):
        return f"退回{STATE_WORDS[to]}"
    return "终止项目" if to is State.ENDED else _FORWARD[to]


class VotesField(QWidget):
    """Four counts side by side; the value is a `Ballot`, None while none of them is filled."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = [NumberField(0, MOST_VOTES) for _ in _VOTES]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(6))
        grid.setVerticalSpacing(theme.px(2))
        for column, (words, count) in enumerate(zip(_VOTES, self.counts, strict=True)):
            name = QLabel(words)
            name.setProperty("role", "small")
            count.setAccessibleName(self.tr("{0}票数").format(words))
            count.setAlignment(Qt.AlignmentFlag.AlignRight)
            count.edited.connect(self.edited)
            grid.addWidget(name, 0, column)
            grid.addWidget(count, 1, column)
        self.setFocusProxy(self.counts[0])

    def value(self) -> Ballot | None:
        """The counts; None while one of them is missing."""
        counts = [count.value() for count in self.counts]
        return None if None in counts else Ballot(*counts)

    def set_value(self, value: Any) -> None:
        """Show the counts."""
        told = (None,) * len(_VOTES)
        if value is not None:
            told = (value.satisfied, value.fair, value.unsatisfied, value.abstained)
        for count, number in zip(self.counts, told, strict=True):
            count.set_value(number)

    def problem(self) -> str:
        """All four, or none."""
        typed = [bool(count.text().strip()) for count in self.counts]
        if not any(typed):
            return ""
        wrong = next((count.problem() for count in self.counts if count.problem()), "")
        return wrong if all(typed) else self.tr("四个数都要填，没有就填 0")


class StepForm(QWidget):
    """Asks for what a step needs; keeps what is typed as long as its owner keeps the draft."""

    submitted = Signal(object)
    """The `StepRequest`, without faults."""
    left = Signal()

    def __init__(
        self, row: ProjectRow, to: State, draft: Mapping[str, Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.row, self.to = row, to
        state = row.standing.state
        self.title, self.problem = QLabel(step_words(state, to)), QLabel()
        self.title.setProperty("role", "section")
        self.problem.setWordWrap(True)
        self.form = Form()
        self.form.set_label_width(theme.px(64))
        self.note = NoteField(self._hint(), 2)
        self._add_fields()
        self.saving = primary_button(self.tr("确定"), "check", "Ctrl+S")
        self.leaving = plain_button(self.tr("返回"))
        self.leaving.setShortcut("Esc")
        self.leaving.setToolTip(self.tr("返回（Esc），填写的内容会留着"))
        self._lay_out()
        self._stored = {"day": today(), **self._known()}
        self.form.set_values(self._stored)
        self.form.set_draft(draft)
        self.saving.clicked.connect(self._submit)
        self.leaving.clicked.connect(self.left)
        self.form.submitted.connect(self._submit)
        self.form.edited.connect(self._look)
        self.note.done.connect(self._submit)
        self._look()

    def _add_fields(self) -> None:
        add, tr, state = self.form.add, self.tr, self.row.standing.state
        back = is_back(state, self.to) or self.to is State.ENDED
        add("day", tr("日期"), DateField(), True)
        if not back and self.to in (State.VOTED, State.APPRAISED):
            add("ballot", tr("票数"), VotesField(), self.to is State.VOTED)
        if is_milestone(state, self.to):
            add("percent", tr("进度 %"), NumberField(0, 100), True)
            add("spent", tr("累计支出"), AmountField("12.5万元"))
        add("note", tr("原因") if back else tr("说明"), self.note, back)

    def _hint(self) -> str:
        if self.to is State.ENDED or is_back(self.row.standing.state, self.to):
            return self.tr("为什么，回车确定")
        hints = {
            State.VOTED: self.tr("什么会议、谁参加，可以不写"),
            State.CARRIED_OUT: self.tr("做到哪一步了"),
            State.ACCEPTED: self.tr("谁验收的、结论"),
            State.APPRAISED: self.tr("群众怎么说；没有数人数就写这里"),
        }
        return hints.get(self.to, self.tr("可以不写，回车确定"))

    def _known(self) -> dict[str, Any]:
        standing = self.row.standing
        if not is_milestone(standing.state, self.to):
            return {}
        return {"percent": standing.percent, "spent": standing.spent or None}

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.saving)
        foot.addWidget(self.leaving)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for part in (self.title, self.form, self.problem):
            column.addWidget(part)
        column.addLayout(foot)

    def start(self) -> None:
        """Put the cursor where something is to be typed."""
        wanted = next((k for k in ("ballot", "percent") if k in self.form.values()), "note")
        self.form.field(wanted).setFocus(Qt.FocusReason.OtherFocusReason)
        if wanted == "percent":
            self.form.field(wanted).selectAll()

    def draft(self) -> dict[str, Any]:
        """What was typed and is not stored; the rest follows what is stored by then."""
        if not self.form.is_dirty():
            return {}
        typed = self.form.values().items()
        return {key: value for key, value in typed if value != self._stored.get(key)}

    def request(self) -> StepRequest:
        """The step as the fields have it."""
        values = self.form.values()
        return StepRequest(
            self.to,
            values["day"] or today(),
            values["note"] or "",
            values.get("percent"),
            values.get("spent"),
            values.get("ballot"),
        )

    def show_problem(self, problem: str) -> None:
        """Say why the step cannot be made."""
        self._tell(problem, "error")

    def _look(self) -> None:
        """Say while it is typed what is worth knowing; what is wrong is said when it is asked
        for."""
        told = remark(self.row.standing, self.request(), self.row.invested)
        if not told and is_milestone(self.row.standing.state, self.to) and self.row.invested:
            told = self.tr("总投资 {0}").format(wan(self.row.invested))
            self._tell(told, "small")
        else:
            self._tell(told, "bad")

    def _tell(self, words: str, role: str) -> None:
        self.problem.setProperty("role", role)
        theme.repolish(self.problem)
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _submit(self) -> None:
        if not self.saving.isEnabled() or not self.form.validate():
            return
        request = self.request()
        if problem := fault(self.row.standing, request, today()):
            self.show_problem(problem)
            return
        self.saving.setEnabled(False)
        self.submitted.emit(request)
