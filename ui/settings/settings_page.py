"""设置: how the office works its issues, a section each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from domain.rights import Right
from ui.parts import page_column
from ui.settings.audit_section import AuditSection
from ui.settings.backup_section import BackupSection
from ui.settings.calendar_section import CalendarSection
from ui.settings.categories_section import CategoriesSection
from ui.settings.fonts_section import FontsSection
from ui.settings.limits_section import LimitsSection
from ui.settings.look_section import LookSection
from ui.settings.notices_section import NoticesSection
from ui.settings.persons_section import PersonsSection
from ui.settings.projects_section import ProjectsSection
from ui.settings.routing_section import RoutingSection
from ui.settings.users_section import UsersSection
from ui.settings.visits_section import VisitsSection
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button
from widgets.icons import icon


class SettingsPage(QWidget):
    """Sections at the left, the one that is chosen at the right; each keeps what is typed."""

    left = Signal()
    import_wanted = Signal()
    """A table of categories is to be imported."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.limits, self.calendar = LimitsSection(bench), CalendarSection(bench)
        self.visits, self.projects = VisitsSection(bench), ProjectsSection(bench)
        self.categories, self.routing = CategoriesSection(bench), RoutingSection(bench)
        self.fonts = FontsSection(bench)
        self.notices, self.users = NoticesSection(bench), UsersSection(bench)
        self.backup, self.audit = BackupSection(bench), AuditSection(bench)
        self.persons, self.look = PersonsSection(bench), LookSection(bench)
        self._words = {
            self.limits: (self.tr("颜色和时限"), "clock"),
            self.calendar: (self.tr("工作日历"), "calendar"),
            self.categories: (self.tr("问题类别"), "clipboard-list"),
            self.routing: (self.tr("派单规则"), "send"),
            self.visits: (self.tr("走访和双线"), "users"),
            self.projects: (self.tr("实事项目"), "hammer"),
            self.fonts: (self.tr("打印字体"), "printer"),
            self.notices: (self.tr("公示文字"), "megaphone"),
            self.users: (self.tr("用户和权限"), "circle-user"),
            self.backup: (self.tr("备份"), "database"),
            self.audit: (self.tr("操作记录"), "history"),
            self.persons: (self.tr("个人信息请求"), "inbox"),
            self.look: (self.tr("外观"), "sun"),
        }
        self._bench, self.told = bench, QLabel()
        self.told.setProperty("role", "muted")
        self.back = plain_button(self.tr("返回"), "chevron-left")
        self.back.setToolTip(self.tr("返回（Esc），没有保存的内容会留着"))
        self.sections, self.stack = QListWidget(), QStackedWidget()
        self.sections.setProperty("role", "sections")
        self.sections.ensurePolished()  # its rows are measured when the first one is chosen
        for section, (words, icon_name) in self._words.items():
            item = QListWidgetItem(icon(icon_name, "muted"), words)
            self.sections.addItem(item)
            self.stack.addWidget(section)
            section.dirty_changed.connect(self._mark_dirty)
        self._lay_out()
        self.back.clicked.connect(self.left)
        self.categories.import_wanted.connect(self.import_wanted)
        bench.bus.changed.connect(self._hear)
        self.sections.currentRowChanged.connect(self._show)
        self.sections.setCurrentRow(0)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("设置"))
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.back)
        head.addWidget(title)
        head.addWidget(self.told, 1)
        self.sections.setFixedWidth(theme.px(184))
        self.sections.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sections.setAccessibleName(self.tr("设置的各部分"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(self.sections)
        row.addWidget(self.stack, 1)
        column = page_column(self)
        column.addLayout(head)
        column.addLayout(row, 1)

    def start(self) -> None:
        """Put the cursor on the sections."""
        self.sections.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_section(self, section: QWidget) -> None:
        """Go to a section."""
        self.sections.setCurrentRow(self.stack.indexOf(section))

    def _show(self, row: int) -> None:
        self.stack.setCurrentIndex(row)
        self._judge_rights()

    def _hear(self, topics: frozenset[str]) -> None:
        if "rights" in topics:
            self._judge_rights()

    def _judge_rights(self) -> None:
        """Without the right to it a section can be seen and not changed, and says why."""
        # These judge by themselves, or are nobody else's business.
        own = {self.users: Right.USERS, self.audit: None, self.persons: None, self.look: None}
        for section in self._words:
            section.setEnabled(section in own or Right.SETTINGS in self._bench.rights)
        needed = own.get(self.stack.currentWidget(), Right.SETTINGS)
        why = self.tr("您的角色没有“{0}”的权限，只能看").format(needed)
        self.told.setText("" if needed is None or needed in self._bench.rights else why)

    def _mark_dirty(self, _: bool) -> None:
        for row, (section, (words, _icon)) in enumerate(self._words.items()):
            unsaved = self.tr("{0} · 未存").format(words)
            self.sections.item(row).setText(unsaved if section.is_dirty() else words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right)
        if enter and self.sections.hasFocus():
            self.stack.currentWidget().focus()
        elif event.key() == Qt.Key.Key_Escape:  # unless what has the focus makes use of it
            self.left.emit()
        else:
            super().keyPressEvent(event)
