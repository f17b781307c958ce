"""走访单: which households of which team, on paper to take along or as a form to fill in."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db import places
from db.engine import Database
from db.reading import Reader
from db.users import whereabouts
from db.visits import visit_sheets, visit_targets
from db.visits.visit_targets import DueFilter
from domain.paper_words import office_words
from domain.visit_sheet import TITLE, VisitSheet
from domain.visits import Due
from exchange.visit_form import write_visit_form
from ui import actions
from ui.papers.outlet import Leaves
from ui.papers.paper_page import KeptPage
from ui.papers.saving import ask_where
from ui.tasks import Task, Work
from ui.workbench import Workbench
from widgets.buttons import plain_button
from widgets.pick_field import PickField
from widgets.segments import SegmentField

if TYPE_CHECKING:
    from printing.batch import Printed

ALL = "all"
MOST_HOUSEHOLDS = 60_000  # whoever wants more wants it community by community


class SheetPage(KeptPage):
    """Read anew for every choice."""

    def __init__(
        self,
        bench: Workbench,
        over: QWidget,
        wanted: DueFilter,
        teams: Sequence[tuple[int, str]],
    ) -> None:
        super().__init__(bench, over, TITLE)
        self._wanted = wanted
        self._made: tuple[VisitSheet, ...] = ()
        self._positions: dict[int, str] = {}
        self._reading: Task | None = None
        self.told.setText(
            self.tr(
                "按走访路线排好，户主姓名已脱敏，不印电话。带纸去走，回来照着登记；"
                "或者存成 Excel 发给工作组填，填好拖回来就入账。"
            )
        )
        which = [
            (Due.DUE.value, self.tr("应走访")),
            (Due.OVERDUE.value, self.tr("超期")),
            (ALL, self.tr("全部住户")),
        ]
        team = PickField(self.tr("全部，各印各的"))
        team.set_choices(teams)
        self.form.add("which", self.tr("哪些户"), SegmentField(which))
        self.form.add("team", self.tr("工作组"), team)
        self.form.add("place", self.tr("地点"), PickField(self.tr("全部；或一个小区、村、楼栋")))
        self.form_saving = plain_button(self.tr("存成 Excel 表"), "file-spreadsheet")
        self.column.insertWidget(self.column.indexOf(self.form) + 1, self.form_saving)
        self.form_saving.clicked.connect(self._ask_where)
        which_now = wanted.due.value if wanted.due is not None else ALL
        self.form.set_values({"which": which_now, "team": wanted.team_id})
        self.form.edited.connect(self._read)
        bench.read(self, _places, self._offer)
        self._read()

    def _offer(self, named: tuple[list[tuple[int, str]], dict[int, str]]) -> None:
        choices, self._positions = named
        self.form.field("place").set_choices(choices)

    def _read(self) -> None:
        if self.form.problems():
            self.outlet.set_possible(False)
            return
        values = self.form.values()
        due = None if values["which"] == ALL else Due(values["which"])
        position = self._position()
        wanted = replace(self._wanted, due=due, team_id=values["team"], position=position, query="")
        told = self._told(values["which"])

        def read(connection: Reader) -> tuple[int, tuple[VisitSheet, ...]]:
            homes = visit_targets.count(connection, wanted)
            if not 0 < homes <= MOST_HOUSEHOLDS:
                return homes, ()
            office = office_words(places.root(connection).name)
            return homes, tuple(visit_sheets.sheets(connection, wanted, office, told))

        self.outlet.set_possible(False)  # what is sent is what was seen
        self.form_saving.setEnabled(False)
        for task in (self._reading, self._task):
            if task is not None:  # what is drawn now is of the choice before
                task.cancel()
        self._reading = self.bench.read(self, read, self._draw, self.not_drawn)

    def _position(self) -> str:
        return self._positions.get(self.form.values()["place"] or 0, "")

    def _told(self, which: str) -> str:
        words = {
            Due.DUE.value: self.tr("本期还没有见到的户"),
            Due.OVERDUE.value: self.tr("超期没有走访的户"),
            ALL: self.tr("全部住户"),
        }
        return " · ".join(filter(None, (words[which], self.form.field("place").text())))

    def _draw(self, found: tuple[int, tuple[VisitSheet, ...]]) -> None:
        homes, made = found
        self._made = made
        if not made:
            title = self.tr("这里没有要走访的户") if not homes else self.tr("一次打不了这么多")
            hint = self.tr("换一个范围试试")
            if homes:
                hint = self.tr("一共 {0:,} 户；请选一个工作组，或一个社区、小区").format(homes)
            self.waiting.set_text(title, hint, icon_name="info")
            self.pages.setCurrentIndex(0)
            return
        self.form_saving.setEnabled(True)

        def work(task: Work) -> "tuple[bytes, Printed]":
            from printing.visit_sheet import print_visit_sheets

            def told(done: int) -> bool:
                task.report(done, len(made))
                return True

            pdf = BytesIO()
            printed = print_visit_sheets(made, pdf, progress=told)
            return pdf.getvalue(), printed

        self.draw_with(work, self.tr("正在排版走访单") if len(made) > 10 else "")

    # What leaves

    def _whose(self) -> str:
        team = self.form.field("team").text().split("　")[0]
        return "-".join(filter(None, (team, self.form.field("place").text()))) or self.tr("全部")

    def file_name(self) -> str:
        """What a saved file is called at first."""
        return f"{TITLE}-{self._whose()}-{self._wanted.day:%Y%m%d}.pdf"

    def leaves(self) -> Leaves:
        """What the audit will say of it."""
        return "audit", f"打印{TITLE}", whereabouts.at_position(self._position())

    def sent(self, sentence: str) -> None:
        """The audit says whose sheets left the office."""
        subject, where = self._whose(), whereabouts.at_position(self._position())

        def note(database: Database, user: str) -> str:
            actions.note_printed(database, user, f"打印{TITLE}", subject, where)
            return sentence

        self.bench.write(self.bench.bus, note, self.bench.messages.success)

    def _ask_where(self) -> None:
        name = self.file_name().removesuffix(".pdf") + ".xlsx"
        ask_where(self, self.tr("存成 Excel 表"), name, self.save_form)

    def save_form(self, name: str) -> None:
        """Write the form that is filled in and imported again."""
        bench, made, out, subject = self.bench, self._made, Path(name), self._whose()
        where = whereabouts.at_position(self._position())

        def note() -> None:
            actions.note_printed(bench.database, bench.user, f"导出{TITLE}", subject, where)

        def work(task: Work) -> int:
            bench.tasks.ask_database(note)  # the audit knows of it before it can leave the office
            return write_visit_form(out, made)

        bench.tasks.in_pool(self, work, partial(self._form_saved, out.name))

    def _form_saved(self, name: str, rows: int) -> None:
        told = self.tr("已存成“{0}”，{1:,} 户；填好后在“走访”导入").format(name, rows)
        self.bench.messages.success(told)


def _places(connection: Reader) -> tuple[list[tuple[int, str]], dict[int, str]]:
    rows = places.all_places(connection)
    by_id = {row.id: row for row in rows}
    named = [(row.id, places.full_name(row, by_id)) for row in rows]
    return named, {row.id: row.position for row in rows}
