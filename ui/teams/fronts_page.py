"""楼栋图 on paper: what is shown, on A4 or A3, coloured by what one chooses."""

from io import BytesIO
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db import places
from db.engine import Database
from db.reading import Reader
from db.session import today
from domain.front_shades import BY_WORDS, By
from domain.fronts import Ground
from domain.paper_words import office_words
from ui import actions
from ui.papers.outlet import Leaves
from ui.papers.paper_page import KeptPage
from ui.tasks import Work
from ui.workbench import Workbench
from widgets.segments import SegmentField

if TYPE_CHECKING:
    from printing.batch import Printed

TITLE = "楼栋图"


class FrontsPage(KeptPage):
    """The sheets of one place; no names are on them."""

    def __init__(
        self, bench: Workbench, over: QWidget, ground: Ground, by: By, line_words: str
    ) -> None:
        super().__init__(bench, over, self.tr("打印楼栋图"))
        self._ground, self._line_words = ground, line_words
        self._office = ""
        self.told.setText(
            self.tr("{0}，{1:,} 户。纸上只有室号和标记，没有姓名和电话。").format(
                ground.name, len(ground.homes)
            )
        )
        self.form.add("by", self.tr("着色"), SegmentField([(by, BY_WORDS[by]) for by in By]))
        sizes = (("A4", self.tr("A4 横向")), ("A3", self.tr("A3 横向")))
        self.form.add("paper", self.tr("纸张"), SegmentField(sizes))
        self.form.set_values({"by": by, "paper": "A4"})
        self.form.edited.connect(self._draw)
        bench.read(self, _office, self._begin)

    def _begin(self, office: str) -> None:
        self._office = office
        self._draw()

    def _draw(self) -> None:
        if not self._office:
            return
        from printing.fronts import A3_FRONTS, A4_FRONTS, FrontSheets, print_fronts

        values = self.form.values()
        sheets = FrontSheets(
            self._office,
            self._ground,
            By(values["by"]),
            today(),
            self.bench.rules.colours,
            self._line_words,
        )
        paper = A3_FRONTS if values["paper"] == "A3" else A4_FRONTS

        def work(task: Work) -> "tuple[bytes, Printed]":
            pdf = BytesIO()
            printed = print_fronts(sheets, paper, pdf)
            return pdf.getvalue(), printed

        self.outlet.set_possible(False)  # what is sent is what was seen
        self.draw_with(work)

    def file_name(self) -> str:
        """What a saved file is called at first."""
        by = BY_WORDS[By(self.form.values()["by"])]
        return f"{TITLE}-{self._ground.name}-{by}-{today():%Y%m%d}.pdf"

    def leaves(self) -> Leaves:
        """What the audit will say of it."""
        return "audit", "打印楼栋图", self._ground.place.id

    def sent(self, sentence: str) -> None:
        """The audit says what was printed."""
        subject, where = self._ground.name, self._ground.place.id

        def note(database: Database, user: str) -> str:
            actions.note_printed(database, user, "打印楼栋图", subject, where)
            return sentence

        self.bench.write(self.bench.bus, note, self.bench.messages.success)


def _office(connection: Reader) -> str:
    return office_words(places.root(connection).name)
