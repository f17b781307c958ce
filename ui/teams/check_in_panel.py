"""The detail card of a party member who reported: read, written, ended and taken back here."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from db.check_ins import check_ins
from db.check_ins.check_ins import CheckInPage
from db.engine import Database
from db.reading import Reader
from db.session import today
from domain.check_in import ServiceEntry
from exchange.photos import read_photo
from ui import actions
from ui.record_editing import Edited, RecordEditing
from ui.teams.check_in_card import CheckInCard
from ui.teams.check_in_changes import CheckInChanges
from ui.teams.check_in_form import CheckInForm, entry_of
from ui.teams.check_in_names import Names
from ui.teams.service_line import Corrected, Typed
from ui.workbench import Workbench
from widgets.cards import Card
from widgets.empty_state import EmptyState

_EMPTY, _CARD, _FORM = range(3)


def _values(page: CheckInPage) -> dict[str, Any]:
    row = page.row
    keys = (
        "name", "unit", "duty", "phone", "post", "since", "until", "promise", "consented_on",
    )  # fmt: skip
    told = {key: getattr(row, key) or None for key in keys}
    return told | {"place": row.place_id, "photo": page.photo}


class CheckInPanel(Card):
    """Shows one party member; what was typed and not stored stays as a draft."""

    saved = Signal(object)
    """The id of a party member who was stored, or put back."""
    left = Signal()
    """The form was left."""
    slip_wanted = Signal(object)
    """The `CheckInRow` of whom the employer is to be told."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted: int | None = None
        self._shown: CheckInPage | None = None
        self._uncovered: int | None = None
        self._lines: dict[int, Typed] = {}
        self._opening = False
        self.changes = CheckInChanges(bench, self)
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            self.tr("选一名党员看服务记录"),
            self.tr("上下键移动，回车记服务，F2 修改"),
            icon_name="users",
        )
        self.card, self.form = CheckInCard(), CheckInForm()
        titles = self.tr("登记报到党员"), self.tr("修改报到登记")
        self.editing = RecordEditing(bench, self, self.form, "check_in", titles, _store, _again)
        for part in (self.empty, self.card, self.form):
            self.stack.addWidget(part)
        self.body.addWidget(self.stack)
        self._connect()

    def _connect(self) -> None:
        self.card.editing.clicked.connect(self.edit)
        self.card.slip.clicked.connect(self._want_slip)
        self.card.moved_away.connect(self._end)
        self.card.back_wanted.connect(self._end)
        self.card.removing.clicked.connect(self._remove)
        self.card.uncovering.clicked.connect(self._uncover)
        self.card.line.entered.connect(self._add_service)
        self.card.line.changed.connect(self.changes.change_service)
        self.card.service_removed.connect(self.changes.remove_service)
        self.changes.put_back.connect(self.saved)
        self.changes.refused.connect(self.refresh)
        self.changes.service_refused.connect(self._service_refused)
        self.editing.opened.connect(self._open_form)
        self.editing.left.connect(self._leave_form)
        self.editing.stored.connect(self._stored)
        self.form.photo.file_chosen.connect(self._read_photo)

    # What is shown

    def is_editing(self) -> bool:
        """Whether the form is open."""
        return self.editing.is_open

    def show_member(self, check_in_id: int | None) -> None:
        """Show this party member, or the empty card; a form that is open stays."""
        if check_in_id != self._wanted:
            self._keep_line()
            self._opening = False
        self._wanted = check_in_id
        self.refresh()

    def offer(self, names: Names) -> None:
        """What can be typed and chosen."""
        self.form.offer([name for _, name in names.units], names.posts, names.places)
        self.card.line.offer(names.kinds)

    def refresh(self) -> None:
        """Read the party member again; what is being typed stays."""
        wanted = self._wanted
        if wanted is None:
            self._show(None)
            return
        self.bench.read(self, lambda connection: _read(connection, wanted), self._show)

    def _show(self, page: CheckInPage | None) -> None:
        if page is not None and page.row.id != self._wanted:
            return  # another one was chosen meanwhile
        before = self._shown
        self._shown = page
        if page is not None:
            if before is None or before.row.id != page.row.id:
                self.card.line.put(self._lines.pop(page.row.id, Typed()))
            self.card.show_page(page, today(), self._uncovered == page.row.id)
        if not self.is_editing():
            self.stack.setCurrentIndex(_EMPTY if page is None else _CARD)
        if page is not None and self._opening:
            self.edit()

    def _keep_line(self) -> None:
        if self._shown is not None and not self.card.line.is_empty():
            self._lines[self._shown.row.id] = self.card.line.typed()

    # The form

    def add(self) -> None:
        """Open an empty form."""
        self.editing.begin(Edited({"since": today()}))

    def edit(self, *_: object) -> None:
        """Open the form of the party member that is chosen, once it has been read and the audit
        knows of the phone."""
        page = self._shown
        self._opening = page is None or page.row.id != self._wanted
        if page is None or self._opening or self.is_editing():
            return
        if page.row.phone:
            self._note_uncovering(lambda _: self.editing.begin(_edited(page)))
        else:
            self.editing.begin(_edited(page))

    def _open_form(self) -> None:
        self.stack.setCurrentIndex(_FORM)

    def _leave_form(self) -> None:
        self.stack.setCurrentIndex(_EMPTY if self._shown is None else _CARD)
        self.refresh()
        self.left.emit()

    def _stored(self, check_in_id: int) -> None:
        self._wanted = check_in_id
        self.stack.setCurrentIndex(_CARD)
        self.refresh()
        self.saved.emit(check_in_id)

    def _read_photo(self, path: Path) -> None:
        """For the party member it was chosen for, unless their form is left by then."""
        wanted = self.editing.edited

        def show(content: bytes) -> None:
            if self.is_editing() and self.editing.edited is wanted:
                self.form.photo.set_value(content)

        self.bench.tasks.in_pool(self.form.photo, lambda _: read_photo(path), show)

    # What is done in one step

    def start_service(self, *_: object) -> None:
        """Put the cursor where the next service is typed."""
        if self._shown is not None and not self.is_editing():
            self.card.line.start()

    def _end(self, until: date | None = None) -> None:
        if self._shown is not None:
            self.changes.end(self._shown.row, until)

    def _remove(self) -> None:
        if self._shown is not None:
            self.changes.remove(self._shown.row.id)

    def _add_service(self, service: ServiceEntry) -> None:
        if self._shown is not None:
            self.changes.add_service(self._shown.row.id, service)

    def _service_refused(
        self, service: ServiceEntry, corrected: Corrected | None, problem: str
    ) -> None:
        """What was typed is there again, unless the next is being typed already."""
        line = self.card.line
        if line.is_empty():
            line.put_entry(service, corrected)
        line.show_problem(problem)

    # The phone and the slip

    def _uncover(self) -> None:
        if self._shown is not None:
            self._note_uncovering(self._uncover_now)

    def _note_uncovering(self, then: Callable[[None], None]) -> None:
        """A full phone is only shown once the audit says who looked at it."""
        assert self._shown is not None, "there is something to uncover"
        row = self._shown.row

        def note(database: Database, user: str) -> None:
            actions.note_uncovering(database, user, row.name, row.place_id)

        self.bench.write(self, note, then)

    def _uncover_now(self, _: None) -> None:
        if self._shown is not None:
            self._uncovered = self._shown.row.id
            self._show(self._shown)

    def _want_slip(self) -> None:
        if self._shown is not None:
            self.slip_wanted.emit(self._shown.row)


def _store(database: Database, user: str, edited: Edited, values: dict[str, Any]) -> int:
    entry, place = entry_of(values), values["place"]
    if edited.id is None:
        return actions.add_check_in(database, user, place, entry)
    return actions.save_check_in(database, user, edited.id, edited.version, place, entry)


def _read(connection: Reader, check_in_id: int) -> CheckInPage | None:
    year = check_ins.this_year(today())
    return check_ins.page(connection, check_in_id, year.since, year.until)


def _again(connection: Reader, check_in_id: int) -> Edited | None:
    page = _read(connection, check_in_id)
    return _edited(page) if page is not None else None


def _edited(page: CheckInPage) -> Edited:
    return Edited(_values(page), page.row.id, page.row.version)
