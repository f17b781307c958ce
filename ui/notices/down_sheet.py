"""When and by whom sheets came down; before the end of their period also why."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from db.session import today
from domain.notice_life import is_early
from ui.ask_sheet import AskSheet
from widgets.fields import DateField, LineField


class DownSheet(AskSheet):
    """Its values are ``on``, ``by`` and ``reason``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, parent.tr("登记撤下"), "check")
        self._until: date | None = None
        self.reason = _ReasonField(parent.tr("如：内容有误，另行公示"))
        self.form.add("on", parent.tr("日期"), DateField(), True, self._check_day)
        self.form.add("by", parent.tr("撤下人"), LineField(parent.tr("可以不填")))
        self.form.add("reason", parent.tr("提前原因"), self.reason)
        self.form.field("on").edited.connect(self._ask_why)

    def ask_down(self, anchor: QWidget, count: int, until: date | None) -> None:
        """Ask for so many sheets, of which the last should hang until a day."""
        self._until = until
        self.form.set_values({"on": today(), "by": self.form.values()["by"]})
        self._ask_why()
        title = self.tr("{0}：{1:,} 张").format(self.doing.text(), count)
        hint = self.tr("公示期到 {0}；没有到期就撤下的，要写明原因").format(until)
        self.ask(anchor, title, hint if self.reason.needed else "")

    def _ask_why(self) -> None:
        on = self.form.field("on").value()
        self.reason.needed = on is not None and is_early(on, self._until)
        self.form.set_shown("reason", self.reason.needed)

    def _check_day(self, day: Any) -> str:
        return self.tr("这一天还没有到") if day > today() else ""


class _ReasonField(LineField):
    """Why something happens before its time; nothing where it does not."""

    needed = False

    def value(self) -> str | None:
        """The reason, where one is needed."""
        return super().value() if self.needed else None

    def problem(self) -> str:
        """One must be there where it is needed."""
        missing = self.needed and not self.text().strip()
        return self.tr("公示期没有到，提前撤下要写明原因") if missing else super().problem()
