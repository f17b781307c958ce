"""The look of the running program: fonts, palette, style sheet and Qt's own words.

:func:`install` is called once, before the first window; :func:`set_look` whenever the user
changes the scheme or the size. Widgets that paint themselves ask :func:`scheme` and :func:`px`
while painting, and take new sizes on ``QEvent.Type.StyleChange``; sizes that were set once are
seen to by :mod:`widgets.rescaling`.
"""

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, Qt, QTemporaryDir, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

import resources
from resources import style, tokens
from resources.tokens import Scheme
from widgets.rescaling import rescale

FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-SemiBold.ttf")
FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei UI", "PingFang SC", "sans-serif")
SMALLEST_PX, LARGEST_PX = 12, 20

RESTYLED = frozenset({QEvent.Type.PaletteChange, QEvent.Type.StyleChange})
"""What a widget hears when the look has changed: its colours, its sizes."""


class Mode(StrEnum):
    """Which scheme is shown."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class _Theme(QObject):
    """The one look of the application; follows the system while the mode says so."""

    def __init__(self, app: QApplication, mode: Mode, body_px: int) -> None:
        super().__init__(app)
        self.app = app
        self.mode = mode
        self.body_px = body_px
        self.scheme = tokens.LIGHT
        self._glyphs = QTemporaryDir()
        self.sheet = ""
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    def change(self, mode: Mode, body_px: int) -> None:
        """Show everything in this look, open windows and what is not shown yet included."""
        windows, before = self.app.topLevelWidgets(), self.body_px
        awake = [window for window in windows if window.updatesEnabled()]
        for window in awake:  # painted once, when all of it has changed
            window.setUpdatesEnabled(False)
        self.mode, self.body_px = mode, body_px
        if body_px != before:
            rescale(windows, before, body_px)
        self._apply()
        self.app.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        for window in awake:
            window.setUpdatesEnabled(True)

    def _follow(self) -> None:
        if self.mode is Mode.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        """Give the application the palette, the font and the sheet of the present look."""
        system = self.app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        dark = self.mode is Mode.DARK or (self.mode is Mode.SYSTEM and system)
        self.scheme = tokens.DARK if dark else tokens.LIGHT
        windows = self.app.topLevelWidgets()
        dressed = [w for w in windows if self.sheet and w.styleSheet() == self.sheet]
        self.app.setFont(font(self.body_px))
        self.app.setPalette(_palette(self.scheme))
        self.sheet = style.sheet(self._drawn_look("dark" if dark else "light"))
        for window in dressed:
            _take_up(window, self.app.font())
            window.setStyleSheet(self.sheet)

    def _drawn_look(self, name: str) -> style.Look:
        folder = Path(self._glyphs.path()) / name
        if not folder.exists():
            folder.mkdir()
            for glyph, colour in style.GLYPHS.items():
                drawing = style.drawing(glyph, getattr(self.scheme, colour))
                (folder / f"{glyph}.svg").write_bytes(drawing)
        return style.Look(self.scheme, self.body_px, folder)


_shown: _Theme | None = None


def install(app: QApplication, mode: Mode = Mode.SYSTEM, body_px: int = tokens.BODY_PX) -> None:
    """Load fonts and words and dress the application; ``body_px`` (12–20) scales everything."""
    _load_fonts()
    _load_words(app)
    global _shown
    _shown = _Theme(app, mode, _within(body_px))


def is_installed() -> bool:
    """Whether the application is dressed already."""
    return _shown is not None


def dress(window: QWidget) -> None:
    """Give a window that has no parent its style sheet, now and whenever the look changes.

    Were it the application's, each part of a page would take it up once for every part above it
    while the page is built: three times as slow.
    """
    if _shown is not None:
        window.setStyleSheet(_shown.sheet)


def set_look(mode: Mode, body_px: int) -> None:
    """Change scheme and size of everything shown, at once."""
    if _shown is not None and (mode, _within(body_px)) != (_shown.mode, _shown.body_px):
        _shown.change(mode, _within(body_px))


def mode() -> Mode:
    """Which scheme was asked for."""
    return _shown.mode if _shown is not None else Mode.SYSTEM


def body_px() -> int:
    """The size of the body text in px, 12–20."""
    return _shown.body_px if _shown is not None else tokens.BODY_PX


def scheme() -> Scheme:
    """The colours shown now."""
    return _shown.scheme if _shown is not None else tokens.LIGHT


def px(size: int) -> int:
    """A size of the tokens in the present scale."""
    return round(size * _shown.body_px / tokens.BODY_PX) if _shown is not None else size


def font(pixels: int, bold: bool = False) -> QFont:
    """The program's font at a size in px that is already scaled.

    Bold is the bundled weight of 600: asked for 700, Qt would smear it to look bolder still.
    """
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def repolish(widget: QWidget) -> None:
    """Take up a property that the style sheet asks for, after it changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _take_up(window: QWidget, body: QFont) -> None:
    """Let all parts have the new font: Qt tells a window that has a sheet, and not its parts."""
    window.setFont(body)
    for part in window.findChildren(QWidget):
        if not part.testAttribute(Qt.WidgetAttribute.WA_SetFont):
            part.setFont(QFont())


def _within(body_px: int) -> int:
    return max(SMALLEST_PX, min(LARGEST_PX, body_px))


def _load_fonts() -> None:
    for name in FONT_FILES:
        file = resources.path(f"fonts/{name}")
        if file.exists():
            QFontDatabase.addApplicationFont(str(file))


def _load_words(app: QApplication) -> None:
    """Qt's own buttons and menus speak Chinese; the catalogue comes with Qt."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load("qtbase_zh_CN", folder):
        app.installTranslator(words)


def _palette(c: Scheme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: c.canvas,
        role.WindowText: c.ink,
        role.Base: c.paper,
        role.AlternateBase: c.stripe,
        role.Text: c.ink,
        role.Button: c.paper,
        role.ButtonText: c.ink,
        role.ToolTipBase: c.ink,
        role.ToolTipText: c.paper,
        role.PlaceholderText: c.muted,
        role.Highlight: c.accent,
        role.HighlightedText: c.on_accent,
        role.Link: c.accent,
        role.Accent: c.accent,
        role.Mid: c.line,
        role.Dark: c.faint,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(c.dim))
    return palette
