"""The page that asks for the password. It loads nothing of the database, so that it is there at
once; what opening needs is loaded while the user types."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from resources import tokens
from ui.look_button import LookButton
from ui.parts import centred, cornered
from widgets import theme
from widgets.buttons import link_button, primary_button
from widgets.cards import Card
from widgets.icon_mark import IconMark


class UnlockPage(QWidget):
    """User, password, 打开."""

    submitted = Signal(str, str)
    """The user's name and the password."""
    address_told = Signal(str)
    """Where the ledger lies, before it is opened."""
    left = Signal()
    """Another ledger is wanted; of a window that locked itself, that its ledger be closed."""
    forgotten = Signal(str)
    """The user, who has the recovery key but no password."""
    restore_wanted = Signal()
    """This ledger is to be restored from a backup."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._where, self._problem = QLabel(), QLabel(), QLabel()
        self._user, self._password, self._address = QComboBox(), QLineEdit(), QLineEdit()
        self._open = primary_button(self.tr("打开台账"))
        self._other = link_button("")
        self._forgotten = link_button(self.tr("忘了密码？"))
        self._restoring = link_button(self.tr("从备份恢复"))
        self.look = LookButton()
        self._over_work = False  # over a ledger that stays open
        self._dress()
        card = Card()
        card.setFixedWidth(theme.px(420))
        card.body.setContentsMargins(*(theme.px(32),) * 4)
        card.body.setSpacing(theme.px(12))
        for part in (IconMark("lock", size=32), self._title, self._where):
            card.body.addWidget(part)
        card.body.addSpacing(theme.px(8))
        card.body.addWidget(self._address)
        for word, field in ((self.tr("用户"), self._user), (self.tr("密码"), self._password)):
            card.body.addLayout(self._line(word, field))
        card.body.addWidget(self._problem)
        card.body.addWidget(self._open)
        ways = QHBoxLayout()
        ways.addStretch(1)
        for way in (self._forgotten, self._other, self._restoring):
            ways.addWidget(way)
        ways.addStretch(1)
        card.body.addLayout(ways)
        column = QVBoxLayout(self)
        column.addLayout(cornered(self.look))
        column.addStretch(2)
        column.addLayout(centred(card))
        column.addStretch(3)

    def _dress(self) -> None:
        self._title.setProperty("role", "title")
        self._where.setProperty("role", "muted")
        self._where.setWordWrap(True)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._address.setPlaceholderText("postgresql://")
        self._address.setAccessibleName(self.tr("服务器地址"))
        self._user.setEditable(True)
        self._user.setAccessibleName(self.tr("用户"))
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName(self.tr("密码"))
        self._password.returnPressed.connect(self._submit)
        self._open.clicked.connect(self._submit)
        self._other.clicked.connect(self._leave)
        self._forgotten.clicked.connect(self._forget_password)
        self._restoring.clicked.connect(self.restore_wanted)

    def _line(self, word: str, field: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        label = QLabel(word)
        label.setProperty("role", "muted")
        label.setFixedWidth(theme.px(3 * tokens.BODY_PX))
        label.setBuddy(field)
        row.addWidget(label)
        row.addWidget(field, 1)
        return row

    def ask(
        self,
        name: str,
        where: str,
        users: Sequence[str],
        user: str | None,
        recoverable: bool = False,
    ) -> None:
        """Ask for this ledger's password; with a recovery key it may be forgotten."""
        self._over_work = False
        self._other.setText(self.tr("打开别的台账或新建"))
        self._forgotten.setVisible(recoverable)
        self._address.hide()
        self._restoring.setVisible("://" not in where)
        self._title.setText(name)
        self._where.setText(where)
        self._user.clear()
        self._user.addItems(list(users))
        self._user.setCurrentText(user or (users[0] if users else ""))
        self._password.clear()
        self._tell("")
        self.set_busy(False)
        self._password.setFocus()

    def ask_again(self, name: str, user: str) -> None:
        """Ask whoever works for their password again, over the work, which stays as it is."""
        where = self.tr("“{0}”已锁定，正在做的都在；输入密码接着做。").format(name)
        self.ask(self.tr("已锁定"), where, (user,), user)
        self._over_work = True
        self.set_busy(False)
        self._other.setText(self.tr("关闭台账，换人使用"))

    def ask_server(self) -> None:
        """Ask for the address of the office's server too."""
        where = self.tr("地址问单位的管理员，样子像 postgresql://用户:密码@服务器/台账")
        self.ask(self.tr("连接单位的服务器"), where, (), None)
        self._address.show()
        self._restoring.hide()
        self._address.setFocus()

    def forget(self) -> None:
        """Keep no password once the ledger is open."""
        self._password.clear()
        self.set_busy(False)

    def refuse(self, sentence: str) -> None:
        """Say why the ledger was not opened; what was typed stays, selected."""
        self.set_busy(False)
        self._tell(sentence)
        self._password.setFocus()
        self._password.selectAll()

    def set_busy(self, busy: bool) -> None:
        """While the key is derived and the ledger is opened nothing more can be submitted."""
        self._open.setEnabled(not busy)
        self._other.setEnabled(not busy)
        self._forgotten.setEnabled(not busy)
        self._restoring.setEnabled(not busy)
        self._user.setEnabled(not busy and not self._over_work)
        self._password.setEnabled(not busy)
        word = self.tr("解锁") if self._over_work else self.tr("打开台账")
        self._open.setText(self.tr("正在打开…") if busy else word)

    def _leave(self) -> None:
        warning = self.tr("关闭后，填了没有保存的不会保留；确实要关，再按一次“关闭台账”。")
        if self._over_work and self._problem.text() != warning:
            self._tell(warning)
        else:
            self.left.emit()

    def _forget_password(self) -> None:
        self.forgotten.emit(self._user.currentText().strip())

    def _tell(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def _submit(self) -> None:
        if self._open.isEnabled():
            self._tell("")
            self.set_busy(True)
            if not self._address.isHidden():
                self.address_told.emit(self._address.text().strip())
            self.submitted.emit(self._user.currentText().strip(), self._password.text())
