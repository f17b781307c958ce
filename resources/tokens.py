"""The colours and sizes of the program, on screen and on paper: the only place they stand.

Every text colour keeps a contrast of at least 4.5:1 on the ground it is meant for.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tone:
    """One colour of the list: ``fill`` for areas and marks, ``soft`` as the ground of a chip,
    ``text`` readable on ``soft`` and on paper."""

    fill: str
    soft: str
    text: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """All colours of one scheme, as ``#RRGGBB``: ``muted`` is for words on the plain grounds,
    ``muted_on_soft`` for those on the accent's and the tones' soft ones, ``dim`` for what cannot be
    used now, ``faint`` for edges."""

    ink: str
    muted: str
    muted_on_soft: str
    dim: str
    faint: str
    line: str
    paper: str
    canvas: str
    hover: str
    stripe: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    red: Tone
    orange: Tone
    yellow: Tone
    green: Tone
    blue: Tone
    grey: Tone
    teal: Tone
    violet: Tone
    olive: Tone
    brown: Tone
    pink: Tone
    sky: Tone

    def tone(self, colour: str) -> Tone:
        """The tone of a colour of the list by its key (``red``, ``yellow``, ``green``, …).

        The list is a setting: a key without a tone of its own is shown in grey.
        """
        tone = getattr(self, colour, self.grey)
        return tone if isinstance(tone, Tone) else self.grey


LIGHT = Scheme(
    ink="#1F2933",
    muted="#64707D",
    muted_on_soft="#5A6673",
    dim="#7D8894",
    faint="#B4BDC7",
    line="#DDE2E8",
    paper="#FFFFFF",
    canvas="#F4F6F8",
    hover="#F1F5F9",
    stripe="#F9FBFD",
    accent="#1F5FA8",
    accent_hover="#184E8C",
    accent_soft="#E8F0FA",
    on_accent="#FFFFFF",
    red=Tone("#C62828", "#FBE9E9", "#C62828"),
    orange=Tone("#D9690F", "#FCEBDD", "#9A4508"),
    yellow=Tone("#E5A100", "#FDF3D8", "#8A5A00"),
    green=Tone("#2E8F63", "#E4F4EC", "#1E6B49"),
    blue=Tone("#1F5FA8", "#E8F0FA", "#1F5FA8"),
    grey=Tone("#7B8794", "#EDF0F3", "#505C68"),
    teal=Tone("#1F8A8A", "#DDF1F0", "#0F6363"),
    violet=Tone("#7A5BC0", "#EDE7F9", "#5B3FA3"),
    olive=Tone("#8A8F2A", "#F0F1D8", "#5A5E10"),
    brown=Tone("#9C6B3F", "#F4E9DF", "#744A22"),
    pink=Tone("#C2568F", "#FAE6F0", "#96336A"),
    sky=Tone("#3A9BC8", "#DFF1F9", "#1A6487"),
)

DARK = Scheme(
    ink="#E6EAEE",
    muted="#9AA7B4",
    muted_on_soft="#A6B2BE",
    dim="#74818E",
    faint="#4F5C69",
    line="#37424E",
    paper="#1E262E",
    canvas="#151B21",
    hover="#27313B",
    stripe="#212931",
    accent="#7FB2EE",
    accent_hover="#9BC4F3",
    accent_soft="#22344A",
    on_accent="#0E1A28",
    red=Tone("#E5605E", "#43211F", "#FF9C98"),
    orange=Tone("#E88A45", "#40281A", "#F5B183"),
    yellow=Tone("#E5B23C", "#40330F", "#F3CB6B"),
    green=Tone("#4FB384", "#173527", "#86D8AF"),
    blue=Tone("#7FB2EE", "#22344A", "#9BC4F3"),
    grey=Tone("#8492A0", "#2C3640", "#B4BFCA"),
    teal=Tone("#4FB8B5", "#173535", "#86D9D6"),
    violet=Tone("#A58BE6", "#2E2647", "#C9B8F5"),
    olive=Tone("#B5BA4E", "#33351A", "#D8DC8A"),
    brown=Tone("#C99A6B", "#3A2C1E", "#E6C3A0"),
    pink=Tone("#E088B5", "#42243A", "#F3B3D2"),
    sky=Tone("#4FC8F0", "#17323F", "#9AD7F2"),
)

# A colour always carries its mark and its word, for mono printers and colour-blind readers.
MARKS = {"red": "■", "orange": "◆", "yellow": "▲", "green": "●", "blue": "▼", "grey": "○"}

# What tells apart things that are neither good nor bad, such as teams: red, yellow and green are
# not among them. More things than there are tints share them, and are told apart by letters.
TINTS = ("blue", "brown", "violet", "teal", "pink", "olive", "sky", "grey")
TINTED = 0.22  # how much of a tint's fill a ground has on which words are read

# How the ground of a colour is hatched in a chart; the mildest one stays plain.
HATCHES = {"red": "rising", "orange": "crossed", "yellow": "dotted", "blue": "level"}

BODY_PX = 14  # a setting of 12–20 scales all the others with it
SMALL_PX = 12
SECTION_PX = 15
TITLE_PX = 18
FIGURE_PX = 30
ROW_PX = 38
CONTROL_PX = 36  # height of an entry or a button
ICON_PX = 18
BAR_PX = 6  # height of a bar that tells how far something is
CORNER_PX = 8
SPACES_PX = (8, 16, 20)


def mixed(top: str, ground: str, share: float) -> str:
    """``top`` laid over ``ground`` with ``share`` (0–1) of opacity, as an opaque ``#RRGGBB``."""
    pairs = zip(_channels(top), _channels(ground), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def tinted(colour: str, scheme: Scheme) -> str:
    """The ground of a cell in a colour of the scheme, by its key; ink can be read on it."""
    return mixed(scheme.tone(colour).fill, scheme.paper, TINTED)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1–21, as WCAG 2.1 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
