"""公示文字: what the office says on each kind of notice, and how often it is published."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.engine import Database
from domain import general_notice
from domain.disclosure import TEMPLATES
from domain.errors import KnownError
from domain.notice_texts import (
    BASIS,
    EVERY_WORDS,
    LAST_DAY,
    MOST_DAYS,
    SUBJECT,
    Every,
    NoticeTexts,
    fault,
    faults,
    tidy,
)
from ui import actions
from ui.notices import texts
from ui.notices.template_choice import TemplateChoice
from ui.parts import scrolling
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, SectionTitle
from widgets.fields import ChoiceField, LineField, NumberField, TextField
from widgets.forms import Form

_NEEDED = frozenset({"title", "opening", "objection", "posted_days", "every", "publication_day"})
_OWN_WORDS = ("title", "legal_basis", "opening")  # of a general notice, in the window


class NoticesSection(View):
    """A template at a time; what is typed for each stays until it is saved or thrown away."""

    topics = frozenset({"settings"})
    dirty_changed = Signal(bool)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.shipped = texts.shipped()
        self.base = dict(self.shipped)
        self._typed: dict[str, dict[str, Any]] = {}
        self.template = TemplateChoice(columns=4)
        self.form = Form()
        self.notice = QLabel()
        self.notice.setProperty("role", "error")
        self.notice.setWordWrap(True)
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.resetting = plain_button(self.tr("放弃修改"), "undo-2")
        self.restoring = plain_button(self.tr("恢复原文"), "refresh-cw")
        self._fill_form()
        self._lay_out()
        self._shown = next(iter(TEMPLATES))
        self.template.set_value(self._shown)
        self.template.edited.connect(self._template_chosen)
        self.form.edited.connect(self._judge)
        self.form.submitted.connect(self.save)
        self.saving.clicked.connect(self.save)
        self.resetting.clicked.connect(self.reset)
        self.restoring.clicked.connect(self.restore)
        self._show_shown()

    def _fill_form(self) -> None:
        self.form.set_label_width(theme.px(112))
        every = ChoiceField([(one.value, words) for one, words in EVERY_WORDS.items()])
        opening = self.tr("{0}换成依据，没有依据就不写这半句；{1}换成这一期公示的内容")
        for key, label, field in (
            ("title", self.tr("标题"), LineField()),
            ("legal_basis", self.tr("依据"), TextField(self.tr("可以空着"), 2)),
            ("opening", self.tr("开头的话"), TextField(opening.format(BASIS, SUBJECT), 2)),
            ("promise", self.tr("承诺"), TextField(self.tr("写在正文后面，可以空着"), 2)),
            ("objection", self.tr("意见反映渠道"), LineField()),
            ("posted_days", self.tr("公示天数"), NumberField(1, MOST_DAYS)),
            ("every", self.tr("多久公开一次"), every),
            ("publication_day", self.tr("公开日"), NumberField(1, LAST_DAY)),
        ):
            if isinstance(field, NumberField | ChoiceField):
                field.setFixedWidth(theme.px(128))
            self.form.add(key, label, field, key in _NEEDED, partial(fault, key))
        for key, words in (
            ("opening", opening.format(BASIS, SUBJECT)),
            ("publication_day", self.tr("每期第一个月的第几日以前应当公开；不定期的不催")),
        ):
            hint = QLabel(words)
            hint.setProperty("role", "small")
            hint.setWordWrap(True)
            self.form.put_below(key, hint)

    def _lay_out(self) -> None:
        card = Card()
        card.body.addWidget(SectionTitle(self.tr("公示文字"), self.restoring))
        card.body.addWidget(self.template)
        card.body.addSpacing(theme.px(8))
        card.body.addWidget(scrolling(self.form), 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.saving)
        foot.addWidget(self.resetting)
        foot.addWidget(self.notice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(card, 1)
        column.addLayout(foot)

    # What is shown

    def focus(self) -> None:
        """Put the cursor where editing begins."""
        self.template.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.form.is_dirty() or bool(self._typed)

    def refresh(self) -> None:
        """Meet the texts as they are by now: what is typed stays."""
        self.bench.read(self, texts.current, self._meet)

    def _meet(self, held: dict[str, NoticeTexts]) -> None:
        changed, dirty = held != self.base, self.is_dirty()
        self._keep_typed()
        self.base = held
        if changed:
            self._show_shown()
        if changed and dirty:
            told = self.tr("公示文字刚被别人改过；您填写的都在，再保存就以您的为准。")
            self.notice.setText(told)

    def _template_chosen(self) -> None:
        self._keep_typed()
        self._shown = str(self.template.value())
        self._show_shown()

    def _keep_typed(self) -> None:
        """What is typed for the template that is shown waits until it is shown again."""
        self._typed.pop(self._shown, None)
        if self.form.is_dirty():
            self._typed[self._shown] = self.form.values()

    def _show_shown(self) -> None:
        for key in _OWN_WORDS:
            self.form.set_shown(key, self._shown != general_notice.TEMPLATE)
        self.form.set_values(_values(self.base[self._shown]))
        self.form.set_draft(self._typed.pop(self._shown, {}))
        self._judge()

    def reset(self) -> None:
        """Throw away what is typed, for all templates."""
        self._typed.clear()
        self._show_shown()

    def restore(self) -> None:
        """Put the shipped texts of this template into the form; saving keeps them."""
        self.form.set_draft(_values(self.shipped[self._shown]))

    def _judge(self) -> None:
        self.notice.setText("")
        dirty = self.is_dirty()
        self.saving.setEnabled(dirty)
        self.resetting.setVisible(dirty)
        self.restoring.setEnabled(self.form.values() != _values(self.shipped[self._shown]))
        self.dirty_changed.emit(dirty)

    # Saving

    def save(self) -> None:
        """Change the texts as they are typed; one that is wrong is shown."""
        self._keep_typed()
        typed = dict(self._typed)
        for key, values in typed.items():
            missing = any(values[name] is None for name in _NEEDED)
            if missing or faults(tidy(values)):
                self.template.set_value(key)
                self.form.validate()
                return
        self._typed.pop(self._shown, None)  # it stands in the form
        if typed:
            wished = self.base | {key: tidy(values) for key, values in typed.items()}
            self._change(self.base, wished, partial(self._saved, self.base))

    def _change(
        self,
        before: Mapping[str, NoticeTexts],
        after: Mapping[str, NoticeTexts],
        done: Callable[[dict[str, NoticeTexts]], None],
    ) -> None:
        shipped = self.shipped

        def change(database: Database, user: str) -> dict[str, NoticeTexts]:
            actions.change_notice_texts(database, user, shipped, before, after)
            return dict(after)

        self.saving.setEnabled(False)
        self.bench.write(self, change, done, self._not_saved)

    def _saved(self, before: dict[str, NoticeTexts], after: dict[str, NoticeTexts]) -> None:
        self.base = after
        self.reset()
        told = self.tr("公示文字已保存，新做的公示就用它")
        self.bench.messages.undoable(told, partial(self._take_back, before, after))

    def _not_saved(self, error: Exception) -> None:
        self._judge()
        if isinstance(error, KnownError):
            self.notice.setText(str(error))
        self.bench.messages.error(error)

    def _take_back(self, before: dict[str, NoticeTexts], after: dict[str, NoticeTexts]) -> None:
        self._change(after, before, self._undone)  # refused where somebody has changed them since

    def _undone(self, after: dict[str, NoticeTexts]) -> None:
        self.base = after
        self.reset()
        self.bench.messages.success(self.tr("已撤销，公示文字和改动以前一样"))


def _values(own: NoticeTexts) -> dict[str, Any]:
    """The texts as the form has them."""
    names = (
        "title", "legal_basis", "opening", "promise", "objection", "posted_days", "every",
        "publication_day",
    )  # fmt: skip
    values = {name: getattr(own, name) for name in names}
    told = {key: value or None for key, value in values.items() if key != "every"}
    return told | {"every": Every(own.every).value}
