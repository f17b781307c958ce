"""One sheet: where and since when it hangs, and a picture of it for whoever wants to see it."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from db import photos
from db.engine import Database
from db.notices import postings
from db.notices.postings import PostingRow
from db.reading import Reader
from db.session import today
from exchange.photos import ENDINGS, read_picture
from ui import actions
from ui.notices.posting_list import hanging_chip
from ui.parts import scrolling
from ui.tasks import Work
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import link_button
from widgets.cards import Card, KeyValues
from widgets.chips import ChipLabel
from widgets.empty_state import EmptyState
from widgets.photo_strip import PhotoStrip, StripPhoto


@dataclass(frozen=True, slots=True)
class _Shown:
    row: PostingRow
    photo: bytes | None


class PostingPanel(Card):
    """A photo is never asked for."""

    notice_wanted = Signal(object)
    """The id of the notice to be seen in the register."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._wanted: int | None = None
        self._row: PostingRow | None = None
        self.empty = EmptyState(self.tr("选一张，看它贴在哪里"), icon_name="map-pin")
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.facts, self.photos = KeyValues(), PhotoStrip(ENDINGS)
        reading = QWidget()
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(10))
        for part in (self.title, self.facts, self.photos):
            column.addWidget(part)
        column.addStretch(1)
        self._scrolled = scrolling(reading)
        for part in (self.empty, self._scrolled):
            self.body.addWidget(part)
        self.photos.files_chosen.connect(self._add)
        self.photos.removed.connect(self._remove)
        self._show(None)

    def show_posting(self, posting_id: int | None) -> None:
        """Show this sheet, or the empty card."""
        self._wanted = posting_id
        self.refresh()

    def refresh(self) -> None:
        """Read the sheet again."""
        wanted = self._wanted
        if wanted is None:
            self._show(None)
            return

        def read(connection: Reader) -> _Shown | None:
            row = postings.rows(connection, [wanted]).get(wanted)
            if row is None:
                return None
            found = photos.contents(connection, [row.photo_id or 0])
            return _Shown(row, found.get(row.photo_id or 0))

        self.bench.read(self, read, self._show)

    def _show(self, shown: _Shown | None) -> None:
        if shown is not None and shown.row.id != self._wanted:
            return
        self._row = shown.row if shown is not None else None
        self.empty.setVisible(shown is None)
        self._scrolled.setVisible(shown is not None)
        if shown is None:
            return
        row = shown.row
        self.title.setText(row.place or self.tr("没有写明地点"))
        self.facts.set_facts(self._facts(row))
        words = f"{row.posted_on}" if row.posted_on else self.tr("照片")
        photo = [] if shown.photo is None else [StripPhoto(row.id, shown.photo, words)]
        self.photos.set_photos(photo)
        self.photos.adding.setVisible(shown.photo is None)

    def _facts(self, row: PostingRow) -> list[tuple[str, str | QWidget]]:
        notice = link_button(" ".join(filter(None, (row.number, row.title))))
        notice.clicked.connect(partial(self.notice_wanted.emit, row.notice_id))
        facts: list[tuple[str, str | QWidget]] = [
            (self.tr("状态"), ChipLabel(hanging_chip(row, today()))),
            (self.tr("公示"), notice),
            (self.tr("公示到"), f"{row.posted_to or ''}"),
            (self.tr("张贴"), _who(row.posted_on, row.posted_by)),
        ]
        if row.taken_down_on is not None:
            facts.append((self.tr("撤下"), _who(row.taken_down_on, row.taken_down_by)))
        if row.down_reason:
            facts.append((self.tr("提前原因"), row.down_reason))
        return facts

    # The photo

    def _add(self, files: list[Path]) -> None:
        row = self._row
        if row is not None and files:

            def read(_: Work) -> tuple[int, bytes]:
                return row.id, read_picture(files[0])

            self.bench.tasks.in_pool(self, read, self._added, self.bench.messages.error)

    def _added(self, read: tuple[int, bytes]) -> None:
        self._put(*read, self.tr("照片已加上"))

    def _remove(self, posting_id: int) -> None:
        self._put(posting_id, None, self.tr("照片已删除"))

    def _put(self, posting_id: int, content: bytes | None, told: str) -> None:
        def write(database: Database, user: str) -> bytes | None:
            return actions.put_posting_photo(database, user, posting_id, content)

        self.bench.write(self, write, partial(self._written, posting_id, told))

    def _written(self, posting_id: int, told: str, before: bytes | None) -> None:
        back = partial(self._put, posting_id, before, self.tr("已撤销，和以前一样"))
        self.bench.messages.undoable(told, back)


def _who(day: object, by: str) -> str:
    return " ".join(filter(None, (f"{day or ''}", by)))
