"""The real pages 住户 and 问题 over a whole ledger: opening, scrolling, filtering, sorting."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks import stock
from benchmarks.table import frames
from db import engine
from db.households import households
from db.households.households import HouseholdFilter
from db.issues import issues
from db.issues.issue_filter import IssueFilter
from db.location import Location
from db.reading import Reader
from domain.deadlines import Lamp
from domain.people import initials
from domain.workflow import OPEN
from ui import application
from ui.change_bus import ChangeBus
from ui.households.households_tab import HouseholdsTab
from ui.issues.issues_tab import IssuesTab
from ui.tasks import Tasks
from ui.workbench import Messages, Workbench
from widgets.filter_box import FilterBox

KEYSTROKE = 0.12  # seconds: eight characters a second is a fast typist
_PATIENCE = 60
_WAKE_MS = 4
_COLUMNS_KEPT = 1.0  # the page keeps the columns' state a while after the last sort


def until(reached: Callable[[], bool], patience: float = _PATIENCE) -> None:
    """Let the window live until something is so, for at most so many seconds."""
    end = perf_counter() + patience
    waking = QTimer()
    waking.start(_WAKE_MS)
    loop = QEventLoop()
    while not reached():
        # Asleep between events, as a program is: a busy loop would take the database's turns.
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if perf_counter() > end:
            raise TimeoutError("the window did not get there")


def settle(tasks: Tasks) -> None:
    """Let the window live until nothing is under way, for a while."""
    quiet = perf_counter()

    def at_rest() -> bool:
        nonlocal quiet
        if not tasks.idle:
            quiet = perf_counter()
        return perf_counter() - quiet > 0.15

    until(at_rest)


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the pages: how it is made, where one types, filters of which the last one lets
    everything through, and what somebody types who looks for what is really there."""

    make: Callable[[Workbench], Any]
    filter_box: Callable[[Any], FilterBox]
    views: Sequence[Any]
    queries: Callable[[Reader, Sequence[int]], list[str]]


@dataclass(slots=True)
class Page:
    """A page with a watch on its table: when a new list's first rows were last painted."""

    kind: Kind
    tab: Any
    tasks: Tasks
    painted: list[float] = field(default_factory=list)
    after_data: list[float] = field(default_factory=list)

    def watch(self) -> None:
        """Paint the first rows of every new list at once, and note how long it took."""
        table = self.tab.table
        show = table.first_page

        def first_page(ids: Sequence[int], rows: Mapping[int, Any]) -> None:
            start = perf_counter()
            show(ids, rows)
            table.viewport().repaint()
            self.painted.append(perf_counter())
            self.after_data.append(self.painted[-1] - start)

        table.first_page = first_page  # type: ignore[method-assign]

    def timed(self, act: Callable[[], object]) -> float:
        """Seconds from an act of the user to the first rows of the list it asks for."""
        before = len(self.painted)
        start = perf_counter()
        act()
        until(lambda: len(self.painted) > before)
        return self.painted[-1] - start


@contextmanager
def page(location: Location, kind: Kind) -> Iterator[Page]:
    """The page over a ledger, shown and settled."""
    application.create()
    database = engine.open_ledger(location, stock.USER, stock.PASSWORD)
    tasks = Tasks()
    bus = ChangeBus(database, tasks)
    tab = kind.make(Workbench(database, "测速", tasks, bus, Messages()))
    tab.resize(1400, 800)
    tab.show()
    made = Page(kind, tab, tasks)
    made.watch()
    try:
        settle(tasks)
        yield made
        until_kept = perf_counter() + _COLUMNS_KEPT
        until(lambda: tasks.idle and perf_counter() > until_kept)
    finally:
        bus.stop()
        tab.close()
        tasks.close()
        database.close()
        tab.deleteLater()
        QApplication.sendPostedEvents(tab, QEvent.Type.DeferredDelete)


@dataclass(frozen=True, slots=True)
class Interactive:
    """All in seconds."""

    first_page: list[float]
    frames: list[float]
    one: list[float]
    more: list[float]
    sort_page: list[float]
    sort_whole: list[float]


def measure(location: Location, kind: Kind, looked_for: int = 12) -> Interactive:
    """Everything a user feels on the page, on this ledger."""
    with page(location, kind) as shown:
        first = _open(shown)
        scrolled = [ms / 1000 for ms in frames(shown.tab.table)]
        settle(shown.tasks)
        one, more = _typed(shown, looked_for)
        sort_page, sort_whole = _sorted(shown)
    return Interactive(first, scrolled, one, more, sort_page, sort_whole)


def _open(shown: Page) -> list[float]:
    """The painted first page after its data, for lists of several kinds and of all."""
    for wanted in shown.kind.views:
        shown.timed(lambda: shown.tab.feed.show(wanted))  # noqa: B023
        settle(shown.tasks)
    return shown.after_data[-len(shown.kind.views) :]


def _typed(shown: Page, looked_for: int) -> tuple[list[float], list[float]]:
    """Keystroke to first page for each keystroke, the first of a query and the later ones.

    A query goes on being typed while the lists of its beginning are still being counted.
    """
    one: list[float] = []
    more: list[float] = []
    filter_box = shown.kind.filter_box(shown.tab)
    for query in _queries(shown, looked_for):
        for end in range(1, len(query) + 1):
            typed = query[:end]
            if typed[-1] == " ":
                continue
            struck = perf_counter()
            (one if end == 1 else more).append(shown.timed(lambda: filter_box.setText(typed)))  # noqa: B023
            until(lambda: perf_counter() - struck > KEYSTROKE)  # noqa: B023
        shown.timed(filter_box.clear)
        settle(shown.tasks)
    return one, more


def _queries(shown: Page, looked_for: int) -> list[str]:
    ids = shown.tab.table.rows.ids()
    chosen = [ids[at] for at in Random(7).sample(range(len(ids)), looked_for)]
    done: list[list[str]] = []
    shown.tab.bench.read(shown.tab, lambda reader: shown.kind.queries(reader, chosen), done.append)
    until(lambda: bool(done))
    return [query for query in done[0] if query]


def _people(connection: Reader, ids: Sequence[int]) -> list[str]:
    """Name, initials, phone, id, birth, home."""
    found: list[str] = []
    for number, id_ in enumerate(ids):
        household = households.page(connection, id_)
        if household is None or not household.residents:
            continue
        person = household.residents[-1]
        kinds = (
            person.name,
            initials(person.name),
            person.phones.split("、")[0] or household.row.phone,
            person.id_number,
            person.id_number[6:14],
            household.row.address,
        )
        found.append(kinds[number % len(kinds)])
    return found


def _matters(connection: Reader, ids: Sequence[int]) -> list[str]:
    """Number, title, reporter, phone, place."""
    found: list[str] = []
    for number, id_ in enumerate(ids):
        issue = issues.page(connection, id_)
        if issue is not None:
            row = issue.row
            kinds = (row.number, row.title[:6], issue.person, issue.phone, row.place)
            found.append(kinds[number % len(kinds)])
    return found


def _sorted(shown: Page) -> tuple[list[float], list[float]]:
    """First page and whole order, by each column there is, both ways round."""
    first: list[float] = []
    whole: list[float] = []
    ordered: list[float] = []
    shown.tab.feed.ordered.connect(lambda: ordered.append(perf_counter()))
    table = shown.tab.table
    usual = shown.tab.feed.sort()
    keys = [column.key for column in table.rows.columns if column.sortable]
    for key, descending in (*((k, d) for k in keys for d in (True, False)), usual):
        before, start = len(ordered), perf_counter()
        first.append(shown.timed(lambda: table.sort_wanted.emit(key, descending)))  # noqa: B023
        until(lambda: len(ordered) > before)  # noqa: B023
        whole.append(ordered[-1] - start)
        settle(shown.tasks)
    return first, whole


HOUSEHOLDS = Kind(
    HouseholdsTab,
    lambda tab: tab.filter,
    [HouseholdFilter(position=position) for position in ("/", "3", "4", "")],
    _people,
)
ISSUES = Kind(
    IssuesTab,
    lambda tab: tab.bar.query,
    [
        IssueFilter(states=OPEN),
        IssueFilter(source="appeal"),
        IssueFilter(lamp=Lamp.OVERDUE),
        IssueFilter(),
    ],
    _matters,
)
