"""更多条件: the parts of the issue filter that are asked for less often."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.issues.issue_filter import IssueFilter
from domain.deadlines import LAMP_WORDS, Lamp
from domain.periods import PERIOD_WORDS, Period
from domain.rules import Rules
from domain.workflow import RATING_WORDS, SOURCE_WORDS, Rating
from ui.issues.filter_words import Names, without
from widgets import theme
from widgets.buttons import link_button, plain_button
from widgets.fields import ChoiceField, DateField
from widgets.forms import Form
from widgets.popover import Popover
from widgets.segments import SegmentField

KEYS = ("lamp", "source", "rating", "urgencies", "unit", "team", "registered", "since", "until")
_PERIODS = (Period.WEEK, Period.MONTH, Period.LAST_MONTH, Period.QUARTER)
_ANY = "any"


class MoreFilters(Popover):
    """Tells every change at once; nothing has to be confirmed."""

    edited = Signal()

    def __init__(self, office: Rules, parent: QWidget) -> None:
        super().__init__(parent)
        self._office = office
        self._period: str | None = None
        every = ("", self.tr("全部"))
        self.form = Form()
        add = self.form.add
        lamps = [(lamp.value, LAMP_WORDS[lamp]) for lamp in reversed(Lamp)]
        add("lamp", self.tr("时限灯"), SegmentField([every, *lamps]))
        add("source", self.tr("来源"), SegmentField([every, *SOURCE_WORDS.items()]))
        ratings = [(rating.value, RATING_WORDS[rating]) for rating in Rating]
        add("rating", self.tr("群众评价"), SegmentField([every, *ratings]))
        add("urgencies", self.tr("紧急"), SegmentField(self._urgencies()))
        add("unit", self.tr("主办单位"), ChoiceField((), self.tr("全部单位，输入几个字查找")))
        add("team", self.tr("包联工作组"), ChoiceField((), self.tr("全部工作组")))
        periods = [(period.value, PERIOD_WORDS[period]) for period in _PERIODS]
        add("registered", self.tr("登记时间"), SegmentField([every, *periods]))
        add("since", self.tr("或从"), DateField())
        add("until", self.tr("到"), DateField())
        self.clearing = link_button(self.tr("清除这些条件"))
        self.done = plain_button(self.tr("完成"))
        self.done.setToolTip(self.tr("完成（Esc）"))
        foot = QHBoxLayout()
        foot.addWidget(self.clearing)
        foot.addStretch(1)
        foot.addWidget(self.done)
        self.setMinimumWidth(theme.px(460))
        self.body.addWidget(self.form)
        self.body.addLayout(foot)
        self.form.edited.connect(self._edited)
        self.clearing.clicked.connect(self._clear)
        self.done.clicked.connect(self.close)

    def _urgencies(self) -> list[tuple[str, str]]:
        each = [(word, word) for word in self._office.urgencies]
        return [("", self.tr("全部")), (_ANY, self.tr("所有紧急")), *each]

    def follow(self, office: Rules) -> None:
        """Offer the urgencies of the office as its rules are now."""
        self._office = office
        self.form.field("urgencies").set_segments(self._urgencies())

    def offer(self, names: Names) -> None:
        """Offer these units and teams; what is chosen stays."""
        for key, known in (("unit", names.units), ("team", names.teams)):
            self.form.field(key).set_choices([(name, name) for name in known])

    def show_filter(self, wanted: IssueFilter) -> None:
        """Let the fields say what the filter is."""
        values: dict[str, Any] = {key: getattr(wanted, key) for key in KEYS}
        urgencies = wanted.urgencies
        every = bool(urgencies) and tuple(urgencies) == self._office.urgencies
        values["urgencies"] = _ANY if every else next(iter(urgencies), None)
        self._period = values["registered"]
        self.form.set_values({key: value or None for key, value in values.items()})

    def applied(self, wanted: IssueFilter) -> IssueFilter:
        """The filter with what the fields say; a field that is wrong narrows nothing."""
        values = self.form.values()
        urgency = values["urgencies"]
        urgencies = self._office.urgencies if urgency == _ANY else (urgency,) if urgency else ()
        since, until = values["since"], values["until"]
        if since and until and since > until:
            since, until = until, since
        return replace(
            without(wanted, KEYS),
            lamp=Lamp(values["lamp"]) if values["lamp"] else None,
            source=values["source"] or "",
            rating=Rating(values["rating"]) if values["rating"] else None,
            urgencies=urgencies,
            unit=values["unit"] or "",
            team=values["team"] or "",
            registered=Period(values["registered"]) if values["registered"] else None,
            since=since,
            until=until,
        )

    def _edited(self) -> None:
        """A period and two days say the same thing: the one that was just given counts."""
        values = self.form.values()
        if values["registered"] != self._period:
            self._period = values["registered"]
            if self._period:
                for key in ("since", "until"):
                    self._put_quietly(key, None)
        elif self._period and (values["since"] or values["until"]):
            self._period = None
            self._put_quietly("registered", None)
        self.edited.emit()

    def _put_quietly(self, key: str, value: Any) -> None:
        field = self.form.field(key)
        field.blockSignals(True)
        field.set_value(value)
        field.blockSignals(False)

    def _clear(self) -> None:
        self.show_filter(IssueFilter())
        self.edited.emit()
