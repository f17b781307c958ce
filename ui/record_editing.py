"""Editing one record in a form of its panel: its drafts, its saving, and the loser of a race."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QLabel, QWidget

from db.engine import Database
from db.reading import Reader
from ui.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Edited:
    """What a form began with: a record as it is stored, or the first values of a new one, whose
    draft is kept under its ``key``."""

    values: Mapping[str, Any]
    id: int | None = None
    version: int = 1
    key: Hashable = None

    @property
    def draft_key(self) -> tuple[int | None, Hashable]:
        """Under what its draft is kept."""
        return self.id, self.key


class RecordForm(Protocol):
    """What is asked of the form; its values are by their keys."""

    title: QLabel
    submitted: SignalInstance
    left: SignalInstance

    def edit(self, title: str, stored: Any, draft: Any = ...) -> None:
        """Show a record's values, and over them what is typed already."""

    def values(self) -> dict[str, Any]:
        """What is typed."""

    def is_dirty(self) -> bool:
        """Whether anything typed is not stored."""

    def set_busy(self, busy: bool) -> None:
        """Take no more input while it is being stored."""

    def show_clash(self, key: str, theirs: Any) -> None:
        """Say beside a field what somebody else made of it meanwhile."""


Store = Callable[[Database, str, Edited, dict[str, Any]], int]
Again = Callable[[Reader, int], Edited | None]


class RecordEditing(QObject):
    """``store`` writes what was typed over what the form began with, and returns the record's id;
    ``again`` reads a record as it is stored now. What was typed and not stored is a draft."""

    opened = Signal()
    left = Signal()
    stored = Signal(object)
    """The id of the record."""

    def __init__(
        self,
        bench: Workbench,
        panel: QWidget,
        form: RecordForm,
        titles: tuple[str, str],
        store: Store,
        again: Again,
    ) -> None:
        super().__init__(panel)
        self._bench, self._form, self._store, self._again = bench, form, store, again
        self._title_new, self._title_known = titles
        self._drafts: dict[tuple[int | None, Hashable], tuple[Edited, dict[str, Any]]] = {}
        self.edited: Edited | None = None
        self.is_open = False
        form.submitted.connect(self._save)
        form.left.connect(self._leave)

    def begin(self, edited: Edited) -> None:
        """Open the form; a draft goes on from what it began with: what was stored since then is
        seen on saving."""
        if self.is_open:
            self._keep_draft()
        kept = self._drafts.pop(edited.draft_key, None)
        self.edited, draft = kept or (edited, {})
        self.is_open = True
        self.opened.emit()
        title = self._title_new if self.edited.id is None else self._title_known
        self._form.edit(title, self.edited.values, draft)
        if kept is not None:
            words = self.tr("接着上次没有保存的内容填写")
            again = self.tr("用台账里的内容") if self.edited.id else self.tr("重新填写")
            self._bench.messages.said.emit("info", words, again, self._start_over)

    def _start_over(self) -> None:
        if self.edited is not None and self.is_open:
            self._form.edit(self._form.title.text(), self.edited.values)

    def _leave(self) -> None:
        self._keep_draft()
        self.is_open = False
        self.left.emit()

    def _keep_draft(self) -> None:
        if self.edited is not None and self._form.is_dirty():
            self._drafts[self.edited.draft_key] = (self.edited, self._form.values())
            words = self.tr("没有保存，填写的内容先留着")
            self._bench.messages.said.emit("info", words, self.tr("继续填写"), self._go_on)

    def _go_on(self) -> None:
        if self.edited is not None and not self.is_open:
            self.begin(self.edited)

    def _save(self) -> None:
        edited, values = self.edited, self._form.values()
        assert edited is not None, "the form is open"

        def save(database: Database, user: str) -> int:
            return self._store(database, user, edited, values)

        self._form.set_busy(True)
        self._bench.write(self, save, self._stored, self._not_stored)

    def _stored(self, record_id: int) -> None:
        self._form.set_busy(False)
        self.edited, self.is_open = None, False
        self._bench.messages.success(self.tr("已保存"))
        self.stored.emit(record_id)

    def _not_stored(self, error: Exception) -> None:
        self._form.set_busy(False)
        self._bench.messages.error(error)
        id_ = self.edited.id if self.edited is not None else None
        if id_ is not None:
            self._bench.read(self, lambda connection: self._again(connection, id_), self._compare)

    def _compare(self, now: Edited | None) -> None:
        """Somebody else was faster: what only they changed is taken over, what both did is told."""
        edited = self.edited
        if now is None or edited is None or now.id != edited.id or now.version == edited.version:
            return
        mine, theirs, before = self._form.values(), now.values, edited.values
        changed = {key for key, value in mine.items() if value != before.get(key)}
        self.edited = now
        self._form.edit(self._form.title.text(), theirs, {key: mine[key] for key in changed})
        for key in changed:
            if theirs.get(key) not in (before.get(key), mine[key]):
                self._form.show_clash(key, theirs.get(key))
