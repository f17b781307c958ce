"""The Qt style sheet, made from the tokens."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from resources import path, tokens
from resources.tokens import Scheme

# The glyphs the sheet draws by file, and the scheme's colour each one takes.
GLYPHS = {
    "chevron-down": "muted",
    "chevron-left": "muted",
    "chevron-right": "muted",
    "chevron-up": "muted",
    "check": "on_accent",
    "minus": "on_accent",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a sheet is made of: the colours, the body size in px and the folder of the glyphs."""

    scheme: Scheme
    body: int
    glyphs: Path

    def px(self, size: int) -> int:
        """A size of the tokens, scaled as the body text is."""
        return round(size * self.body / tokens.BODY_PX)

    def glyph(self, name: str) -> str:
        """The address of a glyph as a style sheet wants it."""
        return f'url("{(self.glyphs / name).as_posix()}.svg")'


def drawing(icon: str, colour: str) -> bytes:
    """The SVG of an icon (its file's name without the ending), its lines in ``#RRGGBB``."""
    return _source(icon).replace("currentColor", colour).encode()


@lru_cache(maxsize=256)
def _source(icon: str) -> str:
    return path(f"icons/{icon}.svg").read_text(encoding="utf-8")


def sheet(look: Look) -> str:
    """The whole style sheet; the glyphs of :data:`GLYPHS` must lie in ``look.glyphs``."""
    parts = (_ground, _buttons, _lines, _entries, _choices, _views, _scroll_bars, _menus, _calendar)
    return "\n".join(part(look) for part in parts)


def _ground(look: Look) -> str:
    c, px = look.scheme, look.px
    return f"""
QMainWindow, QDialog {{ background: {c.canvas}; }}
QLabel {{ background: transparent; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="small"] {{ color: {c.muted}; font-size: {px(tokens.SMALL_PX)}px; }}
QLabel[role="section"] {{ font-size: {px(tokens.SECTION_PX)}px; font-weight: 600; }}
QLabel[role="title"] {{ font-size: {px(tokens.TITLE_PX)}px; font-weight: 600; }}
QLabel[role="figure"] {{ font-size: {px(tokens.FIGURE_PX)}px; font-weight: 600; }}
QLabel[role="good"] {{ color: {c.green.text}; }}
QLabel[role="bad"] {{ color: {c.red.text}; }}
QLabel[role="error"] {{ color: {c.red.text}; font-size: {px(tokens.SMALL_PX)}px; }}
QLabel[role="warning"] {{ color: {c.yellow.text}; font-size: {px(tokens.SMALL_PX)}px; }}
QFrame[role="card"] {{ background: {c.paper}; border: 1px solid {c.line};
    border-radius: {tokens.CORNER_PX}px; }}
QFrame[role="popover"] {{ background: {c.paper}; border: 1px solid {c.faint};
    border-radius: {tokens.CORNER_PX}px; }}
QFrame[role="card"][clickable="true"]:hover {{ border-color: {c.faint}; }}
QFrame[role="card"][clickable="true"]:focus {{ border-color: {c.accent}; }}
QFrame[role="divider"] {{ background: {c.line}; border: none; max-height: 1px; }}
QToolTip {{ background: {c.ink}; color: {c.paper}; border: none;
    padding: {px(5)}px {px(8)}px; }}
QStatusBar {{ background: {c.paper}; color: {c.muted}; border-top: 1px solid {c.line}; }}
QStatusBar {{ padding-left: {px(12)}px; min-height: {px(30)}px; }}
QStatusBar::item {{ border: none; }}
QSizeGrip {{ image: none; width: 0; height: 0; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {c.line}; }}
QProgressBar {{ background: {c.line}; border: none; border-radius: 3px;
    max-height: {px(tokens.BAR_PX)}px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
"""


def _buttons(look: Look) -> str:
    c, px = look.scheme, look.px
    height = px(tokens.CONTROL_PX) - 2
    return f"""
QPushButton {{ background: {c.paper}; color: {c.ink}; border: 1px solid {c.line};
    border-radius: 6px; padding: 0 {px(14)}px; min-height: {height}px; }}
QPushButton:hover {{ background: {c.hover}; border-color: {c.faint}; }}
QPushButton:pressed, QPushButton:checked {{ background: {c.accent_soft}; color: {c.accent};
    border-color: {c.accent}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 0 {px(14) - 1}px;
    min-height: {height - 2}px; }}
QPushButton:disabled {{ color: {c.dim}; background: {c.canvas}; }}
QPushButton[role="primary"], QPushButton:default {{ background: {c.accent};
    color: {c.on_accent}; border-color: {c.accent}; font-weight: 600; }}
QPushButton[role="primary"]:hover, QPushButton:default:hover {{ background: {c.accent_hover}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {c.ink}; }}
QPushButton[role="primary"]:disabled {{ background: {c.line}; border-color: {c.line};
    color: {c.muted}; }}
QPushButton[role="danger"] {{ color: {c.red.text}; border-color: {c.red.fill}; }}
QPushButton[role="danger"]:hover {{ background: {c.red.soft}; }}
QPushButton[role="danger"]:disabled {{ color: {c.dim}; border-color: {c.line}; }}
QPushButton[role="link"] {{ background: transparent; border: 1px solid transparent;
    color: {c.accent}; padding: 0 {px(6)}px; min-height: {px(24)}px; }}
QPushButton[role="link"][left="true"] {{ text-align: left; padding: 0; }}
QPushButton[role="link"]:hover {{ background: {c.accent_soft}; }}
QPushButton[role="link"]:focus {{ border: 1px solid {c.accent}; }}
QPushButton[role="link"]:disabled {{ color: {c.dim}; background: transparent; }}
QPushButton[role="small"] {{ padding: 0; min-width: {px(tokens.CONTROL_PX) - 2}px; }}
QPushButton, QToolButton, QLineEdit {{ icon-size: {px(16)}px; }}
QToolButton {{ background: transparent; color: {c.ink}; border: 1px solid transparent;
    border-radius: 6px; padding: {px(4)}px; }}
QToolButton[role="large"] {{ icon-size: {px(tokens.ICON_PX)}px; }}
QToolButton:hover {{ background: {c.hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {c.accent_soft}; }}
QToolButton:focus {{ border-color: {c.accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton[role="over_header"] {{ background: {c.stripe}; }}
QToolButton[role="over_header"]:hover {{ background: {c.line}; }}
"""


def _lines(look: Look) -> str:
    c, px = look.scheme, look.px
    return f"""
QPushButton[role="part"] {{ background: {c.accent_soft}; color: {c.accent};
    border: 1px solid {c.accent_soft}; border-radius: {px(13)}px; padding: 0 {px(10)}px;
    min-height: {px(26)}px; }}
QPushButton[role="part"]:hover, QPushButton[role="part"]:focus {{ border: 1px solid {c.accent};
    padding: 0 {px(10)}px; min-height: {px(26)}px; }}
QPushButton[role="row"] {{ background: transparent; border: 1px solid transparent;
    text-align: left; padding: 0 {px(8)}px; }}
QPushButton[role="row"]:hover {{ background: {c.hover}; }}
QPushButton[role="row"]:focus {{ border: 1px solid {c.accent}; }}
"""


def _entries(look: Look) -> str:
    c, px = look.scheme, look.px
    height = px(tokens.CONTROL_PX) - 2
    entries = "QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit"
    focused = ", ".join(f"{name}:focus" for name in entries.split(", "))
    return f"""
{entries} {{ background: {c.paper}; color: {c.ink}; border: 1px solid {c.line};
    border-radius: 6px; padding: 0 {px(10)}px; min-height: {height}px;
    selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover {{ border-color: {c.faint}; }}
{focused}, QPlainTextEdit:focus, QTextEdit:focus {{ border: 1px solid {c.accent}; }}
QLineEdit[leading="true"] {{ padding-left: 2px; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"],
QComboBox[wrong="true"] {{ border: 1px solid {c.red.fill}; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{ background: {c.canvas};
    color: {c.muted}; }}
QLineEdit:read-only {{ background: {c.canvas}; }}
QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0; background: transparent; }}
QPlainTextEdit, QTextEdit {{ background: {c.paper}; color: {c.ink};
    border: 1px solid {c.line}; border-radius: 6px; padding: {px(4)}px {px(6)}px;
    selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QComboBox::drop-down {{ border: none; width: {px(28)}px; }}
QComboBox::down-arrow {{ image: {look.glyph("chevron-down")};
    width: {px(16)}px; height: {px(16)}px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: {px(22)}px; }}
QSpinBox::up-arrow {{ image: {look.glyph("chevron-up")}; width: {px(14)}px; }}
QSpinBox::down-arrow {{ image: {look.glyph("chevron-down")}; width: {px(14)}px; }}
QComboBox QAbstractItemView {{ background: {c.paper}; border: 1px solid {c.line};
    padding: 4px; outline: none; }}
"""


def _choices(look: Look) -> str:
    c, px = look.scheme, look.px
    box = px(18)
    return f"""
QCheckBox, QRadioButton {{ spacing: {px(8)}px; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator {{ width: {box}px;
    height: {box}px; background: {c.paper}; border: 1px solid {c.faint}; border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: {box // 2 + 1}px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover,
QCheckBox:focus::indicator {{ border-color: {c.accent}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {c.accent}; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
    image: {look.glyph("check")}; }}
QCheckBox::indicator:indeterminate {{ background: {c.accent}; border-color: {c.accent};
    image: {look.glyph("minus")}; }}
QRadioButton::indicator:checked {{ background: {c.paper};
    border: {px(6)}px solid {c.accent}; width: {box - 2 * px(6) + 2}px;
    height: {box - 2 * px(6) + 2}px; }}
QCheckBox::indicator:checked:disabled {{ background: {c.faint}; border-color: {c.faint}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {c.muted}; }}
"""


def _views(look: Look) -> str:
    c, px = look.scheme, look.px
    return f"""
QAbstractItemView {{ background: {c.paper}; color: {c.ink}; border: none; outline: none;
    selection-background-color: {c.accent_soft}; selection-color: {c.ink}; }}
QTableView, QTreeView, QListView {{ border: 1px solid {c.line};
    border-radius: {tokens.CORNER_PX}px; }}
QTableView QTableCornerButton::section, QHeaderView {{ background: {c.stripe}; border: none; }}
QHeaderView::section {{ background: {c.stripe}; color: {c.muted}; border: none;
    border-bottom: 1px solid {c.line}; padding: 0 {px(10)}px; }}
QListView[role="sections"] {{ icon-size: {px(tokens.ICON_PX)}px; }}
QListView[role="sections"]::item {{ min-height: {px(tokens.ROW_PX)}px; }}
QListView[role="plain"] {{ border: none; }}
QListView::item {{ min-height: {px(32)}px; padding: 0 {px(8)}px; border-radius: 5px; }}
QListView::item:hover {{ background: {c.hover}; }}
QListView::item:selected {{ background: {c.accent_soft}; color: {c.ink}; }}
QTreeView::branch {{ background: transparent; }}
LazyTree {{ padding: {px(6)}px {px(2)}px; selection-background-color: transparent; }}
QTreeView::branch:has-children:closed {{ image: {look.glyph("chevron-right")}; }}
QTreeView::branch:has-children:open {{ image: {look.glyph("chevron-down")}; }}
QTabBar {{ background: {c.paper}; border: none; }}
QTabBar::tab {{ background: transparent; color: {c.muted}; margin: 0 {px(8)}px;
    padding: {px(10)}px {px(12)}px; border: none; border-bottom: 3px solid transparent;
    font-size: {px(tokens.SECTION_PX)}px; }}
QTabBar::tab:hover {{ color: {c.ink}; }}
QTabBar::tab:selected {{ color: {c.accent}; border-bottom: 3px solid {c.accent};
    font-weight: 600; }}
QTabBar::tab:focus {{ background: {c.accent_soft}; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
"""


def _scroll_bars(look: Look) -> str:
    c = look.scheme
    return f"""
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {c.faint}; border-radius: 3px; }}
QScrollBar::handle:vertical {{ min-height: 36px; margin: 3px; }}
QScrollBar::handle:horizontal {{ min-width: 36px; margin: 3px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""


def _menus(look: Look) -> str:
    c, px = look.scheme, look.px
    return f"""
QMenu {{ background: {c.paper}; color: {c.ink}; border: 1px solid {c.line}; padding: 5px; }}
QMenu::item {{ padding: {px(7)}px {px(28)}px {px(7)}px {px(12)}px; border-radius: 5px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.accent}; }}
QMenu::item:disabled {{ color: {c.dim}; }}
QMenu[role="moves"]::item:disabled {{ color: {c.muted}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 5px 8px; }}
QMenu::icon {{ padding-left: {px(8)}px; }}
QMenu::indicator {{ width: {px(16)}px; height: {px(16)}px; margin-left: {px(10)}px;
    border: 1px solid {c.faint}; border-radius: 4px; }}
QMenu::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
    image: {look.glyph("check")}; }}
"""


def _calendar(look: Look) -> str:
    c, px = look.scheme, look.px
    return f"""
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {c.paper};
    border-bottom: 1px solid {c.line}; }}
#qt_calendar_prevmonth {{ qproperty-icon: {look.glyph("chevron-left")}; }}
#qt_calendar_nextmonth {{ qproperty-icon: {look.glyph("chevron-right")}; }}
QCalendarWidget QToolButton {{ color: {c.ink}; font-weight: 600; padding: {px(6)}px; }}
QCalendarWidget QAbstractItemView {{ background: {c.paper}; color: {c.ink}; border: none;
    border-radius: 0; selection-background-color: {c.accent};
    selection-color: {c.on_accent}; alternate-background-color: {c.canvas}; }}
QCalendarWidget QAbstractItemView:disabled {{ color: {c.dim}; }}
"""
