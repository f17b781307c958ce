"""The first page: try it, begin a ledger, or open one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from resources import tokens
from ui.look_button import LookButton
from ui.parts import cornered
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import Card
from widgets.icon_mark import IconMark


class WelcomePage(QWidget):
    """Three ways in, the first one asking nothing."""

    demo_wanted = Signal()
    new_wanted = Signal()
    open_wanted = Signal()
    server_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.demo = primary_button(self.tr("用演示数据试一试"))
        self.new = plain_button(self.tr("新建台账"))
        self.open = plain_button(self.tr("打开台账"))
        self.server = link_button(self.tr("连接单位的服务器"))
        self.restore = link_button(self.tr("换了电脑，或台账坏了？从备份恢复"))
        self.look = LookButton()
        self._busy, self._bar, self._problem = QLabel(), QProgressBar(), QLabel()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(theme.px(320), theme.px(tokens.BAR_PX))
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        title = QLabel(self.tr("知情解难工作台"))
        title.setProperty("role", "figure")
        words = QLabel(self.tr("住户、工作组、问题、公示，一处录入，一张纸不多填。"))
        words.setProperty("role", "muted")
        for part in (title, words, self._busy, self._problem):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(12))
        column.addLayout(cornered(self.look))
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(words)
        column.addSpacing(theme.px(20))
        column.addLayout(self._ways())
        column.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.px(12))
        column.addWidget(self._busy)
        column.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._problem)
        column.addStretch(3)
        self.demo.clicked.connect(self.demo_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.open.clicked.connect(self.open_wanted)
        self.server.clicked.connect(self.server_wanted)
        self.restore.clicked.connect(self.restore_wanted)
        self.rest()

    def _ways(self) -> QHBoxLayout:
        demo = self.tr("一个虚构的街道：21 个社区、1.5 万户、两年的问题，随便改，不影响任何人。")
        new = self.tr("选好街道（镇），设一个密码，把各社区的 Excel 台账拖进来。")
        known = self.tr("打开这台电脑上的台账文件，或几台电脑共用的服务器。")
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addStretch(1)
        row.addWidget(_way("star", self.tr("先看看"), demo, self.demo))
        row.addWidget(_way("plus", self.tr("建自己的台账"), new, self.new))
        row.addWidget(_way("folder-open", self.tr("接着用"), known, self.server, self.open))
        row.addStretch(1)
        return row

    def refuse(self, sentence: str) -> None:
        """Say why nothing was opened."""
        self.rest(sentence)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.demo, self.new, self.open, self.server, self.restore

    def set_busy(self, words: str, done: int = 0, total: int = 0) -> None:
        """Say what is being made; nothing else can be begun meanwhile."""
        self._busy.setText(words)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.show()
        self._problem.hide()
        for button in self._buttons():
            button.setEnabled(False)

    def rest(self, problem: str = "") -> None:
        """Wait for the user; say what went wrong, if anything did."""
        self._busy.setText("")
        self._bar.hide()
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        for button in self._buttons():
            button.setEnabled(True)
        self.demo.setFocus()


def _way(icon_name: str, head: str, text: str, *buttons: QWidget) -> Card:
    """One way in: what it is, and at the foot of the card the button for it."""
    card = Card()
    card.setFixedSize(theme.px(270), theme.px(244))
    card.body.setContentsMargins(*(theme.px(20),) * 4)
    title, words = QLabel(head), QLabel(text)
    title.setProperty("role", "section")
    words.setProperty("role", "muted")
    words.setWordWrap(True)
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    card.body.addWidget(IconMark(icon_name, size=26))
    card.body.addWidget(title)
    card.body.addWidget(words, 1)
    for button in buttons:
        card.body.addWidget(button)
    return card
