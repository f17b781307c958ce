"""What is to be hung where: the kind of notice, its own words, the place, the lines under it."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.session import today
from domain import general_notice, party_notice, project_notice
from domain.notice_texts import NoticeTexts
from domain.paper_sizes import PAPER_WORDS, PaperSize
from domain.places import Level
from ui.notices import publishing, texts
from ui.notices.general_form import GeneralForm
from ui.notices.publishing import Standing
from ui.notices.template_choice import TemplateChoice
from ui.notices.wish import Wish
from widgets import theme
from widgets.cards import Divider, SectionTitle
from widgets.fields import ChoiceField, DateField, LineField
from widgets.forms import Form
from widgets.pick_field import PickField

_PER: dict[str, Level | None] = {"whole": None, "entrance": Level.ENTRANCE, "group": Level.GROUP}
_ONCE = frozenset({project_notice.TEMPLATE, general_notice.TEMPLATE})  # hang once in a place
_PERIOD = frozenset({"since", "until"})
_OF_NO_PERIOD = frozenset({general_notice.TEMPLATE, party_notice.TEMPLATE})
_LABELS_PX = 72


class WishForm(QWidget):
    """Makes a `Wish`, and holds the office's standing lines."""

    edited = Signal()
    """What is drawn is no more what is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: Mapping[str, NoticeTexts] = texts.shipped()
        self.template, self.general = TemplateChoice(), GeneralForm()
        self.scope, self.lines = Form(), Form()
        self._fill_forms()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(12))
        for form in (self.scope, self.lines):
            form.set_label_width(theme.px(_LABELS_PX))
        for part in (
            SectionTitle(self.tr("公示内容")),
            self.template,
            self.general,
            self.scope,
            Divider(),
            SectionTitle(self.tr("每张公示都有的落款")),
            self.lines,
        ):
            column.addWidget(part)
        column.addStretch(1)
        self.template.set_value("issue_progress")
        self._followed = self._usual()
        self.scope.set_values(self._followed | {"paper": PaperSize.A4})
        self._show_parts()
        self.template.edited.connect(self._template_chosen)
        for form in (self.general, self.scope, self.lines):
            form.edited.connect(self.edited)

    def _fill_forms(self) -> None:
        whole = self.tr("整个地点一张")
        per = [("entrance", self.tr("每个单元一张")), ("group", self.tr("每个村民小组一张"))]
        self.scope.add("place", self.tr("张贴范围"), PickField(self.tr("社区、小区、楼栋…")), True)
        self.scope.add("per", self.tr("份数"), ChoiceField([*per, ("whole", whole)]), True)
        self.scope.add("paper", self.tr("纸张"), ChoiceField(tuple(PAPER_WORDS.items())), True)
        self.scope.add("since", self.tr("本期从"), DateField(), True)
        self.scope.add("until", self.tr("到"), DateField(), True)
        hint = self.tr("空着就用所在社区的居（村）民委员会")
        self.lines.add("office", self.tr("公开单位"), LineField(hint))
        self.lines.add("reviewer", self.tr("审核"), LineField())
        self.lines.add("supervision_phone", self.tr("监督电话"), LineField("0527-00000000", 40))

    def _usual(self) -> dict[str, object]:
        """How a template is usually printed."""
        template = str(self.template.value())
        since, until = publishing.period_of(template, today(), self._texts[template].every)
        return {
            "per": "whole" if template in _ONCE else "entrance",
            "since": since,
            "until": until,
        }

    def _template_chosen(self) -> None:
        self._follow()
        self._show_parts()
        self.edited.emit()

    def _follow(self) -> None:
        """What the user has not chosen by hand follows the template."""
        before, self._followed = self._followed, self._usual()
        shown = self.scope.values()
        followed = {key: self._followed[key] for key in before if shown[key] == before[key]}
        self.scope.set_draft(followed)

    def show_texts(self, own: Mapping[str, NoticeTexts]) -> None:
        """How often each template is published, as the office has it now."""
        self._texts = own
        self._follow()

    def _show_parts(self) -> None:
        self.general.setVisible(self.is_general())
        for key in _PERIOD:
            self.scope.set_shown(key, self.template.value() not in _OF_NO_PERIOD)

    def is_general(self) -> bool:
        """Whether the notice is one that the office writes itself."""
        return self.template.value() == general_notice.TEMPLATE

    def offer(self, places: Sequence[tuple[int, str]]) -> None:
        """Where notices may hang."""
        self.scope.field("place").set_choices(places)

    def choose(self, values: Mapping[str, Any]) -> None:
        """Choose a place or a period, and how many sheets, as if by hand."""
        self.scope.set_draft(values)

    def standing(self) -> Standing:
        """The lines on every notice."""
        return Standing(**{key: value or "" for key, value in self.lines.values().items()})

    def wish(self) -> Wish | None:
        """What is to be made; None as long as something is missing or wrong."""
        hidden = _PERIOD if self.template.value() in _OF_NO_PERIOD else frozenset()
        if self.scope.problems().keys() - hidden or (
            self.is_general() and not self.general.is_whole()
        ):
            return None
        chosen = self.scope.values() | {key: self._followed[key] for key in hidden}
        since, until = sorted((chosen["since"], chosen["until"]))
        return Wish(
            template=str(self.template.value()),
            place_id=chosen["place"],
            per=_PER[chosen["per"]],
            since=since,
            until=until,
            today=today(),
            words=self.general.words() if self.is_general() else None,
            paper=PaperSize(chosen["paper"]),
        )
