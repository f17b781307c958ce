"""The party branch of a compound: shown, and written in its place (党员亮身份)."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db.drafts import Typed
from db.engine import Database
from db.notices import party_branches
from db.reading import Reader
from domain.errors import KnownError
from domain.party_notice import LONGEST, Branch, branch_fault
from ui import actions
from ui.drafts import Now
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import KeyValues, SectionTitle
from widgets.fields import LineField
from widgets.forms import Form


class BranchPart(QWidget):
    """The branch of one place; what is typed and not stored is there again when one comes back."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._place_id: int | None = None
        self._branch: Branch | None = None
        self._going_on = False
        self.changing = link_button(self.tr("登记"))
        self.facts, self.form = KeyValues(), Form()
        self.form.set_label_width(theme.px(72))
        self.form.add("name", self.tr("支部名称"), LineField("", LONGEST))
        self.form.add("secretary", self.tr("书记"), LineField("", LONGEST))
        hint = self.tr("办公电话，会贴在楼道里")
        self.form.add("phone", self.tr("电话"), LineField(hint, LONGEST), check=_check_phone)
        self.saving = primary_button(self.tr("保存"), "save")
        self.leaving = plain_button(self.tr("取消"))
        self._writing = QWidget()
        self._lay_out()
        self.changing.clicked.connect(self.edit)
        self.saving.clicked.connect(self.save)
        self.leaving.clicked.connect(self._leave)
        self.form.submitted.connect(self.save)
        bench.drafts.watch(self._now)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self.saving)
        buttons.addWidget(self.leaving)
        buttons.addStretch(1)
        inner = QVBoxLayout(self._writing)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(8))
        inner.addWidget(self.form)
        inner.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(SectionTitle(self.tr("党支部"), self.changing))
        column.addWidget(self.facts)
        column.addWidget(self._writing)

    def show_place(self, place_id: int) -> None:
        """Show the branch of a place; what was typed for another one waits."""
        if place_id != self._place_id:
            self._keep_typed()
            self._place_id = place_id
            self._going_on = bool(self.bench.drafts.of(_about(place_id)))
            self._show_writing(False)
        self.bench.read(self, partial(_read, place_id=place_id), self._show)

    def _show(self, found: tuple[int, Branch | None]) -> None:
        place_id, branch = found
        if place_id != self._place_id:
            return  # another one was chosen meanwhile
        self._branch = branch
        told = branch or Branch("")
        facts = (
            (self.tr("名称"), told.name),
            (self.tr("书记"), told.secretary),
            (self.tr("电话"), told.phone),
        )
        missing: list[tuple[str, str]] = [(self.tr("名称"), self.tr("没有登记，亮身份时不写支部"))]
        self.facts.set_facts([fact for fact in facts if fact[1]] or missing)
        self.changing.setText(self.tr("修改") if branch is not None else self.tr("登记"))
        if self._going_on:
            self.edit()

    def is_editing(self) -> bool:
        """Whether the form is open."""
        return not self._writing.isHidden()

    def edit(self) -> None:
        """Open the form, with what was typed before."""
        assert self._place_id is not None, "a place is shown"
        self._going_on = False
        told = self._branch or Branch("")
        values = {key: getattr(told, key) for key in ("name", "secretary", "phone")}
        self.form.set_values(values)
        self.form.set_draft(self.bench.drafts.of(_about(self._place_id)))
        self._show_writing(True)
        self.form.field("name").setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_writing(self, writing: bool) -> None:
        self._writing.setVisible(writing)
        self.facts.setVisible(not writing)
        self.changing.setVisible(not writing)

    def _now(self) -> Now | None:
        if self._place_id is None or not self.is_editing():
            return None
        typed = Typed(self.tr("党支部"), self.form.values()) if self.form.is_dirty() else None
        return _about(self._place_id), typed

    def _keep_typed(self) -> None:
        if now := self._now():
            self.bench.drafts.keep(*now)

    def _leave(self) -> None:
        self._keep_typed()
        self._show_writing(False)
        if self._place_id is not None and self.bench.drafts.of(_about(self._place_id)):
            words = self.tr("没有保存，填写的内容先留着")
            self.bench.messages.said.emit("info", words, self.tr("继续填写"), self.edit)

    def save(self) -> None:
        """Store what is typed; all empty is no branch."""
        if not self.form.validate():
            return
        told = {key: value or "" for key, value in self.form.values().items()}
        after = Branch(**told) if any(told.values()) else None
        if after is not None and (fault := branch_fault(after)):
            self.form.show_problem("name", fault)
            return
        assert self._place_id is not None, "a place is shown"
        self._change(self._place_id, self._branch, after)

    def _change(self, place_id: int, before: Branch | None, after: Branch | None) -> None:
        def change(database: Database, user: str) -> tuple[int, Branch | None, Branch | None]:
            actions.save_party_branch(database, user, place_id, before, after)
            return place_id, before, after

        self.saving.setEnabled(False)
        self.bench.write(self, change, self._saved, self._not_saved)

    def _saved(self, done: tuple[int, Branch | None, Branch | None]) -> None:
        place_id, before, after = done
        self.saving.setEnabled(True)
        self._show_writing(False)
        self.bench.drafts.keep(_about(place_id), None)
        told = self.tr("党支部已保存") if after is not None else self.tr("已取消这里的党支部")
        self.bench.messages.undoable(told, partial(self._change, place_id, after, before))
        if self._place_id is not None:
            self.show_place(self._place_id)

    def _not_saved(self, error: Exception) -> None:
        self.saving.setEnabled(True)
        self.bench.messages.error(error)
        if isinstance(error, KnownError) and self._place_id is not None:
            self._keep_typed()
            self._going_on = bool(self.bench.drafts.of(_about(self._place_id)))
            self.show_place(self._place_id)


def _about(place_id: int) -> str:
    return f"branch:{place_id}"


def _read(connection: Reader, place_id: int) -> tuple[int, Branch | None]:
    return place_id, party_branches.of_place(connection, place_id)


def _check_phone(text: str) -> str:
    return branch_fault(Branch("-", "", text))
