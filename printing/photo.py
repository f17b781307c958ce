"""A photo as a PDF takes it: the JPEG itself, and what its header says of it."""

import hashlib
from dataclasses import dataclass

_BEGIN, _END = b"\xff\xd8", b"\xff\xd9"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the markers that begin a picture
_COLOURS = {1: True, 3: False}  # components: whether it is grey


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG with its size in pixels; ``digest`` tells it from others."""

    content: bytes
    width: int
    height: int
    grey: bool

    @property
    def digest(self) -> str:
        """The beginning of its SHA-256."""
        return hashlib.sha256(self.content).hexdigest()[:24]


def read_jpeg(content: bytes) -> Photo | None:
    """The photo of a JPEG's bytes; None where they are none, or were cut off."""
    if not content.startswith(_BEGIN) or not content.rstrip(b"\0").endswith(_END):
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _FRAMES:
            height = int.from_bytes(content[at + 5 : at + 7])
            width = int.from_bytes(content[at + 7 : at + 9])
            grey = _COLOURS.get(content[at + 9])
            known = grey is not None and width and height and content[at + 4] == 8
            return Photo(content, width, height, bool(grey)) if known else None
        at += 2 + length
    return None
