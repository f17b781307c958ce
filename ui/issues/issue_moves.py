"""The small form of each move of an issue, or of many issues together."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.drafts import Typed
from db.issues import categories, routing
from db.issues.issues import IssuePage
from db.reading import Reader
from db.session import now
from db.teams import units
from domain import moves, workflow
from domain.history import Standing
from domain.moves import MoveRequest
from domain.routing import Route
from domain.workflow import MOVE_WORDS, STATE_WORDS, Move, Rating
from ui.drafts import Now
from ui.issues.issue_picker import IssuePicker
from ui.issues.issue_words import tr
from ui.issues.move_fields import (
    ExtensionField,
    NoteField,
    SuggestField,
    UrgencyField,
    colour_cards,
    graver_than,
    others_than,
    rating_cards,
    solved_cards,
)
from ui.issues.move_words import end_of, note_hint, told, told_of_many
from ui.issues.reply_button import ReplyButton
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.fields import ChoiceField, DateField
from widgets.forms import Form
from widgets.list_field import ListField
from widgets.snug_area import SnugArea

_NOTES = {
    Move.TRIAGE: "研判意见",
    Move.DISPATCH: "派单要求",
    Move.CONTACT: "联系情况",
    Move.MEASURE: "采取的措施",
    Move.RESOLVE: "办理结果",
    Move.SETTLE: "怎样解决的",
    Move.REPORT: "进展情况",
    Move.FOLLOW_UP: "群众怎么说",
    Move.REWORK: "重办要求",
}
# A move that says nothing else needs its words.
_TOLD = frozenset({Move.CONTACT, Move.MEASURE, Move.REPORT, Move.RESOLVE, Move.SETTLE})


@dataclass(frozen=True, slots=True)
class Words:
    """What the forms offer: categories (names from the top, joined by ``/``) and units."""

    categories: tuple[str, ...]
    units: tuple[str, ...]


def read_words(connection: Reader) -> Words:
    """What the forms offer now."""
    paths = tuple(row.path for row in categories.all_categories(connection))
    return Words(
        paths,
        tuple(row.name for row in units.all_units(connection)),
    )


def category_field(words: Words) -> ChoiceField:
    """A field that chooses a category by any part of its path; the value is the path."""
    shown = [(path, path.replace("/", " / ")) for path in words.categories]
    return ChoiceField(shown, tr("输入几个字查找"))


def draft_of(issue_id: int | None, move: Move) -> str:
    """What a draft of a move's form is about; None is for many issues."""
    return f"move:{issue_id or ''}:{move}"


class MoveForm(QWidget):
    """Asks what one move needs; saves nothing itself. Without a page it asks for many issues.
    What was typed into it before is there again."""

    submitted = Signal(object)
    """The `MoveRequest` as it is typed, without faults."""
    left = Signal()

    def __init__(
        self,
        bench: Workbench,
        page: IssuePage | None,
        move: Move,
        words: Words,
        route: Route | None = None,
    ) -> None:
        """``route`` is what the office's routing rules say of the issue."""
        super().__init__()
        self.move, self.page, self._route = move, page, route
        self._bench, self.office = bench, bench.rules
        self._standing: Standing | None = page.standing if page is not None else None
        self.version = page.version if page is not None else 0
        self.form = Form()
        self.told, self.notice = QLabel(), QLabel()
        self.told.setProperty("role", "muted")
        self.notice.setProperty("role", "error")
        for label in (self.told, self.notice):
            label.setWordWrap(True)
            label.hide()
        self._add_fields(words)
        self._lay_out()
        self._fill()
        self.form.set_draft(bench.drafts.of(draft_of(self.issue_id, move)))
        self.form.submitted.connect(self._submit)
        self.form.edited.connect(self._edited)
        self._edited()
        leave = QShortcut(
            QKeySequence("Esc"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        leave.activated.connect(self.left)

    @property
    def issue_id(self) -> int | None:
        """The issue that is to move; None when they are many."""
        return self.page.row.id if self.page is not None else None

    # What it asks for

    def _add_fields(self, words: Words) -> None:
        add = _FIELDS.get(self.move)
        if add is not None:
            add(self, words)
        reason = moves.needs_reason(self.move, self._standing)
        label = self.tr(_NOTES.get(self.move, "理由" if reason else "备注"))
        self.note = NoteField(note_hint(self.move), lines=3)
        self.note.done.connect(self._submit)
        self.form.add("note", label, self.note, required=reason or self.move in _TOLD)

    def _add_triage(self, words: Words) -> None:
        form = self.form
        form.add("colour", self.tr("颜色"), colour_cards(self.office), required=True)
        form.add("category", self.tr("类别"), category_field(words))
        form.field("category").edited.connect(self._ask_route)
        self._add_units(words)
        form.add("urgency", self.tr("紧急"), UrgencyField(self.office.urgencies))
        self._add_deadline()

    def _add_units(self, words: Words) -> None:
        """Who leads can be changed, but an issue that has a lead unit keeps one."""
        several = self.tr("几个单位用顿号隔开")
        led = self.page is not None and bool(self.page.row.unit)
        self.form.add("unit", self.tr("主办单位"), SuggestField(words.units), required=led)
        self.form.add("co_units", self.tr("协办单位"), ListField(words.units, several))

    def _add_deadline(self) -> None:
        field = DateField()
        field.setPlaceholderText(self.tr("不填就按颜色"))
        self.form.add("deadline", self.tr("办结时限"), field, check=self._check_deadline)

    def _add_dispatch(self, words: Words) -> None:
        one = self._standing is not None
        hint = "" if one else self.tr("空着：各派给自己的主办单位")
        self.form.add("unit", self.tr("派给"), SuggestField(words.units, hint), required=one)
        several = self.tr("几个单位用顿号隔开")
        self.form.add("co_units", self.tr("协办单位"), ListField(words.units, several))

    def _add_extension(self, words: Words) -> None:
        field = ExtensionField(self.office.extend_days)
        self.form.add("until", self.tr("延长"), field, required=True, check=self._check_extension)

    def _add_escalation(self, words: Words) -> None:
        colour = self._standing.colour if self._standing is not None else ""
        graver = graver_than(colour or self.office.colours[0].key, self.office)
        self.form.add("colour", self.tr("升为"), colour_cards(self.office, graver), required=True)
        self._add_units(words)
        self._add_deadline()

    def _add_recolour(self, words: Words) -> None:
        others = ()
        if self._standing is not None:
            others = others_than(self._standing.colour, self.office)
        cards = colour_cards(self.office, others, timed=False)
        self.form.add("colour", self.tr("改为"), cards, required=True)

    def _add_follow_up(self, words: Words) -> None:
        self.form.add("rating", self.tr("群众评价"), rating_cards(), required=True)
        self.form.add("solved", self.tr("是否解决"), solved_cards())
        self.form.field("rating").edited.connect(self._rated)

    def _add_merge(self, words: Words) -> None:
        hint = self.tr("输入编号、标题、地点或姓名查找")
        field = IssuePicker(self._bench, self.issue_id, hint)
        self.form.add("into", self.tr("并到"), field, required=True)

    def _fill(self) -> None:
        """What the issue already says stands in the form."""
        if self.page is not None:
            row = self.page.row
            known = {
                "category": row.category,
                "unit": row.unit,
                "co_units": self.page.co_units,
                "urgency": row.urgency,
            }
            if self.move is Move.ESCALATE and len(self.form.field("colour").keys()) == 1:
                known["colour"] = self.form.field("colour").keys()[0]
            self.form.set_values(known)
            route, self._route = self._route, None
            self._follow_route(route)
        self.form.mark_clean()

    def _ask_route(self) -> None:
        """Another category may lead to other units."""
        issue_id, category = self.issue_id, _steps(self.form.field("category").value())
        if issue_id is not None:
            self._bench.read(
                self,
                lambda connection: routing.suggestion(connection, issue_id, category),
                self._follow_route,
            )

    def _follow_route(self, route: Route | None) -> None:
        """Show the units of a route, where nobody has named others."""
        before, self._route = self._route or Route(""), route
        after = route or Route("")
        values = self.form.values()
        if "unit" not in values or (values["unit"] or "") not in ("", before.unit):
            return
        self.form.set_draft({"unit": after.unit})
        if (values["co_units"] or ()) in ((), before.co_units):
            self.form.set_draft({"co_units": after.co_units})

    def _rated(self) -> None:
        """Whoever is content says that it is solved, until the caller writes otherwise."""
        rating = self.form.field("rating").value()
        field = self.form.field("solved")
        reached = rating not in (None, Rating.UNREACHED)
        field.setEnabled(reached)
        yes = "no" if rating == Rating.UNSATISFIED else "yes"
        field.set_value(yes if reached else None)

    def _lay_out(self) -> None:
        title = QLabel(MOVE_WORDS[self.move])
        title.setProperty("role", "section")
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, theme.px(6), 0)
        inner.addWidget(self.form)
        inner.addStretch(1)
        self.leave = plain_button(self.tr("取消"))
        self.leave.setToolTip(self.tr("取消（Esc），填写的内容会留着"))
        self.leave.clicked.connect(self.left)
        self.save = primary_button(MOVE_WORDS[self.move], "check", "Ctrl+S")
        self.save.clicked.connect(self._submit)
        self.replies = ReplyButton(self._bench, self.move, self.note)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.replies)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        for part in (title, SnugArea(content), self.told, self.notice):
            column.addWidget(part)
        column.addLayout(foot)

    def start(self) -> None:
        """Put the cursor into the first field that is still empty."""
        values = self.form.values()
        optional = ("co_units", "urgency", "deadline", "solved")
        wanted = (key for key, value in values.items() if not value and key not in optional)
        self.form.field(next(wanted, "note")).setFocus(Qt.FocusReason.OtherFocusReason)

    def now(self) -> Now:
        """What is typed and not made."""
        about = draft_of(self.issue_id, self.move)
        if not self.form.is_dirty():
            return about, None
        which = self.page.row.number if self.page is not None else self.tr("批量")
        return about, Typed(f"{MOVE_WORDS[self.move]} {which}", self.form.values())

    # What it says

    def _edited(self) -> None:
        words = self._told_now()
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def _told_now(self) -> str:
        if self._standing is None:
            return told_of_many(self.move)
        if moves.refusal(self.move, self._standing, now(), self.office):
            return ""
        return told(self.request(), self._standing, now(), self.office)

    def _check_deadline(self, day: date) -> str:
        return self.tr("这一天已经过去") if day < now().date() else ""

    def _check_extension(self, until: tuple[int, Any]) -> str:
        most = self.office.extend_days
        days, deadline = until
        if self._standing is None:
            wrong = deadline is None and not 1 <= days <= most
            return self.tr("延期要在 1 到 {0} 个工作日之间。").format(most) if wrong else ""
        asked = MoveRequest(Move.EXTEND, "…", days=days, deadline=deadline)
        return moves.fault(asked, self._standing, now(), self.office)

    def meet(self, page: IssuePage) -> None:
        """Somebody else moved the issue meanwhile: say so; the next try is against that state."""
        if page.version == self.version:
            return
        self.version, self.page = page.version, page
        self._standing = page.standing
        self._edited()
        last = page.events[-1]
        self.show_problem(
            self.tr(
                "这个问题刚被别人处理过：{0} {1}，现为“{2}”；"
                "您填写的内容都在，请看过最新进展再提交。"
            ).format(last.actor, MOVE_WORDS[last.move], STATE_WORDS[page.row.state])
        )

    def done_words(self) -> str:
        """What to say once the move is made."""
        assert self.page is not None, "of many issues the outcome speaks"
        state = STATE_WORDS[workflow.state_after(self.move, self.page.standing.state)]
        words = self.tr("{0}：{1}已保存，现为“{2}”")
        return words.format(self.page.row.number, MOVE_WORDS[self.move], state)

    def show_problem(self, problem: str) -> None:
        """Say what stands against the move."""
        self.notice.setText(problem)
        self.notice.setVisible(bool(problem))

    def request(self) -> MoveRequest:
        """What is asked for, as typed."""
        values = self.form.values()
        rating, solved = values.get("rating"), values.get("solved")
        days, until = values.get("until") or (0, None)
        asked = MoveRequest(
            self.move,
            note=values["note"] or "",
            colour=values.get("colour") or "",
            category=_steps(values.get("category")),
            unit=values.get("unit") or "",
            co_units=values.get("co_units"),
            urgency=values.get("urgency"),
            deadline=until or end_of(values.get("deadline")),
            days=days,
            rating=Rating(rating) if rating else None,
            solved=None if solved is None else solved == "yes",
            into=values.get("into"),
        )
        return asked if self._standing is None else self._emptied(asked, values)

    def _emptied(self, asked: MoveRequest, values: dict[str, Any]) -> MoveRequest:
        """Of one issue the form shows what there is: what was emptied is to be taken away."""
        if "co_units" in values and asked.co_units is None:
            asked = replace(asked, co_units=())
        if "urgency" in values and asked.urgency is None:
            asked = replace(asked, urgency="")
        return asked

    def _submit(self) -> None:
        if not self.form.validate():
            return
        request, at, standing = self.request(), now(), self._standing
        refused = ""
        if standing is not None:
            refused = moves.refusal(self.move, standing, at, self.office) or moves.fault(
                request, standing, at, self.office
            )
        self.show_problem(refused)
        if not refused:
            self.submitted.emit(request)


def _steps(category: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (category or "").split("/")))


_FIELDS = {
    Move.TRIAGE: MoveForm._add_triage,
    Move.DISPATCH: MoveForm._add_dispatch,
    Move.EXTEND: MoveForm._add_extension,
    Move.ESCALATE: MoveForm._add_escalation,
    Move.RECOLOUR: MoveForm._add_recolour,
    Move.FOLLOW_UP: MoveForm._add_follow_up,
    Move.MERGE: MoveForm._add_merge,
}
