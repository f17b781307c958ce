"""备份: where the backups are kept, those there are, making one, and restoring from one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.backups import backup, backup_places, backup_rehearsal, backup_source
from db.backups.backup import Backup, Kept
from db.backups.backup_places import Places
from db.backups.backup_rehearsal import Rehearsal
from db.engine import Database
from db.reading import Reader
from domain.backups import SUFFIX, Why
from domain.errors import KnownError
from resources import tokens
from ui import actions, keeping
from ui.parts import scrolling
from ui.settings.backup_table import cells, columns, size_words
from ui.tasks import Work
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button, plain_button, primary_button
from widgets.cards import Card, SectionTitle
from widgets.fields import LineField
from widgets.file_dialogs import file_dialog, folder_dialog
from widgets.forms import Form
from widgets.paged_table import PagedTable


@dataclass(frozen=True, slots=True)
class _Looked:
    """Where backups go, those that are there, and the last rehearsal."""

    places: Places
    folder: Path
    backups: tuple[Backup, ...]
    rehearsal: Rehearsal | None
    trouble: str = ""


class BackupSection(View):
    """What is typed stays until it is saved or thrown away, however often the page is left."""

    topics = frozenset({"settings", "backup"})
    dirty_changed = Signal(bool)
    restore_wanted = Signal(object)
    """The path of the backup to restore from."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._on_server = bench.database.location.file is None
        self.base = Places()
        self.folder = backup_places.usual(bench.database.location)
        self.backups: dict[int, Backup] = {}
        self._ids: dict[str, int] = {}
        self.form = Form()
        self.form.add("folder", self.tr("备份到"), LineField(str(self.folder), 400))
        elsewhere = self.tr("另一块磁盘上的文件夹，没有就空着")
        self.form.add("second", self.tr("再存一份"), LineField(elsewhere, 400))
        self.table = PagedTable(columns(self))
        self.table.set_empty_text(self.tr("还没有备份"), self.tr("点“现在备份”做第一份"))
        self.table.setMinimumHeight(theme.px(5 * tokens.ROW_PX))
        self.notice, self.told = QLabel(), QLabel()
        for label, role in ((self.notice, "error"), (self.told, "muted")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.resetting = plain_button(self.tr("放弃修改"), "undo-2")
        self.making = plain_button(self.tr("现在备份"), "database")
        self.restoring = plain_button(self.tr("恢复…"), "history")
        self.opening = plain_button(self.tr("打开文件夹"), "folder-open")
        self.choosing = link_button(self.tr("从别处的备份恢复…"))
        if self._on_server:
            self.choosing.hide()
        self._lay_out()
        self._connect()
        self.reset()

    def _lay_out(self) -> None:
        places = Card()
        places.body.addWidget(SectionTitle(self.tr("备份位置")))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.form, 1)
        browsing = QVBoxLayout()
        browsing.setSpacing(theme.px(10))
        browsing.addWidget(self._browse_button("folder"))
        browsing.addWidget(self._browse_button("second"))
        browsing.addStretch(1)
        row.addLayout(browsing)
        places.body.addLayout(row)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(SectionTitle(self.tr("已有的备份")), 1)
        for button in (self.choosing, self.opening, self.restoring, self.making):
            head.addWidget(button)
        there = Card()
        there.body.addLayout(head)
        there.body.addWidget(self.told)
        there.body.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.saving)
        foot.addWidget(self.resetting)
        foot.addWidget(self.notice, 1)
        cards = QWidget()
        inside = QVBoxLayout(cards)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(12))
        inside.addWidget(places)
        inside.addWidget(there, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(scrolling(cards), 1)
        column.addLayout(foot)

    def _browse_button(self, key: str) -> QPushButton:
        button = plain_button(self.tr("选文件夹…"), "folder-open")
        button.clicked.connect(partial(self._browse, key))
        return button

    def _connect(self) -> None:
        self.form.edited.connect(self._judge)
        self.form.submitted.connect(self.save)
        self.saving.clicked.connect(self.save)
        self.resetting.clicked.connect(self.reset)
        self.making.clicked.connect(self.make)
        self.restoring.clicked.connect(self._restore)
        self.choosing.clicked.connect(self._choose)
        self.opening.clicked.connect(self._open_folder)
        self.table.current_changed.connect(self._stand)
        self.table.row_opened.connect(self._restore)

    # What is shown

    def focus(self) -> None:
        """Put the cursor where one begins."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.form.is_dirty()

    def refresh(self) -> None:
        """Look into the folder again, and meet the setting as it is by now."""
        location = self.bench.database.location

        def held(connection: Reader) -> tuple[Places, str, Rehearsal | None]:
            ledger = backup_source.ledger_of(connection)
            return (
                backup_places.current(connection, location),
                ledger,
                backup_rehearsal.last(connection),
            )

        def look(task: Work) -> _Looked:
            places, ledger, rehearsal = self.bench.ask(held)
            folder = Path(places.folder) if places.folder else backup_places.usual(location)
            try:
                found = tuple(backup.listed(folder, ledger))
            except KnownError as error:
                return _Looked(places, folder, (), rehearsal, str(error))
            return _Looked(places, folder, found, rehearsal)

        self.bench.tasks.in_pool(self, look, self._meet)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stale = True  # no write tells of a backup that is made meanwhile

    def _meet(self, looked: _Looked) -> None:
        changed, self.base, self.folder = looked.places != self.base, looked.places, looked.folder
        if changed and self.is_dirty():
            told = self.tr("备份位置刚被别人改过；您填写的都在，再保存就以您的为准。")
            self.notice.setText(told)
        elif changed:
            self.reset()
        # A file keeps its id, so that what is chosen stays chosen.
        self.backups = {
            self._ids.setdefault(b.file.name, len(self._ids)): b for b in looked.backups
        }
        self.table.set_order(self.backups, {id_: cells(b) for id_, b in self.backups.items()})
        self.told.setText(looked.trouble or self._told(looked))
        self._stand()

    def _told(self, looked: _Looked) -> str:
        rule = self.tr(
            "每天、导入前、升级前自动备份，每份都核对过；保留 7 天、5 周、12 个月，"
            "一周内手动的和导入前的都留着。"
        )
        if self._on_server:
            rule = self.tr(
                "每天由第一个打开台账的、有“备份和恢复”权限的人的电脑自动备份，每份都核对过，"
                "有这个权限的人用自己的密码都能恢复；恢复用命令行 restore。"
                "下面是这台电脑上的，别的电脑上的查操作记录“每日备份”。"
            )
        done = looked.rehearsal
        if done is None:
            return rule
        outcome = self.tr("通过") if done.good else self.tr("没有通过：{0}").format(done.told)
        return rule + self.tr("{0:%Y-%m-%d} 恢复演练{1}。").format(done.day, outcome)

    def _stand(self, _: object = None) -> None:
        chosen = self._chosen()
        may = not self._on_server and chosen is not None and chosen.manifest is not None
        self.restoring.setEnabled(may)

    def _chosen(self) -> Backup | None:
        id_ = self.table.current_id()
        return self.backups.get(id_) if id_ is not None else None

    def reset(self) -> None:
        """Throw away what is typed."""
        self.form.set_values(
            {"folder": self.base.folder or None, "second": self.base.second or None}
        )
        self._judge()

    def _judge(self) -> None:
        self.notice.setText("")
        dirty = self.is_dirty()
        self.saving.setEnabled(dirty)
        self.resetting.setVisible(dirty)
        self.dirty_changed.emit(dirty)

    def _browse(self, key: str) -> None:
        dialog = folder_dialog(self, self.tr("备份放在哪个文件夹"))
        dialog.fileSelected.connect(self.form.field(key).set_value)
        dialog.open()

    # Backing up and restoring

    def make(self) -> None:
        """Back up now, beside the work."""
        self.making.setEnabled(False)
        self.bench.write(self, actions.begin_backup, self._allowed, self._not_made)

    def _allowed(self, _: None) -> None:
        def work(task: Work) -> Kept:
            # As the key is when its turn comes: changing it may have come first.
            return backup.keep(
                keeping.source(self.bench.database, self.bench.user), Why.HAND, task.report
            )

        label = self.tr("备份")
        task = self.bench.tasks.in_pool(self, work, self._made, self._not_made, label)
        task.stopped.connect(self._rest)

    def _made(self, kept: Kept) -> None:
        self._rest()
        made = kept.backup
        if kept.trouble:
            self.bench.messages.said.emit("warning", kept.trouble, "", None)
        else:
            told = self.tr("已备份并核对：{0}（{1}）").format(made.file.name, size_words(made.size))
            self.bench.messages.success(told)

    def _not_made(self, error: Exception) -> None:
        self._rest()
        self.bench.messages.error(error)

    def _rest(self) -> None:
        self.making.setEnabled(True)
        self.refresh()

    def _restore(self, _: object = None) -> None:
        chosen = self._chosen()
        if self.restoring.isEnabled() and chosen is not None:
            self.restore_wanted.emit(chosen.file)

    def _choose(self) -> None:
        filter_ = self.tr("备份 (*{0})").format(SUFFIX)
        dialog = file_dialog(self, self.tr("从哪份备份恢复"), filter_)
        dialog.fileSelected.connect(self._file_chosen)
        dialog.open()

    def _file_chosen(self, name: str) -> None:
        self.restore_wanted.emit(Path(name))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    # Saving

    def save(self) -> None:
        """Keep the backups where it is typed, from now on."""
        if self.is_dirty() and self.form.validate():
            typed = {key: value or "" for key, value in self.form.values().items()}
            self._change(self.base, Places(**typed), partial(self._saved, self.base))

    def _change(self, before: Places, after: Places, done: Callable[[Places], None]) -> None:
        def change(database: Database, user: str) -> Places:
            actions.change_backup_places(database, user, before, after)
            return after

        self.saving.setEnabled(False)
        self.bench.write(self, change, done, self._not_saved)

    def _saved(self, before: Places, after: Places) -> None:
        self.base = after
        self.reset()
        told = self.tr("备份位置已保存，下一份就放在那里；以前的备份还在原处")
        self.bench.messages.undoable(told, partial(self._take_back, before, after))

    def _not_saved(self, error: Exception) -> None:
        self._judge()
        if isinstance(error, KnownError):
            self.notice.setText(str(error))
        self.bench.messages.error(error)

    def _take_back(self, before: Places, after: Places) -> None:
        self._change(after, before, self._undone)  # refused where somebody has changed them since

    def _undone(self, after: Places) -> None:
        self.base = after
        self.reset()
        self.bench.messages.success(self.tr("已撤销，备份位置和改动以前一样"))
