"""A field that picks one open issue of any number of them, by asking the ledger as one types."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCompleter

from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.reading import Reader
from domain.workflow import OPEN
from ui.tasks import Task
from ui.workbench import Workbench
from widgets.line import Line
from widgets.offers import Offers

_MOST = 9
_AT_REST_MS = 120
Found = list[tuple[int, str]]


class IssuePicker(Line):
    """Finds by number, title, place, name or initials; the value is the issue's id."""

    edited = Signal()

    def __init__(self, bench: Workbench, without: int | None, hint: str) -> None:
        super().__init__()
        self._bench, self._without = bench, without
        self._value: int | None = None
        self._found: Found = []
        self._task: Task | None = None
        self._words = QStringListModel(self)
        completer = self._completer = Offers(self._words, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_MOST)
        completer.activated[QModelIndex].connect(self._take)
        self.setCompleter(completer)
        self.setPlaceholderText(hint)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AT_REST_MS)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)

    def value(self) -> int | None:
        """The id of the issue picked."""
        return self._value

    def set_value(self, value: int | None) -> None:
        """Pick an issue by its id; it is told by its number and title once they are read."""
        self._value = value
        if value is None:
            self.clear()
            return

        def read(connection: Reader) -> Found:
            return _told(connection, [value])

        self._bench.read(self, read, self._show_picked)

    def problem(self) -> str:
        """What is typed must have been found."""
        unknown = self.text().strip() and self._value is None
        return self.tr("请从找到的问题里选一件") if unknown else ""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.installEventFilter(self)  # before the form's, to which Enter means the next field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        open_ = self._value is None and event.type() == QEvent.Type.KeyPress
        if open_ and enter and self._found:
            self._pick(self._found[0])
            return True
        if open_ and event.key() == Qt.Key.Key_Down:
            self._ask()
            return True
        return super().eventFilter(watched, event)

    def _typed(self, _text: str) -> None:
        self._value = None
        self._timer.start()
        self.edited.emit()

    def _ask(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
        wanted = IssueFilter(query=self.text().strip(), states=OPEN)
        without = self._without

        def find(connection: Reader) -> Found:
            ids = issues.order(connection, wanted, limit=_MOST + 1)
            return _told(connection, [i for i in ids if i != without][:_MOST])

        self._task = self._bench.read(self, find, self._offer)

    def _offer(self, found: Found) -> None:
        self._found = found
        self._words.setStringList([words for _, words in found])
        if found and self.hasFocus() and self._value is None:
            self._completer.complete()

    def _take(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._found):
            self._pick(self._found[index.row()])

    def _pick(self, found: tuple[int, str]) -> None:
        self._show_picked([found])
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()
        self.edited.emit()

    def _show_picked(self, found: Found) -> None:
        for issue_id, words in found:
            self._value = issue_id
            self.setText(words)
            self.setCursorPosition(0)


def _told(connection: Reader, ids: list[int]) -> Found:
    rows = issues.rows(connection, ids)
    named = [(i, rows[i]) for i in ids if i in rows]
    return [(i, " ".join(filter(None, (r.number, r.title, r.place)))) for i, r in named]
