"""One project to read: where it is in its life, its facts, its photos, and what happened so far."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from db.projects.projects import ProjectPage, ProjectRow, StepRow
from db.session import today
from domain.money import wan
from domain.projects import LEVEL_WORDS, LIFE, STATE_WORDS, State, is_back, is_milestone
from exchange.photos import ENDINGS
from ui.issues.issue_card import IssueLink
from ui.parts import clear
from ui.projects.project_list import state_chip
from widgets import theme
from widgets.cards import Divider, KeyValues
from widgets.chips import Chip, ChipLabel
from widgets.flow import FlowLayout
from widgets.photo_strip import PhotoStrip, StripPhoto
from widgets.steps_row import StepsRow
from widgets.timeline import Timeline, TimelineEvent

_TONES = {State.ENDED: "red", State.ACCEPTED: "green", State.APPRAISED: "green"}


class ProjectCard(QScrollArea):
    """Writes nothing itself; all of it scrolls as one."""

    issue_wanted = Signal(object)
    """The id of an issue the project was born from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title, self.told = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        for label in (self.title, self.told):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        chips = QWidget()
        self._chips = FlowLayout(chips)
        self.life, self.facts = StepsRow(), KeyValues()
        self.photos = PhotoStrip(ENDINGS)
        self._past: QWidget | None = None
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, theme.px(6), 0)
        self._column.setSpacing(theme.px(10))
        parts = (chips, self.title, self.told, self.life, self.facts, self.photos, Divider())
        for part in parts:
            self._column.addWidget(part)
        self.setWidget(content)

    def show_page(self, page: ProjectPage, pictures: Mapping[int, bytes]) -> None:
        """Show a project with the contents of its photos by their ids."""
        row = page.row
        clear(self._chips)
        kinds = [Chip(row.kind, "teal")] if row.kind else []
        level = Chip(f"{row.year} · {LEVEL_WORDS[row.level]}", "grey")
        for chip in (state_chip(row.standing, row.planned_by, today()), level, *kinds):
            label = ChipLabel(chip)
            self._chips.addWidget(label)
            label.show()
        self.title.setText(row.name)
        self.told.setText(row.content)
        self.told.setVisible(bool(row.content))
        broken = row.standing.state is State.ENDED
        at = LIFE.index(_last_alive(page.steps) if broken else row.standing.state)
        self.life.set_steps([STATE_WORDS[state] for state in LIFE], at, broken)
        self.facts.set_facts(self._facts(page))
        self.photos.set_photos(
            [
                StripPhoto(photo.id, pictures[photo.photo_id], f"{photo.day}")
                for photo in page.photos
                if photo.photo_id in pictures
            ]
        )
        self._show_past(page)

    def _facts(self, page: ProjectPage) -> list[tuple[str, str | QWidget]]:
        row, standing = page.row, page.row.standing
        facts: list[tuple[str, str | QWidget]] = [
            (self.tr("地点"), row.place),
            (self.tr("责任"), " · ".join(filter(None, (row.unit, row.person, row.phone)))),
            (self.tr("计划完成"), f"{row.planned_by or ''}"),
            (self.tr("资金"), self._money(row)),
        ]
        if LIFE.index(State.VOTED) <= _place(standing.state) and standing.ballot is not None:
            facts.append((self.tr("票决"), standing.ballot.words))
        if standing.state is State.CARRIED_OUT:
            facts.append((self.tr("进度"), f"{standing.percent}%"))
        if standing.accepted_on is not None:
            facts.append((self.tr("验收"), f"{standing.accepted_on}"))
        if page.issues:
            facts.append((self.tr("来自问题"), self._links(page)))
        return facts

    def _money(self, row: ProjectRow) -> str:
        planned = wan(row.invested) if row.invested is not None else ""
        spent = row.standing.spent
        over = row.invested is not None and spent > row.invested
        parts = (
            " ".join(filter(None, (row.funding, planned))),
            self.tr("已支出 {0}").format(wan(spent)) if spent else "",
            self.tr("超出 {0}").format(wan(spent - (row.invested or 0))) if over else "",
        )
        return "，".join(filter(None, parts))

    def _links(self, page: ProjectPage) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        for name in page.issues:
            link = IssueLink(name)
            link.wanted.connect(self.issue_wanted)
            column.addWidget(link)
        return part

    def _show_past(self, page: ProjectPage) -> None:
        if self._past is not None:
            self._column.removeWidget(self._past)
            self._past.deleteLater()
        timeline = Timeline()
        timeline.set_events(list(self._events(page))[::-1])
        # The past scrolls with the facts above it: it is taken out of its own scroll area.
        self._past = timeline.takeWidget()
        self._past.setAutoFillBackground(False)
        self._column.addWidget(self._past, 1)

    def _events(self, page: ProjectPage) -> Iterator[TimelineEvent]:
        before: StepRow | None = None
        for step in page.steps:
            when = f"{step.day:%m-%d}" if step.day.year == today().year else f"{step.day}"
            told = " · ".join(filter(None, (step.note, step.actor)))
            yield TimelineEvent(when, self._title(before, step), (told,), _tone(before, step))
            before = step

    def _title(self, before: StepRow | None, step: StepRow) -> str:
        if before is not None and is_milestone(before.state, step.state):
            spent = self.tr("累计支出 {0}").format(wan(step.spent)) if step.spent else ""
            return " · ".join(filter(None, (f"{step.percent or 0}%", spent)))
        if before is not None and is_back(before.state, step.state):
            return self.tr("退回{0}").format(STATE_WORDS[step.state])
        return STATE_WORDS[step.state]


def _tone(before: StepRow | None, step: StepRow) -> str:
    if before is not None and is_milestone(before.state, step.state):
        return "grey"
    back = before is not None and is_back(before.state, step.state)
    return "yellow" if back else _TONES.get(step.state, "blue")


def _last_alive(steps: tuple[StepRow, ...]) -> State:
    return next((s.state for s in reversed(steps) if s.state is not State.ENDED), LIFE[0])


def _place(state: State) -> int:
    return len(LIFE) if state is State.ENDED else LIFE.index(state)
