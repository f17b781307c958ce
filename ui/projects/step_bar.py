"""What comes next in a project's life, at the foot of its card: buttons, or the form of a step."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from db.drafts import Typed
from db.projects.project_edits import Stepped
from db.projects.projects import ProjectRow
from domain.projects import STEPS, State, StepRequest, is_back, next_steps
from ui.drafts import Drafts, Now
from ui.parts import clear
from ui.projects.step_form import StepForm, step_words
from widgets import theme
from widgets.buttons import plain_button, primary_button


class StepBar(QWidget):
    """The next step is the primary button; back, the end and deleting stand in 更多. What is typed
    into a step's form waits there until it is made."""

    submitted = Signal(object, object)
    """The `ProjectRow` that is gone on with, and the `StepRequest`, without faults."""
    removed = Signal()
    """The project is to be taken off the register."""

    def __init__(self, drafts: Drafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: ProjectRow | None = None
        self._drafts = drafts
        self.form: StepForm | None = None
        self.buttons: dict[State, QPushButton] = {}
        self.editing = plain_button(self.tr("修改"), "pencil", "F2")
        self.more = plain_button(self.tr("更多"), "", "Alt+M")
        self.menu = QMenu(self)
        self._row_of_buttons = QHBoxLayout()
        self._row_of_buttons.setSpacing(theme.px(8))
        self._bar = QWidget()
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(theme.px(8))
        bar.addLayout(self._row_of_buttons)
        bar.addStretch(1)
        bar.addWidget(self.editing)
        bar.addWidget(self.more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._bar)
        self.more.clicked.connect(self._open_menu)
        drafts.watch(self._now)

    def show_row(self, row: ProjectRow | None) -> None:
        """Offer what is possible for a project as it stands; an open form stays while it can."""
        before, self._row = self._row, row
        if row is None or (before is not None and before.id != row.id):
            self.close_form()
        if row is None:
            return
        if before is None or before.standing != row.standing:
            self._fill(row)
        if self.form is not None and self.form.row != row:
            self.open_form(self.form.to)  # anew, if it can still be; what was typed is there again

    def _fill(self, row: ProjectRow) -> None:
        had_focus = any(button.hasFocus() for button in self.buttons.values())
        clear(self._row_of_buttons)
        self.buttons = {}
        for to in next_steps(row.standing):
            make = plain_button if self.buttons else primary_button
            button = make(step_words(row.standing.state, to))
            if not self.buttons:
                button.setToolTip(self.tr("{0}（在列表里按回车）").format(button.text()))
            button.setProperty("to", to.value)
            button.clicked.connect(self._chosen)
            self._row_of_buttons.addWidget(button)
            self.buttons[to] = button
        if had_focus:
            self.focus_next()

    def focus_next(self) -> None:
        """Go to the next step, so that the whole life goes by the keyboard alone."""
        next(iter(self.buttons.values()), self.more).setFocus()

    # The form of a step

    def open_next(self) -> None:
        """Open the form of the next step."""
        first = next(iter(self.buttons), None)
        if first is not None:
            self.open_form(first)

    def open_form(self, to: State) -> None:
        """Open the form of a step; what was typed into it before is there again."""
        self.close_form()
        row = self._row
        if row is None or to not in STEPS[row.standing.state]:
            return
        form = self.form = StepForm(row, to, self._drafts.of(_about(row.id, to)))
        form.submitted.connect(self._submit)
        form.left.connect(self._leave)
        self._bar.hide()
        self._column.addWidget(form)
        form.show()  # else the layout would, too late for the cursor
        form.start()

    def close_form(self) -> None:
        """Close the form of a step; what was typed is kept for the next time."""
        form, self.form = self.form, None
        if form is not None:
            self._drafts.keep(*_now(form))
            form.hide()
            self._column.removeWidget(form)
            form.deleteLater()
            self._bar.show()

    def _now(self) -> Now | None:
        return _now(self.form) if self.form is not None else None

    def _leave(self) -> None:
        to = self.form.to if self.form is not None else None
        self.close_form()
        self.buttons.get(to, self.more).setFocus()

    def _chosen(self) -> None:
        self.open_form(State(self.sender().property("to")))

    def _submit(self, request: StepRequest) -> None:
        if self.form is not None:
            self.submitted.emit(self.form.row, request)

    def made(self, stepped: Stepped) -> None:
        """A step was made: its form is closed, and nothing of it kept."""
        form = self.form
        if form is not None and (form.row.id, form.to) == (stepped.project_id, stepped.request.to):
            form.form.mark_clean()
            self.close_form()
            self.focus_next()
        self._drafts.keep(_about(stepped.project_id, stepped.request.to), None)

    def refuse(self, error: Exception) -> None:
        """A step was not made: what was typed is still there."""
        if self.form is not None:
            self.form.saving.setEnabled(True)
            self.form.show_problem(str(error))

    # The menu

    def fill_menu(self) -> QMenu:
        """The menu as it is now: back, the end before its time, and off the register."""
        self.menu.clear()
        if self._row is not None:
            state = self._row.standing.state
            for to in STEPS[state]:
                if to is State.ENDED or is_back(state, to):
                    action = self.menu.addAction(f"{step_words(state, to)}…", self._menu_chosen)
                    action.setData(to.value)
            self.menu.addSeparator()
            self.menu.addAction(self.tr("删除"), self.removed.emit)
        return self.menu

    def _open_menu(self) -> None:
        menu = self.fill_menu()
        place = QPoint(self.more.width() - menu.sizeHint().width(), -menu.sizeHint().height() - 2)
        menu.popup(self.more.mapToGlobal(place))

    def _menu_chosen(self) -> None:
        self.open_form(State(self.sender().data()))


def _about(project_id: int, to: State) -> str:
    return f"step:{project_id}:{to}"


def _now(form: StepForm) -> Now:
    draft = form.draft()
    words = f"{form.title.text()} {form.row.name}"
    return _about(form.row.id, form.to), Typed(words, draft) if draft else None
