"""公开公示: choose a template and a place, look at the sheets, print or save them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from db import places
from db.engine import Database
from db.notices import notice_drafts
from db.notices.notice_content import drafted
from db.reading import Reader
from domain import general_notice
from domain.disclosure import Notice
from domain.general_notice import GeneralWords
from domain.notice_texts import NoticeTexts
from domain.places import RANK, Level
from printing.batch import Printed
from ui import actions
from ui.notices import publishing, texts
from ui.notices.batch_drawing import BatchDrawing, warm
from ui.notices.publishing import Standing
from ui.notices.wish import Wish
from ui.notices.wish_form import WishForm
from ui.papers.outlet import Leaves, Outlet, Target
from ui.papers.pdf_preview import PdfPreview
from ui.parts import beside, page_column, scrolling
from ui.tasks import Task, Work
from ui.view import View
from ui.workbench import Workbench
from widgets.buttons import primary_button
from widgets.cards import Card
from widgets.empty_state import EmptyState

_AT_REST_MS = 400  # a form that is being filled is not drawn at every key


@dataclass(frozen=True, slots=True)
class _Offered:
    """Where notices may hang, the standing lines and texts, and what was being written."""

    places: list[tuple[int, str]]
    lines: Standing
    texts: dict[str, NoticeTexts]
    draft: GeneralWords


@dataclass(frozen=True, slots=True)
class _Made:
    """The notices of a wish, where each of them hangs, and what should be known before."""

    wish: Wish
    notices: tuple[Notice, ...]
    hung: tuple[int, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the preview shows: these bytes and no others are saved and printed."""

    pdf: bytes
    wish: Wish
    notices: tuple[Notice, ...]
    hung: tuple[int, ...]
    printed: Printed


class NoticesTab(View):
    """The form at the left, the sheets as they will be printed at the right."""

    filed = Signal(object)
    """The id of a draft that was put into the register."""
    topics = frozenset(
        {
            "issues", "teams", "projects", "places", "settings", "batches", "finance", "check_ins",
        }
    )  # fmt: skip

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._made: _Made | None = None
        self._shown: _Shown | None = None
        self._sent: _Shown | None = None
        self._task: Task | None = None
        self._chosen: dict[str, object] = {}
        self.wishing = WishForm()
        self.template, self.form = self.wishing.template, self.wishing.scope
        self.general, self.lines = self.wishing.general, self.wishing.lines
        self._draft_known = False
        self.outlet = Outlet(bench, self._file_name, False, self._leaves)
        self.filing = primary_button(self.tr("登记，送审核"), "send")
        self.preview = PdfPreview()
        self.drawing = BatchDrawing(bench.tasks, self.preview)
        self.pages = QStackedWidget()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_AT_REST_MS)
        self._lay_out()
        self._connect()

    # Building

    def _lay_out(self) -> None:
        left = Card()
        left.body.addWidget(scrolling(self.wishing), 1)
        left.body.addWidget(self.outlet)
        left.body.addWidget(self.filing)
        page_column(self).addWidget(beside((left, 400, 0), (self._preview(), 1000, 0), grows=1))

    def _preview(self) -> QWidget:
        self.empty = EmptyState("")
        self._invite()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.preview)
        card = Card()
        card.body.addWidget(self.pages)
        return card

    def _connect(self) -> None:
        self.wishing.edited.connect(self._rest.start)
        self.general.cleared.connect(self._words_cleared)
        self._rest.timeout.connect(self._make)
        self.outlet.chosen.connect(self._send)
        self.outlet.sent.connect(self._note_sent)
        self.filing.clicked.connect(self.file)
        self.drawing.seen.connect(self._seen)
        self.drawing.drawn.connect(self._drawn)
        self.drawing.failed.connect(self._not_made)
        warm(self.bench.tasks, self)

    # What is shown

    def refresh(self) -> None:
        """Read the places and the standing lines again, and draw what is chosen."""
        self.bench.read(self, self._read, self._show)

    def _read(self, connection: Reader) -> _Offered:
        rows = places.all_places(connection)
        by_id = {row.id: row for row in rows}
        offered = [
            (row.id, places.full_name(row, by_id))
            for row in rows
            if RANK[row.level] >= RANK[Level.TOWNSHIP]
        ]
        draft = notice_drafts.words(connection, self.bench.user)
        own = texts.current(connection)
        return _Offered(offered, publishing.standing(connection), own, draft)

    def _show(self, read: _Offered) -> None:
        self.wishing.offer(read.places)
        self.wishing.show_texts(read.texts)
        if not self.lines.is_dirty():
            self.lines.set_values(publishing.standing_values(read.lines))
        if not self._draft_known:
            self._draft_known = True
            self.general.show_words(read.draft)
        chosen, self._chosen = self._chosen, {}
        self.wishing.choose(chosen)
        self._make()

    def _make(self) -> None:
        """Draw what is chosen; a newer choice replaces the one being drawn."""
        if self._task is not None:
            self._task.cancel()
        self.drawing.cancel()
        self._keep_typed()
        wish = self.wishing.wish()
        if wish is None:
            self._show_nothing()
            return

        again = self._shown is not None and self._shown.wish == wish
        if again or wish.per is None:
            self._build(wish)
            return

        def first(connection: Reader) -> tuple[Wish, Notice, int]:
            return wish, *publishing.first(connection, wish)

        self._task = self.bench.read(self, first, self._begin, self._not_made)

    def _begin(self, found: tuple[Wish, Notice, int]) -> None:
        wish, notice, count = found
        self.drawing.begin(notice, count, wish.paper)
        self._build(wish)

    def _build(self, wish: Wish) -> None:
        def build(connection: Reader) -> _Made:
            hung = tuple(spot.place_id for spot in publishing.hung_at(connection, wish))
            made = tuple(publishing.build(connection, wish))
            return _Made(wish, made, hung, publishing.without_stairs(connection, wish))

        self._task = self.bench.read(self, build, self._draw, self._not_made)

    def _keep_typed(self) -> None:
        """What is typed is kept: the standing lines as a setting, a general notice as a draft."""
        lines, words = self.wishing.standing(), self.general.words()
        if self.lines.is_dirty():
            self.lines.mark_clean()
            self._write(lambda database, user: actions.keep_standing(database, user, lines))
        if self.general.form.is_dirty():
            self.general.form.mark_clean()
            self._write(lambda database, user: actions.keep_notice_words(database, user, words))

    def _write(self, keep: Callable[[Database, str], None]) -> None:
        self.bench.write(self, keep, self._kept)

    def hideEvent(self, event: QHideEvent) -> None:
        self._keep_typed()
        super().hideEvent(event)

    def _words_cleared(self, before: GeneralWords) -> None:
        told = self.tr("已清空，可以另写一份")
        self.bench.messages.undoable(told, partial(self.general.put_words, before))

    def _kept(self, _: None) -> None:
        """The notice that is drawn next has them."""

    def _draw(self, made: _Made) -> None:
        again = self._shown is not None and self._shown.wish == made.wish
        self._made = made
        if not again:
            self._shown = None
            self.outlet.set_possible(False)
        self.filing.setEnabled(True)
        self.drawing.draw(made.notices, made.wish.paper, keep=again, warning=made.warning)

    def _seen(self) -> None:
        self.pages.setCurrentIndex(1)

    def _drawn(self, pdf: bytes, printed: Printed) -> None:
        made = self._made
        if made is not None:
            self._shown = _Shown(pdf, made.wish, made.notices, made.hung, printed)
            self._seen()
            words = made.wish.words
            self.outlet.set_possible(words is None or not general_notice.secrets(words))

    def _not_made(self, error: Exception) -> None:
        self._show_nothing()
        self.bench.messages.error(error)

    def _show_nothing(self) -> None:
        self.drawing.cancel()
        self._made = self._shown = None
        self._invite()
        self.pages.setCurrentIndex(0)
        self.outlet.set_possible(False)
        self.filing.setEnabled(False)

    def _invite(self) -> None:
        """Say what is missing for a sheet to be seen."""
        told = self.tr("选好张贴范围，这里就是要贴出去的样子")
        hint = self.tr("住户姓名、住址、电话按规定脱敏")
        if self.wishing.is_general():
            told = self.tr("写好标题和正文，选好张贴范围，这里就是要贴出去的样子")
            hint = self.tr("写到一半可以离开，下次打开还在")
        self.empty.set_text(told, hint, icon_name="megaphone")

    def choose(self, template: str, place_id: int, **values: object) -> None:
        """Choose a template and where it hangs; ``values`` are more of the form's."""
        self.template.set_value(template)
        chosen = {"place": place_id} | values
        if self.form.field("place").choices():
            self.wishing.choose(chosen)
            self._make()
        else:
            self._chosen = chosen  # the places are still being read

    def write_general(self) -> None:
        """Go on writing a general notice."""
        self.template.set_value(general_notice.TEMPLATE)
        self.general.start()

    # Print and save

    def _file_name(self) -> str:
        if self._shown is None:
            return ""
        place = self.form.field("place").text()
        title, until = self._shown.notices[0].title, self._shown.wish.until
        return publishing.file_name(f"{title}-{place}-{until:%Y%m}")

    def _leaves(self) -> Leaves | None:
        return ("audit", "打印公示稿样", self._shown.wish.places) if self._shown else None

    def _send(self, target: Target) -> None:
        self._sent = self._shown
        if self._shown is not None:
            self.outlet.send(self._shown.pdf, target)

    def _note_sent(self, sentence: str) -> None:
        """The audit knows what left the office as a draft."""
        sent = self._sent
        if sent is None:
            return
        told = f"{sent.notices[0].title} {sent.printed.notices} 张"
        where = sent.wish.places

        def note(database: Database, user: str) -> str:
            actions.note_printed(database, user, "打印公示稿样", told, where)
            return sentence

        self.bench.write(self, note, self.bench.messages.success)

    def file(self) -> None:
        """Put what is shown into the register, for the supervision committee to review."""
        made = self._made
        if made is None:
            return
        wish, title, bench = made.wish, made.notices[0].title, self.bench

        def work(_: Work) -> int:
            sheets = tuple(zip(made.hung, made.notices, strict=True))
            place_id = None if wish.also else wish.place_id
            draft = drafted(wish.template, title, place_id, *wish.period, sheets, wish.paper)
            write = partial(actions.draft_notice, bench.database, bench.user, draft)
            return int(bench.tasks.ask_database(write))

        self.filing.setEnabled(False)
        bench.tasks.in_pool(self, work, self._filed, self._not_filed)

    def _filed(self, notice_id: int) -> None:
        self.bench.messages.success(self.tr("稿样已登记，请监委会审核"))
        self.filed.emit(notice_id)

    def _not_filed(self, error: Exception) -> None:
        self.filing.setEnabled(self._made is not None)
        self.bench.messages.error(error)
