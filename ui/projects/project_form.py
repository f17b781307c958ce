"""The form of a livelihood project."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from domain.phones import read_phones
from domain.places import Level
from domain.projects import KINDS, LEVEL_WORDS, YEARS, ProjectEntry, ProjectLevel, place_fault
from ui.amount_field import AmountField
from ui.coordination.common_panel import numbers_in
from ui.issues.move_fields import NoteField, SuggestField
from ui.parts import scrolling
from ui.projects.project_names import Names
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.fields import ChoiceField, DateField, LineField, NumberField
from widgets.forms import Form
from widgets.pick_field import PickField
from widgets.segments import SegmentField

Values = Mapping[str, Any]


class ProjectForm(QWidget):
    """Edits one project; saves nothing itself. Its values go by the names of the entry's fields;
    ``place`` is the id of a place, ``issues`` numbers apart by spaces."""

    submitted = Signal()
    """The values are without faults."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: dict[int, Level] = {}
        self._places: dict[int, str] = {}
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.place = PickField(self.tr("村（社区），或到小区、村民小组"))
        self.content = NoteField(self.tr("新修水泥路 140 余米，维修桥涵 3 座"), 2)
        self.unit = SuggestField((), self.tr("单位全称"))
        self.funding = SuggestField((), self.tr("村集体经济、上级专项资金…"))
        self.fields = Form()
        self.fields.set_label_width(theme.px(72))
        self._add_fields()
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.leaving = plain_button(self.tr("返回"))
        self.leaving.setToolTip(self.tr("返回（Esc），填写的内容会留着"))
        self.leaving.setShortcut("Esc")
        self._lay_out()
        self.saving.clicked.connect(self._submit)
        self.leaving.clicked.connect(self.left)
        self.fields.submitted.connect(self._submit)
        self.content.done.connect(self._go_on)

    def _add_fields(self) -> None:
        add, tr = self.fields.add, self.tr
        levels = [(level.value, LEVEL_WORDS[level]) for level in ProjectLevel]
        add("name", tr("项目名称"), LineField(tr("新修水泥路"), 60), True)
        add("level", tr("级别"), SegmentField(levels))
        add("place", tr("地点"), self.place, True, self._check_place)
        add("content", tr("内容规模"), self.content)
        add("kind", tr("七有"), ChoiceField([(kind, kind) for kind in KINDS], tr("住有所居…")))
        add("invested", tr("总投资"), AmountField("12.5万元"))
        add("funding", tr("资金来源"), self.funding)
        add("unit", tr("责任单位"), self.unit)
        add("person", tr("责任人"), LineField("", 40))
        add("phone", tr("联系电话"), LineField(tr("公示时座机照登，手机脱敏"), 60), False, _phone)
        add("planned_by", tr("计划完成"), DateField())
        add("year", tr("年度"), NumberField(*YEARS), True)
        add("issues", tr("来自问题"), LineField(tr("问题编号，可以填几个"), 2_000))

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.addWidget(self.fields)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.saving)
        foot.addWidget(self.leaving)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(12))
        whole.addWidget(self.title)
        whole.addWidget(scrolling(inner), 1)
        whole.addLayout(foot)

    def offer(self, names: Names) -> None:
        """What is known and can be chosen; what is typed stays."""
        self.unit.offer(names.units)
        self.funding.offer(names.fundings)
        self.place.set_choices(names.places)
        self._levels, self._places = names.levels, dict(names.places)

    def edit(self, title: str, stored: Values, draft: Values | None = None) -> None:
        """Begin with what is stored, or go on with what was typed over it."""
        self.title.setText(title)
        self.fields.set_values(stored)
        self.fields.set_draft(draft or {})
        self.fields.field("name").setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> dict[str, Any]:
        """What stands there."""
        return self.fields.values()

    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored."""
        return self.fields.is_dirty()

    def show_clash(self, key: str, theirs: Any) -> None:
        """Say what somebody else wrote into a field meanwhile."""
        field = self.fields.field(key)
        mine = field.value()
        field.blockSignals(True)
        field.set_value(theirs)
        told = _shown(field) or self.tr("空")
        field.set_value(mine)
        field.blockSignals(False)
        words = self.tr("对方刚改成“{0}”；再保存就以这里的为准").format(told)
        self.fields.show_problem(key, words)

    def set_busy(self, busy: bool) -> None:
        """While it is being stored it is not stored again."""
        self.saving.setEnabled(not busy)

    def _check_place(self, place_id: Any) -> str:
        level = self.fields.field("level").value()
        if level is None or place_id not in self._levels:
            return ""
        return place_fault(ProjectLevel(level), self._levels[place_id])

    def _go_on(self) -> None:
        self.focusNextChild()

    def _submit(self) -> None:
        if self.saving.isEnabled() and self.fields.validate():
            self.submitted.emit()


def _shown(field: QWidget) -> str:
    """What a field shows, in words."""
    if isinstance(field, SegmentField):
        return LEVEL_WORDS[ProjectLevel(field.current())]
    if isinstance(field, NoteField):
        return field.toPlainText()
    return field.currentText() if isinstance(field, ChoiceField) else field.text()


def entry_of(values: Values) -> ProjectEntry:
    """The entry that the values of a form make; its place is known by its id alone."""
    keys = ("name", "content", "kind", "unit", "person", "phone", "funding")
    told = {key: values.get(key) or "" for key in keys}
    return ProjectEntry(
        values["year"],
        ProjectLevel(values["level"]),
        **told,
        invested=values.get("invested"),
        planned_by=values.get("planned_by"),
        issues=numbers_in(values.get("issues") or ""),
    )


def _phone(text: str) -> str:
    return "应为 11 位手机号或带区号的座机" if read_phones(text).unread else ""
