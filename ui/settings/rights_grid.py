"""The matrix of rights: a row a right, a column a role, a box where they meet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from domain.rights import DEFAULT, HINTS, Matrix, Right, Role
from resources import tokens
from widgets import theme
from widgets.elided import ElidedLabel

_ROW_PX, _BOX_PX = 28, 46


_STEPS = {
    int(Qt.Key.Key_Up): (0, -1),
    int(Qt.Key.Key_Down): (0, 1),
    int(Qt.Key.Key_Left): (-1, 0),
    int(Qt.Key.Key_Right): (1, 0),
}


class _Box(QCheckBox):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            event.ignore()  # Qt would go on along the row alone
        else:
            super().keyPressEvent(event)


class RightsGrid(QWidget):
    """The arrows go from box to box, the space bar ticks."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[tuple[Role, Right], QCheckBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setColumnStretch(1, 1)
        for column, role in enumerate(Role, 2):
            head = QLabel(role)
            head.setProperty("role", "section")
            self._grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignCenter)
            self._grid.setColumnMinimumWidth(column, theme.px(_BOX_PX))
        for row, right in enumerate(Right, 1):
            self._add_row(row, right)

    def _add_row(self, row: int, right: Right) -> None:
        self._grid.setRowMinimumHeight(row, theme.px(_ROW_PX))
        name, hint = QLabel(right), ElidedLabel()
        hint.set_words(HINTS[right])
        hint.setProperty("role", "small")
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(hint, row, 1)
        for column, role in enumerate(Role, 2):
            box = _Box()
            box.setFixedWidth(theme.px(tokens.ICON_PX) + theme.px(4))
            box.setAccessibleName(self.tr("{0}：{1}").format(role, right))
            box.setToolTip(self.tr("{0} · {1}").format(role, right))
            box.toggled.connect(self.edited)
            self._grid.addWidget(box, row, column, Qt.AlignmentFlag.AlignCenter)
            self.boxes[role, right] = box

    def show_matrix(self, matrix: Matrix, may_edit: bool) -> None:
        """Show a matrix; administrators keep every right whatever happens."""
        for (role, right), box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(matrix.allows(role, right))
            box.blockSignals(False)
            box.setEnabled(may_edit and role is not Role.ADMIN)

    def matrix(self) -> Matrix:
        """The matrix as it is ticked."""
        made = Matrix()
        for role in DEFAULT:
            for right in Right:
                made = made.put(role, right, self.boxes[role, right].isChecked())
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS and self._go(*_STEPS[event.key()]):
            return
        super().keyPressEvent(event)

    def _go(self, across: int, down: int) -> bool:
        roles, rights = list(Role), list(Right)
        for (role, right), box in self.boxes.items():
            if box.hasFocus():
                x, y = roles.index(role) + across, rights.index(right) + down
                inside = 0 <= x < len(roles) and 0 <= y < len(rights)
                if inside and self.boxes[roles[x], rights[y]].isEnabled():
                    self.boxes[roles[x], rights[y]].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False
