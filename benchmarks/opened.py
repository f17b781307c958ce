"""The real window, unlocked as a user does it, up to the first rows of 住户; then its memory."""

import json
import sys
from time import perf_counter

from benchmarks.lists import settle, until
from benchmarks.process import resident_memory
from benchmarks.stock import PASSWORD, USER
from ui import application


def main(location: str) -> None:
    """Print the seconds from the password to the rows, and the MiB held with all of them listed."""
    app = application.create()
    from ui.window import Window

    window = Window()
    window.begin(location, USER)
    window.show()
    until(lambda: "ui.desk" in sys.modules and window.tasks.idle)  # while the user types
    start = perf_counter()
    window.unlock.submitted.emit(USER, PASSWORD)
    until(lambda: window.desk is not None)
    desk = window.desk
    assert desk is not None
    opened = perf_counter() - start
    desk.pages.go("households")
    table = desk.pages.households.table
    until(lambda: table.rows.rowCount() > 0)
    table.viewport().repaint()
    rows = perf_counter() - start
    settle(window.tasks)
    memory = resident_memory()
    window.close()
    app.processEvents()
    print(json.dumps({"opened": opened, "rows": rows, "memory": memory}))


if __name__ == "__main__":
    main(sys.argv[1])
