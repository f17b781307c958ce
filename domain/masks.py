"""What leaves the office is masked by these rules, and a final text is searched for leftovers.

The rules are DOMAIN.md §3. Every masking function is idempotent: a masked text stays as it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.cells import seen
from domain.people import OPEN_TAGS, surname
from domain.places import parse_room_query


def mask_id_number(text: str) -> str:
    """First 6 and last 4 of a document's number: ``329999********1234``; a short one all stars."""
    return _starred(text.strip(), 6, 4)


def mask_mobile(text: str) -> str:
    """First 3 and last 4: ``138****5678``."""
    return _starred(re.sub(r"[\s-]", "", text), 3, 4)


def mask_landline(text: str) -> str:
    """Area code and last 4: ``0527-***4567``; without an area code the last 4 alone."""
    area = _AREA.match(text.strip())
    cut = area.end() if area else 0
    return text.strip()[:cut] + _starred(text.strip()[cut:], 0, 4)


def mask_phone(text: str) -> str:
    """A mobile or a landline by its own rule; what is neither keeps its last 4."""
    digits = re.sub(r"[\s-]", "", text)
    return mask_mobile(text) if re.fullmatch(r"1[3-9][\d*]{9}", digits) else mask_landline(text)


def mask_account(text: str) -> str:
    """The last 4 of a bank account: ``****1234``."""
    digits = re.sub(r"[\s*-]", "", text)
    return "****" + (digits[-4:] if len(digits) > 4 or "*" in text else "")


def mask_name(text: str) -> str:
    """A resident's surname, the rest as stars: ``邹**``, ``欧阳*``; a single character is a star.

    Parts of a name divided by a dot keep the first part's first character.
    """
    name = "".join(text.split())
    if len(name) <= 1:
        return "*" * len(name)
    kept = len(surname(name))
    return name[:kept] + re.sub("[^·•]", "*", name[kept:])


def to_building(text: str) -> str:
    """An address as far as the building or the group; without either, as far as its first digit.

    ``京公馆3栋1单元502室`` → ``京公馆3栋``; ``3-1-502`` → ``3栋``; ``人民路12号`` → ``人民路``.
    """
    address = "".join(text.split())
    typed = parse_room_query(address)
    if typed and (typed.entrance or typed.room):
        return f"{typed.building}栋"
    for pattern in _KEPT_PARTS:
        match = pattern.search(address)
        if match:
            return address[: match.end()]
    return re.split(r"\d", address, maxsplit=1)[0]


def mask_address(text: str) -> str:
    """A resident's address to the building or the group, stars for the rest: ``3栋***``."""
    address = "".join(text.split())
    kept = to_building(address)
    return kept if kept == address else kept + "***"


def mask_door(text: str, head: str) -> str:
    """An address or a door on a paper that must show the way to it, without the head's name by
    which it may be called: ``4组欧阳修文户`` → ``4组欧阳**户``; of two at one door
    ``502室（周平）`` → ``502室（周*）``."""
    if not head:
        return text
    if text == head:
        return mask_name(head)
    return _TWIN.sub(
        lambda twin: f"（{mask_name(twin[1])}）",
        text.replace(f"{head}户", f"{mask_name(head)}户"),
    )


def mask_tags(tags: str) -> str:
    """Care tags with 、 between them: of those that are sensitive only that there are some, a star
    at the end: ``低保、独居老人`` → ``独居老人、★``."""
    named = [tag for tag in tags.split("、") if tag]
    shown = [tag for tag in named if tag in OPEN_TAGS]
    return "、".join(shown if len(shown) == len(named) else [*shown, "★"])


def mask_text(text: str) -> str:
    """Free text with every id number, mobile, account and room in it masked."""
    return _mask_between(text, _mask_rooms)


def mask_numbers(text: str) -> str:
    """Text with every id number, mobile and account in it masked, and nothing else."""
    return _mask_between(text, str)


def _mask_between(text: str, mask_rest: Callable[[str], str]) -> str:
    text = seen(text)  # nothing unseen hides a number
    masks = {Secret.ID: mask_id_number, Secret.MOBILE: mask_mobile, Secret.ACCOUNT: mask_account}
    findings = scan(text)
    starts = [0, *(f.end for f in findings)]
    ends = [*(f.start for f in findings), len(text)]
    parts = [mask_rest(text[a:b]) for a, b in zip(starts, ends, strict=True)]
    secrets = [masks[f.kind](f.digits) for f in findings] + [""]
    return "".join(a + b for a, b in zip(parts, secrets, strict=True))


class Secret(StrEnum):
    """What a final text is searched for."""

    ID = "身份证号"
    MOBILE = "手机号"
    ACCOUNT = "账号"


@dataclass(frozen=True, slots=True)
class Finding:
    """A number that must not be posted: its kind, where it stands, as written and in digits."""

    kind: Secret
    start: int
    end: int
    text: str
    digits: str


def scan(text: str) -> tuple[Finding, ...]:
    """The id numbers, mobiles and account numbers in a text, full width ones too, and those with a
    space, a dash, a dot or the like between any two of their digits.

    12 and more digits in a row that are neither an id number nor a landline count as an account:
    better one question too many before a notice is approved.
    """
    found = []
    if not _MANY_DIGITS.search(text):
        return ()
    plain = text if text.isascii() else text.translate(_HALF_WIDTH)
    match = _NUMBER.search(plain)
    while match:
        start, end = match.span()
        kind = Secret[match.lastgroup or ""]
        written = match[kind.name]
        if _is_something_else(kind, written, _around(plain, start, end)):
            match = _NUMBER.search(plain, start + 1)
        else:
            digits = re.sub(r"[^\dX]", "", written.upper())
            found.append(Finding(kind, start, end, text[start:end], digits))
            match = _NUMBER.search(plain, end)
    return tuple(found)


def plain_number(text: str) -> str:
    """A document's number or a phone as it is compared: half width, X large, without gaps."""
    return _BETWEEN.sub("", text.translate(_PLAIN)).upper()


def number_pattern(number: str) -> str:
    """A regular expression that meets a number however it is written: ``199-0000-0147``,
    ``199 0000 0147``, full width, with a small x; one that meets nothing for what is no number."""
    forms = (
        f"[{re.escape(both)}{re.escape(wide_number(both))}]"
        for both in (sign + sign.lower() for sign in plain_number(number))
    )
    return f"{_BETWEEN.pattern}*".join(forms) or "(?!)"


def wide_number(plain: str) -> str:
    """A number in full width."""
    return plain.translate(_WIDE)


def _around(text: str, start: int, end: int) -> str:
    """What is written in one go with a part of a text: the figures on both sides too."""
    before, after = _FIGURES_BEFORE.search(text[:start]), _FIGURES.match(text, end)
    return (before[0] if before else "") + text[start:end] + (after[0] if after else "")


def _is_something_else(kind: Secret, written: str, around: str) -> bool:
    """Whether what has as many digits as an id number or a mobile is written as dates, amounts,
    rooms, or a number with a year in it: ``1990-01-01 100``, ``138001234.56``,
    ``13-1-502 5-1-301``, ``15-2026-00123``."""
    if kind is Secret.ACCOUNT or written.isalnum():
        return False
    if kind is Secret.ID:
        return _DATE.match(written) is not None
    if _AMOUNTS.fullmatch(around.strip()) or _DATE.search(written):
        return True
    return bool(_NEAR_ROOMS.fullmatch(written) or _WITH_A_YEAR.fullmatch(written))


_AREA = re.compile(r"0\d{2,3}-|0(?:10|2\d|[3-9]\d\d)(?=[\d*]{7,8}$)")
_HALF_WIDTH = {ord("０") + i: str(i) for i in range(10)} | {
    ord(a): b for a, b in zip("Ｘｘ－—–　\u00a0．＿・•", "XX---  ._··", strict=True)
}
_GAP = "[ \u200b.·_-]?"
_D = rf"{_GAP}\d"
_MANY_DIGITS = re.compile(r"\d(?:[ \u200b.·_\-－—–　\u00a0．＿・•]?\d){10}")  # of any width
_SPACED_DAY = rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}(?:0{_GAP}[1-9]|[12]{_D}|3{_GAP}[01])"
_DAY = _SPACED_DAY.replace(_GAP, "")
_NUMBER = re.compile(
    rf"""(?<![\d*])(?:
    (?P<ID>[1-9](?:{_D}){{5}}{_GAP}(?:1{_GAP}[89]|2{_GAP}0)(?:{_D}){{2}}{_GAP}{_SPACED_DAY}
            (?:{_D}){{3}}{_GAP}[\dXx]
        | [1-9]\d{{5}}{_GAP}\d\d{_DAY}{_GAP}\d{{3}} | \d{{17}}[Xx])
    | (?:\+?86{_GAP})?(?P<MOBILE>1{_GAP}[3-9](?:{_D}){{9}})
    | (?!0\d{{9,11}}(?!\d))  # a landline without its dash
        (?P<ACCOUNT>\d{{4}}(?:[ -]\d{{4}}){{2,6}}(?:[ -]\d{{1,3}})? | \d{{12,}})
    )(?![\d*])""",
    re.VERBOSE,
)

_WIDE = {code: code + ord("０") - ord("0") for code in range(ord("!"), ord("~") + 1)}
_PLAIN = {wide: code for code, wide in _WIDE.items()} | _HALF_WIDTH
# What may stand between two signs of one number, seen or not.
_BETWEEN = re.compile(r"[\s\u200b-\u200d\u2060\ufeff.．·・•_＿\-－‐‑—–()（）]")

_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d([.\-_ ·])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)"
)
_FIGURES, _FIGURES_BEFORE = re.compile(r"[\d .-]*"), re.compile(r"[\d .-]*$")
_AMOUNT = r"(?:\d{1,3}(?:[ ]\d{3})+|\d+)\.\d\d"
_AMOUNTS = re.compile(rf"{_AMOUNT}(?:[ -]{_AMOUNT})*")
_ROOM = r"\d{1,3}-\d{1,2}-\d{3,4}"
_NEAR_ROOMS = re.compile(rf"{_ROOM}(?: {_ROOM})+")
_WITH_A_YEAR = re.compile(r"\d{1,2}[.\-_ ·](?:19|20)\d\d[.\-_ ·]\d+")

_TWIN = re.compile("（([^（）]+)）$")
_NUMERAL = "[0-9A-Za-z一二三四五六七八九十百]+"
_KEPT_PARTS = (
    re.compile(f"第?{_NUMERAL}(?:号楼|栋楼?|幢楼?|#楼?|座)"),
    re.compile(f"{_NUMERAL}楼(?![道梯上下层顶])"),
    re.compile(f"第?{_NUMERAL}(?:号?村民小组|居民小组|村民组|小组|组|队)"),
)
_ROOMS = (
    (re.compile(r"(?<![\d-])(\d{1,3})-\d{1,2}-\d{3,4}(?:室|号)?(?![\d-])"), r"\1栋***"),
    (re.compile(r"(单元)\s*\d{3,4}(?:室|号|户)?"), r"\1***"),
    (re.compile(r"(?<!\d)\d{3,4}室"), "***室"),
)


def _starred(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    if hidden <= 0:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[-last:]


def _mask_rooms(text: str) -> str:
    for pattern, masked in _ROOMS:
        text = pattern.sub(masked, text)
    return text
