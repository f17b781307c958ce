"""The window that is walked through, and the camera that is carried."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer

from db import places
from db.engine import Database
from db.places import PlaceRow
from domain.errors import KnownError
from domain.places import Level
from ui.desk import Desk
from ui.papers.pdf_preview import PdfPreview
from ui.window import Window

SIZE = (1440, 900)
NARROW = (1180, 760)
Written = TypeVar("Written")
USER, PASSWORD = "演示", "演示密码"
_SETTLED_MS = 120
_PDF_DRAWN_MS = 800  # a preview tells nobody when its sheet is drawn


class Camera:
    """Takes pictures of a window into a folder, numbered; ``scratch`` is for what is only shown."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder, self.scratch = folder, scratch
        self._taken = 0
        self.window = Window()
        self.window.look.follows_users = False  # pictures are the same on every machine
        self.window.resize(*SIZE)

    def go(self, desk: Desk, page: str) -> None:
        """Go to a page, and wait until it is there."""
        desk.pages.go(page)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being read or drawn any more."""
        self.wait_for(lambda: self.window.tasks.idle)
        _pause(_SETTLED_MS)
        self.wait_for(lambda: self.window.tasks.idle)

    def picture(self, name: str) -> Path:
        """Take a picture once nothing moves any more."""
        self.settle()
        if any(preview.isVisible() for preview in self.window.findChildren(PdfPreview)):
            _pause(_PDF_DRAWN_MS)
        self._taken += 1
        target = self.folder / f"{self._taken:02}-{name}.png"
        if not self.window.grab().save(str(target)):
            raise KnownError(f"图片“{target}”写不进去，没有保存；请换一个文件夹。")
        return target

    def written(self, desk: Desk, act: Callable[[Database, str], Written]) -> Written:
        """Write, as a page does, and wait until every page knows."""
        database = desk.bench.database
        outcome: Written = desk.bench.tasks.ask_database(lambda: act(database, USER))
        self.settle()
        return outcome

    def wait_for(self, done: Callable[[], bool], most_ms: int = 60_000) -> None:
        """Let the window work until something is so."""
        for _ in range(most_ms // 20):
            if done():
                return
            _pause(20)
        raise TimeoutError("the page did not settle")


def first_compound(desk: Desk) -> int:
    """The id of the first compound."""
    return first_of(desk, Level.COMPOUND).id


def first_of(desk: Desk, level: Level) -> PlaceRow:
    """The first place of a level."""
    found = desk.bench.ask(places.all_places)
    return next(place for place in found if place.level is level)


def _pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
