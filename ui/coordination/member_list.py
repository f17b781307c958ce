"""The issues a common issue is, or would be, made of, one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.parts import clear
from widgets import theme
from widgets.buttons import link_button

MOST = 60  # rows shown; the others are counted


@dataclass(frozen=True, slots=True)
class Member:
    """An issue by its number; ``note`` says when, where and who, ``state`` why it cannot be chosen
    (empty when it can)."""

    id: int
    number: str
    title: str
    note: str
    state: str = ""


class MemberList(QWidget):
    """Rows to read; with a tick each (``choosing``), or with a word to act on each (``act``)."""

    chosen = Signal()
    """Another selection than before."""
    opened = Signal(str)
    """The number of an issue to be read."""
    acted = Signal(object)
    """The id of an issue whose word was pressed."""

    def __init__(
        self, act: str = "", choosing: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._act, self._choosing = act, choosing
        self._ticks: dict[int, QCheckBox] = {}
        self._members: tuple[Member, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))

    def set_members(self, members: Sequence[Member]) -> None:
        """Show these; those that were ticked off stay so."""
        off = {
            id_ for id_, tick in self._ticks.items() if not tick.isChecked() and tick.isEnabled()
        }
        self._members = tuple(members)
        self._ticks = {}
        clear(self._column)
        for member in self._members[:MOST]:
            self._column.addWidget(self._row(member, member.id not in off))
        more = len(self._members) - MOST
        if more > 0:
            self._column.addWidget(_muted(self.tr("另有 {0} 件，一并算在内").format(more)))

    def ids(self) -> tuple[int, ...]:
        """The ids that are chosen, in order; those that are not shown are among them."""
        kept = []
        for member in self._members:
            tick = self._ticks.get(member.id)
            if not member.state and (tick is None or tick.isChecked()):
                kept.append(member.id)
        return tuple(kept)

    def _row(self, member: Member, ticked: bool) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(8))
        top = Qt.AlignmentFlag.AlignTop
        if self._choosing:
            tick = QCheckBox()
            tick.setAccessibleName(f"{member.number} {member.title} {member.state}")
            tick.setChecked(ticked and not member.state)
            tick.setEnabled(not member.state)
            tick.toggled.connect(self._toggled)
            self._ticks[member.id] = tick
            line.addWidget(tick, 0, top)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = QLabel(member.title)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.addWidget(title)
        told = (member.number, member.note, member.state)
        words.addWidget(_muted(" · ".join(filter(None, told))))
        line.addLayout(words, 1)
        line.addWidget(self._link(self.tr("查看"), member.number, self._open), 0, top)
        if self._act:
            line.addWidget(self._link(self._act, str(member.id), self._pressed), 0, top)
        return row

    def _link(self, words: str, key: str, slot: object) -> QWidget:
        link = link_button(words)
        link.setProperty("key", key)
        link.setAccessibleName(f"{words} {key}")
        link.clicked.connect(slot)
        return link

    def _toggled(self, _on: bool) -> None:
        self.chosen.emit()

    def _open(self) -> None:
        self.opened.emit(self.sender().property("key"))

    def _pressed(self) -> None:
        self.acted.emit(int(self.sender().property("key")))


def _muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
