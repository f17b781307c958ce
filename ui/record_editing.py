"""Editing one record in a form of its panel: its drafts, its saving, and the loser of a race."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QLabel, QWidget

from db.drafts import Typed
from db.engine import Database
from db.reading import Reader
from ui.drafts import Now
from ui.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Edited:
    """What a form began with: a record as it is stored, or the first values of a new one, whose
    draft is kept under its ``key``."""

    values: Mapping[str, Any]
    id: int | None = None
    version: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Draft:
    """What was typed over a record of a version."""

    before: Mapping[str, Any]
    version: int
    typed: Mapping[str, Any]


def _draft_from(facts: Mapping[str, Any]) -> _Draft:
    return _Draft(**facts)


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
    ``again`` reads a record as it is stored now. What was typed and not stored is a draft of this
    ``kind``."""

    opened = Signal()
    left = Signal()
    stored = Signal(object)
    """The id of the record."""

    def __init__(
        self,
        bench: Workbench,
        panel: QWidget,
        form: RecordForm,
        kind: str,
        titles: tuple[str, str],
        store: Store,
        again: Again,
    ) -> None:
        super().__init__(panel)
        self._bench, self._form, self._store, self._again = bench, form, store, again
        self._kind = kind
        self._title_new, self._title_known = titles
        self.edited: Edited | None = None
        self.is_open = False
        form.submitted.connect(self._save)
        form.left.connect(self._leave)
        bench.drafts.watch(self._now)

    def begin(self, edited: Edited) -> None:
        """Open the form; a draft goes on from what it began with: what was stored since then is
        seen on saving."""
        if self.is_open:
            self._keep_draft()
        kept = self._bench.drafts.rebuilt(self._about(edited), _draft_from)
        if kept is not None:
            edited = replace(edited, values=kept.before, version=kept.version)
        self.edited, self.is_open = edited, True
        self.opened.emit()
        typed = kept.typed if kept is not None else {}
        self._form.edit(self._title(edited), edited.values, typed)
        if kept is not None:
            words = self.tr("接着上次没有保存的内容填写")
            again = self.tr("用台账里的内容") if edited.id else self.tr("重新填写")
            self._bench.messages.said.emit("info", words, again, self._start_over)

    def _about(self, edited: Edited) -> str:
        return f"{self._kind}:{edited.id or edited.key}"

    def _title(self, edited: Edited) -> str:
        return self._title_new if edited.id is None else self._title_known

    def _now(self) -> Now | None:
        edited = self.edited
        if edited is None or not self.is_open:
            return None
        if not self._form.is_dirty():
            return self._about(edited), None
        typed = self._form.values()
        words = " ".join(filter(None, (self._title(edited), typed.get("name"))))
        held = {"before": edited.values, "version": edited.version, "typed": typed}
        return self._about(edited), Typed(words, held)

    def _start_over(self) -> None:
        if self.edited is not None and self.is_open:
            self._form.edit(self._form.title.text(), self.edited.values)

    def _leave(self) -> None:
        self._keep_draft()
        self.is_open = False
        self.left.emit()

    def _keep_draft(self) -> None:
        if now := self._now():
            self._bench.drafts.keep(*now)
            if now[1] is not None:
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
        self._bench.write(self, save, partial(self._stored, edited), self._not_stored)

    def _stored(self, edited: Edited, record_id: int) -> None:
        self._form.set_busy(False)
        self._bench.drafts.keep(self._about(edited), None)
        if self.edited is not edited:  # another one is being edited by now
            self._bench.messages.success(self.tr("已保存"))
            return
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
