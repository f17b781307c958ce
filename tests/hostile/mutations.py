"""How bytes and values go wrong: what the fuzzed properties draw from."""

import string
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from domain.errors import KnownError


def examples(short: int, long: int = 0) -> settings:
    """So many examples in every run of the tests, and in ``make fuzz`` ``long``, or five hundred
    times as many."""
    is_long = settings.get_current_profile_name() == "fuzz"
    return settings(max_examples=(long or short * 500) if is_long else short)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Whatever is done inside succeeds, or is refused in one sentence that can be read."""
    try:
        yield
    except KnownError as error:
        if "\n" in str(error) or not str(error).endswith(("。", "；")):
            raise AssertionError(f"not one sentence: {error!s:.300}") from error


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """The bytes with some of them changed, left out, repeated, or cut off."""
    made = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(made) - 1, 0)))
        until = at + draw(st.sampled_from((1, 1, 1, 2, 4, 16, 100, 5000)))
        kind = draw(st.sampled_from(("set", "set", "bits", "cut", "repeat", "insert", "end")))
        if kind == "set":
            made[at : at + 1] = bytes([draw(st.sampled_from((0, 1, 127, 128, 254, 255)))])
        elif kind == "bits":
            made[at : at + 1] = bytes([made[at] ^ (1 << draw(st.integers(0, 7)))] if made else b"")
        elif kind == "cut":
            del made[at:until]
        elif kind == "repeat":
            made[at:at] = made[at:until] * draw(st.sampled_from((1, 2, 50)))
        elif kind == "insert":
            made[at:at] = draw(st.sampled_from(MARKUP))
        else:
            del made[at:]
    return bytes(made)


# What means something to some reader of ours or to a library's.
MARKUP = (
    b"<", b">", b"&", b'"', b"'", b"]]>", b"<!--", b"<![CDATA[", b"&#0;", b"&#xD800;", b"&amp;",
    b"_x0000_", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"-1", b"1e999", b"NaN",
    b"99999999999999999999", b'<c r="XFD1048576"><v>1</v></c>', b"<row>", b"</row>", b"</c>",
    b'r="A0"', b't="s"', b't="d"', b"PK\x05\x06", b"=", b"\n", b"\r", b"\t", b"\xef\xbb\xbf",
)  # fmt: skip

# Texts that no office types and every program meets: marks of direction, what is not seen, halves
# of characters, controls, markup of ReportLab and of Python, rare and combined characters.
ODD_TEXT = st.sampled_from((
    "", " ", "\u202e倒着", "\u200b\u200d\ufeff", "\ud800", "\udfff\ud800", "\0", "\x01\x1b[31m",
    "\x7f\x85\u2028\u2029", "<b>粗", "</para>", "<a href='x'>", "<img src='file:///etc/passwd'/>",
    "&", "&lt;&#0;&bogus;", "{0}", "{", "}}", "%s%n", "{0.__class__}", "\\", "\\u0041", "𬭎㛃䶮",
    "é̂̃̄", "👨‍👩‍👧", "مرحبا", "שלום", "長" * 300,
    "字" * 5000, "a" * 3000, "\t", "\r\n", "、，。）》", "-",
    "'", "=1+1", "_x0000_", "\uffff\ufffe", "9" * 400, "-1", "1e999", "0x10", "٣٤", "Ⅷ㈠①",
))  # fmt: skip
TEXT = st.one_of(ODD_TEXT, st.text(max_size=40), st.lists(ODD_TEXT, max_size=4).map("".join))
WHOLE_TEXT = TEXT.map(lambda text: text.encode("utf-8", "replace").decode())
"""Texts without halves of characters, which no file and no database holds."""

JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        WHOLE_TEXT.map(lambda text: text.replace("\0", "")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(string.ascii_lowercase, max_size=8), inner, max_size=4),
    ),
    max_leaves=8,
)


@st.composite
def spoilt(draw: st.DrawFn, value: Any) -> Any:
    """A value of JSON with something in it replaced by something else, left out or added."""
    if draw(st.integers(0, 5)) == 0 or not isinstance(value, dict | list) or not value:
        return draw(JSON)
    if isinstance(value, list):
        at = draw(st.integers(0, len(value) - 1))
        if draw(st.booleans()):
            return [*value[:at], draw(spoilt(value[at])), *value[at + 1 :]]
        return [*value[:at], *value[at + 1 :]]
    key = draw(st.sampled_from(sorted(value)))
    what = draw(st.sampled_from(("inside", "inside", "less", "more")))
    if what == "inside":
        return {**value, key: draw(spoilt(value[key]))}
    if what == "less":
        return {k: v for k, v in value.items() if k != key}
    return {**value, draw(st.sampled_from((key + "2", "", "extra"))): draw(JSON)}
