"""The form that registers an issue."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from db import places
from db.reading import Reader
from db.session import now
from domain.entries import EventEntry, IssueEntry
from domain.phones import read_phones
from domain.places import RANK, Level
from domain.workflow import SOURCE_WORDS, Move
from ui.issues.issue_moves import Words, category_field
from ui.issues.similar_issues import SimilarIssues
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.fields import ChoiceField, LineField, TextField, day_in
from widgets.forms import Form

LONGEST_TITLE = 80
_EARLIEST_YEAR = 2000  # whoever writes 1026 means 2026


def read_places(connection: Reader) -> list[tuple[int, str]]:
    """The places an issue can have, from communities down to entrances, by their full names."""
    rows = places.all_places(connection)
    by_id = {row.id: row for row in rows}
    return [
        (row.id, places.full_name(row, by_id))
        for row in rows
        if RANK[row.level] >= RANK[Level.COMMUNITY]
    ]


def read_moment(text: str) -> datetime | None:
    """``2026-11-03 09:30``, or a day alone in any usual form; None when it is neither."""
    day, _, clock = text.strip().partition(" ")
    found = day_in(day)
    if found is None:
        return None
    try:
        hour, minute = (
            int(part) for part in (clock.strip() or "0:0").replace("：", ":").split(":")
        )
        return datetime(found.year, found.month, found.day, hour, minute)
    except ValueError:
        return None


class IssueForm(QWidget):
    """Keeps what is typed until it is stored or thrown away, however often it is left."""

    submitted = Signal(object, object)
    """The `IssueEntry` and the id of its place or None, without faults."""
    left = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: dict[int, str] = {}
        self.form = Form()
        self._add_fields()
        self.similar = SimilarIssues(bench)
        self.form.put_below("title", self.similar)
        self.save = primary_button(self.tr("登记"), "check", "Ctrl+S")
        self.leave = plain_button(self.tr("返回"))
        self.leave.setToolTip(self.tr("返回（Esc），填写的内容会留着"))
        self.reset = plain_button(self.tr("清空"))
        self._lay_out()
        self._connect()
        self.clear()

    def _add_fields(self) -> None:
        form = self.form
        title = LineField(self.tr("一句话说清是什么事"), LONGEST_TITLE)
        form.add("title", self.tr("问题"), title, required=True)
        form.add("description", self.tr("详情"), TextField(lines=4))
        form.add("source", self.tr("来源"), ChoiceField(tuple(SOURCE_WORDS.items())))
        form.add("place", self.tr("地点"), ChoiceField((), self.tr("输入小区、楼栋查找")))
        form.add("person", self.tr("反映人"), LineField("", 40))
        form.add("phone", self.tr("电话"), LineField("", 40), check=self._check_phone)
        form.add("category", self.tr("类别"), category_field(Words((), ())))
        found = LineField(self.tr("现在；补记写成 2026-11-03 09:30"), 30)
        form.add("found", self.tr("发现时间"), found, check=self._check_moment)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("登记问题"))
        title.setProperty("role", "title")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, theme.px(6), 0)
        inner.addWidget(self.form)
        inner.addStretch(1)
        area.setWidget(content)
        foot = QHBoxLayout()
        foot.addWidget(self.reset)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(title)
        column.addWidget(area, 1)
        column.addWidget(self.problem)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.save.clicked.connect(self._submit)
        self.leave.clicked.connect(self.left)
        self.reset.clicked.connect(self.clear)
        self.form.submitted.connect(self._submit)
        self.form.edited.connect(self._edited)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        leave = QShortcut(QKeySequence("Esc"), self, context=inside)
        leave.activated.connect(self.left)

    def offer(self, found: list[tuple[int, str]], words: Words) -> None:
        """Offer these places and categories; what is typed stays."""
        self._places = dict(found)
        self.form.field("place").set_choices(found)
        shown = [(path, path.replace("/", " / ")) for path in words.categories]
        self.form.field("category").set_choices(shown)

    def start(self) -> None:
        """Put the cursor where typing begins."""
        self.form.field("title").setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Begin anew."""
        self.form.set_values({"source": "appeal"})
        self._edited()

    def show_problem(self, problem: str) -> None:
        """Say why it could not be stored; everything typed stays."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _edited(self) -> None:
        self.show_problem("")
        self.reset.setVisible(self.form.is_dirty())
        values = self.form.values()
        self.similar.look_for(values["title"] or "", values["place"])

    def _check_phone(self, text: str) -> str:
        wrong = read_phones(text).unread
        return self.tr("应为 11 位手机号或带区号的座机") if wrong else ""

    def _check_moment(self, text: str) -> str:
        moment = read_moment(text)
        if moment is None:
            return self.tr("请写成 2026-11-03 09:30，或留空表示现在")
        if moment.year < _EARLIEST_YEAR:
            return self.tr("年份不对，请核对")
        return self.tr("发现时间不能晚于现在") if moment > now() else ""

    def _submit(self) -> None:
        if not self.form.validate():
            return
        values = self.form.values()
        self.submitted.emit(self._entry(values), values["place"])

    def _entry(self, values: dict[str, Any]) -> IssueEntry:
        found = read_moment(values["found"]) if values["found"] else None
        return IssueEntry(
            title=values["title"],
            events=(EventEntry(Move.REGISTER, found or now()),),
            description=values["description"] or "",
            source=values["source"] or "appeal",
            person=values["person"] or "",
            phone="、".join(read_phones(values["phone"] or "").numbers),
            category=tuple(filter(None, (values["category"] or "").split("/"))),
            place_text=self._places.get(values["place"], ""),
        )
