"""反馈单: of one party member, of one employer, or of all of them at once, for a period."""

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from db.check_ins import check_in_slips, check_ins
from db.check_ins.check_in_slips import Slips
from db.check_ins.check_ins import CheckInRow
from db.engine import Database
from db.reading import Reader
from db.session import Where, today
from db.teams import units
from domain.check_in import stay_fault
from domain.check_in_slip import TITLE
from ui import actions
from ui.papers.outlet import Leaves
from ui.papers.paper_page import KeptPage
from ui.tasks import Task, Work
from ui.workbench import Workbench
from widgets.fields import DateField
from widgets.pick_field import PickField

if TYPE_CHECKING:
    from printing.batch import Printed


class CheckInSlipPage(KeptPage):
    """The slips are made anew for every choice; without a ``member`` one chooses the employer."""

    def __init__(
        self,
        bench: Workbench,
        over: QWidget,
        member: CheckInRow | None = None,
        unit_id: int | None = None,
    ) -> None:
        self._member = member
        self._reading: Task | None = None
        super().__init__(bench, over, "反馈单")
        self.told.setText(
            self.tr(
                "在职党员到社区报到服务情况反馈单，发给党员的工作单位；只写到小区，不写电话和门牌。"
            )
        )
        if member is None:
            unit = PickField(self.tr("全部单位，一个单位一份"))
            self.form.add("unit", self.tr("单位"), unit)
        self.form.add("since", self.tr("从"), DateField(), required=True)
        self.form.add("until", self.tr("到"), DateField(), required=True, check=self._check)
        year = check_ins.this_year(today())
        self._first = {"since": year.since, "until": year.until}
        self.form.set_values(self._first)
        self.form.edited.connect(self._read)
        if member is None:
            self._unit_id = unit_id
            bench.read(self, _units, self._offer)
        else:
            self._read()

    def _offer(self, known: list[tuple[int, str]]) -> None:
        self.form.field("unit").set_choices(known)
        self.form.set_values(self._first | {"unit": self._unit_id})
        self._read()

    def _check(self, until: Any) -> str:
        fault = stay_fault(self.form.field("since").value(), until)
        return self.tr("到的日期早于从的日期") if fault else ""

    def _read(self) -> None:
        self.outlet.set_possible(False)  # what is sent is what was seen
        # An answer to what stood there before would be drawn; the list of units is read on.
        if self._reading is not None:
            self._reading.cancel()
        if self.form.problems():
            return
        values, member = self.form.values(), self._member
        since: date = values["since"]
        until: date = values["until"]

        def read(connection: Reader) -> Slips:
            if member is not None:
                return check_in_slips.of_member(connection, member.id, since, until, today())
            unit_id = values["unit"]
            return check_in_slips.of_units(connection, since, until, today(), unit_id)

        self._reading = self.bench.read(self, read, self._draw, self.not_drawn)

    def _draw(self, made: Slips) -> None:
        self._say_left_out(made)
        if not made.slips:
            self._say_nothing()
            return
        slips = made.slips

        def work(task: Work) -> "tuple[bytes, Printed]":
            from printing.check_in_slip import print_check_in_slips

            def told(done: int) -> bool:
                task.report(done, len(slips))
                return True

            pdf = BytesIO()
            printed = print_check_in_slips(slips, pdf, progress=told)
            return pdf.getvalue(), printed

        label = self.tr("正在排版 {0:,} 份反馈单").format(len(slips))
        self.draw_with(work, label if len(slips) > 20 else "")

    def _say_left_out(self, made: Slips) -> None:
        left_out = self._member is None and self.form.values()["unit"] is None and made.unknown
        words = self.tr("另有 {0:,} 名党员没有填工作单位，不在里面；补上单位就会有。")
        self.below.setText(words.format(made.unknown) if left_out else "")
        self.below.setVisible(bool(left_out))

    def _say_nothing(self) -> None:
        if self._member is not None:
            title = self.tr("不知道发给哪个单位")
            hint = self.tr("先在“修改”里填上工作单位")
        else:
            title = self.tr("这段时间没有在册的党员")
            hint = self.tr("换一段时间，或先登记、导入报到党员")
        self.waiting.set_text(title, hint, icon_name="info")
        self.pages.setCurrentIndex(0)

    def _whose(self) -> str:
        if self._member is not None:
            return self._member.name
        return self.form.field("unit").text() or self.tr("全部单位")

    def _where(self) -> Where:
        return self._member.place_id if self._member is not None else ()

    def _period(self) -> str:
        values = self.form.values()
        return f"{values['since']:%Y%m%d}-{values['until']:%Y%m%d}"

    def file_name(self) -> str:
        """What a saved file is called at first."""
        return f"{TITLE}-{self._whose()}-{self._period()}.pdf"

    def leaves(self) -> Leaves:
        """What the audit will say of it."""
        return "audit", "打印报到反馈单", self._where()

    def sent(self, sentence: str) -> None:
        """The audit says who told which employer of whom."""
        subject, where = f"{self._whose()} {self._period()}", self._where()

        def note(database: Database, user: str) -> str:
            actions.note_printed(database, user, "打印报到反馈单", subject, where)
            return sentence

        self.bench.write(self.bench.bus, note, self.bench.messages.success)


def _units(connection: Reader) -> list[tuple[int, str]]:
    return [(unit.id, unit.name) for unit in units.all_units(connection)]
