"""A day at the office in the real window, in a process of its own: whatever it leaves on the disk
is looked at from outside. A line on stdout says what is under way, one on stdin lets it go on."""

import logging
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from db.households.households import HouseholdFilter
from db.models import Household, Project
from domain.general_notice import GeneralWords
from exchange.photos import read_photo
from tests.conftest import PASSWORD, USER
from ui import actions, application, keeping
from ui import log as program_log
from ui.desk import Desk
from ui.papers import exports
from ui.tasks import Cancelled
from ui.tour.camera import Camera, first_compound
from ui.window import Window

TYPED = "13912345678"
PAGES = (
    "overview", "charts", "indicators", "report", "households", "teams", "visits", "check_ins",
    "fronts", "issues", "calls", "common", "meetings", "projects", "slips", "notices", "register",
    "postings", "boards", "catalogue", "finance",
)  # fmt: skip


def pause(under_way: str) -> None:
    """Let whoever started this look at the disk."""
    sys.stdout.write(f"{under_way}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def main(ledger: str, own: Path) -> None:
    """``own`` is the user's folder, for what was asked for by name."""
    application.create()
    program_log.to_stderr()
    program_log.to_file()
    camera = Camera(own, own)
    day = Day(camera, _unlocked(camera, ledger), own)
    for part in (
        day.pages, day.a_person, day.a_notice, day.visits, day.an_export, day.an_import,
        day.a_photo, day.a_backup, day.errors,
    ):  # fmt: skip
        part()
        camera.settle()
    pause("open")


def _unlocked(camera: Camera, ledger: str) -> Desk:
    window: Window = camera.window
    window.ask_password(ledger, USER)
    window.show()
    window.unlock.submitted.emit(USER, PASSWORD)
    camera.wait_for(lambda: window.desk is not None)
    camera.settle()
    assert window.desk is not None
    return window.desk


class Day:
    """What somebody does, part by part."""

    def __init__(self, camera: Camera, desk: Desk, own: Path) -> None:
        self.camera, self.desk, self.own, self.bench = camera, desk, own, desk.bench

    def pages(self) -> None:
        for page in PAGES:
            self.camera.go(self.desk, page)

    def a_person(self) -> None:
        view = self.desk.pages.households
        self.camera.go(self.desk, "households")
        view.table.setCurrentIndex(view.table.rows.index(4, 0))
        self.camera.settle()
        view.panel.card.uncovering.click()
        self.camera.settle()
        view.panel.edit()
        self.camera.settle()
        view.panel.form.left.emit()
        view.printing.click()
        self.camera.settle()
        assert self.desk.pages.printing.made is not None
        self.desk.pages.printing.leave.click()

    def a_notice(self) -> None:
        view = self.desk.pages.notices
        self.camera.go(self.desk, "notices")
        for template in ("work_team", "party_identity", "general"):
            view.choose(template, first_compound(self.desk))
            self.camera.settle()
        view.general.put_words(GeneralWords(title="通知", body=f"联系人邹秀英，{TYPED}。"))
        view._make()
        self.camera.settle()
        view.file()
        self.camera.settle()
        self.camera.go(self.desk, "issues")  # what is typed is kept

    def visits(self) -> None:
        view = self.desk.pages.visits
        self.camera.go(self.desk, "visits")
        view.open_sheet()
        self.camera.settle()
        view.sheet_page.leave()

    def an_export(self) -> None:
        wanted = exports.Wanted("households", HouseholdFilter(), unmasked=True)
        exports.PAGE = 20

        def stop(done: int, total: int) -> None:
            if done > total // 2:  # rows are written already
                pause("export")
                raise Cancelled

        try:
            exports.export(self.bench.ask, wanted, self.own / "住户台账.xlsx", stop)
        except Cancelled:
            return

    def an_import(self) -> None:
        self.desk.pages.import_files("households", [str(self.own / "台账.xlsx")])
        self.camera.settle()
        self.desk.pages.importing.left.emit()

    def a_photo(self) -> None:
        id_ = self.bench.ask(lambda connection: connection.scalar(select(Project.id).limit(1)))
        picture = read_photo(self.own / "照片.png")
        self._write(partial(_add_photo, id_, picture))

    def _write(self, verb: Callable[..., Any]) -> None:
        self.bench.write(self.desk, verb, lambda _: None)
        self.camera.settle()

    def a_backup(self) -> None:
        source = keeping.source(self.bench.database, self.bench.user)
        seen = set[str]()

        def look(done: int, total: int) -> None:
            part = f"backup {done * 4 // max(total, 1)}"
            if part not in seen:
                seen.add(part)
                pause(part)

        keeping.daily(source, look)

    def errors(self) -> None:
        self._write(_write_twice)
        self._write(_say_too_much)
        logging.getLogger("xiachen").error("unexpected", exc_info=ValueError(TYPED))


def _add_photo(project_id: int, picture: bytes, database: Any, user: str) -> None:
    actions.add_project_photos(database, user, project_id, [picture])


def _write_twice(database: Any, user: str) -> None:
    """A bug: the same row twice, with all that is in it."""
    with database.write(user) as session:
        row = session.execute(select(Household.__table__).limit(1)).mappings().one()
        session.execute(insert(Household), [dict(row)])


def _say_too_much(database: Any, user: str) -> None:
    """A bug whose error holds what was typed."""
    with database.read() as connection:
        head = connection.scalar(select(Household.head).where(Household.head != "").limit(1))
    try:
        int(f"{head} {TYPED}")
    except ValueError as error:
        raise KeyError(head) from error


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
