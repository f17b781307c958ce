"""楼栋图: a compound, a building or a village as one sees it, each household in its place."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QWidget

from db.households import fronts
from db.reading import Reader
from db.session import today
from db.teams import coverage, teams
from domain.front_shades import BY_WORDS, By
from domain.fronts import Ground, Home
from ui.parts import beside, page_column
from ui.place_tree import PlaceTree, read_places
from ui.teams.front_picture import Picture
from ui.teams.fronts_page import FrontsPage
from ui.teams.home_card import HomeCard
from ui.teams.line_switch import LINE_WORDS, LineSwitch
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.building_front import FrontsArea
from widgets.buttons import plain_button
from widgets.cards import Card
from widgets.empty_state import EmptyState
from widgets.front_legend import FrontLegend
from widgets.segments import Segments


class FrontsView(View):
    """The sheet of fronts of one place; what is drawn is bounded by `fronts.MOST`."""

    topics = frozenset({"households", "places", "teams", "visits", "issues", "batches", "rules"})
    visit_wanted = Signal(object)
    """The id of a household that was visited."""
    households_wanted = Signal(object, str)
    """Households to be shown on their page, as a tuple of ids, and what they are."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._place: int | None = None
        self._line = coverage.DEFAULT_LINE
        self._ground: Ground | None = None
        self._homes: dict[int, Home] = {}
        self._picture: Picture | None = None
        self.tree = PlaceTree()
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.switch = Segments([(by, BY_WORDS[by]) for by in By])
        self.lines = LineSwitch()
        self.legend = FrontLegend()
        self.printing = plain_button(self.tr("打印"), "printer", "Ctrl+P")
        self.area = FrontsArea()
        self.sheet = self.area.sheet
        self.sheet.setAccessibleName(self.tr("楼栋图"))
        self.empty = EmptyState("")
        self.pages = QStackedWidget()
        self.card = HomeCard()
        self._lay_out()
        self._connect()
        self._redraw()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.printing)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.switch)
        bar.addWidget(self.lines)
        bar.addStretch(1)
        for page in (self.empty, self.area):
            self.pages.addWidget(page)
        middle = Card()
        middle.body.setSpacing(theme.px(12))
        middle.body.addLayout(head)
        middle.body.addLayout(bar)
        middle.body.addWidget(self.legend)
        middle.body.addWidget(self.pages, 1)
        parts = (self.tree, 230, 200), (middle, 900, 380), (self.card, 290, 240)
        page_column(self).addWidget(beside(*parts, grows=1))

    def _connect(self) -> None:
        self.tree.current_changed.connect(self._choose)
        self.switch.changed.connect(self._redraw)
        self.lines.changed.connect(self._show_line)
        self.area.room_changed.connect(self._room_changed)
        self.sheet.picked.connect(self._show_home)
        self.sheet.opened.connect(self._open_home)
        self.card.opening.clicked.connect(self._open_current)
        self.card.visiting.clicked.connect(self._want_visit)
        self.printing.clicked.connect(self._print)

    # What is shown

    def start(self) -> None:
        """Begin where one chooses the place."""
        self.tree.setFocus()

    def refresh(self) -> None:
        """Read the fronts and the tree again."""
        self._read()
        self.bench.read(self, teams.lines, self._offer_lines)
        self.bench.read(self, read_places, self.tree.show_places)

    def show_place(self, place_id: int) -> None:
        """Show the fronts of a place, also of one that the tree does not have yet."""
        if not self.tree.reveal(place_id):
            self._choose(place_id)

    def show_by(self, by: By) -> None:
        """Colour the cells by this."""
        self.switch.set_current(by)
        self._redraw()

    def show_home(self, home_id: int) -> None:
        """Go to a household of the place that is shown."""
        self.sheet.set_current(home_id)
        self._show_home(home_id)

    @property
    def homes(self) -> tuple[Home, ...]:
        """The households of the place that is shown, in walking order."""
        return self._ground.homes if self._ground is not None else ()

    def _choose(self, place_id: int | None) -> None:
        if place_id is not None:
            self._place = place_id
            self._read()

    def _read(self) -> None:
        place, line = self._place, self._line
        if place is None:
            return

        def read(connection: Reader) -> Ground | None:
            return fronts.ground(connection, place, today(), line)

        self.bench.read(self, read, self._show)

    def _show(self, ground: Ground | None) -> None:
        if ground is not None and ground.place.id != self._place:
            return  # another one was chosen meanwhile
        elsewhere = self._ground is None or ground is None or self._ground.place != ground.place
        self._ground = ground
        self._homes = {home.id: home for home in ground.homes} if ground else {}
        self._redraw()
        if elsewhere:
            self.area.ensureVisible(0, 0)

    def _redraw(self, _: str = "") -> None:
        ground = self._ground
        drawable = ground is not None and bool(ground.homes)
        self.printing.setEnabled(drawable)
        self.legend.setVisible(drawable)
        if ground is None or not ground.homes:
            self._say_empty()
            return
        room = self.area.viewport().width()
        self._picture = Picture.of(ground, self._by(), self.bench.rules.colours, room)
        told = self.tr("{0} · {1:,} 户").format(ground.name, len(ground.homes))
        self.title.setText(told)
        self.title.setToolTip(told)
        self.legend.set_entries(self._picture.legend())
        self.sheet.set_sections(self._picture.sections())
        self.pages.setCurrentWidget(self.area)
        self._show_home(self.sheet.current())

    def _by(self) -> By:
        return By(self.switch.current())

    def _say_empty(self) -> None:
        self._picture = None
        self.sheet.set_sections(())
        self._show_home(None)
        ground = self._ground
        self.title.setText(ground.name if ground else self.tr("楼栋图"))
        if ground is None:
            self.empty.set_text(
                self.tr("选一个小区、楼栋、村或村民小组"),
                self.tr("在左边点一下，每一户就在自己的位置上：谁在管、去没去过、有没有问题"),
                icon_name="building-2",
            )
        elif ground.households:
            self.empty.set_text(
                self.tr("{0}有 {1:,} 户，一张图画不下").format(ground.name, ground.households),
                self.tr("请在左边选其中的一个村、小区、楼栋或村民小组"),
                icon_name="building-2",
            )
        else:
            self.empty.set_text(
                self.tr("{0}还没有住户").format(ground.name),
                self.tr("先在“住户”里导入住户台账"),
                icon_name="house",
            )
        self.pages.setCurrentWidget(self.empty)

    def _room_changed(self, room: int) -> None:
        if self._picture is not None and room != self._picture.room:
            self._redraw()

    def _offer_lines(self, lines: list[str]) -> None:
        self.lines.show_lines(lines, self._line)

    def _show_line(self, line: str) -> None:
        self._line = line
        self._read()

    # What the user does

    def _show_home(self, home_id: int | None) -> None:
        home = self._homes.get(home_id) if home_id is not None else None
        self.card.show_home(home, self._picture)

    def _want_visit(self) -> None:
        home_id = self.sheet.current()
        if home_id is not None:
            self.visit_wanted.emit(home_id)

    def _open_home(self, home_id: int) -> None:
        self.households_wanted.emit((home_id,), self._homes[home_id].address)

    def _open_current(self) -> None:
        current = self.sheet.current()
        if current is not None:
            self._open_home(current)

    def _print(self) -> None:
        if self._ground is not None:
            line = LINE_WORDS.get(self._line, self._line) if self.lines.isVisible() else ""
            self.paper = FrontsPage(self.bench, self, self._ground, self._by(), line)
            self.paper.open()
