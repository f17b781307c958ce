"""The form of a work team: its name and its people, one below the other."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from db.teams import MemberRow, TeamPage
from domain.phones import read_phones
from exchange.photos import ENDINGS
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import Divider
from widgets.fields import ChoiceField, LineField
from widgets.forms import Form
from widgets.photo_field import PhotoField
from widgets.pick_field import PickField

NOBODY = MemberRow(0, "", "", "", "", False, False)


class TeamForm(QWidget):
    """Edits a team's name and members; saves nothing itself."""

    submitted = Signal(str, object)
    """The name and the members as a tuple of `MemberRow`, without faults."""
    left = Signal()
    photo_chosen = Signal(object, object)
    """A photo field and the `Path` of the picture to read into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.name = Form()
        self.name.add("name", self.tr("名称"), LineField(self.tr("第12工作组")), required=True)
        _align_labels(self.name)
        self.people: list[_Person] = []
        self.leaders = QButtonGroup(self)
        self.units: list[str] = []
        self.compounds: Sequence[tuple[int, str]] = ()
        self.adding = link_button(self.tr("＋ 添加成员"))
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.leaving = plain_button(self.tr("放弃"), shortcut="Esc")
        self._lay_out()
        self.adding.clicked.connect(self._add_empty)
        self.saving.clicked.connect(self._submit)
        self.leaving.clicked.connect(self.left)
        self.name.submitted.connect(self._go_to_people)

    def _lay_out(self) -> None:
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(12))
        buttons = QHBoxLayout()
        buttons.addWidget(self.saving)
        buttons.addWidget(self.leaving)
        buttons.addStretch(1)
        adding = QHBoxLayout()
        adding.addWidget(self.adding)
        adding.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.px(4), 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.title)
        column.addWidget(self.name)
        column.addLayout(self._rows)
        column.addLayout(adding)
        column.addLayout(buttons)
        column.addStretch(1)

    def edit(
        self, team: TeamPage | None, units: list[str], compounds: Sequence[tuple[int, str]]
    ) -> None:
        """Begin with a team as it is stored, or with an empty one."""
        self.units, self.compounds = units, compounds
        self.title.setText(self.tr("修改工作组") if team else self.tr("新建工作组"))
        self.name.set_values({"name": team.name if team else ""})
        for person in tuple(self.people):
            self._remove(person)
        for member in team.members if team else (replace(NOBODY, leads=True),):
            self._add(member)
        self.name.field("name").setFocus()

    def _add_empty(self) -> None:
        # Colleagues of one unit are often written down together.
        unit = self.people[-1].unit.value() if self.people else None
        person = self._add(replace(NOBODY, unit=str(unit or "")))
        person.form.field("name").setFocus()

    def _add(self, member: MemberRow) -> "_Person":
        person = _Person(member, self.units, self.compounds)
        self.leaders.addButton(person.leads)
        person.leads.setChecked(member.leads)
        person.removed.connect(self._remove)
        person.form.submitted.connect(self._submit)
        person.photo_chosen.connect(self.photo_chosen)
        self._rows.addWidget(person)
        self.people.append(person)
        return person

    def _remove(self, person: "_Person") -> None:
        self.leaders.removeButton(person.leads)
        self.people.remove(person)
        person.hide()
        person.deleteLater()

    def _go_to_people(self) -> None:
        if self.people:
            self.people[0].form.field("name").setFocus()

    def _submit(self) -> None:
        if not self.name.validate() or not all(p.form.validate() for p in self.people):
            return
        members = tuple(person.member() for person in self.people)
        self.submitted.emit(self.name.values()["name"], members)


class _Person(QWidget):
    """One member: who, from which unit, with which duty and phone, living where."""

    removed = Signal(object)
    photo_chosen = Signal(object, object)

    def __init__(
        self,
        member: MemberRow,
        units: list[str],
        compounds: Sequence[tuple[int, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._cadre_id, self._phone = member.cadre_id, member.phone
        self.photo = PhotoField(ENDINGS)
        self.photo.set_value(member.photo)
        self.photo.file_chosen.connect(self._want_photo)
        self.unit = UnitField([(name, name) for name in units], self.tr("单位或部门"))
        self.form = Form()
        self.form.add("name", self.tr("姓名"), LineField(), required=True)
        self.form.add("unit", self.tr("单位"), self.unit)
        self.form.add("duty", self.tr("职务"), LineField())
        self.form.add("phone", self.tr("值班电话"), LineField(), check=self._check_phone)
        self.home = PickField(self.tr("住在哪个小区，可以不填"))
        self.home.set_choices(compounds)
        self.form.add("home_id", self.tr("居住小区"), self.home)
        _align_labels(self.form)
        keys = ("name", "unit", "duty", "phone", "home_id")
        self.form.set_values({key: getattr(member, key) for key in keys})
        self.leads = QRadioButton(self.tr("组长"))
        self.party = QCheckBox(self.tr("党员"))
        self.party.setChecked(member.party_member)
        removing = link_button(self.tr("移出"))
        removing.clicked.connect(self._remove)
        marks = QHBoxLayout()
        marks.setSpacing(theme.px(16))
        for part in (self.leads, self.party):
            marks.addWidget(part)
        marks.addStretch(1)
        marks.addWidget(removing)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.px(8))
        grid.addWidget(Divider(), 0, 0)
        who = QHBoxLayout()
        who.setSpacing(theme.px(12))
        who.addWidget(self.photo)
        who.addLayout(marks, 1)
        grid.addLayout(who, 1, 0)
        grid.addWidget(self.form, 2, 0)

    def _check_phone(self, text: str) -> str:
        wrong = text != self._phone and read_phones(text).unread  # what is stored stays
        return self.tr("应为 11 位手机号或带区号的座机") if wrong else ""

    def _remove(self) -> None:
        self.removed.emit(self)

    def _want_photo(self, path: Path) -> None:
        self.photo_chosen.emit(self.photo, path)

    def member(self) -> MemberRow:
        """The member as the fields have it."""
        values = self.form.values()
        home_id = values.pop("home_id")
        facts = {key: value or "" for key, value in values.items()}
        return MemberRow(
            self._cadre_id,
            **facts,
            party_member=self.party.isChecked(),
            leads=self.leads.isChecked(),
            home_id=home_id,
            photo=self.photo.value(),
        )


class UnitField(ChoiceField):
    """A unit the ledger knows, or a new one by its name."""

    def value(self) -> str | None:
        """The name, None when there is none."""
        return self.currentText().strip() or None

    def set_value(self, value: str | None) -> None:
        """Show a name."""
        self.setEditText(value or "")

    def problem(self) -> str:
        """Any name is a value."""
        return ""


def _align_labels(form: Form) -> None:
    """The fields of all forms of the card begin at the same edge."""
    grid = form.layout()
    if isinstance(grid, QGridLayout):
        grid.setColumnMinimumWidth(0, theme.px(78))
