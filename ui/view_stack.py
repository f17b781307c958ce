"""Tabs with views: one goes to a view by its name, and finds back to the one that was left."""

from typing import TypeVar

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from ui.view import View
from widgets.header import TabBar
from widgets.segments import Segments

Page = TypeVar("Page", bound=QWidget)


class ViewStack(QStackedWidget):
    """Shows one page at a time; a view is the attribute of its name.

    ``tabs`` and ``switch`` are laid out by whoever shows the pages; ``views`` are a tab's views by
    their words, the first of them shown when one goes to the tab.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views = self._views()
        self.tabs = TabBar(list(self.views))
        self.switch = Segments(())
        self.tabs.set_corner(self.switch)
        self._shown = next(iter(next(iter(self.views.values())).values()))
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.tabs.tabBarClicked.connect(self._tab_chosen)
        self.switch.changed.connect(self._view_chosen)

    def _views(self) -> dict[str, dict[str, str]]:
        """The tabs by their words, and in each its views by theirs."""
        raise NotImplementedError

    def built(self, page: Page) -> Page:
        """A page that was just made, among the others."""
        self.addWidget(page)
        return page

    def go(self, name: str) -> None:
        """Go to a view, and to the tab it belongs to."""
        tab = next(n for n, views in enumerate(self.views.values()) if name in views.values())
        self.tabs.setCurrentIndex(tab)
        self._show_view(name)

    def go_back(self) -> None:
        """Go to the view from which one came to a page of no tab."""
        self._show_view(self._shown)

    def start(self) -> None:
        """Put the keyboard where one begins on the view that is shown."""
        view: View = getattr(self, self._shown)
        view.start()

    def _tab_chosen(self, tab: int) -> None:
        if tab >= 0:
            self._show_view(next(iter(self.views[self.tabs.tabText(tab)].values())))

    def _view_chosen(self, words: str) -> None:
        self._show_view(self.views[self.tabs.tabText(self.tabs.currentIndex())][words])

    def _show_view(self, name: str) -> None:
        views = self.views[self.tabs.tabText(self.tabs.currentIndex())]
        self.switch.set_segments([(words, words) for words in views])
        self.switch.set_current(next(words for words, own in views.items() if own == name))
        self.switch.setVisible(len(views) > 1)
        self._shown = name
        self.setCurrentWidget(getattr(self, name))
        if not (self.tabs.hasFocus() or self.switch.isAncestorOf(QApplication.focusWidget())):
            self.start()  # whoever walks along the tabs by keys stays on them
