"""用户和权限: who opens the ledger, what each role may do, and when the window locks itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from db.engine import Database
from db.reading import Reader
from db.session import now
from db.users import access, accounts
from db.users.accounts import AccountRow
from db.vault import keys
from domain import recovery_key
from domain.errors import KnownError
from domain.passwords import Attempts
from domain.rights import Matrix, Right
from ui import actions
from ui.opening.recovery_key_page import RecoveryKeyPage
from ui.parts import scrolling
from ui.settings.key_page import KeyPage
from ui.settings.rights_grid import RightsGrid
from ui.settings.user_acts import UserActs
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import danger_button, plain_button, primary_button
from widgets.cards import Card, SectionTitle
from widgets.chips import Chip
from widgets.fields import NumberField
from widgets.forms import Form
from widgets.paged_model import Column, Kind, Row
from widgets.paged_table import PagedTable


@dataclass(frozen=True, slots=True)
class _Held:
    rows: Sequence[AccountRow]
    matrix: Matrix
    idle_minutes: int
    has_recovery: bool


class UsersSection(View):
    """Users are changed at once; ticks stay until they are saved or thrown away."""

    topics = frozenset({"accounts", "rights"})
    dirty_changed = Signal(bool)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.base, self._idle = Matrix(), access.IDLE_MINUTES
        self.recovery: RecoveryKeyPage | None = None
        self.key_page: KeyPage | None = None
        self._rows: dict[int, AccountRow] = {}
        self.table = PagedTable(
            (
                Column("name", self.tr("用户"), 88, sortable=False, stretch=1),
                Column("role", self.tr("角色"), 68, sortable=False),
                Column("scope", self.tr("范围"), 104, sortable=False, stretch=2),
                Column("last", self.tr("上次登录"), 104, kind=Kind.MONO, sortable=False),
                Column("state", self.tr("状态"), 138, kind=Kind.CHIP, sortable=False),
            )
        )
        self.acts = UserActs(bench, self)
        self.adding = primary_button(self.tr("新建用户"), "plus")
        self.changing = plain_button(self.tr("改角色、范围"), "pencil")
        self.resetting_password = plain_button(self.tr("重设密码"), "lock")
        self.removing = danger_button(self.tr("移除"), "trash-2")
        self.recovering = plain_button(self.tr("换恢复密钥…"), "printer")
        self.recovery_told = QLabel()
        self.rekeying = plain_button(self.tr("更换数据密钥…"), "lock")
        self.key_told = QLabel()
        self.grid = RightsGrid()
        self.grid.show_matrix(self.base, False)  # nothing is ticked by hand before it is read
        self.form = Form()
        self.minutes = NumberField(1, access.MOST_IDLE_MINUTES)
        self.form.add("minutes", self.tr("无人操作几分钟后锁定"), self.minutes, required=True)
        self.form.set_values({"minutes": self._idle})
        self.notice = QLabel()
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.resetting = plain_button(self.tr("放弃修改"), "undo-2")
        self._lay_out()
        self._connect()
        self._enable()

    def _lay_out(self) -> None:
        small = (self.recovery_told, "small"), (self.key_told, "small")
        for label, role in ((self.notice, "error"), *small):
            label.setProperty("role", role)
            label.setWordWrap(True)
        cards = QHBoxLayout()
        cards.setSpacing(theme.px(16))
        cards.addWidget(self._users_card(), 1)
        cards.addWidget(self._rights_card(), 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.saving)
        foot.addWidget(self.resetting)
        foot.addWidget(self.notice, 1)
        usual = QWidget()
        column = QVBoxLayout(usual)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(cards, 1)
        column.addLayout(foot)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(usual)

    def _users_card(self) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.addWidget(SectionTitle(self.tr("用户")), 1)
        head.addWidget(self.adding)
        acts = QHBoxLayout()
        acts.setSpacing(theme.px(8))
        for button in (self.changing, self.resetting_password, self.removing):
            acts.addWidget(button)
        acts.addStretch(1)
        keys_rows = QGridLayout()
        keys_rows.setSpacing(theme.px(8))
        keys_rows.setColumnStretch(0, 1)
        rows = (self.recovery_told, self.recovering), (self.key_told, self.rekeying)
        for row, (told, button) in enumerate(rows):
            keys_rows.addWidget(told, row, 0)
            keys_rows.addWidget(button, row, 1)
        card.body.addLayout(head)
        card.body.addWidget(self.table, 1)
        card.body.addLayout(acts)
        card.body.addSpacing(theme.px(4))
        card.body.addLayout(keys_rows)
        return card

    def _rights_card(self) -> Card:
        card = Card()
        hint = QLabel(
            self.tr(
                "打勾的可以做。每一次保存都按这张表判断；管理员总是全部可以。看脱敏的内容人人可以。"
            )
        )
        hint.setProperty("role", "small")
        hint.setWordWrap(True)
        self.minutes.setFixedWidth(theme.px(72))
        idle = QHBoxLayout()
        idle.addWidget(self.form)
        idle.addStretch(1)
        card.body.addWidget(SectionTitle(self.tr("权限")))
        card.body.addWidget(hint)
        card.body.addWidget(scrolling(self.grid), 1)
        card.body.addLayout(idle)
        return card

    def _connect(self) -> None:
        self.table.current_changed.connect(self._enable)
        self.table.row_opened.connect(self._ask_role)
        self.table.rows.page_wanted.connect(self._give)
        self.table.noted.connect(self.bench.messages.success)
        self.adding.clicked.connect(self._ask_new)
        self.changing.clicked.connect(self._ask_role)
        self.resetting_password.clicked.connect(self._ask_reset)
        self.removing.clicked.connect(self._ask_removal)
        self.recovering.clicked.connect(self._make_recovery)
        self.rekeying.clicked.connect(self.ask_key)
        self.acts.key_change_wanted.connect(self.ask_key)
        self.grid.edited.connect(self._judge)
        self.form.edited.connect(self._judge)
        self.form.submitted.connect(self.save)
        self.saving.clicked.connect(self.save)
        self.resetting.clicked.connect(self.reset)

    # What is shown

    def focus(self) -> None:
        """Put the cursor where editing begins."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Whether something is ticked or typed that is not saved."""
        return self.grid.matrix() != self.base or self.form.is_dirty()

    def refresh(self) -> None:
        """Meet the users and the matrix as they are by now."""
        keyring = self.bench.database.keyring

        def read(connection: Reader) -> _Held:
            tried = keys.attempts(keyring.file) if keyring else None
            return _Held(
                accounts.rows(connection, tried),
                access.matrix(connection),
                access.idle_minutes(connection),
                keyring is not None and keys.has_recovery(keyring.file),
            )

        self.bench.read(self, read, self._meet)

    def _meet(self, held: _Held) -> None:
        self._rows = {row.id: row for row in held.rows}
        self.table.set_order(self._rows)
        self._give(0, tuple(self._rows))
        self._tell_recovery(held.has_recovery)
        changed = (held.matrix, held.idle_minutes) != (self.base, self._idle)
        was_dirty = self.is_dirty()
        self.base, self._idle = held.matrix, held.idle_minutes
        if changed and was_dirty:
            told = self.tr("权限刚被别人改过；您选的都在，再保存就以您的为准。")
            self.notice.setText(told)
        else:
            self.reset()
        self._enable()

    def _tell_recovery(self, there: bool) -> None:
        on_server = self.bench.database.keyring is None
        self.recovering.setVisible(not on_server)
        self.recovering.setText(self.tr("换恢复密钥…") if there else self.tr("做恢复密钥…"))
        told = self.tr("有恢复密钥：密码都忘了，用纸上的那一把。")
        if not there:
            told = self.tr("还没有恢复密钥：密码都忘了，谁也打不开。")
        self.recovery_told.setText("" if on_server else told)
        self.rekeying.setVisible(not on_server)
        told = self.tr("有人走了，可能抄走过密钥：换一把，抄走的就打不开了。")
        if on_server:
            told = self.tr("单位服务器上的台账由服务器的管理员加密，这里没有密钥要换。")
        self.key_told.setText(told)

    def _give(self, _first: int, ids: Sequence[int]) -> None:
        cells = {i: self._cells(self._rows[i]) for i in ids if i in self._rows}
        self.table.put_rows(cells, ids)

    def _cells(self, row: AccountRow) -> Row:
        last = f"{row.last_login_at:%Y-%m-%d}" if row.last_login_at else None
        return row.name, row.role, self._scope(row), last, self._state(row)

    def _scope(self, row: AccountRow) -> str:
        if row.scope is None:
            return self.tr("全部")
        return "、".join(row.scope.names) or self.tr("地点都已不在")

    def _state(self, row: AccountRow) -> Chip | None:
        if Attempts(0, row.locked_until).is_locked(now()):
            return Chip(self.tr("锁定到 {0:%H:%M}").format(row.locked_until), "red", "■")
        if row.name == self.bench.user:
            return Chip(self.tr("您"), "blue", "●")
        if row.must_change:
            return Chip(self.tr("待改密码"), "yellow", "▲")
        return None

    def reset(self) -> None:
        """Throw away what is ticked and typed."""
        self.grid.show_matrix(self.base, Right.USERS in self.bench.rights)
        self.form.set_values({"minutes": self._idle})
        self._judge()

    def _judge(self) -> None:
        self.notice.setText("")
        dirty = self.is_dirty()
        self.saving.setEnabled(dirty)
        self.resetting.setVisible(dirty)
        self.dirty_changed.emit(dirty)

    def _enable(self, _: object = None) -> None:
        may, row = Right.USERS in self.bench.rights, self._current()
        why = "" if may else self.tr("您的角色没有“{0}”的权限").format(Right.USERS)
        acts = (self.changing, self.resetting_password, self.removing)
        for button in (self.adding, self.recovering, self.rekeying, *acts):
            button.setToolTip(why)
            button.setEnabled(may and (button not in acts or row is not None))
        if row is not None and row.name == self.bench.user:
            self._forbid(self.removing, self.tr("不能移除自己"))
            self._forbid(self.resetting_password, self.tr("自己的密码在右上角的菜单里改"))
        self.minutes.setEnabled(may)

    def _forbid(self, button: QPushButton, why: str) -> None:
        button.setEnabled(False)
        button.setToolTip(why)

    def _current(self) -> AccountRow | None:
        return self._rows.get(self.table.current_id() or 0)

    # What the user does

    def _ask_new(self) -> None:
        self.acts.ask_new(self.adding)

    def _ask_role(self, _: object = None) -> None:
        row = self._current()
        if row is not None and self.changing.isEnabled():
            self.acts.ask_role(row, self.changing)

    def _ask_reset(self) -> None:
        row = self._current()
        if row is not None:
            self.acts.ask_reset(row, self.resetting_password)

    def _ask_removal(self) -> None:
        row = self._current()
        if row is not None:
            self.acts.ask_removal(row, self.removing)

    def _make_recovery(self) -> None:
        """Show a new key; it opens the ledger once it is on paper."""
        key = recovery_key.new()
        self.recovery = RecoveryKeyPage(self.bench, key, self.tr("启用这一把"), True)
        self.recovery.done.connect(partial(self._renew, key))
        self.recovery.left.connect(self._leave_recovery)
        self._show_page(self.recovery)
        self.recovery.start()

    def _renew(self, key: str) -> None:
        def renew(database: Database, user: str) -> str:
            actions.renew_recovery_key(database, user, key)
            return self.tr("新的恢复密钥已启用，以前的那一把作废")

        self._leave_recovery()
        self.bench.write(self, renew, self.bench.messages.success)

    def _leave_recovery(self) -> None:
        if self.recovery is not None:
            self._take_away(self.recovery, self.recovering)
            self.recovery = None

    def ask_key(self) -> None:
        """Show what another data key does, and ask for it."""
        if self.key_page is None and self.recovery is None and self.rekeying.isEnabled():
            self.key_page = KeyPage(self.bench)
            self.key_page.done.connect(self._leave_key)
            self.key_page.left.connect(self._leave_key)
            self._show_page(self.key_page)
            self.key_page.start()

    def _leave_key(self) -> None:
        if self.key_page is not None:
            self._take_away(self.key_page, self.rekeying)
            self.key_page = None

    def _show_page(self, page: QWidget) -> None:
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def _take_away(self, page: QWidget, button: QPushButton) -> None:
        self._pages.setCurrentIndex(0)
        self._pages.removeWidget(page)
        page.deleteLater()
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Hold everybody to the matrix from now on."""
        if not self.is_dirty() or not self.form.validate():
            return
        before, after, minutes = self.base, self.grid.matrix(), self.form.values()["minutes"]

        def change(database: Database, user: str) -> tuple[Matrix, int]:
            actions.change_rights(database, user, before, after, minutes)
            return after, minutes

        self.saving.setEnabled(False)
        self.bench.write(self, change, self._saved, self._not_saved)

    def _saved(self, after: tuple[Matrix, int]) -> None:
        self.base, self._idle = after
        self.reset()
        self.bench.messages.success(self.tr("权限已保存，马上生效"))

    def _not_saved(self, error: Exception) -> None:
        self._judge()
        if isinstance(error, KnownError):
            self.notice.setText(str(error))
        self.bench.messages.error(error)
