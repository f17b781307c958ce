"""Under the title of a new issue: those on file that may be the same."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from db.issues import similar
from db.issues.issues import IssueRow
from db.session import today
from domain.workflow import STATE_WORDS
from resources import tokens
from ui.parts import clear
from ui.tasks import Task
from ui.workbench import Workbench
from widgets import theme

_AT_REST_MS = 200
_SHORTEST = 2


class SimilarIssues(QWidget):
    """Asks a moment after the typing rests; the newest title wins, and none blocks the keys."""

    chosen = Signal(object)
    """The id of an issue that was pressed."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._task: Task | None = None
        self._asked: tuple[str, int | None] = ("", None)
        self.lines: dict[int, QAbstractButton] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_AT_REST_MS)
        self._rest.timeout.connect(self._ask)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def look_for(self, title: str, place_id: int | None) -> None:
        """Look for issues like this title, at this place first."""
        if (title, place_id) == self._asked:
            return
        self._asked = (title, place_id)
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if len(title) < _SHORTEST:
            self._rest.stop()
            self._show([])
        else:
            self._rest.start()

    def _ask(self) -> None:
        title, place_id = self._asked
        day = today()
        self._task = self._bench.read(
            self, lambda connection: similar.find(connection, title, place_id, day), self._show
        )

    def _show(self, rows: list[IssueRow]) -> None:
        self._task = None
        clear(self._column)
        self.lines = {}
        if rows:
            head = QLabel(self.tr("已有相像的问题，点开看看是不是同一件"))
            head.setProperty("role", "small")
            self._column.addWidget(head)
        for row in rows:
            line = _Line(row)
            line.clicked.connect(self._pressed)
            self._column.addWidget(line)
            self.lines[row.id] = line
        self.setVisible(bool(rows))

    def _pressed(self) -> None:
        self.chosen.emit(self.sender().property("issue"))


class _Line(QAbstractButton):
    """An issue in two lines: its title; its number, state and place."""

    def __init__(self, row: IssueRow) -> None:
        super().__init__()
        self._main = row.title
        self._below = " · ".join(filter(None, (row.number, STATE_WORDS[row.state], row.place)))
        self.setProperty("issue", row.id)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self._main}，{self._below}")
        self.setToolTip(f"{self._main}\n{self._below}")

    def sizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5)
        painter.setPen(QColor(scheme.accent if self.hasFocus() else scheme.line))
        painter.setBrush(QColor(scheme.hover if self.underMouse() else scheme.paper))
        painter.drawRoundedRect(ground, 6, 6)
        half = self.height() / 2
        for words, size, colour, top in (
            (self._main, tokens.BODY_PX, scheme.ink, 3),
            (self._below, tokens.SMALL_PX, scheme.muted, half - 1),
        ):
            font = theme.font(theme.px(size))
            room = self.width() - 2 * theme.px(10)
            shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            box = QRectF(theme.px(10), top, room, half - 2)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
