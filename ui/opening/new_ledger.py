"""The page that begins a ledger: whose it is, who administers it, and where it lies."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from domain.entries import DivisionEntry
from domain.errors import KnownError
from domain.rights import LONGEST_NAME, name_problem
from ui import ledgers
from ui.parts import centred
from ui.password_field import add_new_password
from ui.tasks import Tasks
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import Card
from widgets.fields import ChoiceField, LineField
from widgets.file_dialogs import file_dialog
from widgets.forms import Form


class NewLedgerPage(QWidget):
    """Asks for division, user and password; the file's place has a good default."""

    submitted = Signal(object, object)
    """The values (division, user, password, file), and the divisions they are chosen from."""
    left = Signal()

    def __init__(self, tasks: Tasks, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._folder = tasks, folder
        self.form, self._problem = Form(), QLabel()
        self.save = primary_button(self.tr("建立台账"))
        self.back = plain_button(self.tr("返回"))
        self.other = link_button(self.tr("不在列表里？导入区划表…"))
        self._fill_form()
        self._lay_out()
        self.save.clicked.connect(self._submit)
        self.form.submitted.connect(self._submit)
        self.form.edited.connect(self._suggest_file)
        self.back.clicked.connect(self.left)
        self.other.clicked.connect(self._choose_list)
        self._offer(ledgers.read_divisions(None))
        self.rest()

    def _fill_form(self) -> None:
        division = ChoiceField((), self.tr("输入街道、镇的名称"))
        self.form.add("division", self.tr("单位"), division, True)
        name = LineField(self.tr("您的姓名"), LONGEST_NAME)
        self.form.add("user", self.tr("管理员"), name, True, self._check_name)
        add_new_password(self.form, self.tr("密码"), self._user)
        self.form.add("file", self.tr("存放位置"), LineField("", 400), True)

    def _lay_out(self) -> None:
        title, warning = QLabel(self.tr("新建台账")), QLabel()
        warning.setText(
            self.tr(
                "台账整个加密存放。下一步会给出一把恢复密钥，印出来收好：密码都忘了，只有它能打开。"
            )
        )
        for label, role in ((title, "title"), (warning, "muted"), (self._problem, "error")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        foot = QHBoxLayout()
        foot.addWidget(self.other)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.save)
        card = Card()
        card.setFixedWidth(theme.px(560))
        card.body.setContentsMargins(*(theme.px(28),) * 4)
        card.body.setSpacing(theme.px(12))
        for part in (title, self.form, warning, self._problem):
            card.body.addWidget(part)
        card.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(centred(card))
        column.addStretch(3)

    def _offer(self, divisions: Sequence[DivisionEntry]) -> None:
        """Offer the counties and townships of a division list."""
        self._divisions = divisions
        names = {d.code: d.name for d in divisions}
        offered = [d for d in divisions if len(d.code) in (6, 9)]
        choices = [
            (d.code, " · ".join(filter(None, (names.get(d.parent), d.name)))) for d in offered
        ]
        self.form.field("division").set_choices(choices)
        self._names = names

    def refuse(self, sentence: str) -> None:
        """Say why nothing was opened."""
        self.rest(sentence)

    def set_busy(self) -> None:
        """The ledger is being made."""
        self.save.setEnabled(False)
        self.save.setText(self.tr("正在建立…"))

    def rest(self, problem: str = "") -> None:
        """Wait for the user; what was typed stays."""
        self.save.setEnabled(True)
        self.save.setText(self.tr("建立台账"))
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _check_name(self, name: str) -> str:
        return name_problem(name)

    def _user(self) -> str:
        return self.form.values()["user"] or ""

    def _suggest_file(self) -> None:
        file = self.form.field("file")
        division = self.form.values()["division"]
        typed_by_hand = file.text() and Path(file.text()).parent != self._folder
        if division and not typed_by_hand:
            wanted = str(self._folder / f"{self._names[division]}.xcd")
            if file.text() != wanted:
                file.setText(wanted)

    def _choose_list(self) -> None:
        title = self.tr("选择区划表（代码、名称、上级）")
        dialog = file_dialog(self, title, self.tr("区划表 (*.csv *.xlsx *.xls *.ods)"))
        dialog.fileSelected.connect(self._list_chosen)
        dialog.open()

    def _list_chosen(self, name: str) -> None:
        self._tasks.in_pool(
            self, lambda _: ledgers.read_divisions(Path(name)), self._offer, self._list_refused
        )

    def _list_refused(self, error: Exception) -> None:
        self.rest(str(error) if isinstance(error, KnownError) else self.tr("区划表读不出来。"))

    def _submit(self) -> None:
        if self.save.isEnabled() and self.form.validate():
            self.set_busy()
            self.submitted.emit(self.form.values(), self._divisions)
