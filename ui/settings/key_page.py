"""更换数据密钥: what it does, for how long, and what it does not reach; asked with the password."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from db.backups import backup_places
from db.backups.backup import Kept
from db.backups.backup_places import Places
from db.reading import Reader
from db.vault import keys, rotation
from domain.errors import KnownError
from resources import tokens
from ui import actions, keeping
from ui.parts import centred
from ui.password_field import PasswordField
from ui.tasks import Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, KeyValues
from widgets.forms import Form

_LOOKS_MS = 250  # how often it looks how far the ledger is
_MINUTE = 60


class KeyPage(QWidget):
    """Backs up beside the work, then changes the key on the database thread, which nothing stops:
    what else is asked of the ledger waits so long."""

    done = Signal()
    left = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._location = bench, bench.database.location
        self._folders = [backup_places.usual(self._location)]
        self._has_recovery = False
        self._busy = False
        self.facts, self.form = KeyValues(), Form()
        self.form.set_label_width(theme.px(4 * tokens.BODY_PX))
        self.form.add("password", self.tr("您的密码"), PasswordField(), True)
        self.problem, self.status, self.bar = QLabel(), QLabel(), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(tokens.BAR_PX))
        self.doing = primary_button(self.tr("更换"), "lock")
        self.opening = plain_button(self.tr("打开备份文件夹"), "folder-open")
        self.back = plain_button(self.tr("返回"))
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOKS_MS)
        self._lay_out()
        self._connect()
        self._tell()
        self.rest()

    def _lay_out(self) -> None:
        title = QLabel(self.tr("更换数据密钥"))
        told = QLabel(
            self.tr(
                "整个台账换一把密钥重新加密，各人的密码和纸上的恢复密钥照常用。"
                "以前抄走的密钥，从此打不开现在的台账。"
            )
        )
        parts = (title, "title"), (told, "muted"), (self.problem, "error"), (self.status, "muted")
        for label, role in parts:
            label.setProperty("role", role)
            label.setWordWrap(True)
        card = Card()
        card.setFixedWidth(theme.px(600))
        card.body.setContentsMargins(*(theme.px(28),) * 4)
        card.body.setSpacing(theme.px(14))
        for part in (title, told, self.facts, self.form, self.problem, self.status, self.bar):
            card.body.addWidget(part)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.opening)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.doing)
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(centred(card))
        column.addStretch(3)

    def _connect(self) -> None:
        self.form.submitted.connect(self._submit)
        self.doing.clicked.connect(self._submit)
        self.back.clicked.connect(self.left)
        self.opening.clicked.connect(self._open_folders)
        self._clock.timeout.connect(self._look)

    def start(self) -> None:
        """Begin in the password; where the backups are is told as soon as it is known."""
        self.form.field("password").setFocus(Qt.FocusReason.OtherFocusReason)
        location = self._location

        def read(connection: Reader) -> tuple[Places, bool]:
            return backup_places.current(connection, location), keys.has_recovery(location.keys)

        self._bench.read(self, read, self._meet)

    def _meet(self, found: tuple[Places, bool]) -> None:
        places, self._has_recovery = found
        first = Path(places.folder) if places.folder else backup_places.usual(self._location)
        self._folders = [first, *([Path(places.second)] if places.second else [])]
        self._tell()

    def _tell(self) -> None:
        seconds = rotation.seconds(self._location)
        lasts = self.tr("不到 1 分钟")
        if seconds > _MINUTE:
            lasts = self.tr("约 {0} 分钟").format(-(-seconds // _MINUTE))
        where = self.tr("、").join(f"“{folder}”" for folder in self._folders)
        backups = self.tr(
            "仍是原来的密钥，有旧密钥的人拿到就能打开；放在{0}，不再需要的请删掉，留着的请收好"
        )
        facts = [
            (self.tr("要多久"), self.tr("先备份；换密钥{0}，这时不能查、不能写").format(lasts)),
            (self.tr("以前的备份"), backups.format(where)),
        ]
        if self._has_recovery:
            seen = self.tr("那人如果见过纸上的那一把，请先换恢复密钥")
            facts.append((self.tr("恢复密钥"), seen))
        self.facts.set_facts(facts)

    def _open_folders(self) -> None:
        _open(self._folders)

    def rest(self, problem: str = "") -> None:
        """Wait for the user."""
        self._set_busy(False)
        self.form.set_values({})
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _set_busy(self, busy: bool, words: str = "") -> None:
        self._busy = busy
        for part in (self.form, self.doing, self.back):
            part.setEnabled(not busy)
        self.status.setText(words)
        self.bar.setRange(0, 0)
        for part in (self.status, self.bar):
            part.setVisible(busy)
        if not busy:
            self._clock.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._busy:
            self.left.emit()
        elif not self._busy:  # else nothing leaves the page
            super().keyPressEvent(event)

    # Doing

    def _submit(self) -> None:
        if self._busy or not self.form.validate():
            return
        password, bench = self.form.values()["password"], self._bench
        self.problem.hide()
        self._set_busy(True, self.tr("正在核对密码…"))

        def confirm(task: Work) -> None:
            bench.database.confirm(bench.user, password)

        bench.tasks.on_database(self, confirm, self._back_up, self._not_done)

    def _back_up(self, _: None) -> None:
        self._set_busy(True, self.tr("正在备份，可以在下面取消…"))

        def work(task: Work) -> Kept:
            source = keeping.source(self._bench.database, self._bench.user)
            return keeping.before_key_change(source, task.report)

        label = self.tr("换密钥前的备份")
        task = self._bench.tasks.in_pool(self, work, self._change, self._not_done, label)
        task.progress.connect(self._advance)
        task.stopped.connect(partial(self.rest, self.tr("已取消，数据密钥没有换。")))

    def _advance(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _change(self, kept: Kept) -> None:
        if kept.trouble:
            self._bench.messages.said.emit("warning", kept.trouble, "", None)
        self._set_busy(
            True, self.tr("正在换密钥，请不要关机；万一断电，内容也不会丢，照常打开就行。")
        )
        self._clock.start()
        self._bench.write(self, actions.change_data_key, self._changed, self._not_done)

    def _look(self) -> None:
        done, total = rotation.progress(self._location)
        if done:
            self._advance(done * 100 // total, 100)

    def _changed(self, _: None) -> None:
        self.rest()
        told = self.tr("数据密钥已更换，以前抄走的打不开现在的台账；以前的备份仍是原来的密钥")
        self._bench.messages.success(told, self.tr("打开备份文件夹"), partial(_open, self._folders))
        self.done.emit()

    def _not_done(self, error: Exception) -> None:
        words = self.tr("程序出了错，台账没有丢失任何内容；详情已记入日志。")
        self.rest(str(error) if isinstance(error, KnownError) else words)
        self.form.field("password").setFocus(Qt.FocusReason.OtherFocusReason)
        if not isinstance(error, KnownError):
            self._bench.messages.error(error)


def _open(folders: Iterable[Path]) -> None:
    for folder in folders:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
