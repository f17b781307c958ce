"""The kinds of notices to choose from, each in the tone of its class of affairs."""

from PySide6.QtWidgets import QWidget

from domain.disclosure import TEMPLATES, Affairs
from ui.choice_cards import Choice, ChoiceCards
from widgets.chips import Chip

_TONES = {Affairs.PARTY: "red", Affairs.VILLAGE: "blue", Affairs.FINANCE: "yellow"}


class TemplateChoice(ChoiceCards):
    """All templates in view, so many abreast."""

    def __init__(self, columns: int = 2, parent: QWidget | None = None) -> None:
        choices = [
            Choice(one.key, Chip(one.word, _TONES[one.affairs]), below=one.about)
            for one in TEMPLATES.values()
        ]
        super().__init__(choices, columns, parent)
        self.setAccessibleName(self.tr("公示模板"))
