"""Pages on which somebody chooses a password before the ledger opens: because an administrator set
the one that is, or because all are forgotten and the recovery key is there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from domain import recovery_key
from ui.parts import centred
from ui.password_field import add_new_password
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card
from widgets.fields import ChoiceField, LineField
from widgets.forms import Form


class _Page(QWidget):
    """A form on a card in the middle: 返回, and the button that goes on."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form()
        self.head, self.told, self.problem = QLabel(), QLabel(), QLabel()
        self.going, self.back = primary_button(""), plain_button(self.tr("返回"))
        for label, role in ((self.head, "title"), (self.told, "muted"), (self.problem, "error")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        card = Card()
        card.setFixedWidth(theme.px(520))
        card.body.setContentsMargins(*(theme.px(28),) * 4)
        card.body.setSpacing(theme.px(12))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.going)
        for part in (self.head, self.told, self.form, self.problem):
            card.body.addWidget(part)
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(centred(card))
        column.addStretch(3)
        self.going.clicked.connect(self._submit)
        self.form.submitted.connect(self._submit)
        self.back.clicked.connect(self.left)

    def refuse(self, sentence: str) -> None:
        """Say why it was not done; what was typed stays."""
        self._set_busy(False)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def forget(self) -> None:
        """Keep no secret in a field."""
        self.form.set_values({})
        self.refuse("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.back.isEnabled():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _set_busy(self, busy: bool) -> None:
        self.going.setEnabled(not busy)
        self.back.setEnabled(not busy)
        self.going.setText(self.tr("正在打开…") if busy else self.tr("改好并打开"))

    def _submit(self) -> None:
        if self.going.isEnabled() and self.form.validate():
            self.refuse("")
            self._set_busy(True)
            self._answer()

    def _answer(self) -> None:
        raise NotImplementedError


class OwnPasswordPage(_Page):
    """The password that an administrator set becomes the user's own."""

    chosen = Signal(str, str, str)
    """The user, the password that was typed, and the new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._user = self._old = ""
        self.head.setText(self.tr("改成自己的密码"))
        self.told.setText(self.tr("现在的密码是管理员设的。改成只有您知道的，以后就用它打开台账。"))
        add_new_password(self.form, self.tr("新密码"), self._name)

    def _name(self) -> str:
        return self._user

    def ask(self, user: str, old: str) -> None:
        """Ask this user, whose password was right."""
        self.forget()
        self._user, self._old = user, old

    def start(self) -> None:
        """Put the cursor where typing begins."""
        self.form.field("password").setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Keep no secret."""
        self._old = ""
        super().forget()

    def _answer(self) -> None:
        self.chosen.emit(self._user, self._old, self.form.values()["password"])


class RecoverPage(_Page):
    """The recovery key from the paper gives a user a new password."""

    submitted = Signal(str, str, str)
    """The user, the recovery key, the new password."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head.setText(self.tr("用恢复密钥设新密码"))
        self.told.setText(
            self.tr("恢复密钥印在建立台账那天的纸上，30 个字符，大小写、空格、横线都不要紧。")
        )
        self.form.add("user", self.tr("用户"), ChoiceField(), True)
        self.form.add("key", self.tr("恢复密钥"), LineField("", 100), True, recovery_key.problem)
        add_new_password(self.form, self.tr("新密码"), self._name)

    def _name(self) -> str:
        return str(self.form.values()["user"] or "")

    def ask(self, users: Sequence[str], user: str) -> None:
        """Ask for the key, and whose password is to be set."""
        self.forget()
        self.form.field("user").set_choices([(name, name) for name in users])
        self.form.field("user").set_value(user if user in users else None)

    def start(self) -> None:
        """Put the cursor where typing begins."""
        known = self.form.values()["user"] is not None
        self.form.field("key" if known else "user").setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self) -> None:
        values = self.form.values()
        key = recovery_key.read(values["key"])
        self.submitted.emit(values["user"], key, values["password"])
