"""颜色和时限: the colours of the list and every limit that runs."""

import re
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from domain.colours import LONGEST_DAYS
from domain.rules import LONGEST_HOURS, Rules
from ui.settings.colour_rows import ColourRows
from ui.settings.rules_section import RulesSection
from ui.workbench import Workbench
from widgets.cards import Card, SectionTitle
from widgets.fields import CheckField, LineField, NumberField
from widgets.forms import Form

_NUMBERS = (
    "return_days",
    "extend_days",
    "follow_up_days",
    "urgent_contact_hours",
    "urgent_measure_hours",
)


class LimitsSection(RulesSection):
    """Three to five colours, and the limits that are the same for all of them."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.colours, self.form = ColourRows(), Form()
        self._add_fields()
        hint = QLabel(
            self.tr("时限按工作日，算到最后一天结束：签收从派单起，联系从签收起，办结从研判起。")
        )
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        for title, parts in (
            (self.tr("颜色"), (hint, self.colours)),
            (self.tr("其他期限"), (self.form,)),
        ):
            card = Card()
            card.body.addWidget(SectionTitle(title))
            for part in parts:
                card.body.addWidget(part)
            self.left.addWidget(card)
        self.left.addStretch(1)
        self.colours.edited.connect(self.edited)
        self.form.edited.connect(self.edited)
        self.form.submitted.connect(self.save)
        self.start()

    def _add_fields(self) -> None:
        days, hours = (1, LONGEST_DAYS), (1, LONGEST_HOURS)
        words = {
            "return_days": (self.tr("退单，派单后几个工作日内"), days),
            "extend_days": (self.tr("延期，最多几个工作日"), days),
            "follow_up_days": (self.tr("回访，办结后几个工作日内"), days),
            "urgent_contact_hours": (self.tr("紧急问题，几小时内联系"), hours),
            "urgent_measure_hours": (self.tr("紧急问题，几小时内采取措施"), hours),
        }
        for key, (label, limits) in words.items():
            field = NumberField(*limits)
            field.setFixedWidth(field.fontMetrics().horizontalAdvance("0" * 9))
            self.form.add(key, label, field, required=True)
        urgencies = LineField(self.tr("安全、水电气、稳定"), 80)
        self.form.add("urgencies", self.tr("紧急情形，用顿号隔开"), urgencies, check=self._twice)
        raising = CheckField(self.tr("超期的每天零点升一种颜色，最重的不再升"))
        self.form.add("raise_overdue", self.tr("超期升色"), raising)

    def _twice(self, text: str) -> str:
        words = _split(text)
        return self.tr("有重复的情形") if len(set(words)) < len(words) else ""

    def fill(self, rules: Rules) -> None:
        self.colours.fill(rules.colours)
        values = {key: getattr(rules, key) for key in _NUMBERS}
        self.form.set_values(
            values | {"urgencies": "、".join(rules.urgencies), "raise_overdue": rules.raise_overdue}
        )

    def own(self) -> dict[str, Any] | None:
        rules, values = self.colours.rules(), self.form.values()
        if rules is None or any(values[key] is None for key in _NUMBERS):
            return None
        return {
            "colours": rules,
            **{key: values[key] for key in _NUMBERS},
            "urgencies": _split(values["urgencies"] or ""),
            "raise_overdue": values["raise_overdue"],
        }

    def validate(self) -> bool:
        return self.colours.validate() and self.form.validate()

    def focus(self) -> None:
        """Put the cursor where editing begins."""
        self.colours.rows[0].word.setFocus(Qt.FocusReason.OtherFocusReason)


def _split(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[、，,;；\s]+", text) if word)
