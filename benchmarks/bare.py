"""The floor: a bare PySide6 main window, closed as soon as it is painted."""

import json
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Bare(QMainWindow):
    """Nothing but itself."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and then end."""
        super().paintEvent(event)
        QTimer.singleShot(0, self.close)


app = QApplication([])
window = Bare()
window.show()
app.exec()
if sys.argv[1:] == ["memory"]:
    from benchmarks.process import resident_memory

    print(json.dumps({"memory": resident_memory()}))
