"""What a file may be called on every system."""

import re

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def plain(words: str) -> str:
    """The words with a dash for what a file name on some system must not hold."""
    return _FORBIDDEN.sub("-", words).strip()
