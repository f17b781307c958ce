"""个人信息请求: everything about one person on one page, and what they may ask about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.engine import Database
from db.persons import data_requests, persons
from db.persons.data_requests import RequestRow
from db.reading import Reader
from domain import masks
from domain.errors import KnownError
from domain.personal_data import Asked, Held, Hit, Person, problem
from domain.rights import Right
from ui import actions
from ui.parts import beside, scrolling
from ui.settings.person_acts import PersonActs
from ui.settings.person_list import (
    hit_cells,
    hit_columns,
    masked_facts,
    request_cells,
    request_columns,
)
from ui.tasks import Work
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import danger_button, plain_button, primary_button
from widgets.cards import Card, KeyValues
from widgets.empty_state import EmptyState
from widgets.fields import LineField
from widgets.paged_table import PagedTable
from widgets.segments import Segments

_FOUND, _REGISTER = "found", "register"


@dataclass(frozen=True, slots=True)
class _Found:
    person: Person
    hits: tuple[Hit, ...]


class PersonsSection(View):
    """A search, what it found with what becomes of it, the acts; and the register of requests."""

    topics = frozenset({"persons", "rights"})
    dirty_changed = Signal(bool)
    home_wanted = Signal(int, str)
    """The id and address of the household in which the person is put right."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.person: Person | None = None
        self.hits: tuple[Hit, ...] = ()
        self.meant: set[int] = set()
        self.requests: tuple[RequestRow, ...] = ()
        words = [(_FOUND, self.tr("查找和办理")), (_REGISTER, self.tr("登记簿"))]
        self.switch = Segments(words)
        self.name = LineField(self.tr("姓名"))
        self.number = LineField(self.tr("身份证号"))
        self.phone = LineField(self.tr("电话"))
        self.finding = primary_button(self.tr("查找"), "search")
        self.fault, self.told = QLabel(), QLabel()
        self.table, self.register = PagedTable(hit_columns(self)), PagedTable(request_columns(self))
        self.kind, self.why, self.facts = QLabel(), QLabel(), KeyValues()
        self.judging = plain_button(self.tr("是本人 / 不是本人"), "check")
        self.acts = PersonActs(bench, self)
        self.buttons = {
            Asked.SEE: plain_button(self.tr("登记查阅"), "eye"),
            Asked.CORRECT: plain_button(self.tr("更正…"), "pencil"),
            Asked.COPY: plain_button(self.tr("复制给本人…"), "file-spreadsheet"),
            Asked.ERASE: danger_button(self.tr("删除…"), "trash-2"),
        }
        self._lay_out()
        self._connect()
        self._show_found()

    def _lay_out(self) -> None:
        for label, role in ((self.fault, "error"), (self.told, "muted"), (self.why, "muted")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.kind.setProperty("role", "section")
        self._parts = QStackedWidget()
        self._parts.addWidget(self._found_part())
        self._parts.addWidget(self.register)
        usual = QWidget()
        column = QVBoxLayout(usual)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.switch)
        column.addWidget(self._parts, 1)
        needed = self.tr("您的角色没有“{0}”的权限").format(Right.PERSONS)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(usual)
        self._pages.addWidget(EmptyState(needed, self.tr("请找管理员"), icon_name="lock"))
        self.register.set_empty_text(
            self.tr("还没有人提出过请求"),
            self.tr("查阅、复制、更正、删除，每办一次都登记在这里，姓名和号码脱敏"),
        )

    def _found_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        search = QHBoxLayout()
        search.setSpacing(theme.px(8))
        for field, share in ((self.name, 2), (self.number, 3), (self.phone, 3)):
            field.setAccessibleName(field.placeholderText())
            search.addWidget(field, share)
        search.addWidget(self.finding)
        card = Card()
        inside = QWidget()
        facts = QVBoxLayout(inside)
        facts.setContentsMargins(0, 0, theme.px(8), 0)
        facts.setSpacing(theme.px(10))
        for label in (self.kind, self.why, self.facts):
            facts.addWidget(label)
        facts.addStretch(1)
        card.body.addWidget(scrolling(inside), 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.judging)
        foot.addStretch(1)
        for button in self.buttons.values():
            foot.addWidget(button)
        column.addLayout(search)
        column.addWidget(self.fault)
        column.addWidget(self.told)
        column.addWidget(beside((self.table, 760, 420), (card, 300, 260)), 1)
        column.addLayout(foot)
        return part

    def _connect(self) -> None:
        self.switch.changed.connect(self._switch)
        for field in (self.name, self.number, self.phone):
            field.returnPressed.connect(self.find)
        self.finding.clicked.connect(self.find)
        self.table.current_changed.connect(self._show_hit)
        self.table.selection_changed.connect(self._enable)
        self.table.row_opened.connect(self._judge)
        self.judging.clicked.connect(self._judge)
        self.judging.setToolTip(self.tr("改选中的几条（回车）"))
        for kind, button in self.buttons.items():
            button.clicked.connect(partial(self._ask, kind))
        self.acts.erased.connect(self._erased)
        self.acts.correcting.connect(self._correct)
        for table in (self.table, self.register):
            table.noted.connect(self.bench.messages.success)

    # What is shown

    def focus(self) -> None:
        """Put the cursor where one begins."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Nothing is edited here."""
        return False

    def refresh(self) -> None:
        """Read the register again, for whoever may."""
        may = Right.PERSONS in self.bench.rights
        self._pages.setCurrentIndex(0 if may else 1)
        if may:
            self.bench.read(self, data_requests.rows, self._show_register)

    def _show_register(self, rows: Sequence[RequestRow]) -> None:
        self.requests = tuple(rows)
        self.register.set_order([r.id for r in rows], {r.id: request_cells(r) for r in rows})
        words = self.tr("登记簿 {0:,}").format(len(rows))
        self.switch.set_segments([(_FOUND, self.tr("查找和办理")), (_REGISTER, words)])

    def _switch(self, key: str) -> None:
        self._parts.setCurrentIndex(0 if key == _FOUND else 1)

    def show_member(self, resident_id: int) -> None:
        """Show everything about a member of a household."""
        self.switch.set_current(_FOUND)
        self._switch(_FOUND)

        def read(connection: Reader) -> Person | None:
            return persons.member(connection, resident_id)

        self.bench.read(self, read, self._begin)

    def _begin(self, person: Person | None) -> None:
        if person is not None:
            for field in (self.name, self.number, self.phone):
                field.clear()  # what is masked elsewhere is not written out here
            self._look(person)

    def find(self) -> None:
        """Look for whom is typed."""
        phones = (self.phone.value() or "").replace("，", "、").split("、")
        number = (self.number.value() or "").upper()
        self._look(Person(self.name.value() or "", number, tuple(filter(None, phones))))

    def _look(self, typed: Person) -> None:
        self.fault.setText("")

        def read(connection: Reader, work: Work) -> _Found:
            enough = not problem(typed) or not typed.homes
            person = persons.identify(connection, typed) if enough else typed
            return _Found(person, persons.find(connection, person, work.report))

        self.finding.setEnabled(False)
        label = self.tr("查找个人信息")
        task = self.bench.read_long(self, read, self._found, self._not_found, label)
        task.stopped.connect(self._rest)

    def _found(self, found: _Found) -> None:
        """Note that somebody looks, and only then show what was found."""
        hits = found.hits
        if Right.AUDIT not in self.bench.rights:
            hits = tuple(hit for hit in hits if hit.kind is not Held.AUDIT)

        def note(database: Database, user: str) -> None:
            actions.note_looking_up(database, user, found.person, len(hits))

        def show(_: object) -> None:
            self._show(found.person, hits)

        self.bench.write(self, note, show, self._not_found)

    def _show(self, person: Person, hits: tuple[Hit, ...]) -> None:
        self._rest()
        self.person, self.hits = person, hits
        self.meant = {n for n, hit in enumerate(hits) if hit.sure}
        self._show_found()

    def _not_found(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, KnownError):
            self.fault.setText(str(error))
            self.fault.show()
        else:
            self.bench.messages.error(error)

    def _rest(self) -> None:
        self.finding.setEnabled(True)

    def _show_found(self) -> None:
        self.fault.setVisible(bool(self.fault.text()))
        cells = {}
        if self.person is not None:
            shown = partial(hit_cells, self.person)
            cells = {n: shown(hit, n in self.meant) for n, hit in enumerate(self.hits)}
        self.table.set_order(cells, cells)
        self.told.setText(self._told())
        self.table.set_empty_text(
            self.tr("先查找一个人") if self.person is None else self.tr("台账里没有这个人的信息"),
            self.tr("写身份证号，或者姓名和电话；住户详情里也能从家庭成员进来"),
            icon_name="search",
        )
        if self.hits and self.table.current_id() is None:
            self.table.go_to(0)
        self._show_hit(self.table.current_id())
        self._enable()

    def _told(self) -> str:
        if self.person is None:
            return ""
        name, number = self.person.name, masks.mask_id_number(self.person.id_number)
        homes = "、".join(address for _, address in self.person.homes)
        who = " · ".join(filter(None, (name, number, homes)))
        open_ = len(self.hits) - len(self.meant)
        counts = self.tr("确定是本人的 {0:,} 条").format(len(self.meant))
        if open_:
            counts += self.tr("，可能是同名的 {0:,} 条（没有核对的不办）").format(open_)
        return f"{who}　{counts}"

    def _show_hit(self, number: int | None) -> None:
        hit = self.hits[number] if number is not None and number < len(self.hits) else None
        self.kind.setText(hit.kind if hit else self.tr("选一条看全文"))
        self.why.setText(f"{hit.fate}：{hit.why}" if hit else "")
        self.why.setVisible(hit is not None)
        told = masked_facts(self.person, hit) if hit and self.person else []
        self.facts.set_facts(told)

    def _enable(self, _: object = None) -> None:
        self.judging.setEnabled(bool(self.hits) and self.table.selected_count() > 0)
        for button in self.buttons.values():
            button.setEnabled(bool(self.meant))
        homes = self.person.homes if self.person is not None else ()
        self.buttons[Asked.CORRECT].setEnabled(bool(homes))

    # What the user does

    def _judge(self, _: object = None) -> None:
        """Those that are selected are about the person, or are not: as the current one was not."""
        selection, current = self.table.selection(), self.table.current_id()
        chosen = range(len(self.hits)) if selection.everything else selection.ids
        if current is None:
            return
        if current in self.meant:
            self.meant -= set(chosen)
        else:
            self.meant |= set(chosen)
        self._show_found()

    def _ask(self, kind: Asked, _checked: bool = False) -> None:
        if self.person is not None:
            hits = tuple(hit for n, hit in enumerate(self.hits) if n in self.meant)
            self.acts.ask(kind, self.person, hits, self.buttons[kind])

    def _correct(self) -> None:
        if self.person is not None and self.person.homes:
            self.home_wanted.emit(*self.person.homes[0])

    def _erased(self) -> None:
        """Nothing of the person stays on the screen, either."""
        self.person, self.hits, self.meant = None, (), set()
        for field in (self.name, self.number, self.phone):
            field.clear()
        self._show_found()
