"""What is done to a project in one step, each with its undo in the message."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from db.engine import Database
from db.projects.project_edits import Removed, RemovedPhoto, Stepped
from db.projects.projects import ProjectRow
from domain.projects import StepRequest, is_milestone
from exchange import photos
from ui import actions
from ui.projects.step_form import step_words
from ui.tasks import Work
from ui.workbench import Workbench


class ProjectChanges(QObject):
    """Writes and tells what was done; the last of it can be taken back."""

    stepped = Signal(object)
    """The `Stepped` that was made."""
    put_back = Signal(object)
    """The id of a project that is on the register again."""
    refused = Signal(object)
    """Nothing was written, and why: what is shown is not what is stored."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._undo: tuple[Callable[..., Any], Any] | None = None

    # Steps

    def step(self, row: ProjectRow, request: StepRequest) -> None:
        """Go on with a project, or back."""

        def step(database: Database, user: str) -> Stepped:
            return actions.step_project(database, user, row.id, row.version, request)

        self._bench.write(self, step, self._stepped, self._not_done)

    def _stepped(self, made: Stepped) -> None:
        self.stepped.emit(made)
        request, state = made.request, made.before.state
        told = self.tr("“{0}”{1}").format(made.name, step_words(state, request.to))
        if is_milestone(state, request.to):
            told = self.tr("“{0}”记到 {1}%").format(made.name, request.percent)
        self._tell("；".join(filter(None, (told, made.remark))), actions.take_back_step, made)

    # The whole project

    def remove(self, project_id: int) -> None:
        """Take a project off the register."""

        def remove(database: Database, user: str) -> Removed:
            return actions.remove_project(database, user, project_id)

        self._bench.write(self, remove, self._removed, self._not_done)

    def _removed(self, removed: Removed) -> None:
        told = self.tr("已删除“{0}”").format(removed.project["name"])
        self._tell(told, actions.restore_project, removed)

    # Photos

    def add_photos(self, project_id: int, files: list[Path]) -> None:
        """Read pictures from files and add them to a project; one that is none stays out."""

        def read(task: Work) -> tuple[int, list[bytes]]:
            return project_id, [photos.read_picture(file) for file in files]

        self._bench.tasks.in_pool(self, read, self._add, self._bench.messages.error)

    def _add(self, read: tuple[int, list[bytes]]) -> None:
        project_id, pictures = read

        def add(database: Database, user: str) -> list[int]:
            return actions.add_project_photos(database, user, project_id, pictures)

        self._bench.write(self, add, self._added, self._not_done)

    def _added(self, ids: list[int]) -> None:
        told = self.tr("加了 {0} 张照片").format(len(ids))
        self._tell(told, actions.remove_project_photos, ids)

    def remove_photo(self, link_id: int) -> None:
        """Take a photo off its project."""

        def remove(database: Database, user: str) -> list[RemovedPhoto]:
            return actions.remove_project_photos(database, user, [link_id])

        self._bench.write(self, remove, self._photo_removed, self._not_done)

    def _photo_removed(self, removed: list[RemovedPhoto]) -> None:
        self._tell(self.tr("已删除照片"), actions.restore_project_photos, removed)

    # Undoing

    def _tell(self, told: str, verb: Callable[..., Any], value: Any) -> None:
        self._undo = verb, value
        self._bench.messages.undoable(told, self._take_back)

    def _take_back(self) -> None:
        if self._undo is None:
            return
        (verb, value), self._undo = self._undo, None

        def take_back(database: Database, user: str) -> Any:
            return verb is actions.restore_project, verb(database, user, value)

        self._bench.write(self, take_back, self._taken_back, self._not_done)

    def _taken_back(self, outcome: tuple[bool, Any]) -> None:
        restored, project_id = outcome
        self._bench.messages.success(self.tr("已撤销，和原来一样"))
        if restored:
            self.put_back.emit(project_id)

    def _not_done(self, error: Exception) -> None:
        self._bench.messages.error(error)
        self.refused.emit(error)
