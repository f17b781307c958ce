"""改我的密码: asked under the user's name, the old one first."""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from db.engine import Database
from db.users import accounts
from db.users.accounts import Chosen, WrongPasswordError
from domain.errors import KnownError
from ui import actions
from ui.ask_sheet import AskSheet
from ui.password_field import PasswordField, add_new_password
from ui.tasks import Work
from ui.workbench import Workbench


class OwnPassword(QObject):
    """What is not right is told beside its field, with everything typed still there."""

    def __init__(self, bench: Workbench, page: QWidget) -> None:
        super().__init__(page)
        self._bench = bench
        self._anchor: QWidget | None = None
        self.sheet = AskSheet(page, page.tr("改密码"), "check")
        self.sheet.form.add("old", page.tr("现在的密码"), PasswordField(), True)
        add_new_password(self.sheet.form, page.tr("新密码"), self._user)
        self.sheet.answered.connect(self._change)

    def _user(self) -> str:
        return self._bench.user

    def ask(self, anchor: QWidget) -> None:
        """Ask under the user's name."""
        self._anchor = anchor
        self.sheet.form.set_values({})
        self._open()

    def _open(self) -> None:
        if self._anchor is not None:
            hint = self.tr("至少 8 位（一个汉字算两位），不能只有数字，不能和最近 5 个一样。")
            self.sheet.ask(self._anchor, self.tr("改我的密码"), hint)

    def _change(self, values: dict[str, Any]) -> None:
        """Hashing holds up whoever else writes for a second or two: the pool does it first."""
        old, new = values["old"], values["password"]
        bench, user = self._bench, self._bench.user

        def choose(_: Work) -> Chosen:
            before = bench.ask(lambda connection: accounts.worn(connection, user))
            return accounts.chosen(before, old, new)

        bench.tasks.in_pool(self, choose, self._put, self._not_changed)

    def _put(self, new: Chosen) -> None:
        def change(database: Database, user: str) -> None:
            actions.change_own_password(database, user, new)

        self._bench.write(self, change, self._changed, self._not_changed)

    def _changed(self, _: None) -> None:
        self.sheet.form.set_values({})
        self._bench.messages.success(self.tr("密码已改，下次用新的"))

    def _not_changed(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            self._bench.messages.error(error)
            return
        self._open()
        key = "old" if isinstance(error, WrongPasswordError) else "password"
        self.sheet.form.show_problem(key, str(error))
