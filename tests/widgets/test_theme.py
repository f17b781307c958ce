import itertools
import re

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QRawFont
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton

import resources
from resources import style, tokens
from resources.tokens import DARK, LIGHT, Scheme, contrast, mixed
from widgets import theme
from widgets.icons import icon

TONES = ("red", "orange", "yellow", "green", *tokens.TINTS)
ICONS = sorted(file.stem for file in resources.path("icons").glob("*.svg"))


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_every_text_can_be_read_on_its_ground(scheme: Scheme):
    grounds = (scheme.paper, scheme.canvas, scheme.hover, scheme.stripe, scheme.accent_soft)
    for ground in grounds:
        assert contrast(scheme.ink, ground) >= 4.5
    for text, ground in itertools.product((scheme.muted, scheme.accent), grounds[:4]):
        assert contrast(text, ground) >= 4.5
    for text in (scheme.accent, scheme.muted_on_soft):
        assert contrast(text, scheme.accent_soft) >= 4.5
    assert contrast(scheme.accent, scheme.line) >= 4.5  # the segment that is off, hovered
    assert contrast(scheme.ink, scheme.line) >= 4.5
    assert contrast(scheme.paper, scheme.ink) >= 4.5  # the tip
    assert contrast(scheme.on_accent, scheme.accent) >= 4.5
    assert contrast(scheme.on_accent, scheme.accent_hover) >= 4.5
    for key in TONES:
        tone = scheme.tone(key)
        for ground in (tone.soft, scheme.paper, scheme.canvas, scheme.hover, scheme.accent_soft):
            assert contrast(tone.text, ground) >= 4.5, key
        for text in (scheme.ink, scheme.accent, scheme.muted_on_soft):  # messages, chosen cards
            assert contrast(text, tone.soft) >= 4.5, key
        assert contrast(scheme.ink, tokens.tinted(key, scheme)) >= 4.5, key
    for key in tokens.TINTS:  # letters stand on these
        assert contrast(scheme.tone(key).text, tokens.tinted(key, scheme)) >= 4.5, key


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_what_cannot_be_used_now_can_still_be_read(scheme: Scheme):
    """WCAG asks nothing of it; a greyed word that says what is missing is read all the same."""
    for ground in (scheme.paper, scheme.canvas, scheme.stripe, scheme.hover):
        assert contrast(scheme.dim, ground) >= 3
    assert contrast(scheme.muted, scheme.line) >= 3  # the primary button
    assert contrast(scheme.dim, scheme.paper) < contrast(scheme.muted, scheme.paper)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_marks_and_edges_of_colours_stand_out(scheme: Scheme):
    """A mark is drawn in the text's colour, a chart's area is edged with it."""
    for key in tokens.MARKS:
        assert contrast(scheme.tone(key).text, scheme.paper) >= 4.5, key
    softs = [scheme.tone(key).soft for key in ("red", "yellow", "green")]
    assert len({*softs, scheme.paper, scheme.canvas}) == 5


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_tints_are_told_apart_from_each_other_and_from_red_and_yellow(scheme: Scheme):
    grounds = [tokens.tinted(key, scheme) for key in (*tokens.TINTS, "red", "yellow")]
    for one, other in itertools.combinations(grounds, 2):
        pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
        assert sum(abs(a - b) for a, b in pairs) >= 15, (one, other)


def test_contrast_and_mixing_of_known_colours():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert mixed("#FFFFFF", "#000000", 0.5) == "#808080"
    assert mixed("#123456", "#FFFFFF", 1) == "#123456"


def test_a_colour_that_the_office_invented_is_grey_and_has_a_tone():
    assert LIGHT.tone("purple") == LIGHT.grey
    assert LIGHT.tone("ink") == LIGHT.grey


def test_the_marks_of_the_colours_differ():
    assert len(set(tokens.MARKS.values())) == len(tokens.MARKS)


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_something(name):
    picture = icon(name).pixmap(QSize(24, 24)).toImage()
    inked = [(x, y) for x in range(24) for y in range(24) if picture.pixelColor(x, y).alpha() > 99]
    assert len(inked) > 10


def test_an_icon_that_is_missing_is_an_error():
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_icons_are_crisp_at_150_percent():
    picture = icon("search").pixmap(QSize(16, 16), 1.5)
    assert (picture.width(), picture.devicePixelRatio()) == (24, 1.5)


def test_the_bundled_font_comes_first(qtbot):
    label = QLabel("知情解难")
    qtbot.addWidget(label)
    assert label.fontInfo().family() == "Noto Sans SC"
    assert label.fontInfo().pixelSize() == 14


def test_qt_speaks_chinese(qtbot):
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert "取消" in box.button(QDialogButtonBox.StandardButton.Cancel).text()


def test_size_and_scheme_change_at_once(qapp, qtbot):
    button = QPushButton("保存")
    qtbot.addWidget(button)
    button.ensurePolished()
    before = button.sizeHint().height()
    theme.set_look(theme.Mode.DARK, 20)
    assert theme.scheme() is DARK
    assert theme.px(14) == 20
    assert qapp.palette().window().color().name().upper() == DARK.canvas
    assert button.sizeHint().height() > before
    assert button.fontInfo().pixelSize() == 20


@pytest.mark.parametrize(("asked", "given"), [(8, 12), (40, 20), (16, 16)])
def test_the_size_keeps_its_bounds(asked, given):
    theme.set_look(theme.Mode.LIGHT, asked)
    assert theme.px(tokens.BODY_PX) == given


def test_icons_follow_the_scheme():
    made = icon("plus")
    light = made.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12)
    theme.set_look(theme.Mode.DARK, 14)
    dark = made.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12)
    assert light.lightness() < 80 < 180 < dark.lightness()


def test_the_sheet_names_no_colour_of_its_own(tmp_path):
    """What the sheet writes of colours are tokens: a scheme of one colour leaves no other."""
    tone = tokens.Tone("#010101", "#010101", "#010101")
    names = [field for field in Scheme.__dataclass_fields__ if field not in TONES]
    plain = Scheme(**dict.fromkeys(names, "#010101"), **dict.fromkeys(TONES, tone))
    sheet = style.sheet(style.Look(plain, 14, tmp_path))
    assert set(re.findall(r"#[0-9A-Fa-f]{6}\b", sheet)) == {"#010101"}


def test_following_the_system_is_light_where_the_system_says_nothing(qapp):
    theme.set_look(theme.Mode.SYSTEM, 14)
    dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert theme.scheme() is (DARK if dark else LIGHT)


def test_bold_is_a_drawn_weight_and_not_a_smeared_one(qapp):
    bold = theme.font(16, bold=True)
    raw = QRawFont.fromFont(bold, QFontDatabase.WritingSystem.SimplifiedChinese)
    assert (raw.familyName(), raw.styleName()) == ("Noto Sans SC", "SemiBold")
    assert bold.weight() == raw.weight() == QFont.Weight.DemiBold
