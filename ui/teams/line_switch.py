"""The switch between the lines of responsibility (双线), in sight where there is more than one."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from db.teams import coverage
from db.teams.teams import RESIDENCE_LINE
from widgets.segments import Segments

LINE_WORDS = {coverage.DEFAULT_LINE: "单位线", RESIDENCE_LINE: "居住线"}


class LineSwitch(Segments):
    """One of the lines by which the office works."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self.setAccessibleName(self.tr("单位线还是居住线"))
        self.hide()

    def show_lines(self, lines: Sequence[str], shown: str) -> None:
        """Offer these lines; one of them is shown."""
        self.set_segments([(key, LINE_WORDS.get(key, key)) for key in lines])
        self.set_current(shown)
        self.setVisible(len(lines) > 1)
