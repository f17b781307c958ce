"""文书: the papers of an issue, from its card; and 催办, 督办 for many issues, from a list."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from db.issues.issues import IssuePage
from db.papers.slips import SlipRow
from db.reading import Reader
from db.session import now
from domain import slips
from domain.rules import Rules
from domain.slips import SLIP_WORDS, SlipKind
from ui.papers.old_paper_page import AnswerPage, OrderPage
from ui.papers.paper_page import PaperPage
from ui.papers.slip_page import Ids, SlipPage
from ui.view import View
from ui.workbench import Workbench


def remind_many(
    bench: Workbench,
    over: QWidget,
    kind: SlipKind,
    ids: Ids,
) -> SlipPage:
    """催办 (``REMIND``) or 督办 (``SUPERVISE``) what ``ids`` finds: one PDF, a paper a unit.

    ``over`` is the page that is covered until the user is done; ``ids`` is asked on the database
    thread. Issues that cannot be reminded of are named with the reason.
    """
    page = SlipPage(bench, over, kind, ids)
    page.open()
    return page


class PapersButton(QPushButton):
    """The papers that can be written about the issue that is shown, and those that were."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("issue_papers", "文书"), parent)
        self.bench = bench
        self.page: PaperPage | None = None
        self._shown: IssuePage | None = None
        self.setAutoDefault(False)
        self.setToolTip(self.tr("派单、催办单、督办单、上报函和复函（Alt+W）"))
        self.setShortcut("Alt+W")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.order = menu.addAction(self.tr("打印派单"), self.open_order)
        self.kinds: dict[SlipKind, QAction] = {}
        for kind in SlipKind:
            action = menu.addAction(SLIP_WORDS[kind], self._write_clicked)
            action.setData(kind.value)
            self.kinds[kind] = action
        menu.addSeparator()
        self.filing = menu.addMenu(self.tr("登记复函、反馈"))
        self.past = menu.addMenu(self.tr("以前的文书"))
        self.setMenu(menu)

    def show_page(self, page: IssuePage, office: Rules) -> None:
        """Offer what can be written about this issue; what cannot says why."""
        self._shown = page
        self.order.setEnabled(page.standing.order is not None)
        self.order.setToolTip("" if self.order.isEnabled() else self.tr("还没有派过单"))
        for kind, action in self.kinds.items():
            why = slips.refusal(kind, page.standing, page.row.unit, now(), office)
            action.setEnabled(not why)
            action.setToolTip(why)
        self._list(self.filing, [p for p in page.papers if p.waits], self._answer_clicked)
        self._list(self.past, page.papers[::-1], self._past_clicked)

    def _list(self, menu: QMenu, papers: Sequence[SlipRow], act: Any) -> None:
        menu.clear()
        menu.setEnabled(bool(papers))
        for paper in papers:
            menu.addAction(_words(paper), act).setData(paper.id)

    # Opening

    def open_order(self) -> None:
        """Show the dispatch order to print."""
        if self._shown is not None:
            self._open(OrderPage(self.bench, self._over(), self._shown.row.id))

    def write_slip(self, kind: SlipKind) -> None:
        """Write a slip or letter about the issue; what was typed before is there again."""
        shown = self._shown
        if shown is None:
            return
        issue_id = shown.row.id

        def ids(_: Reader) -> Sequence[int]:
            return [issue_id]

        self._open(SlipPage(self.bench, self._over(), kind, ids, issue_id))

    def open_slip(self, slip_id: int, answering: bool = False) -> None:
        """Show a slip of the issue that is shown, and the form for its answer."""
        papers = self._shown.papers if self._shown is not None else ()
        slip = next((p for p in papers if p.id == slip_id), None)
        if slip is not None:
            self._open(AnswerPage(self.bench, self._over(), slip, answering))

    def _open(self, page: PaperPage) -> None:
        self.page = page
        page.left.connect(self._left)
        page.open()

    def _left(self) -> None:
        self.page = None

    def _over(self) -> QWidget:
        """The whole page that the card belongs to."""
        above: QWidget = self
        while above.parentWidget() is not None and not isinstance(above, View):
            above = above.parentWidget()
        return above

    def _write_clicked(self) -> None:
        self.write_slip(SlipKind(self._sender_data()))

    def _answer_clicked(self) -> None:
        self.open_slip(self._sender_data(), answering=True)

    def _past_clicked(self) -> None:
        self.open_slip(self._sender_data())

    def _sender_data(self) -> Any:
        sender = self.sender()
        return sender.data() if isinstance(sender, QAction) else None


def _words(paper: SlipRow) -> str:
    """A paper as a menu names it: what, which, how it stands."""
    if paper.voided_at is not None:
        state = "已作废"
    elif paper.sent_at is None:
        state = "未发出"
    elif paper.replied_on is None:
        state = f"{paper.sent_at:%Y-%m-%d} 发出，未答复"
    else:
        state = f"{paper.replied_on:%Y-%m-%d} 已答复"
    return f"{SLIP_WORDS[paper.kind]} {paper.number} · {state}"
