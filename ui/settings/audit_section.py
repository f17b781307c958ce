"""操作记录: who did what, when and from where; whether the chain of records is whole."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from db.reading import Reader
from db.users import audit, audit_search
from db.users.audit import Checked
from db.users.audit_search import AuditFacts, AuditFilter, AuditRow
from domain.rights import Right
from ui.feed import Feed
from ui.kept_columns import KeptColumns
from ui.papers import shown_list
from ui.papers.export_button import ExportButton
from ui.papers.shown_list import ShownList
from ui.parts import beside, scrolling
from ui.settings.audit_list import SOURCE, act_chip, columns, filter_words
from ui.tasks import Work
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.cards import Card, KeyValues
from widgets.chips import Chip, ChipLabel, FilterChips
from widgets.empty_state import EmptyState
from widgets.fields import ChoiceField, DateField
from widgets.filter_box import FilterBox
from widgets.paged_table import PagedTable

_LEAVING, _LETTING_IN = "leaving", "letting_in"


class AuditSection(View):
    """A list to be filtered, the chosen record in full, and a look along the whole chain."""

    topics = frozenset({"rights"})
    dirty_changed = Signal(bool)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.filter = FilterBox(self.tr("对象、说明、姓名、电脑"))
        self.actor = ChoiceField((), self.tr("全部用户"))
        self.action = ChoiceField((), self.tr("全部操作"))
        self.since, self.until = DateField(), DateField()
        leaving = Chip(self.tr("查看明文、导出、打印"), "yellow", "▲")
        letting_in = Chip(self.tr("输错密码、用户和密钥"), "red", "■")
        self.looks = FilterChips([(_LEAVING, leaving), (_LETTING_IN, letting_in)])
        self.table = PagedTable(columns(self))
        self.told, self.kept, self.outcome = QLabel(), QLabel(), QLabel()
        self.checking = plain_button(self.tr("核对"), "circle-check")
        self.exporting = ExportButton(bench, self.tr("操作记录"), None, self.shown_list)
        self.record = KeyValues()
        self.chip_row = QHBoxLayout()
        self.feed = Feed(self.table, bench, SOURCE, AuditFilter(), "at", True)
        self.columns = KeptColumns(self.table, bench, "audit")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for label in (self.told, self.kept, self.outcome):
            label.setProperty("role", "muted")
        self.kept.setWordWrap(True)
        for field, words in ((self.since, self.tr("从哪天")), (self.until, self.tr("到哪天"))):
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
            field.setFixedWidth(theme.px(132))
        self.actor.setAccessibleName(self.tr("谁"))
        self.action.setAccessibleName(self.tr("做了什么"))
        usual = QWidget()
        column = QVBoxLayout(usual)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(self._bar(self.filter, self.actor, self.action))
        column.addLayout(self._bar(self.looks, self.since, self.until, None, self.exporting))
        column.addWidget(beside((self.table, 760, 420), (self._card(), 300, 260)), 1)
        column.addLayout(self._bar(self.told, None, self.outcome, self.checking))
        column.addWidget(self.kept)
        needed = self.tr("您的角色没有“{0}”的权限").format(Right.AUDIT)
        refused = EmptyState(needed, self.tr("请找管理员"), icon_name="lock")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(usual)
        self._pages.addWidget(refused)

    def _bar(self, *parts: QWidget | None) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        for part in parts:
            if part is None:
                bar.addStretch(1)
            else:
                bar.addWidget(part, 1 if part is self.filter else 0)
        return bar

    def _card(self) -> Card:
        card = Card()
        self.chip_row.addStretch(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(12))
        column.addLayout(self.chip_row)
        column.addWidget(self.record)
        column.addStretch(1)
        card.body.addWidget(scrolling(inside), 1)
        return card

    def _connect(self) -> None:
        self.filter.changed.connect(self._show_list)
        self.filter.left_down.connect(self.focus)
        for field in (self.actor, self.action, self.since, self.until):
            field.edited.connect(self._show_list)
        self.looks.changed.connect(self._show_list)
        self.table.typed.connect(self.filter.take_typed)
        self.table.noted.connect(self.bench.messages.success)
        self.table.current_changed.connect(self._read_record)
        self.feed.ordered.connect(self._ordered)
        self.checking.clicked.connect(self.check)
        self._show_record(None)

    # What is shown

    def focus(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Nothing is changed here."""
        return False

    def refresh(self) -> None:
        """Read the newest records, for whoever may."""
        may = Right.AUDIT in self.bench.rights
        self._pages.setCurrentIndex(0 if may else 1)
        if may:
            self._say_why_empty()
            self.feed.refresh()
            self.bench.read(self, audit_search.facts, self._offer)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stale = True  # every write adds a record, whatever its topic

    def _offer(self, facts: AuditFacts) -> None:
        self.actor.set_choices([(name, name) for name in facts.actors])
        self.action.set_choices([(name, name) for name in facts.actions])
        since = self._day(facts.since)
        self.kept.setText(
            self.tr(
                "记录从 {0} 起，一条都不删（法律要求至少留六个月）；谁改过，一核对就知道。"
                "里面没有完整的证件号、手机号和账号。"
            ).format(since)
        )

    def _day(self, at: datetime | None) -> str:
        return f"{at:%Y-%m-%d}" if at is not None else self.tr("今天")

    def wanted(self) -> AuditFilter:
        """What the filter asks for."""
        return AuditFilter(
            self.filter.text().strip(),
            self.actor.value() or "",
            self.action.value() or "",
            self.since.value(),
            self.until.value(),
            _LEAVING in self.looks.active(),
            _LETTING_IN in self.looks.active(),
        )

    def _show_list(self, _: object = None) -> None:
        wanted = self.wanted()
        if wanted != self.feed.wanted:
            self._say_why_empty()
            self.feed.show(wanted)

    def _say_why_empty(self) -> None:
        title = self.tr("没有符合条件的记录")
        self.table.set_empty_text(title, self.tr("少写几个字，或放宽日期"), icon_name="search")

    def _ordered(self) -> None:
        self.told.setText(self.tr("{0:,} 条").format(self.table.rows.rowCount()))

    def _read_record(self, record_id: int | None) -> None:
        if record_id is None:
            self._show_record(None)
            return

        def read(connection: Reader) -> AuditRow | None:
            return audit_search.rows(connection, [record_id]).get(record_id)

        self.bench.read(self, read, self._show_record)

    def _show_record(self, row: AuditRow | None) -> None:
        while self.chip_row.count() > 1:
            old = self.chip_row.takeAt(0).widget()
            if old is not None:
                old.deleteLater()
        if row is None:
            self.record.set_facts([(self.tr("记录"), self.tr("选一条看全文"))])
            return
        self.chip_row.insertWidget(0, ChipLabel(act_chip(row.action)))
        self.record.set_facts(
            [
                (self.tr("时间"), f"{row.at:%Y-%m-%d %H:%M:%S}"),
                (self.tr("谁"), row.actor),
                (self.tr("对象"), row.subject),
                (self.tr("说明"), row.detail),
                (self.tr("从哪里"), row.origin or self.tr("当时没有记")),
                (self.tr("编号"), f"{row.id:,}"),
            ]
        )

    def shown_list(self) -> ShownList:
        """What is shown, for Excel."""
        told = filter_words(self.feed.wanted) or self.tr("全部记录")
        return ShownList(
            self.tr("操作记录"),
            SOURCE,
            self.feed.wanted,
            *self.feed.sort(),
            shown_list.columns_of(self.table),
            lambda _: told,
            self.tr("条"),
            noted_as="导出操作记录",
        )

    # The chain

    def check(self) -> None:
        """Follow the chain from its first record, beside the work."""
        ask, total = self.bench.ask, self.table.rows.rowCount()

        def follow_on(checked: Checked) -> Checked:
            found: Checked = ask(lambda reader: audit.follow(reader, checked))
            return found

        def work(task: Work) -> Checked:
            return audit.check(follow_on, lambda done: task.report(done, max(done, total)))

        self.checking.setEnabled(False)
        label = self.tr("核对操作记录")
        task = self.bench.tasks.in_pool(self, work, self._checked, self._not_checked, label)
        task.stopped.connect(self._rest)

    def _checked(self, checked: Checked) -> None:
        self._rest()
        if checked.broken is None:
            told = self.tr("已核对 {0:,} 条，完整").format(checked.count)
        else:
            told = self.tr("第 {0:,} 条被改过或缺了前一条，它前面的 {1:,} 条完整")
            told = told.format(checked.broken, checked.count)
        role = "muted" if checked.broken is None else "error"
        self.outcome.setProperty("role", role)
        self.outcome.style().polish(self.outcome)
        self.outcome.setText(told)

    def _not_checked(self, error: Exception) -> None:
        self._rest()
        self.bench.messages.error(error)

    def _rest(self) -> None:
        self.checking.setEnabled(True)
