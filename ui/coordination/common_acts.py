"""What the user does with common issues, each with its way back."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from db.coordination import common
from db.coordination.common import Made, TakenOut
from db.engine import Database
from ui import actions
from ui.coordination.suggesting import Suggestion
from ui.workbench import Workbench


class CommonActs(QObject):
    """Writes, says what was done and offers to undo it; the views hear of it by the bus."""

    added = Signal()
    """What was asked for was merged into a common issue."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._undoing: tuple[Any, ...] = ()

    def make(self, suggestion: Suggestion, title: str, ids: Sequence[int]) -> None:
        """Make the common issue that a proposal suggests."""
        reason = suggestion.proposal.reason

        def make(database: Database, user: str) -> Made:
            return actions.make_common(database, user, ids, title, reason, self.tr("数据分析建议"))

        self._bench.write(self, make, self._made)

    def _made(self, made: Made) -> None:
        words = self.tr("已建共性问题 {0}，并入 {1} 件").format(made.number, len(made.merged))
        self._tell_made(words, made, whole=True)

    def add(self, parent: int, numbers: Sequence[str]) -> None:
        """Merge the issues with these numbers into a common issue."""

        def add(database: Database, user: str) -> tuple[Made, tuple[str, ...]]:
            with database.read() as connection:
                known = common.ids_of(connection, numbers)
            made = actions.add_to_common(database, user, parent, list(known.values()))
            return made, tuple(n for n in numbers if n not in known)

        self._bench.write(self, add, self._added)

    def _added(self, outcome: tuple[Made, tuple[str, ...]]) -> None:
        made, unknown = outcome
        words = self.tr("{0} 又并入 {1} 件").format(made.number, len(made.merged))
        if unknown:
            words += self.tr("；没有编号 {0}").format("、".join(unknown))
        self._tell_made(words, made, whole=False)
        self.added.emit()

    def _tell_made(self, words: str, made: Made, whole: bool) -> None:
        if made.refused:
            number, why = made.refused[0]
            more = self.tr("{0} 没有并入：{1}").format(number, why)
            if len(made.refused) > 1:
                more = self.tr("{0} 件没有并入，如 {1}：{2}").format(len(made.refused), number, why)
            words = f"{words}；{more}"
        self._tell(words, actions.undo_common, made, whole)

    def take_out(self, issue_id: int) -> None:
        """Take an issue out of its common issue."""

        def take(database: Database, user: str) -> tuple[TakenOut, ...]:
            return actions.take_out_of_common(database, user, [issue_id])

        self._bench.write(self, take, self._taken_out)

    def _taken_out(self, taken: tuple[TakenOut, ...]) -> None:
        words = self.tr("已移出，恢复成并案前的样子")
        self._tell(words, actions.put_back_into_common, taken)

    def dismiss(self, suggestion: Suggestion) -> None:
        """Remember that these are not one matter."""

        def dismiss(database: Database, user: str) -> int:
            return actions.dismiss_proposal(database, user, suggestion.proposal)

        self._bench.write(self, dismiss, self._dismissed)

    def _dismissed(self, dismissal: int) -> None:
        words = self.tr("已记下：不是一回事，以后不再提")
        self._tell(words, actions.bring_back_proposal, dismissal)

    def _tell(self, words: str, verb: Any, *values: Any) -> None:
        self._undoing = (verb, *values)
        self._bench.messages.undoable(words, self.undo)

    def undo(self) -> None:
        """Take the last act back."""
        verb, *values = self._undoing

        def undo(database: Database, user: str) -> None:
            verb(database, user, *values)

        self._bench.write(self, undo, self._undone)

    def _undone(self, _: None) -> None:
        self._bench.messages.success(self.tr("已撤销"))
