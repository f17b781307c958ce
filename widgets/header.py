"""The head of the window: what it is, whose it is, the search over everything, and the tabs."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QTabBar, QToolButton, QWidget

from resources import tokens
from widgets import theme
from widgets.elided import ElidedLabel
from widgets.icons import icon
from widgets.line import Line


class SearchEntry(Line):
    """The search over people, households, issues and commands; Ctrl+K comes here."""

    changed = Signal(str)
    moved = Signal(int)
    """Up (-1) or Down (1): another result is meant."""
    chosen = Signal()
    """Enter: the result that is marked."""
    left = Signal()
    """Esc on the empty box."""
    gone = Signal()
    """The focus went to another part."""
    come = Signal()
    """The user came here by Ctrl+K or the mouse."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setFixedWidth(theme.px(320))
        self.setProperty("leading", True)
        leading = QLineEdit.ActionPosition.LeadingPosition
        self.addAction(QAction(icon("search", "muted"), "", self), leading)
        self.textEdited.connect(self.changed)
        come = QShortcut(QKeySequence("Ctrl+K"), self)
        come.activated.connect(self._come_here)

    def _come_here(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self.come.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.come.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.gone.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}
        if event.key() in steps:
            self.moved.emit(steps[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        if self.text():
            self.clear()
            self.changed.emit("")
        else:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text() or self.hasFocus():
            return
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(theme.px(tokens.SMALL_PX))
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance("Ctrl+K") + theme.px(12)
        height = theme.px(20)
        left, top = self.width() - width - theme.px(8), (self.height() - height) / 2
        box = QRectF(left, top, width, height)
        painter.setPen(QColor(scheme.line))
        painter.setBrush(QColor(scheme.canvas))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(scheme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "Ctrl+K")


class AppHeader(QWidget):
    """Title and office at the left, search and user at the right."""

    def __init__(self, title: str, search_hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchEntry(search_hint)
        self._office, self.user = ElidedLabel(), QToolButton()
        self._office.setProperty("role", "muted")
        name = QLabel(title)
        name.setProperty("role", "title")
        self.user.setIcon(icon("circle-user", "muted"))
        self.user.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.user.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.user.setProperty("role", "large")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), theme.px(10), theme.px(16), theme.px(6))
        row.setSpacing(theme.px(12))
        row.addWidget(name)
        row.addWidget(self._office, 1)
        row.addWidget(self.search)
        row.addWidget(self.user)

    def set_office(self, office: str) -> None:
        """Whose ledger it is."""
        self._office.set_words(office)

    def set_user(self, words: str, menu: QMenu | None = None) -> None:
        """Who works, and what they can do about it."""
        self.user.setText(f" {words}")
        self.user.setAccessibleName(words)
        if menu is not None:
            self.user.setMenu(menu)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme.scheme().paper))


class TabBar(QTabBar):
    """The tabs of the window; Ctrl+1 … Ctrl+9 go to them."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(self.tr("页面"))
        for number, title in enumerate(titles):
            self.addTab(title)
            if number < 9:
                self.setTabToolTip(number, f"{title}（Ctrl+{number + 1}）")
                keys = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self)
                keys.setProperty("tab", number)
                keys.activated.connect(self._go)

    def set_corner(self, part: QWidget) -> None:
        """Put a part at the right end of the bar."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.px(16), 0)
        row.addStretch(1)
        row.addWidget(part)

    def _go(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.setCurrentIndex(int(sender.property("tab")))

    def tabSizeHint(self, index: int) -> QSize:
        # The chosen tab is bold: every tab keeps the room for that, so that none moves.
        hint = super().tabSizeHint(index)
        bold = theme.font(theme.px(tokens.SECTION_PX), bold=True)
        words = QFontMetrics(bold).horizontalAdvance(self.tabText(index))
        return QSize(words + 2 * theme.px(20), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme.scheme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(scheme.paper))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(scheme.line))
        painter.end()
        super().paintEvent(event)
