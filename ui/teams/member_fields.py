"""One member of a team in its form: who, from which unit, with which duty and phone, and where
they live."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QRadioButton, QWidget

from db.session import today
from db.teams.teams import MemberRow
from domain.masks import has_mobile
from domain.phones import read_phones
from exchange.photos import ENDINGS
from widgets import theme
from widgets.buttons import link_button
from widgets.cards import Divider
from widgets.fields import CheckField, ChoiceField, LineField
from widgets.forms import Form
from widgets.photo_field import PhotoField
from widgets.pick_field import PickField

LABELS_PX = 78  # the fields of all forms of the card begin at the same edge


class MemberFields(QWidget):
    """Edits one `MemberRow`."""

    removed = Signal(object)
    ended = Signal(object)
    """Enter in the last field."""
    photo_chosen = Signal(object, object)
    """The photo field and the `Path` of the picture to read into it."""

    def __init__(
        self,
        member: MemberRow,
        units: Sequence[str],
        compounds: Sequence[tuple[int, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._stored = member
        self.photo = PhotoField(ENDINGS)
        self.photo.file_chosen.connect(self._want_photo)
        self.unit = UnitField([(name, name) for name in units], self.tr("单位或部门"))
        self.home = PickField(self.tr("住在哪个小区，可以不填"))
        self.home.set_choices(compounds)
        self.form = Form()
        self.form.set_label_width(theme.px(LABELS_PX))
        self.form.add("name", self.tr("姓名"), LineField(), required=True)
        self.form.add("unit", self.tr("单位"), self.unit)
        self.form.add("duty", self.tr("职务"), LineField())
        self.form.add("phone", self.tr("值班电话"), LineField(), check=self._check_phone)
        self.consent = CheckField(self.tr("本人同意公开这个手机号"))
        self.form.add("consented", self.tr("公开电话"), self.consent)
        self.consent_note = QLabel()
        self.consent_note.setProperty("role", "small")
        self.consent_note.setWordWrap(True)
        self.form.put_below("consented", self.consent_note)
        self.form.add("home_id", self.tr("居住小区"), self.home)
        self.form.field("phone").edited.connect(self._ask_again)
        self.consent.edited.connect(self._tell_consent)
        self.form.submitted.connect(self._end)
        self.leads, self.party = QRadioButton(self.tr("组长")), QCheckBox(self.tr("党员"))
        self._lay_out()
        self._show(member)

    def _lay_out(self) -> None:
        removing = link_button(self.tr("移出"))
        removing.clicked.connect(self._remove)
        marks = QHBoxLayout()
        marks.setSpacing(theme.px(16))
        marks.addWidget(self.leads)
        marks.addWidget(self.party)
        marks.addStretch(1)
        marks.addWidget(removing)
        who = QHBoxLayout()
        who.setSpacing(theme.px(12))
        who.addWidget(self.photo)
        who.addLayout(marks, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.px(8))
        grid.addWidget(Divider(), 0, 0)
        grid.addLayout(who, 1, 0)
        grid.addWidget(self.form, 2, 0)

    def _show(self, member: MemberRow) -> None:
        keys = ("name", "unit", "duty", "phone", "home_id")
        told = {key: getattr(member, key) for key in keys}
        self.form.set_values(told | {"consented": member.consented_on is not None})
        self._tell_consent()
        self.photo.set_value(member.photo)
        self.leads.setChecked(member.leads)
        self.party.setChecked(member.party_member)

    def member(self) -> MemberRow:
        """The member as the fields have it."""
        values = self.form.values()
        home_id, consented = values.pop("home_id"), values.pop("consented")
        facts = {key: value or "" for key, value in values.items()}
        on, by = self._consent_as_stored() or (today(), "")
        return MemberRow(
            self._stored.cadre_id,
            **facts,
            party_member=self.party.isChecked(),
            leads=self.leads.isChecked(),
            home_id=home_id,
            photo=self.photo.value(),
            consented_on=on if consented else None,
            consent_by=by if consented else "",
        )

    def _consent_as_stored(self) -> tuple[date, str] | None:
        """The consent on record for the number that stands there: when, and by whom recorded."""
        stored = self._stored
        is_same = (self.form.field("phone").value() or "") == stored.phone
        if not is_same or stored.consented_on is None:
            return None
        return stored.consented_on, stored.consent_by

    def _ask_again(self) -> None:
        """A consent is for the number it was given for."""
        self.consent.set_value(self._consent_as_stored() is not None)
        self._tell_consent()

    def _tell_consent(self) -> None:
        is_mobile = has_mobile(self.form.field("phone").value() or "")
        self.form.set_shown("consented", is_mobile)
        on, by = self._consent_as_stored() or (None, "")
        if not self.consent.value():
            told = self.tr("没有同意，公示上隐去中间四位；座机不受影响")
        elif on is not None and by:
            told = self.tr("{0} 由 {1} 登记").format(on.isoformat(), by)
        else:
            told = self.tr("保存时记下由谁、哪天登记")
        self.consent_note.setText(told)

    def start(self) -> None:
        """Put the cursor into the first field."""
        self.form.field("name").setFocus()

    def _check_phone(self, text: str) -> str:
        wrong = text != self._stored.phone and read_phones(text).unread  # what is stored stays
        return self.tr("应为 11 位手机号或带区号的座机") if wrong else ""

    def _remove(self) -> None:
        self.removed.emit(self)

    def _end(self) -> None:
        self.ended.emit(self)

    def _want_photo(self, path: Path) -> None:
        self.photo_chosen.emit(self.photo, path)


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
