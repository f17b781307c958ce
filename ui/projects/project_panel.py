"""The detail card of a project: it is read, written and led through its life here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from db import photos
from db.engine import Database
from db.projects import projects
from db.projects.project_edits import Stepped
from db.projects.projects import Born, ProjectPage
from db.reading import Reader
from db.session import today
from domain.places import RANK, Level
from domain.projects import ProjectLevel
from ui import actions
from ui.projects.project_card import ProjectCard
from ui.projects.project_changes import ProjectChanges
from ui.projects.project_form import ProjectForm, entry_of
from ui.projects.project_names import Names
from ui.projects.step_bar import StepBar
from ui.record_editing import Edited, RecordEditing
from ui.workbench import Workbench
from widgets import theme
from widgets.cards import Card, Divider
from widgets.empty_state import EmptyState

_EMPTY, _CARD, _FORM = range(3)


@dataclass(frozen=True, slots=True)
class _Shown:
    page: ProjectPage
    pictures: Mapping[int, bytes]


def read_shown(connection: Reader, project_id: int) -> _Shown | None:
    """A project with its pictures; None when it is no longer there."""
    page = projects.page(connection, project_id)
    if page is None:
        return None
    return _Shown(page, photos.contents(connection, [p.photo_id for p in page.photos]))


def _values(page: ProjectPage) -> dict[str, Any]:
    row = page.row
    keys = ("name", "level", "content", "kind", "unit", "person", "phone", "funding", "year")
    told = {key: getattr(row, key) or None for key in keys}
    return told | {
        "level": row.level.value,
        "place": row.place_id,
        "invested": row.invested,
        "planned_by": row.planned_by,
        "issues": " ".join(issue.number for issue in page.issues) or None,
    }


class ProjectPanel(Card):
    """Shows one project; what was typed and not stored stays as a draft."""

    saved = Signal(object)
    """The id of a project that was stored, or put back."""
    issue_wanted = Signal(object, str)
    """The id and the number of an issue that a project was born from."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted: int | None = None
        self._shown: _Shown | None = None
        self.changes = ProjectChanges(bench, self)
        self.empty = EmptyState(
            self.tr("选一个项目看进展"),
            self.tr("上下键移动，回车做下一步，F2 修改"),
            icon_name="hammer",
        )
        self.card, self.bar, self.form = ProjectCard(), StepBar(bench.drafts), ProjectForm()
        titles = self.tr("新增实事项目"), self.tr("修改实事项目")
        self.editing = RecordEditing(bench, self, self.form, "project", titles, _store, _again)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        reading = QWidget()
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.card, 1)
        column.addWidget(Divider())
        column.addWidget(self.bar)
        self.stack = QStackedWidget()
        for part in (self.empty, reading, self.form):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)

    def _connect(self) -> None:
        self.bar.editing.clicked.connect(self.edit)
        self.bar.submitted.connect(self.changes.step)
        self.bar.removed.connect(self._remove)
        self.card.issue_wanted.connect(self._want_issue)
        self.card.photos.files_chosen.connect(self._add_photos)
        self.card.photos.removed.connect(self.changes.remove_photo)
        self.changes.put_back.connect(self.saved)
        self.changes.stepped.connect(self._stepped)
        self.changes.refused.connect(self._refused)
        self.editing.opened.connect(self._open_form)
        self.editing.left.connect(self._leave_form)
        self.editing.stored.connect(self._stored)

    # What is shown

    def is_editing(self) -> bool:
        """Whether the form of the facts is open."""
        return self.editing.is_open

    def show_project(self, project_id: int | None) -> None:
        """Show this project, or the empty card; a form that is open stays."""
        self._wanted = project_id
        self.refresh()

    def offer(self, names: Names) -> None:
        """What can be typed and chosen."""
        self.form.offer(names)

    def refresh(self) -> None:
        """Read the project again; what is being typed stays."""
        wanted = self._wanted
        if wanted is None:
            self._show(None)
            return
        self.bench.read(self, lambda connection: read_shown(connection, wanted), self._show)

    def _show(self, shown: _Shown | None) -> None:
        if shown is not None and shown.page.row.id != self._wanted:
            return  # another one was chosen meanwhile
        self._shown = shown
        if shown is not None:
            self.card.show_page(shown.page, shown.pictures)
        self.bar.show_row(shown.page.row if shown is not None else None)
        if not self.is_editing():
            self.stack.setCurrentIndex(_EMPTY if shown is None else _CARD)

    # What is done in one step

    def start_next(self, *_: object) -> None:
        """Open the form of the next step."""
        if self._shown is not None and not self.is_editing():
            self.bar.open_next()

    def _stepped(self, made: Stepped) -> None:
        self.bar.made(made)
        self.refresh()

    def _refused(self, error: Exception) -> None:
        self.bar.refuse(error)
        self.refresh()

    def _want_issue(self, issue_id: int) -> None:
        assert self._shown is not None, "its link was pressed"
        named = {issue.id: issue.number for issue in self._shown.page.issues}
        self.issue_wanted.emit(issue_id, named.get(issue_id, ""))

    def _remove(self) -> None:
        if self._shown is not None:
            self.changes.remove(self._shown.page.row.id)

    def _add_photos(self, files: list[Path]) -> None:
        if self._shown is not None:
            self.changes.add_photos(self._shown.page.row.id, files)

    # The form

    def add(self, year: int, place_id: int | None, level: ProjectLevel) -> None:
        """Open an empty form."""
        values = {"year": year, "place": place_id, "level": level.value}
        self.editing.begin(Edited(values))

    def add_of(self, born: Born) -> None:
        """Open the form of a project that is to settle an issue."""
        lies = born.place_level or Level.COMMUNITY
        village = RANK[lies] >= RANK[Level.COMMUNITY]
        level = ProjectLevel.VILLAGE if village else ProjectLevel.TOWNSHIP
        values = {
            "name": born.title,
            "year": today().year,
            "level": level.value,
            "place": born.place_id,
            "unit": born.unit or None,
            "issues": born.number,
        }
        self.editing.begin(Edited(values, key=born.number))
        if born.projects:
            words = self.tr("{0} 已经立为“{1}”").format(born.number, "”“".join(born.projects))
            self.bench.messages.said.emit("warning", words, "", None)

    def edit(self, *_: object) -> None:
        """Open the form of the project that is shown."""
        if self._shown is not None and not self.is_editing():
            self.editing.begin(_edited(self._shown.page))

    def _open_form(self) -> None:
        self.stack.setCurrentIndex(_FORM)

    def _leave_form(self) -> None:
        self.stack.setCurrentIndex(_EMPTY if self._shown is None else _CARD)
        self.refresh()

    def _stored(self, project_id: int) -> None:
        self._wanted = project_id
        self.stack.setCurrentIndex(_CARD)
        self.refresh()
        self.saved.emit(project_id)


def _store(database: Database, user: str, edited: Edited, values: dict[str, Any]) -> int:
    entry, place = entry_of(values), values["place"]
    if edited.id is None:
        return actions.add_project(database, user, place, entry)
    return actions.save_project(database, user, edited.id, edited.version, place, entry)


def _again(connection: Reader, project_id: int) -> Edited | None:
    page = projects.page(connection, project_id)
    return _edited(page) if page is not None else None


def _edited(page: ProjectPage) -> Edited:
    return Edited(_values(page), page.row.id, page.row.version)
