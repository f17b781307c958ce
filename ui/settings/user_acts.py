"""What is done to a user: asked under its button, written, told."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from db.engine import Database
from db.users.accounts import AccountRow
from domain.rights import LONGEST_NAME, Role, name_problem
from ui import actions
from ui.ask_sheet import AskSheet
from ui.password_field import add_new_password
from ui.settings.scope_fields import ScopeFields, kept_ids, place_ids, read_places
from ui.workbench import Workbench
from widgets.fields import LineField


class UserActs(QObject):
    """One sheet for each act; a role can be taken back, the others cannot and say so."""

    key_change_wanted = Signal()
    """Somebody left who may have kept a copy of the ledger's key."""

    def __init__(self, bench: Workbench, page: QWidget) -> None:
        super().__init__(page)
        self._bench = bench
        self._row: AccountRow | None = None
        self.new = AskSheet(page, page.tr("新建用户"), "plus")
        self.new.form.add(
            "name",
            page.tr("姓名"),
            LineField(page.tr("本人的姓名"), LONGEST_NAME),
            True,
            self._check_name,
        )
        self.new_scope = ScopeFields(self.new.form)
        add_new_password(self.new.form, page.tr("初始密码"), self._new_name)
        self.role = AskSheet(page, page.tr("保存"), "check")
        self.role_scope = ScopeFields(self.role.form)
        self.reset = AskSheet(page, page.tr("重设密码"), "check")
        add_new_password(self.reset.form, page.tr("新密码"), self._name)
        self.removal = AskSheet(page, page.tr("移除"), "trash-2", danger=True)
        self.removal.form.add(
            "name", page.tr("姓名"), LineField(page.tr("再写一遍姓名")), True, self._check_same
        )
        self.new.answered.connect(self._add)
        self.role.answered.connect(self._change_role)
        self.reset.answered.connect(self._reset)
        self.removal.answered.connect(self._remove)

    def _check_name(self, name: str) -> str:
        return name_problem(name)

    def _new_name(self) -> str:
        return self.new.form.values()["name"] or ""

    def _name(self) -> str:
        return self._row.name if self._row is not None else ""

    def _check_same(self, name: str) -> str:
        return "" if name == self._name() else self.tr("和要移除的用户不是同一个名字")

    # Asking

    def ask_new(self, anchor: QWidget) -> None:
        """Ask who is to open the ledger from now on."""
        self.new_scope.begin(Role.ENTRY, None)
        self._bench.read(self, read_places, self.new_scope.offer)
        hint = self.tr("一人一个用户，不要合用。本人第一次打开台账时要改成自己的密码。")
        self.new.ask(anchor, self.tr("新建用户"), hint)

    def ask_role(self, row: AccountRow, anchor: QWidget) -> None:
        """Ask for another role or other places."""
        self._row = row
        self.role_scope.begin(Role(row.role) if row.role in tuple(Role) else None, row.scope)
        self._bench.read(self, read_places, self.role_scope.offer)
        hint = self.tr("看脱敏的内容不受范围限制；登记、修改、看明文、导出明文和打印只限这些地点。")
        self.role.ask(anchor, self.tr("“{0}”的角色和范围").format(row.name), hint)

    def ask_reset(self, row: AccountRow, anchor: QWidget) -> None:
        """Ask for a new password of somebody who forgot theirs."""
        self._row = row
        self.reset.form.set_values({})
        hint = self.tr("原来的密码马上不能用，输错的锁定也解除；本人下次打开台账时要改成自己的。")
        self.reset.ask(anchor, self.tr("重设“{0}”的密码").format(row.name), hint)

    def ask_removal(self, row: AccountRow, anchor: QWidget) -> None:
        """Ask whether somebody really goes."""
        self._row = row
        self.removal.form.set_values({})
        hint = self.tr(
            "不能撤销。以后打不开这个台账，正开着的窗口不能再保存；做过的事仍留在操作记录里。"
            "如果这人手里有台账和密钥文件的旧副本，那一份仍能用原来的密码打开。"
        )
        self.removal.ask(anchor, self.tr("移除“{0}”").format(row.name), hint)

    # Doing

    def _add(self, values: dict[str, Any]) -> None:
        name, password, role = values["name"], values["password"], values["role"]
        scope = place_ids(values)
        self.new.form.set_values({})  # no password stays in a field that is out of sight
        told = self.tr("已新建用户“{0}”（{1}），请把初始密码当面告诉本人").format(name, role)
        given = (name, password, role, scope)
        self._write(lambda db, user: actions.add_user(db, user, *given), told)

    def _change_role(self, values: dict[str, Any]) -> None:
        row = self._row
        if row is None:
            return
        before, after = (row.role, kept_ids(row)), (values["role"], place_ids(values))
        if after == before:
            return
        told = self.tr("“{0}”现在是{1}，范围：{2}")
        names = "、".join(words for _, words in values["places"])
        words = told.format(row.name, values["role"], names if after[1] else self.tr("全部"))
        back = partial(self._set_role, row.name, *before, self._role_is_back)
        done = partial(self._bench.messages.undoable, words, back)
        self._set_role(row.name, *after, done)

    def _set_role(
        self, name: str, role: str, ids: tuple[int, ...] | None, done: Callable[[], None]
    ) -> None:
        def write(database: Database, user: str) -> None:
            actions.change_role(database, user, name, Role(role), ids)

        self._bench.write(self, write, lambda _: done())

    def _role_is_back(self) -> None:
        self._bench.messages.success(self.tr("已撤销，角色和范围和以前一样"))

    def _reset(self, values: dict[str, Any]) -> None:
        row, password = self._row, values["password"]
        self.reset.form.set_values({})
        if row is not None:
            told = self.tr("“{0}”的密码已重设，请当面告诉本人").format(row.name)
            self._write(lambda db, user: actions.reset_password(db, user, row.name, password), told)

    def _remove(self, _: dict[str, Any]) -> None:
        row = self._row
        if row is not None:
            done = partial(self._removed, row.name)
            self._bench.write(self, lambda db, user: actions.remove_user(db, user, row.name), done)

    def _removed(self, name: str, _: None) -> None:
        told = self.tr("“{0}”已移除").format(name)
        if self._bench.database.keyring is None:
            self._bench.messages.success(told)
            return
        told += self.tr("；这人可能还留着旧的密钥")
        offer = self.key_change_wanted.emit
        self._bench.messages.success(told, self.tr("更换数据密钥"), offer)

    def _write(self, act: Callable[[Database, str], None], told: str) -> None:
        def write(database: Database, user: str) -> str:
            act(database, user)
            return told

        self._bench.write(self, write, self._bench.messages.success)
