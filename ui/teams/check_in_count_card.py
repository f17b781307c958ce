"""The detail card of a compound or an employer: who reported, the posts, and the way to them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.check_ins import check_in_counts
from db.check_ins.check_in_counts import Count, PostCount
from db.check_ins.check_ins import CheckInFilter
from db.reading import Reader
from domain.check_in import hours_words
from ui.parts import scrolling
from ui.teams.branch_part import BranchPart
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, Divider, KeyValues
from widgets.empty_state import EmptyState


class CountCard(Card):
    """Shows one line of the counts; of a compound the party branch is written here."""

    members_wanted = Signal(object)
    """The `Count` whose party members are to be listed."""
    slip_wanted = Signal(object)
    """The `Count` of the employer who is to be told."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.count: Count | None = None
        self._narrowed: CheckInFilter | None = None
        self.empty = EmptyState(
            self.tr("选一行看认领的岗位"), self.tr("回车看这里的党员"), icon_name="building-2"
        )
        self.title, self.beside, self.heading = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.beside.setProperty("role", "muted")
        self.heading.setProperty("role", "section")
        self.title.setWordWrap(True)
        self.facts, self.posts = KeyValues(), KeyValues()
        self.branch = BranchPart(bench)
        self.listing = primary_button(self.tr("看这些党员"), "users")
        self.slip = plain_button(self.tr("反馈单"), "printer", "Alt+W")
        self._lay_out()
        self.listing.clicked.connect(self._list)
        self.slip.clicked.connect(self._print)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        for part in (
            self.title,
            self.beside,
            self.facts,
            self.branch,
            Divider(),
            self.heading,
            self.posts,
        ):
            column.addWidget(part)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self.listing)
        buttons.addWidget(self.slip)
        buttons.addStretch(1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        outer.addWidget(scrolling(inner), 1)
        outer.addLayout(buttons)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(whole)
        self.body.addWidget(self.stack)

    def show_count(self, count: Count | None, narrowed: CheckInFilter, of_unit: bool) -> None:
        """Show a line; ``narrowed`` is the filter that finds just its party members."""
        self.count, self._narrowed = count, narrowed
        self.stack.setCurrentIndex(0 if count is None else 1)
        if count is None:
            return
        self.title.setText(count.name or self.tr("没有填单位"))
        self.beside.setText(count.beside)
        self.beside.setVisible(bool(count.beside) and count.beside != count.name)
        year = narrowed.until.year
        hours = self.tr("，{0} 小时").format(hours_words(count.hours)) if count.hours else ""
        done = self.tr("{0:,} 次{1}").format(count.served, hours) if count.served else ""
        self.facts.set_facts(
            [
                (self.tr("在册党员"), self.tr("{0:,} 名").format(count.members)),
                (self.tr("认领岗位"), self.tr("{0:,} 人").format(count.posts)),
                (self.tr("{0} 年服务").format(year), done or self.tr("还没有")),
            ]
        )
        self.listing.setEnabled(count.members > 0)
        self.slip.setVisible(of_unit and bool(count.id))
        self.branch.setVisible(not of_unit)
        if not of_unit:
            self.branch.show_place(count.id)

        def read(connection: Reader) -> tuple[int, list[PostCount]]:
            return count.id, check_in_counts.posts_of(connection, narrowed)

        self.bench.read(self, read, self._show_posts)

    def _show_posts(self, found: tuple[int, list[PostCount]]) -> None:
        id_, posts = found
        if self.count is None or self.count.id != id_:
            return
        words = self.tr("认领的岗位") if posts else self.tr("还没有人认领岗位")
        self.heading.setText(words)
        self.posts.set_facts([(p.post, self.tr("{0:,} 人").format(p.members)) for p in posts])

    def _list(self) -> None:
        if self.count is not None:
            self.members_wanted.emit(self.count)

    def _print(self) -> None:
        if self.count is not None:
            self.slip_wanted.emit(self.count)
