import pytest
from PySide6.QtWidgets import QApplication

from resources import tokens
from widgets import theme


@pytest.fixture(scope="session")
def dressed_app(qapp: QApplication) -> None:
    theme.install(qapp, theme.Mode.LIGHT)


@pytest.fixture(autouse=True)
def dressed(dressed_app: None) -> None:
    """Every widget is tested in the program's own look."""
    theme.set_look(theme.Mode.LIGHT, tokens.BODY_PX)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The off-screen platform warns of every window with a smallest size: nobody's fault."""
    for item in items:
        if "widgets" in item.path.parts:
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))
