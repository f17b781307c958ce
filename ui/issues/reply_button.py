"""常用语: puts one of the office's own sentences into a note, and keeps a new one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QPushButton

from db.engine import Database
from db.issues import replies
from db.reading import Reader
from domain.workflow import MOVE_WORDS, Move
from ui import actions
from ui.workbench import Workbench
from widgets.icons import icon

_SHOWN = 26


class ReplyButton(QPushButton):
    """A menu of sentences for one move, read when it is opened; acts on the note beside it."""

    def __init__(self, bench: Workbench, move: Move, note: QPlainTextEdit) -> None:
        super().__init__()
        self.setText(self.tr("常用语"))
        self.setIcon(icon("message-square-text"))
        self.setToolTip(self.tr("插入、保存{0}的常用语（Alt+R）").format(MOVE_WORDS[move]))
        self.setShortcut("Alt+R")
        self.setAutoDefault(False)
        self._bench, self._move, self._note = bench, move, note
        self.menu_shown = QMenu(self)
        self.menu_shown.setToolTipsVisible(True)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        def read(connection: Reader) -> tuple[str, ...]:
            return replies.of_move(connection, self._move)

        self._bench.read(self, read, self._offer)

    def _offer(self, sentences: tuple[str, ...]) -> None:
        menu = self.menu_shown
        menu.clear()
        for sentence in sentences:
            self._add(menu, sentence, self._insert)
        if not sentences:
            menu.addAction(self.tr("这一步还没有常用语")).setEnabled(False)
        menu.addSeparator()
        keep = menu.addAction(self.tr("把现在写的存为常用语"), self._keep)
        keep.setEnabled(bool(self._note.toPlainText().strip()))
        removing = menu.addMenu(self.tr("移除一句"))
        removing.setEnabled(bool(sentences))
        for sentence in sentences:
            self._add(removing, sentence, self._remove)
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _add(self, menu: QMenu, sentence: str, act: Callable[[], None]) -> None:
        first = sentence.splitlines()[0]
        shown = first if len(first) <= _SHOWN else first[: _SHOWN - 1] + "…"
        action = QAction(shown.replace("&", "&&"), menu)
        action.setData(sentence)
        action.setToolTip(sentence)
        action.triggered.connect(act)
        menu.addAction(action)

    def _sentence(self) -> str:
        action = self.sender()
        return str(action.data()) if isinstance(action, QAction) else ""

    def _insert(self) -> None:
        self._note.insertPlainText(self._sentence())
        self._note.setFocus()

    def _keep(self) -> None:
        self._change(actions.keep_reply, self._note.toPlainText().strip(), self._kept)

    def _kept(self, _: None) -> None:
        told = self.tr("已存为{0}的常用语").format(MOVE_WORDS[self._move])
        self._bench.messages.success(told)

    def _remove(self) -> None:
        self._removed = self._sentence()
        self._change(actions.remove_reply, self._removed, self._tell_removed)

    def _tell_removed(self, _: None) -> None:
        told = self.tr("已移除一句{0}的常用语").format(MOVE_WORDS[self._move])
        # The button may be gone by the time somebody thinks better of it.
        back = partial(_put_back, self._bench, self._move, self._removed)
        self._bench.messages.undoable(told, back)

    def _change(
        self,
        verb: Callable[[Database, str, Move, str], None],
        sentence: str,
        done: Callable[[None], None],
    ) -> None:
        move = self._move

        def act(database: Database, user: str) -> None:
            verb(database, user, move, sentence)

        self._bench.write(self, act, done)


def _put_back(bench: Workbench, move: Move, sentence: str) -> None:
    def act(database: Database, user: str) -> None:
        actions.keep_reply(database, user, move, sentence)

    bench.write(bench.messages, act, _nothing)


def _nothing(_: None) -> None:
    """The sentence is there again when the menu is next opened."""
