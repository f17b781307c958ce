"""Views, and the two pages that cover whatever is shown until one is done: an import, a list on
paper."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.importing.import_page import ImportPage
from ui.papers.list_print_page import ListPrintPage
from ui.papers.shown_list import ShownList
from ui.permits import Permits
from ui.view import View
from ui.view_stack import Page, ViewStack
from ui.workbench import Workbench


class CoverStack(ViewStack):
    """A view asks for them by its signals ``import_wanted`` and ``print_wanted``."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._permits = Permits(bench, self)
        self._covered: QWidget | None = None

    def built(self, page: Page) -> Page:
        """A page that was just made, among the others."""
        if isinstance(page, View):
            for wanted, cover in (
                ("import_wanted", self.import_files),
                ("print_wanted", self.print_list),
            ):
                if hasattr(page, wanted):
                    getattr(page, wanted).connect(cover)
        self._permits.watch(page)
        return super().built(page)

    @cached_property
    def importing(self) -> ImportPage:
        """Importing, reached from the lists."""
        page = self.built(ImportPage(self._bench))
        page.left.connect(self._uncover)
        return page

    @cached_property
    def printing(self) -> ListPrintPage:
        """A list as it will be printed."""
        page = self.built(ListPrintPage(self._bench))
        page.left.connect(self._uncover)
        return page

    def import_files(self, kind: str, files: Sequence[str] = ()) -> None:
        """Import files of a kind; with none, ask for them."""
        self._cover(self.importing)
        self.importing.begin(kind, tuple(Path(file) for file in files))

    def print_list(self, shown: ShownList) -> None:
        """Show a list as it will be printed."""
        self._cover(self.printing)
        self.printing.begin(shown)

    def _cover(self, page: QWidget) -> None:
        if self.currentWidget() is not page:
            self._covered = self.currentWidget()
        self.setCurrentWidget(page)

    def _uncover(self) -> None:
        if self._covered is not None:
            self.setCurrentWidget(self._covered)
            if isinstance(self._covered, View):
                self._covered.start()
