"""Fields for passwords: one that hides what is typed, and a new one typed twice."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from domain import passwords
from widgets.fields import LineField
from widgets.forms import Form


class PasswordField(LineField):
    """A password, hidden as it is typed and kept with its spaces."""

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint, 100, parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def value(self) -> str | None:
        """What was typed, spaces included."""
        return self.text() or None


def add_new_password(form: Form, word: str, user: Callable[[], str]) -> None:
    """Fields ``password`` and ``again`` for a new password of ``user()``, judged as it is typed."""

    def check_same(again: str) -> str:
        return "" if again == form.values()["password"] else form.tr("两次输入的密码不一样")

    def check(password: str) -> str:
        return passwords.problem(password, user())

    form.add("password", word, PasswordField(), True, check)
    form.add("again", form.tr("再输一次"), PasswordField(), True, check_same)
