"""The form of a coordination meeting: its head, and each issue with what is decided of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.coordination.meetings import Draft, Item, MeetingRow
from db.session import now, today
from domain import deadlines
from domain.rules import Rules
from ui.coordination.common_panel import numbers_in
from ui.issues.issue_form import read_moment
from ui.issues.issue_moves import SuggestField
from ui.issues.issue_words import chip_of
from ui.parts import scrolling
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import Divider
from widgets.chips import ChipLabel
from widgets.fields import DateField, LineField, TextField
from widgets.forms import Form
from widgets.list_field import ListField

USUAL = 2  # projects that one unit leads; more is warned about, not forbidden (DOMAIN.md §5)


class MeetingForm(QWidget):
    """Keeps what is typed until it is stored, however often it is left; saves nothing itself."""

    submitted = Signal(object, int, object)
    """The meeting's id or None, its version, and the `Draft`."""
    numbers_wanted = Signal(object)
    """The numbers of issues to be put on the agenda."""
    thrown_away = Signal()
    """What is typed over the meeting is not wanted."""
    left = Signal()

    def __init__(self, office: Rules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self.meeting_id: int | None = None
        self.version = 1
        self._units: tuple[str, ...] = ()
        self._leading: Mapping[str, int] = {}
        self.items: list[ItemForm] = []
        self._agenda: tuple[int, ...] = ()
        self.title, self.problem = QLabel(), QLabel()
        self.head = Form()
        self.head.add("title", self.tr("名称"), LineField(self.tr("第 7 次协调会"), 80), True)
        held = LineField("2026-06-01 09:30", 30)
        self.head.add("held_at", self.tr("时间"), held, True, _check_moment)
        self.head.add("agenda", self.tr("议程"), TextField(self.tr("一行一项"), lines=3))
        self.number = LineField(self.tr("加议题：填问题编号，可以一次填几个"), 2_000)
        self.number.setAccessibleName(self.tr("要研究的问题编号"))
        self.adding = plain_button(self.tr("加入"), "plus")
        self.save = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.leave = plain_button(self.tr("返回"))
        self.leave.setToolTip(self.tr("返回（Esc），填写的内容会留着"))
        self.reset = plain_button(self.tr("放弃修改"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.title.setProperty("role", "title")
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.head.set_label_width(theme.px(64))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(14))
        adding = QHBoxLayout()
        adding.addWidget(self.number, 1)
        adding.addWidget(self.adding)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, theme.px(6), 0)
        inner.setSpacing(theme.px(14))
        inner.addWidget(self.head)
        inner.addLayout(self._column)
        inner.addWidget(Divider())
        inner.addLayout(adding)
        inner.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.reset)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        outer.addWidget(self.title)
        outer.addWidget(scrolling(content), 1)
        outer.addWidget(self.problem)
        outer.addLayout(foot)

    def _connect(self) -> None:
        self.save.clicked.connect(self._submit)
        self.leave.clicked.connect(self.left)
        self.reset.clicked.connect(self._reset)
        self.adding.clicked.connect(self._want_numbers)
        self.number.returnPressed.connect(self._want_numbers)
        self.head.edited.connect(self._edited)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        leave = QShortcut(QKeySequence("Esc"), self, context=inside)
        leave.activated.connect(self.left)

    # What is edited

    def begin(self, row: MeetingRow | None, items: Sequence[Item]) -> None:
        """Edit a meeting as it is stored, or a new one that begins with these issues."""
        self.meeting_id = row.id if row is not None else None
        self.version = row.version if row is not None else 1
        self.title.setText(self.tr("新的协调会") if row is None else self.tr("修改协调会"))
        self.head.set_values(
            {
                "title": row.title if row is not None else None,
                "held_at": f"{row.held_at if row is not None else now():%Y-%m-%d %H:%M}",
                "agenda": row.agenda if row is not None else None,
            }
        )
        for item in tuple(self.items):
            self._drop(item)
        self.add_items(items)
        # What a new meeting begins with is not stored anywhere yet.
        self._agenda = tuple(i.issue_id for i in items) if row is not None else ()
        self.show_problem("")

    def typed(self) -> dict[str, Any]:
        """What stands there, faults included."""
        items = tuple(asdict(part.decided()) for part in self.items)
        return {"version": self.version, "head": self.head.values(), "items": items}

    def go_on(self, typed: "Typed") -> None:
        """Put in what was typed over the meeting that is shown, as `typed` told it."""
        self.version = typed.version
        self.head.set_draft(typed.head)
        items = {item.issue_id: item for item in typed.items}
        for part in tuple(self.items):
            if part.item.issue_id not in items:
                self._drop(part)
        self.add_items(tuple(items.values()))
        for part in self.items:
            part.form.set_draft(_values(items[part.item.issue_id]))

    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored."""
        agenda = tuple(part.item.issue_id for part in self.items)
        return (
            agenda != self._agenda
            or self.head.is_dirty()
            or any(part.form.is_dirty() for part in self.items)
        )

    def offer(self, units: Sequence[str], leading: Mapping[str, int]) -> None:
        """The units that are known, and how many issues each leads beside this meeting."""
        self._units, self._leading = tuple(units), leading
        self._count_leading()

    def add_items(self, items: Sequence[Item]) -> None:
        """Put issues on the agenda; those that stand there already stay as they are."""
        known = {item.item.issue_id for item in self.items}
        for item in items:
            if item.issue_id in known:
                continue
            part = ItemForm(item, self._units, self._office)
            part.dropped.connect(self._drop_sender)
            part.form.edited.connect(self._edited)
            self.items.append(part)
            self._column.addWidget(part)
        self._count_leading()

    def start(self) -> None:
        """Put the cursor where typing begins."""
        first = "held_at" if self.head.values()["title"] else "title"
        self.head.field(first).setFocus(Qt.FocusReason.OtherFocusReason)

    def meet(self, row: MeetingRow) -> None:
        """Somebody else saved the meeting meanwhile: say so; the next try is against that."""
        if row.version != self.version:
            self.version = row.version
            self.show_problem(
                self.tr("这次协调会刚被别人改过；您填写的内容都在，再保存就以您的为准。")
            )

    def show_problem(self, problem: str) -> None:
        """Say why it could not be stored; everything typed stays."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _want_numbers(self) -> None:
        if wanted := numbers_in(self.number.text()):
            self.numbers_wanted.emit(wanted)

    def _reset(self) -> None:
        self.thrown_away.emit()
        self.begin(None, ())
        self.left.emit()

    def _drop_sender(self) -> None:
        part = self.sender()
        if isinstance(part, ItemForm):
            self._drop(part)

    def _drop(self, part: "ItemForm") -> None:
        self.items.remove(part)
        self._column.removeWidget(part)
        part.hide()
        part.deleteLater()
        self._count_leading()

    def _edited(self) -> None:
        self.show_problem("")
        self._count_leading()

    def _count_leading(self) -> None:
        """How much each unit would lead, this meeting's decisions among it."""
        here: dict[str, int] = {}
        for part in self.items:
            if unit := part.unit():
                here[unit] = here.get(unit, 0) + 1
        for part in self.items:
            unit = part.unit()
            part.show_leading(self._leading.get(unit, 0) + here.get(unit, 0))

    def _submit(self) -> None:
        for part in (self.head, *(item.form for item in self.items)):
            if not part.validate():
                return
        if not self.items:
            self.show_problem(self.tr("还没有议题；请填问题编号，加入要研究的问题。"))
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        values = self.head.values()
        held = read_moment(values["held_at"]) or now()
        items = tuple(part.decided() for part in self.items)
        draft = Draft(values["title"], held, values["agenda"] or "", items)
        self.submitted.emit(self.meeting_id, self.version, draft)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed over a meeting of a version."""

    version: int
    head: Mapping[str, Any]
    items: tuple[Item, ...]


def meeting_from(facts: Mapping[str, Any]) -> Typed:
    """What `MeetingForm.typed` told."""
    items = tuple(Item(**one) for one in facts["items"])
    return Typed(facts["version"], facts["head"], items)


def _values(item: Item) -> dict[str, Any]:
    return {
        "unit": item.lead_unit,
        "co_units": item.co_units,
        "decision": item.decision,
        "due": item.due_at.date() if item.due_at is not None else None,
    }


class ItemForm(QWidget):
    """One issue of the agenda: who leads, who helps, what was decided, until when."""

    dropped = Signal()

    def __init__(self, item: Item, units: tuple[str, ...], office: Rules) -> None:
        super().__init__()
        self.item = item
        self.leading = QLabel()
        self.leading.setWordWrap(True)
        self.leading.hide()
        name = QLabel(f"{item.number} {item.title}")
        name.setProperty("role", "section")
        name.setWordWrap(True)
        name.setTextFormat(Qt.TextFormat.PlainText)
        drop = link_button(self.tr("去掉"))
        drop.setAccessibleName(self.tr("去掉议题 {0}").format(item.number))
        drop.clicked.connect(self.dropped)
        self.form = Form()
        self.form.set_label_width(theme.px(64))
        self.form.add("unit", self.tr("主办"), SuggestField(units))
        several = self.tr("几个单位用顿号隔开")
        self.form.add("co_units", self.tr("协办"), ListField(units, several))
        self.form.add("decision", self.tr("决定"), TextField(lines=2))
        self.form.add("due", self.tr("时限"), DateField(), check=self._check_due)
        self.form.set_values(_values(item))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(ChipLabel(chip_of(item.colour, office)), 0, top)
        head.addWidget(name, 1)
        head.addWidget(drop, 0, top)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(Divider())
        column.addLayout(head)
        column.addWidget(self.form)
        column.addWidget(self.leading)

    def unit(self) -> str:
        """The lead unit as it is typed."""
        return str(self.form.values()["unit"] or "")

    def show_leading(self, count: int) -> None:
        """Say how many issues the unit would lead; more than usual is a warning."""
        unit = self.unit()
        words = self.tr("“{0}”连这次共领办 {1} 件").format(unit, count)
        if count > USUAL:
            words += self.tr("，超过一般的 1–2 件；确实要由它牵头也可以保存")
        role = "error" if count > USUAL else "muted"
        if self.leading.property("role") != role:
            self.leading.setProperty("role", role)
            theme.repolish(self.leading)
        self.leading.setText(words)
        self.leading.setVisible(bool(unit))

    def decided(self) -> Item:
        """The issue with what is decided of it."""
        values = self.form.values()
        day = values["due"]
        kept = self.item.due_at
        same = kept is not None and day == kept.date()
        due = kept if same else datetime.combine(day, deadlines.DAY_END) if day else None
        return Item(
            self.item.issue_id,
            self.unit(),
            values["co_units"] or (),
            values["decision"] or "",
            due,
            self.item.number,
            self.item.title,
            self.item.colour,
        )

    def _check_due(self, day: Any) -> str:
        kept = self.item.due_at is not None and day == self.item.due_at.date()
        return "" if kept or day >= today() else self.tr("时限已经过去，请填今天或以后")


def _check_moment(text: str) -> str:
    return "" if read_moment(text) is not None else "请写成 2026-06-01 09:30"
