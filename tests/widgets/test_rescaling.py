"""A new body size reaches what was made in another one."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from widgets import theme
from widgets.cards import FigureCard
from widgets.fields import LineField
from widgets.forms import Form
from widgets.icon_mark import IconMark

LIGHT = theme.Mode.LIGHT


class Page(QWidget):
    """One of everything a size is given to."""

    def __init__(self) -> None:
        super().__init__()
        self.label, self.field, self.button = QLabel("社区"), QLineEdit(), QPushButton("保存")
        self.card, self.mark = FigureCard("住户"), IconMark("lock")
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(theme.px(16))
        self.label.setFixedSize(theme.px(72), theme.px(36))
        self.field.setMinimumWidth(theme.px(90))
        self.button.setMaximumWidth(theme.px(120))
        self.inner, self.grid, self.row = QWidget(), QGridLayout(), QHBoxLayout()
        self.grid.setHorizontalSpacing(theme.px(16))
        self.grid.setVerticalSpacing(theme.px(10))
        self.grid.setColumnMinimumWidth(0, theme.px(84))
        self.grid.addWidget(self.label, 0, 0)
        self.grid.addWidget(self.field, 0, 1)
        self.row.addWidget(self.button)
        self.row.addWidget(self.mark)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.px(16), 0, theme.px(4), theme.px(12))
        self.column.setSpacing(theme.px(12))
        for part in (self.card, self.splitter):
            self.column.addWidget(part)
        self.column.addLayout(self.grid)
        self.column.addLayout(self.row)

    def sizes(self) -> dict[str, object]:
        """Whatever was given, and what follows from it."""
        margins = self.column.contentsMargins()
        return {
            "label": (self.label.minimumSize(), self.label.maximumSize()),
            "field": self.field.minimumSize(),
            "button": (self.button.minimumHeight(), self.button.maximumWidth()),
            "handle": self.splitter.handleWidth(),
            "grid": (self.grid.horizontalSpacing(), self.grid.verticalSpacing()),
            "labels": self.grid.columnMinimumWidth(0),
            "margins": (margins.left(), margins.top(), margins.right(), margins.bottom()),
            "spacing": self.column.spacing(),
            "card": self.card.sizeHint(),
            "mark": self.mark.sizeHint(),
        }


@pytest.fixture
def page(qtbot):
    made = Page()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("body", [12, 17, 20])
def test_what_is_shown_becomes_as_if_made_in_the_new_size(qtbot, page, body):
    theme.set_look(LIGHT, body)
    fresh = Page()
    qtbot.addWidget(fresh)
    fresh.show()
    assert page.sizes() == fresh.sizes()


def test_nothing_drifts_however_often_the_size_changes(page):
    before = page.sizes()
    for body in (*range(15, 21), *reversed(range(12, 20)), 19, 13, 14):
        theme.set_look(LIGHT, body)
    assert page.sizes() == before


def test_a_size_given_between_two_changes_is_the_new_one(page):
    theme.set_look(LIGHT, 20)
    page.label.setFixedSize(QSize(100, 60))
    theme.set_look(LIGHT, 14)
    assert page.label.minimumSize() == QSize(70, 42)


def test_a_page_that_is_not_shown_yet_is_reached_too(qtbot):
    page = Page()
    qtbot.addWidget(page)
    theme.set_look(LIGHT, 20)
    fresh = Page()
    qtbot.addWidget(fresh)
    for one in (page, fresh):
        one.show()
    assert page.sizes() == fresh.sizes()


def test_the_star_of_a_required_field_takes_the_colour_of_the_scheme(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.add("name", "名称", LineField("", 20), required=True)
    form.show()
    theme.set_look(theme.Mode.DARK, 14)
    label = form.findChild(QLabel)
    assert theme.scheme().red.text in label.text()
