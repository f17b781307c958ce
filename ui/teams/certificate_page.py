"""覆盖证明: of all communities or of one, as of any day, to be printed and signed."""

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db import places
from db.engine import Database
from db.reading import Reader
from db.session import today
from db.teams import coverage_proof
from domain.certificate import TITLE, Certificate, to_sign
from domain.paper_words import office_words
from ui import actions
from ui.papers.outlet import Leaves
from ui.papers.paper_page import KeptPage
from ui.tasks import Work
from ui.teams.line_switch import LINE_WORDS
from ui.workbench import Workbench
from widgets.fields import DateField
from widgets.pick_field import PickField

if TYPE_CHECKING:
    from printing.batch import Printed


class CertificatePage(KeptPage):
    """The proof is computed anew for every choice."""

    def __init__(self, bench: Workbench, over: QWidget, line: str, day: date) -> None:
        super().__init__(bench, over, TITLE)
        self._line = line
        self.told.setText(
            self.tr(
                "逐户算出来的：每户恰有一个工作组，或者列在空白、重复里。住户以现在的台账为准。"
            )
        )
        self.form.add(
            "community", self.tr("社区（村）"), PickField(self.tr("全部；或一个社区、村"))
        )
        self.form.add("day", self.tr("截至"), DateField(), required=True)
        self.form.set_values({"day": day})
        self.form.edited.connect(self._read)
        bench.read(self, _communities, self._offer)
        self._read()

    def _offer(self, communities: list[tuple[int, str]]) -> None:
        self.form.field("community").set_choices(communities)

    def _read(self) -> None:
        if self.form.problems():
            self.outlet.set_possible(False)
            return
        values, line = self.form.values(), self._line
        day: date = values["day"]
        community: int | None = values["community"]

        def read(connection: Reader) -> Certificate:
            office = office_words(places.root(connection).name)
            parts = coverage_proof.proofs(connection, day, line, community)
            return Certificate(office, LINE_WORDS.get(line, line), day, today(), parts)

        self.outlet.set_possible(False)  # what is sent is what was seen
        self.bench.read(self, read, self._draw, self.not_drawn)

    def _draw(self, made: Certificate) -> None:
        alone = self.form.values()["community"] is not None
        if not alone and all(part.bare for part in made.parts):
            self.waiting.set_text(
                self.tr("还没有住户"), self.tr("导入住户台账以后才有可以证明的"), icon_name="info"
            )
            self.pages.setCurrentIndex(0)
            return

        def work(task: Work) -> "tuple[bytes, Printed]":
            from printing.certificate import print_certificate

            def told(done: int) -> bool:
                task.report(done, len(to_sign(made)))
                return True

            pdf = BytesIO()
            printed = print_certificate(made, pdf, progress=told)
            return pdf.getvalue(), printed

        many = len(made.parts) > 50
        self.draw_with(work, self.tr("正在排版覆盖证明") if many else "")

    def _whose(self) -> str:
        return self.form.field("community").text() or self.tr("全部")

    def file_name(self) -> str:
        """What a saved file is called at first."""
        day = self.form.values()["day"] or today()
        return f"{TITLE}-{self._whose()}-{day:%Y%m%d}.pdf"

    def leaves(self) -> Leaves:
        """What the audit will say of it."""
        return "audit", "打印覆盖证明", self.form.values()["community"]

    def sent(self, sentence: str) -> None:
        """The audit says what was certified to whom."""
        values = self.form.values()
        subject, where = f"{self._whose()} {values['day']}", values["community"]

        def note(database: Database, user: str) -> str:
            actions.note_printed(database, user, "打印覆盖证明", subject, where)
            return sentence

        self.bench.write(self.bench.bus, note, self.bench.messages.success)


def _communities(connection: Reader) -> list[tuple[int, str]]:
    return [(row.id, name) for row, name in places.named_communities(connection)]
