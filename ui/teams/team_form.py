"""The form of a work team: its name and its people, one below the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.teams.cadres import NOBODY
from db.teams.teams import MemberRow, TeamPage
from ui.parts import scrolling
from ui.teams.member_fields import LABELS_PX, MemberFields
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.fields import LineField
from widgets.forms import Form


@dataclass(frozen=True, slots=True)
class TeamWords:
    """What the form says of a team: its name and its people."""

    name: str
    people: tuple[MemberRow, ...]


def words_from(facts: Mapping[str, Any]) -> TeamWords:
    """The words from their facts by name, as ``asdict`` told them."""
    return TeamWords(facts["name"], tuple(MemberRow(**one) for one in facts["people"]))


class TeamForm(QWidget):
    """Edits a team's name and members; saves nothing itself.

    Enter goes on from field to field and from member to member; behind the last of several it
    saves, behind the only one it goes to the button for another.
    """

    submitted = Signal()
    """What is typed is without faults."""
    left = Signal()
    photo_chosen = Signal(object, object)
    """A photo field and the `Path` of the picture to read into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.name = Form()
        self.name.add("name", self.tr("名称"), LineField(self.tr("第12工作组")), required=True)
        self.name.set_label_width(theme.px(LABELS_PX))
        self.people: list[MemberFields] = []
        self.leaders = QButtonGroup(self)
        self.stored = TeamWords("", ())
        self._units: Sequence[str] = ()
        self._compounds: Sequence[tuple[int, str]] = ()
        self.adding = link_button(self.tr("＋ 添加成员"))
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.leaving = plain_button(self.tr("返回"), shortcut="Esc")
        self.leaving.setToolTip(self.tr("返回（Esc），填写的内容会留着"))
        self._lay_out()
        self.adding.clicked.connect(self._add_empty)
        self.saving.clicked.connect(self._submit)
        self.leaving.clicked.connect(self.left)
        self.name.submitted.connect(self._go_to_people)
        # Once a member who was just added has its place.
        self._area.verticalScrollBar().rangeChanged.connect(self._bring)

    def _lay_out(self) -> None:
        inner = QWidget()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(12))
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.name)
        column.addLayout(self._rows)
        column.addWidget(self.adding, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.saving)
        foot.addWidget(self.leaving)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(12))
        self._area = scrolling(inner)
        whole.addWidget(self.title)
        whole.addWidget(self._area, 1)
        whole.addLayout(foot)

    def offer(self, units: Sequence[str], compounds: Sequence[tuple[int, str]]) -> None:
        """What can be chosen from the next member on."""
        self._units, self._compounds = units, compounds

    def edit(self, team: TeamPage | None, draft: TeamWords | None = None) -> None:
        """Begin with a team as it is stored, or an empty one; or go on with what was typed over
        it."""
        self.title.setText(self.tr("修改{0}").format(team.name) if team else self.tr("新建工作组"))
        nobody = (replace(NOBODY, leads=True),)
        self._fill(TeamWords(team.name, team.members) if team else TeamWords("", nobody))
        # As the fields show it: what they cannot show is not changed by them.
        self.stored = self.typed()
        if draft is not None:
            self._fill(draft)
        self.start()

    def start(self) -> None:
        """Put the cursor into the first field."""
        self.name.field("name").setFocus()
        self._area.ensureWidgetVisible(self.name)

    def _go_to(self, person: MemberFields) -> None:
        person.start()
        self._area.ensureWidgetVisible(person)

    def _bring(self, *_: int) -> None:
        focused = self._area.focusWidget()
        for person in self.people:
            if focused is not None and person.isAncestorOf(focused):
                self._area.ensureWidgetVisible(person)

    def typed(self) -> TeamWords:
        """What stands there, faults included."""
        name = self.name.values()["name"] or ""
        return TeamWords(name, tuple(person.member() for person in self.people))

    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored."""
        return self.typed() != self.stored

    def set_busy(self, busy: bool) -> None:
        """While it is being stored it is not stored again."""
        self.saving.setEnabled(not busy)

    def _fill(self, words: TeamWords) -> None:
        self.name.set_values({"name": words.name})
        for person in tuple(self.people):
            self._remove(person)
        for member in words.people:
            self._add(member)

    def _add_empty(self) -> None:
        # Colleagues of one unit are often written down together.
        unit = self.people[-1].unit.value() if self.people else None
        self._go_to(self._add(replace(NOBODY, unit=str(unit or ""))))

    def _add(self, member: MemberRow) -> MemberFields:
        person = MemberFields(member, self._units, self._compounds)
        self.leaders.addButton(person.leads)
        person.removed.connect(self._remove)
        person.ended.connect(self._go_on)
        person.photo_chosen.connect(self.photo_chosen)
        self._rows.addWidget(person)
        self.people.append(person)
        return person

    def _remove(self, person: MemberFields) -> None:
        self.leaders.removeButton(person.leads)
        self.people.remove(person)
        person.hide()
        person.deleteLater()

    def _go_to_people(self) -> None:
        if self.people:
            self._go_to(self.people[0])
        else:
            self.adding.setFocus()

    def _go_on(self, person: MemberFields) -> None:
        place = self.people.index(person) + 1
        if place < len(self.people):
            self._go_to(self.people[place])
        elif len(self.people) == 1:
            self.adding.setFocus()
            self._area.ensureWidgetVisible(self.adding)
        else:
            self._submit()

    def _submit(self) -> None:
        if not self.saving.isEnabled():
            return
        if self.name.validate() and all(p.form.validate() for p in self.people):
            self.submitted.emit()
