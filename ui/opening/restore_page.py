"""The page that restores a ledger: what is in the backup, what will happen, and who may."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.location import Location
from domain.backups import WHY_WORDS, Manifest
from domain.errors import KnownError
from resources import tokens
from ui import origin
from ui.parts import centred
from ui.password_field import PasswordField
from ui.tasks import Tasks, Work
from widgets import theme
from widgets.buttons import danger_button, plain_button
from widgets.cards import Card, KeyValues
from widgets.fields import LineField
from widgets.forms import Form

if TYPE_CHECKING:
    from db.backups.restoring import Restored


class RestorePage(QWidget):
    """Says what the ledger will be afterwards, and asks for the password of that time."""

    restored = Signal(str, str, str)
    """The ledger's path, and the user and the password that open it now."""
    left = Signal()

    def __init__(
        self,
        tasks: Tasks,
        file: Path,
        manifest: Manifest,
        ledger: Path,
        user: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._file, self._ledger = tasks, file, ledger
        self.outcome, self.is_all_done = "", True
        self.form = Form()
        self.form.set_label_width(theme.px(6 * tokens.BODY_PX))
        self._ask_who(ledger.exists())
        self.form.set_values({"user": user or manifest.made_by})
        self.doing = danger_button(self.tr("恢复"), "history")
        self.back = plain_button(self.tr("返回"))
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(centred(self._card(manifest, ledger)))
        column.addStretch(3)
        self.form.submitted.connect(self._submit)
        self.doing.clicked.connect(self._submit)
        self.back.clicked.connect(self.left)
        self.rest()

    def _ask_who(self, is_there: bool) -> None:
        then = self.tr("那时的用户"), self.tr("那时的密码")
        user, password = then if is_there else (self.tr("用户"), self.tr("密码"))
        self.form.add("user", user, LineField("", 40), True)
        self.form.add("password", password, PasswordField(), True)
        if is_there:
            same = self.tr("和上面相同就不用填")
            self.form.add("now_user", self.tr("现在的用户"), LineField(same, 40))
            self.form.add("now_password", self.tr("现在的密码"), PasswordField(same))

    def _card(self, manifest: Manifest, ledger: Path) -> Card:
        title = QLabel(self.tr("从备份恢复"))
        title.setProperty("role", "title")
        facts = KeyValues()
        facts.set_facts(self._pairs(manifest, ledger))
        happens = QLabel(self._happens(manifest, ledger))
        happens.setWordWrap(True)
        happens.setProperty("role", "muted")
        card = Card()
        card.setFixedWidth(theme.px(560))
        card.body.setContentsMargins(*(theme.px(28),) * 4)
        card.body.setSpacing(theme.px(12))
        for part in (title, facts, happens, self.form, self._problem):
            card.body.addWidget(part)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.doing)
        card.body.addLayout(foot)
        return card

    def _pairs(self, made: Manifest, ledger: Path) -> list[tuple[str, str]]:
        counts = made.state.counts
        held = self.tr("{0:,} 户、{1:,} 人、{2:,} 件问题").format(
            counts.get("household", 0), counts.get("resident", 0), counts.get("issue", 0)
        )
        when = f"{made.made_at:%Y-%m-%d %H:%M} · {WHY_WORDS[made.why]} · {made.made_by}"
        return [
            (self.tr("单位"), made.name),
            (self.tr("备份时间"), when),
            (self.tr("里面有"), held),
            (self.tr("恢复到"), str(ledger)),
        ]

    def _happens(self, made: Manifest, ledger: Path) -> str:
        if not ledger.exists():
            return self.tr("这台电脑上会有一份和备份时一样的台账。请输入备份那时的用户和密码。")
        return self.tr(
            "台账会回到 {0:%Y-%m-%d %H:%M} 的样子：以后登记的、张贴的都不在里面。"
            "照现在的、不退回去的是：用户、密码和权限，操作记录，按请求删除的个人信息。"
            "现在的台账先另存在旁边的“备份”文件夹，随时可以再恢复回来。"
            "请输入备份那时的用户和密码；现在换了的，也填上现在的。"
        ).format(made.made_at)

    def start(self) -> None:
        """Put the cursor on the password."""
        self.form.field("password").setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say why nothing was restored or opened."""
        self.rest(sentence)

    def rest(self, problem: str = "") -> None:
        """Wait for the user; what was typed stays."""
        self._set_busy(False)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _show_progress(self, done: int, total: int) -> None:
        """How far it is."""
        self.doing.setText(self.tr("正在恢复… {0}%").format(done * 100 // max(total, 1)))

    def _set_busy(self, busy: bool) -> None:
        for part in (self.doing, self.back, self.form):
            part.setEnabled(not busy)
        self.doing.setText(self.tr("正在恢复…") if busy else self.tr("恢复"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.back.isEnabled():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        if self.doing.isEnabled() and self.form.validate():
            self._problem.hide()
            self._set_busy(True)
            values = self.form.values()
            now = (values.get("now_user"), values.get("now_password"))
            self._restore((values["user"], values["password"]), now)

    def _restore(self, then: tuple[str, str], typed: tuple[str | None, str | None]) -> None:
        file, where = self._file, Location(self._ledger)
        now = (typed[0] or then[0], typed[1] or then[1])

        def work(task: Work) -> "Restored":
            from db.backups import restoring

            by = restoring.Opener(*now)
            return restoring.restore(file, where, *then, task.report, origin.window(), by)

        done = partial(self._done, then, now)
        label = self.tr("从备份恢复")
        task = self._tasks.on_database(self, work, done, self._not_done, label)
        task.progress.connect(self._show_progress)
        task.stopped.connect(self.rest)

    def _done(self, then: tuple[str, str], now: tuple[str, str], restored: "Restored") -> None:
        told = [self.tr("已从备份恢复")]
        if restored.saved is not None:
            saved = self.tr("已从备份恢复；恢复以前的台账存为“{0}”")
            told = [saved.format(restored.saved.name)]
        self.outcome = "；".join(filter(None, (*told, restored.told, restored.left)))
        self.is_all_done = not restored.left
        self.restored.emit(str(self._ledger), *(then if restored.carried is None else now))

    def _not_done(self, error: Exception) -> None:
        if isinstance(error, KnownError):
            self.rest(str(error))
        else:
            self.rest(self.tr("程序出了错，没有恢复，台账没有改动；详情已记入日志。"))
