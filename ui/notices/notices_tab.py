"""公开公示: choose a template and a place, look at the sheets, print or save them."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from db import places
from db.engine import Database
from db.notice_register import Drafted
from db.reading import Reader
from db.session import today
from domain.disclosure import TEMPLATES, Notice
from domain.places import RANK, Level
from printing.batch import Printed
from ui import actions
from ui.choice_cards import Choice, ChoiceCards
from ui.notices import publishing
from ui.notices.batch_drawing import BatchDrawing, warm
from ui.notices.publishing import Standing, Wish
from ui.papers.outlet import Outlet, Target
from ui.papers.pdf_preview import PdfPreview
from ui.parts import beside, page_column, scrolling
from ui.tasks import Task
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import primary_button
from widgets.cards import Card, Divider, SectionTitle
from widgets.chips import Chip
from widgets.empty_state import EmptyState
from widgets.fields import ChoiceField, DateField, LineField
from widgets.forms import Form
from widgets.pick_field import PickField

_AT_REST_MS = 400  # a form that is being filled is not drawn at every key
_PER: dict[str, Level | None] = {"whole": None, "entrance": Level.ENTRANCE, "group": Level.GROUP}


@dataclass(frozen=True, slots=True)
class _Made:
    """The notices of a wish, and where each of them hangs."""

    wish: Wish
    notices: tuple[Notice, ...]
    hung: tuple[int, ...]


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
    topics = frozenset({"issues", "teams", "projects", "places", "settings", "batches", "finance"})

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._tops: dict[int, str] = {}
        self._made: _Made | None = None
        self._shown: _Shown | None = None
        self._sent: _Shown | None = None
        self._task: Task | None = None
        self._chosen: dict[str, object] = {}
        self._titles = {key: template.title for key, template in TEMPLATES.items()}
        self.template = ChoiceCards(
            [
                Choice(
                    "issue_progress",
                    Chip(self.tr("问题办理"), "blue"),
                    below=self.tr("本期涉及的问题、责任单位和进展"),
                ),
                Choice(
                    "work_team",
                    Chip(self.tr("工作组"), "green"),
                    below=self.tr("谁负责这里、怎么联系"),
                ),
                Choice(
                    "projects",
                    Chip(self.tr("实事项目"), "teal"),
                    below=self.tr("本社区（村）今年的项目、资金和进度"),
                ),
                Choice(
                    "finance",
                    Chip(self.tr("财务收支"), "yellow"),
                    below=self.tr("社区、村的账；摘要里的居民姓名请先核对"),
                ),
            ]
        )
        self.form, self.lines = Form(), Form()
        self._fill_forms()
        self.outlet = Outlet(bench, self._file_name, primary=False)
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

    def _fill_forms(self) -> None:
        whole = self.tr("整个地点一张")
        per = [("entrance", self.tr("每个单元一张")), ("group", self.tr("每个村民小组一张"))]
        self.form.add("place", self.tr("张贴范围"), PickField(self.tr("社区、小区、楼栋…")), True)
        self.form.add("per", self.tr("份数"), ChoiceField([*per, ("whole", whole)]), True)
        self.form.add("since", self.tr("本期从"), DateField(), True)
        self.form.add("until", self.tr("到"), DateField(), True)
        hint = self.tr("空着就用所在社区的居（村）民委员会")
        self.lines.add("office", self.tr("公开单位"), LineField(hint))
        self.lines.add("reviewer", self.tr("审核"), LineField())
        self.lines.add("supervision_phone", self.tr("监督电话"), LineField("0527-00000000", 40))

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(12))
        for form in (self.form, self.lines):
            form.set_label_width(theme.px(72))
        for part in (
            SectionTitle(self.tr("公示内容")),
            self.template,
            self.form,
            Divider(),
            SectionTitle(self.tr("每张公示都有的落款")),
            self.lines,
        ):
            column.addWidget(part)
        column.addStretch(1)
        left = Card()
        left.body.addWidget(scrolling(inner), 1)
        left.body.addWidget(self.outlet)
        left.body.addWidget(self.filing)
        page_column(self).addWidget(beside((left, 400, 0), (self._preview(), 1000, 0), grows=1))

    def _preview(self) -> QWidget:
        self.empty = EmptyState(
            self.tr("选好张贴范围，这里就是要贴出去的样子"),
            self.tr("住户姓名、住址、电话按规定脱敏"),
            icon_name="megaphone",
        )
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.preview)
        card = Card()
        card.body.addWidget(self.pages)
        return card

    def _connect(self) -> None:
        self.template.set_value("issue_progress")
        self._followed = self._usual()
        self.form.set_values(self._followed)
        self.template.edited.connect(self._template_chosen)
        self.form.edited.connect(self._rest.start)
        self.lines.edited.connect(self._rest.start)
        self._rest.timeout.connect(self._make)
        self.outlet.chosen.connect(self._send)
        self.outlet.sent.connect(self._note_sent)
        self.filing.clicked.connect(self.file)
        self.drawing.seen.connect(self._seen)
        self.drawing.drawn.connect(self._drawn)
        self.drawing.failed.connect(self._not_made)
        warm(self.bench.tasks, self)

    def _usual(self) -> dict[str, object]:
        """How a template is usually printed: a year's projects hang once in a place."""
        template = str(self.template.value())
        since, until = publishing.period_of(template, today())
        per = "whole" if template == "projects" else "entrance"
        return {"per": per, "since": since, "until": until}

    def _template_chosen(self) -> None:
        """What the user has not chosen by hand follows the template."""
        before, self._followed = self._followed, self._usual()
        shown = self.form.values()
        followed = {key: self._followed[key] for key in before if shown[key] == before[key]}
        self.form.set_draft(followed)
        self._rest.start()

    # What is shown

    def refresh(self) -> None:
        """Read the places and the standing lines again, and draw what is chosen."""
        self.bench.read(self, self._read, self._show)

    def _read(self, connection: Reader) -> tuple[list[tuple[int, str]], Standing]:
        rows = places.all_places(connection)
        by_id = {row.id: row for row in rows}
        offered = [
            (row.id, places.full_name(row, by_id))
            for row in rows
            if RANK[row.level] >= RANK[Level.TOWNSHIP]
        ]
        return offered, publishing.standing(connection)

    def _show(self, read: tuple[list[tuple[int, str]], Standing]) -> None:
        offered, lines = read
        self.form.field("place").set_choices(offered)
        if not self.lines.is_dirty():
            self.lines.set_values(publishing.standing_values(lines))
        chosen, self._chosen = self._chosen, {}
        self.form.set_draft(chosen)
        self._make()

    def _wish(self) -> Wish | None:
        chosen = self.form.values()
        if self.form.problems() or self.template.value() is None:
            return None
        return Wish(
            template=str(self.template.value()),
            place_id=chosen["place"],
            per=_PER[chosen["per"]],
            since=min(chosen["since"], chosen["until"]),
            until=max(chosen["since"], chosen["until"]),
            today=today(),
        )

    def _make(self) -> None:
        """Draw what is chosen; a newer choice replaces the one being drawn."""
        if self._task is not None:
            self._task.cancel()
        self.drawing.cancel()
        wish = self._wish()
        if wish is None:
            self._show_nothing()
            return
        lines = Standing(**{key: value or "" for key, value in self.lines.values().items()})
        if self.lines.is_dirty():
            self._keep_lines(lines)

        again = self._shown is not None and self._shown.wish == wish
        if again or wish.per is None:
            self._build(wish)
            return

        def first(connection: Reader) -> tuple[Wish, Notice, int]:
            return wish, *publishing.first(connection, wish)

        self._task = self.bench.read(self, first, self._begin, self._not_made)

    def _begin(self, found: tuple[Wish, Notice, int]) -> None:
        wish, notice, count = found
        self.drawing.begin(notice, count)
        self._build(wish)

    def _build(self, wish: Wish) -> None:
        def build(connection: Reader) -> _Made:
            hung = tuple(spot.place_id for spot in publishing.hung_at(connection, wish))
            return _Made(wish, tuple(publishing.build(connection, wish)), hung)

        self._task = self.bench.read(self, build, self._draw, self._not_made)

    def _keep_lines(self, lines: Standing) -> None:
        self.lines.mark_clean()

        def keep(database: Database, user: str) -> None:
            actions.keep_standing(database, user, lines)

        self.bench.write(self, keep, self._kept)

    def _kept(self, _: None) -> None:
        """The notice that is drawn next has them."""

    def _draw(self, made: _Made) -> None:
        again = self._shown is not None and self._shown.wish == made.wish
        self._made = made
        if not again:
            self._shown = None
            self.outlet.set_possible(False)
        self.filing.setEnabled(True)
        self.drawing.draw(made.notices, keep=again)

    def _seen(self) -> None:
        self.pages.setCurrentIndex(1)

    def _drawn(self, pdf: bytes, printed: Printed) -> None:
        made = self._made
        if made is not None:
            self._shown = _Shown(pdf, made.wish, made.notices, made.hung, printed)
            self._seen()
            self.outlet.set_possible(True)

    def _not_made(self, error: Exception) -> None:
        self._show_nothing()
        self.bench.messages.error(error)

    def _show_nothing(self) -> None:
        self.drawing.cancel()
        self._made = self._shown = None
        self.pages.setCurrentIndex(0)
        self.outlet.set_possible(False)
        self.filing.setEnabled(False)

    def choose_finance(self, place_id: int, since: date, until: date) -> None:
        """Choose the accounts of a community, as one sheet."""
        self.template.set_value("finance")
        values = {"place": place_id, "per": "whole", "since": since, "until": until}
        if self.form.field("place").choices():
            self.form.set_draft(values)
            self._make()
        else:
            self._chosen = values  # the places are still being read

    def choose(self, place_id: int) -> None:
        """Choose the place the notices hang at."""
        self.form.field("place").set_value(place_id)
        self._make()

    # Print and save

    def _file_name(self) -> str:
        wish = self._wish()
        if wish is None:
            return ""
        place = self.form.field("place").text()
        return f"{self._titles[wish.template]}-{place}-{wish.until:%Y%m}.pdf"

    def _send(self, target: Target) -> None:
        self._sent = self._shown
        if self._shown is not None:
            self.outlet.send(self._shown.pdf, target)

    def _note_sent(self, sentence: str) -> None:
        """The audit knows what left the office as a draft."""
        sent = self._sent
        if sent is None:
            return
        told = f"{self._titles[sent.wish.template]} {sent.printed.notices} 张"

        def note(database: Database, user: str) -> str:
            actions.note_printed(database, user, "打印公示稿样", told)
            return sentence

        self.bench.write(self, note, self.bench.messages.success)

    def file(self) -> None:
        """Put what is shown into the register, for the supervision committee to review."""
        made = self._made
        if made is None:
            return
        wish, title = made.wish, self._titles[made.wish.template]

        def draft(database: Database, user: str) -> int:
            sheets = tuple(zip(made.hung, made.notices, strict=True))
            drafted = Drafted(wish.template, title, wish.place_id, wish.since, wish.until, sheets)
            return actions.draft_notice(database, user, drafted)

        self.filing.setEnabled(False)
        self.bench.write(self, draft, self._filed, self._not_filed)

    def _filed(self, notice_id: int) -> None:
        self.bench.messages.success(self.tr("稿样已登记，请监委会审核"))
        self.filed.emit(notice_id)

    def _not_filed(self, error: Exception) -> None:
        self.filing.setEnabled(self._made is not None)
        self.bench.messages.error(error)
