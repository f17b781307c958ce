"""What leaves the office is masked by these rules, and a final text is searched for leftovers.

The rules are DOMAIN.md §3. Every masking function is idempotent: a masked text stays as it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.cells import seen
from domain.id_card import check_character
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
    """The id numbers, mobiles and account numbers in a text, full width ones too, and those with up
    to three signs that are no letters between any two of their digits.

    What is no more than spaced may be spaced anywhere; other signs must divide a mobile where one
    is divided, and an id number must prove right: lists and times have such signs too.
    12 and more digits in a row that are neither an id number nor a landline count as an account:
    better one question too many before a notice is approved. The time grows with the length alone.
    """
    found: list[Finding] = []
    if not _MANY_DIGITS.search(text):
        return ()
    plain = text if text.isascii() else text.translate(_PLAIN)
    done = 0
    for begun in _BEGUN.finditer(plain):
        finding = _found_at(text, plain, begun.start()) if begun.start() >= done else None
        if finding is not None:
            found.append(finding)
            done = finding.end
    return tuple(found)


def _found_at(text: str, plain: str, start: int) -> Finding | None:
    """What begins at a digit of a text, which is given with every sign in its plainest form too."""
    for kind, pattern in _NUMBERS.items():
        match = pattern.match(plain, start)
        if match and not _is_something_else(kind, match[1], _around(plain, start, match.end())):
            digits = re.sub(r"[^\dX]", "", match[1].upper())
            return Finding(kind, start, match.end(), text[start : match.end()], digits)
    return None


def has_mobile(text: str) -> bool:
    """Whether a mobile stands in a text."""
    return any(finding.kind is Secret.MOBILE for finding in scan(text))


def plain_number(text: str) -> str:
    """A document's number or a phone as it is compared: half width, X large, without gaps."""
    return _SIGN.sub("", text.translate(_HALF_WIDTH)).upper()


def number_pattern(number: str) -> str:
    """A regular expression that meets a number however it is written: ``199-0000-0147``,
    ``199 0000 0147``, full width, with a small x; one that meets nothing for what is no number."""
    forms = (
        f"[{re.escape(both)}{re.escape(wide_number(both))}]"
        for both in (sign + sign.lower() for sign in plain_number(number))
    )
    return f"{_SIGN.pattern}*".join(forms) or "(?!)"


def wide_number(plain: str) -> str:
    """A number in full width."""
    return plain.translate(_WIDE)


def _around(text: str, start: int, end: int) -> str:
    """What is written in one go with a part of a text: the figures on both sides too, whole ones as
    far as one looks."""
    before = _FIGURES_BEFORE.search(text[max(0, start - _FAR) : start])
    after = _FIGURES.match(text[end : end + _FAR])
    left, right = before[0] if before else "", after[0] if after else ""
    if len(left) == _FAR:
        left = left.partition(" ")[2]
    if len(right) == _FAR:
        right = right.rpartition(" ")[0]
    return left + text[start:end] + right


def _is_something_else(kind: Secret, written: str, around: str) -> bool:
    """Whether what has as many digits as an id number or a mobile is written as dates, amounts,
    rooms, a list, or a number with a year in it: ``1990-01-01 100``, ``138001234.56``,
    ``13-1-502 5-1-301``, ``1301、1302、103``, ``15-2026-00123``."""
    if kind is Secret.ACCOUNT or written.isalnum():
        return False
    is_spaced = all(_SPACED.fullmatch(gap) for gap in _BETWEEN.findall(written))
    if kind is Secret.ID:
        digits = re.sub(r"[^\dX]", "", written.upper())
        are_moments = _DATE.match(written) or _MOMENTS.fullmatch(written)
        return are_moments is not None or not (is_spaced or _proves(digits))
    if _AMOUNTS.fullmatch(around.strip()) or _DATE.search(written):
        return True
    if _NEAR_ROOMS.fullmatch(written) or _WITH_A_YEAR.fullmatch(written):
        return True
    as_seen = written.translate(_NO_UNSEEN)
    return not is_spaced and not any(map(_is_divided_as_a_mobile, (written, as_seen)))


def _proves(number: str) -> bool:
    return number.isascii() and number[17:] == check_character(number[:17])


def _is_divided_as_a_mobile(written: str) -> bool:
    """Whether signs stand where one divides a mobile, and the parts are no list of numbers that all
    begin alike: extensions, rooms of a floor."""
    parts = re.findall(r"\d+", written)
    if len(parts) < _SINGLY and tuple(map(len, parts)) not in _PARTS_OF_A_MOBILE:
        return False
    is_list = len(parts) == 3 and parts[0][:2] == parts[1][:2] and parts[0][0] == parts[2][0]
    return not is_list


_AREA = re.compile(r"0\d{2,3}-|0(?:10|2\d|[3-9]\d\d)(?=[\d*]{7,8}$)")
_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_DASHES = (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D)
_UNSEEN = (0xAD, *range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
_PLAIN = (
    {ord("０") + i: str(i) for i in range(10)}
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_UNSEEN, "\u200b")
    | {ord(a): b for a, b in zip("Ｘｘ．＿・•", "XX._··", strict=True)}
)
_NO_UNSEEN = {0x200B: None}
_GAP = r"(?:[^\w*]|_){0,3}"
_BETWEEN = re.compile(r"(?:[^\w*]|_)+")
_SPACED = re.compile("[.·_-]|[ \u200b]+")
_D = rf"{_GAP}\d"
_MANY_DIGITS = re.compile(rf"\d(?:{_D}){{10}}")  # of any width
_SPACED_DAY = rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}(?:0{_GAP}[1-9]|[12]{_D}|3{_GAP}[01])"
_DAY = _SPACED_DAY.replace(_GAP, "")
_BEGUN = re.compile(r"(?<![\d*])\+?\d")
_ONE_GAP = "[ \u200b.·_-]?"
_NUMBERS = {
    kind: re.compile(rf"(?:{pattern})(?![\d*])", re.VERBOSE)
    for kind, pattern in {
        Secret.ID: rf"""(
            [1-9](?:{_D}){{5}}{_GAP}(?:1{_GAP}[89]|2{_GAP}0)(?:{_D}){{2}}{_GAP}{_SPACED_DAY}
                (?:{_D}){{3}}{_GAP}[\dXx]
            | [1-9]\d{{5}}{_ONE_GAP}\d\d{_DAY}{_ONE_GAP}\d{{3}} | \d{{17}}[Xx])""",
        Secret.MOBILE: rf"(?:\+?86{_GAP})?(1{_GAP}[3-9](?:{_D}){{9}})",
        # Not a landline without its dash.
        Secret.ACCOUNT: r"(?!0\d{9,11}(?!\d))"
        r"(\d{4}(?:[ -]\d{4}){2,6}(?:[ -]\d{1,3})? | \d{12,})",
    }.items()
}
_SINGLY = 10  # parts that are digits, not numbers of a list that is counted up
_PARTS_OF_A_MOBILE = frozenset(
    {(3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (3, 5, 3)}
)

_WIDE = {code: code + ord("０") - ord("0") for code in range(ord("!"), ord("~") + 1)}
_HALF_WIDTH = _PLAIN | {wide: code for code, wide in _WIDE.items()}
# What may stand between two signs of one number, seen or not.
_SIGN = re.compile(r"[\s\u200b-\u200d\u2060\ufeff.．·・•_＿\-－‐‑—–()（）]")

_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d([.\-_ ·])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)"
)
_MOMENT = r"(?:\d{1,2}:\d\d(?::\d\d)?|\d{4}-\d{1,2}-\d{1,2})"
_MOMENTS = re.compile(rf"{_MOMENT}(?: +{_MOMENT})+")
_FAR = 60  # how far one looks for figures beside a number
_FIGURES, _FIGURES_BEFORE = re.compile(r"[\d .-]*"), re.compile(r"(?<![\d .-])[\d .-]*$")
_AMOUNT = r"(?:\d{1,3}(?:[ ]\d{3})+|\d+)\.\d\d"
_AMOUNTS = re.compile(rf"{_AMOUNT}(?:[ -]{{1,3}}{_AMOUNT})*")
_ROOM = r"\d{1,3}-\d{1,2}-\d{3,4}"
_NEAR_ROOMS = re.compile(rf"{_ROOM}(?: {{1,3}}{_ROOM})+")
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
