"""The form of one household: its own facts, and its members one below the other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from domain.dates import read_date
from domain.entries import HouseholdEntry, ResidentEntry
from domain.id_card import birth_of, is_valid, read_id_number, sex_of
from domain.merging import MEMBERSHIP, Clash
from domain.people import HEAD, care_tag
from domain.phones import read_phones
from ui.parts import scrolling
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import Divider
from widgets.fields import ChoiceField, LineField
from widgets.forms import Form
from widgets.pick_field import PickField

RELATIONS = (HEAD, "配偶", "儿子", "女儿", "父亲", "母亲", "孙子", "孙女", "儿媳", "女婿", "其他")
TENURES = ("自有", "租住", "空置", "拆迁")
STATUSES = ("人户一致", "人在户不在", "户在人不在", "空挂", "流动")
POLITICAL = ("群众", "中共党员", "中共预备党员", "共青团员", "民主党派")


def _same(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


def check_id_number(text: str) -> str:
    """Why a number typed as an id number is none; empty when it is one."""
    found = read_id_number(text)
    if found.fault in ("id_length", "id_float"):
        return "身份证号应为 18 位（旧证 15 位）"
    return "最后一位校验码不对，请核对" if found.fault else ""


def check_birth(text: str) -> str:
    """Why a text is no birth date."""
    return "" if read_date(text) else "请写成 1978-02-03；只知道月份写 1978-02"


def check_phones(text: str) -> str:
    """Why a text is no phone number, or several."""
    return "应为 11 位手机号或带区号的座机" if read_phones(text).unread else ""


class HouseholdForm(QWidget):
    """Edits a `HouseholdEntry`; saves nothing itself."""

    submitted = Signal(object)
    """The entry as it stands, without faults."""
    left = Signal()
    theirs_wanted = Signal()
    """What somebody else stored meanwhile is to stand instead of what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = HouseholdEntry(place=())
        self._members: list[ResidentEntry] = []
        self._stored = self._entry
        self._shown = -1
        self.household = Form()
        self.member = Form()
        self.place = PickField(self.tr("楼栋、单元或村民小组，如 京公馆3-1"))
        self.list = QListWidget()
        self._fill_forms()
        self._title = QLabel()
        self._title.setProperty("role", "section")
        self._title.setWordWrap(True)
        self.save = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.leave = plain_button(self.tr("放弃"), shortcut="Esc")
        self.add_member = link_button(self.tr("添加成员"))
        self.remove_member = link_button(self.tr("移除这位成员"))
        self.clash = QLabel()
        self.theirs = link_button(self.tr("改用对方的内容"))
        self._lay_out()
        self.theirs.clicked.connect(self.theirs_wanted)
        self.save.clicked.connect(self._submit)
        self.leave.clicked.connect(self.left)
        self.add_member.clicked.connect(self._add)
        self.remove_member.clicked.connect(self._remove)
        self.list.currentRowChanged.connect(self._show_member)
        self.member.edited.connect(self._take_member)
        self.household.submitted.connect(self._go_to_members)
        self.member.submitted.connect(self._submit)

    def _fill_forms(self) -> None:
        self._words = {
            "room": self.tr("室号"), "number": self.tr("户号"), "tenure": self.tr("房屋性质"),
            "residence_status": self.tr("人户状态"), "phone": self.tr("联系电话"),
            "remark": self.tr("备注"), "relation": self.tr("与户主关系"),
            "sex": self.tr("性别"), "birth": self.tr("出生日期"), "id_number": self.tr("身份证号"),
            "phones": self.tr("电话"), "employer": self.tr("工作单位"),
            "care_tags": self.tr("重点人群"), "ethnicity": self.tr("民族"),
            "political_status": self.tr("政治面貌"), "registered_place": self.tr("户籍地"),
            MEMBERSHIP: self.tr("成员"),
        }  # fmt: skip
        household = self.household
        household.add("place", self.tr("地点"), self.place, required=True)
        household.add("room", self.tr("室号"), LineField(self.tr("如 502"), 20))
        household.add("number", self.tr("户号"), LineField(self.tr("没有室号时填写"), 20))
        household.add("tenure", self.tr("房屋性质"), ChoiceField(_same(TENURES)))
        household.add("residence_status", self.tr("人户状态"), ChoiceField(_same(STATUSES)))
        household.add("phone", self.tr("联系电话"), LineField("", 60), check=check_phones)
        household.add("remark", self.tr("备注"), LineField())
        member = self.member
        member.add("name", self.tr("姓名"), LineField("", 60), required=True)
        member.add("relation", self.tr("与户主关系"), ChoiceField(_same(RELATIONS)))
        member.add("id_number", self.tr("身份证号"), LineField("", 30), check=check_id_number)
        member.add("sex", self.tr("性别"), ChoiceField(_same(("男", "女"))))
        member.add("birth", self.tr("出生日期"), LineField("1978-02-03", 20), check=check_birth)
        member.add("phones", self.tr("电话"), LineField("", 60), check=check_phones)
        member.add("care_tags", self.tr("重点人群"), LineField(self.tr("低保、独居老人 …")))
        member.add("political_status", self.tr("政治面貌"), ChoiceField(_same(POLITICAL)))
        member.add("ethnicity", self.tr("民族"), LineField("", 20))
        member.add("employer", self.tr("工作单位"), LineField())
        member.add("registered_place", self.tr("户籍地"), LineField())
        member.add("remark", self.tr("备注"), LineField())

    def _lay_out(self) -> None:
        for form in (self.household, self.member):
            form.set_label_width(theme.px(84))
        self.list.setAccessibleName(self.tr("成员"))
        members = QLabel(self.tr("家庭成员"))
        members.setProperty("role", "section")
        head = QHBoxLayout()
        head.addWidget(members, 1)
        head.addWidget(self.add_member)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove_member)
        buttons.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.save)
        fields = QWidget()
        inner = QVBoxLayout(fields)
        inner.setContentsMargins(0, 0, theme.px(12), 0)
        inner.setSpacing(theme.px(10))
        inner.addWidget(self.household)
        inner.addWidget(Divider())
        inner.addLayout(head)
        inner.addWidget(self.list)
        inner.addWidget(self.member)
        inner.addLayout(buttons)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self.clash.setProperty("role", "error")
        self.clash.setWordWrap(True)
        column.addWidget(self._title)
        column.addWidget(self.clash)
        column.addWidget(self.theirs, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(scrolling(fields), 1)
        column.addLayout(foot)

    # What is edited

    def begin(
        self,
        places: Sequence[tuple[int, str]],
        place_id: int | None,
        title: str,
        entry: HouseholdEntry,
        stored: HouseholdEntry,
    ) -> None:
        """Begin with a household that is new, at one of these places; the one proposed may be
        changed."""
        self.edit(title, entry, stored)
        self.household.set_shown("place", True)
        self.place.set_choices(places)
        self.place.set_value(place_id)
        if self.place.value() is None:
            self.place.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit(self, title: str, entry: HouseholdEntry, stored: HouseholdEntry | None = None) -> None:
        """Begin with this entry; what was typed before is gone. ``stored`` is what the ledger
        holds, where the entry is a draft."""
        self.household.set_shown("place", False)
        self._title.setText(title)
        self._entry = entry
        self.show_clashes(())
        self._members = list(entry.residents) or [ResidentEntry("", relation=HEAD)]
        self.household.set_values(
            {key: getattr(entry, key) or None for key in self.household.values()}
        )
        self._list_members(0)
        self._stored = stored if stored is not None else self.entry()
        self.household.field("room").setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Whether something was typed that the ledger does not hold."""
        return self.entry() != self._stored

    def show_clashes(self, clashes: Sequence[Clash]) -> None:
        """Name the facts that somebody else stored otherwise meanwhile."""
        lines = [
            self.tr("{0}{1}：对方“{2}”，您“{3}”").format(
                f"{c.who} · " if c.who else "", self._words.get(c.field, ""), c.theirs, c.mine
            )
            for c in clashes
        ]
        head = self.tr("这几项对方改得与您不同，保存以您的为准：")
        self.clash.setText("\n".join([head, *lines]))
        for part in (self.clash, self.theirs):
            part.setVisible(bool(clashes))

    def entry(self) -> HouseholdEntry:
        """The entry as it is typed now."""
        facts = {key: value or "" for key, value in self.household.values().items()}
        del facts["place"]  # its id is told beside the entry
        members = tuple(m for m in self._members if m != ResidentEntry("", relation=HEAD))
        heads = [m.name for m in members if m.relation == HEAD]
        head = heads[0] if heads else (members[0].name if members else "")
        return replace(self._entry, residents=members, head=head, **facts)

    def _list_members(self, current: int) -> None:
        self._shown = -1
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([self._line(m) for m in self._members])
        self.list.setFixedHeight(theme.px(32) * min(max(len(self._members), 1), 6) + theme.px(10))
        self.list.blockSignals(False)
        self.list.setCurrentRow(current)

    def _line(self, member: ResidentEntry) -> str:
        return " · ".join(filter(None, (member.name or self.tr("新成员"), member.relation)))

    def _show_member(self, row: int) -> None:
        self._shown = row
        self.member.setVisible(row >= 0)
        self.remove_member.setVisible(row >= 0)
        if row < 0:
            return
        member = self._members[row]
        values: dict[str, Any] = {key: getattr(member, key) or None for key in self.member.values()}
        values["phones"] = "、".join(member.phones) or None
        values["care_tags"] = "、".join(member.care_tags) or None
        self.member.set_values(values)

    def _take_member(self) -> None:
        if self._shown < 0:
            return
        values = {key: value or "" for key, value in self.member.values().items()}
        number = read_id_number(values["id_number"])
        if is_valid(number.number):
            values["birth"] = values["birth"] or birth_of(number.number)
            values["sex"] = values["sex"] or sex_of(number.number)
        values["id_number"] = number.number or values["id_number"].strip()
        values["birth"] = read_date(values["birth"]) or values["birth"]
        values["phones"] = read_phones(values["phones"]).numbers
        tags = values["care_tags"].replace(",", "、").replace("，", "、").split("、")
        values["care_tags"] = tuple(care_tag(tag.strip()) for tag in tags if tag.strip())
        self._members[self._shown] = replace(
            self._members[self._shown], id_suspect=bool(number.fault), **values
        )
        item = self.list.item(self._shown)
        item.setText(self._line(self._members[self._shown]))

    def _add(self) -> None:
        self._members.append(ResidentEntry(""))
        self._list_members(len(self._members) - 1)
        self.member.field("name").setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self) -> None:
        if self._shown >= 0:
            del self._members[self._shown]
            self._list_members(min(self._shown, len(self._members) - 1))

    def _go_to_members(self) -> None:
        self.member.field("name").setFocus(Qt.FocusReason.TabFocusReason)

    def _submit(self) -> None:
        nameless = next((n for n, m in enumerate(self.entry().residents) if not m.name), None)
        if nameless is not None:
            self.list.setCurrentRow(nameless)
        somebody = bool(self.entry().residents)
        if self.household.validate() and (not somebody or self.member.validate()):
            self.submitted.emit(self.entry())
