"""The form of a party member who reported."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.session import today
from domain.check_in import CheckInEntry, consent_fault, stay_fault
from domain.phones import read_phones
from exchange.photos import ENDINGS
from ui.issues.move_fields import SuggestField
from ui.parts import scrolling
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.fields import DateField, LineField
from widgets.forms import Form
from widgets.photo_field import PhotoField
from widgets.pick_field import PickField

Values = Mapping[str, Any]


class CheckInForm(QWidget):
    """Edits one party member; saves nothing itself. Its values go by the names of the entry's
    fields, and ``place`` is the id of a place."""

    submitted = Signal()
    """The values are without faults."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: dict[int, str] = {}
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.unit = SuggestField((), self.tr("单位全称，反馈单就发给它"))
        self.place = PickField(self.tr("小区，或到楼栋、单元"))
        self.post = SuggestField((), self.tr("可以自己写，也可以以后再认"))
        self.fields = Form()
        self.fields.set_label_width(theme.px(72))
        self._words = {
            "name": self.tr("姓名"), "unit": self.tr("工作单位"), "duty": self.tr("职务"),
            "phone": self.tr("电话"), "place": self.tr("报到小区"), "post": self.tr("认领岗位"),
            "since": self.tr("报到日期"), "until": self.tr("迁出日期"),
            "consented_on": self.tr("同意公开"), "photo": self.tr("照片"),
            "promise": self.tr("承诺"),
        }  # fmt: skip
        self._add("name", LineField("", 60), required=True)
        self._add("unit", self.unit)
        self._add("duty", LineField("", 60))
        self._add("phone", LineField("", 60), check=_check_phone)
        self._add("place", self.place, required=True)
        self._add("post", self.post)
        self._add("since", DateField())
        self._add("until", DateField(), check=self._check_until)
        self.until_note = QLabel(self.tr("搬走的那一天；还住着就空着"))
        self.until_note.setProperty("role", "small")
        self.fields.put_below("until", self.until_note)
        self._add_identity()
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.leaving = plain_button(self.tr("返回"))
        self.leaving.setToolTip(self.tr("返回（Esc），填写的内容会留着"))
        self.leaving.setShortcut("Esc")
        self._lay_out()
        self.saving.clicked.connect(self._submit)
        self.leaving.clicked.connect(self.left)
        self.fields.submitted.connect(self._submit)

    def _add(self, key: str, field: Any, required: bool = False, check: Any = None) -> None:
        self.fields.add(key, self._words[key], field, required, check)

    def _add_identity(self) -> None:
        """What hangs where they live, for 党员亮身份."""
        self.photo = PhotoField(ENDINGS)
        self._add("promise", LineField(self.tr("亮身份时写在名字下面，可以空着"), 60))
        self._add("photo", self.photo)
        self._add("consented_on", DateField(), check=_check_consent)
        note = QLabel(
            self.tr(
                "本人书面同意在楼道公开姓名、照片、单位、电话的那一天；没有同意就空着，都会隐去"
            )
        )
        note.setProperty("role", "small")
        note.setWordWrap(True)
        self.fields.put_below("consented_on", note)

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

    def offer(
        self, units: Sequence[str], posts: Sequence[str], places: Sequence[tuple[int, str]]
    ) -> None:
        """What is known and can be chosen; what is typed stays."""
        self.unit.offer(units)
        self.post.offer(posts)
        self.place.set_choices(places)
        self._places = dict(places)

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
        told = self._places.get(theirs, "") if key == "place" else str(theirs or self.tr("空"))
        if isinstance(theirs, bytes):
            told = self.tr("另一张照片")
        words = self.tr("对方刚改成“{0}”；再保存就以这里的为准").format(told)
        self.fields.show_problem(key, words)

    def _check_until(self, until: Any) -> str:
        return stay_fault(self.fields.field("since").value(), until)

    def set_busy(self, busy: bool) -> None:
        """While it is being stored it is not stored again."""
        self.saving.setEnabled(not busy)

    def _submit(self) -> None:
        if self.saving.isEnabled() and self.fields.validate():
            self.submitted.emit()


def entry_of(values: Values) -> CheckInEntry:
    """The entry that the values of a form make; its place is known by its id alone."""
    words = ("name", "unit", "duty", "phone", "post", "promise")
    facts = ("since", "until", "consented_on", "photo")
    told = {key: values.get(key) or "" for key in words}
    return CheckInEntry(**told, **{key: values.get(key) for key in facts})


def _check_consent(day: date) -> str:
    return consent_fault(day, today())


def _check_phone(text: str) -> str:
    return "应为 11 位手机号或带区号的座机" if read_phones(text).unread else ""
