"""Finding a sheet's header and what its columns mean (DOMAIN.md §2).

The header stands on row 1–10, in one tier or two, under a title and a 填报单位 line. Columns are
recognised by what is written above them, never by where they stand.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from domain.cells import Cell, close, is_blank, text
from domain.people import care_tag, is_care_word
from exchange.synonyms import EXACT, IGNORED, PATTERNS, REPEATABLE, REQUIRED
from exchange.workbook import Sheet

LAST_HEADER_ROW = 10
_BRACKETS = re.compile(r"[(\[【〔{<][^)\]】〕}>]*[)\]】〕}>]?")
_DECORATION = re.compile(r"[*#:：.,，、。_＊※\d]+$|^[*#＊※\d.、]+|[/\\、:：\-_—]")
_CARE_HEADER = re.compile(r"^(?:是否(?:为|是|属于)?|是不是)?(.+?)(?:情况|标识|标记)?$")
_HEAD_TIER = re.compile(r"^(户主|业主)(?:基本)?(?:信息|情况)$")
_LONGEST_HEADER = 40
_LONGEST_TIER = 10
_FEWEST = 3  # recognised columns, before a row is called nearly a header


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of one sheet mean.

    ``header_row`` is the 1-based row of the header's lowest tier, ``headers`` the lowest tier's
    text of each column as the file has it, ``fields`` the field of each column, empty for one
    that is not imported. The user's corrections make a new layout with :meth:`mapped`.
    """

    kind: str
    header_row: int
    headers: tuple[str, ...]
    fields: tuple[str, ...]

    def column(self, field: str) -> int | None:
        """The column (0-based) of a field, the first where several hold it."""
        return self.fields.index(field) if field in self.fields else None

    def positions(self) -> dict[str, int]:
        """The first column (0-based) of each field the sheet has."""
        found = {field: i for i, field in reversed(list(enumerate(self.fields)))}
        found.pop(IGNORED, None)
        return found

    def columns(self, field: str) -> tuple[int, ...]:
        """All columns (0-based) of a field."""
        return tuple(i for i, f in enumerate(self.fields) if f == field)

    def header(self, *fields: str) -> str | None:
        """The header's text of the first of these fields that the sheet has."""
        return next((self.headers[self.fields.index(f)] for f in fields if f in self.fields), None)

    def mapped(self, fields: Sequence[str]) -> "Layout":
        """The same header with the columns meaning something else."""
        return replace(self, fields=tuple(fields))

    def remembered(self, kept: object) -> "Layout":
        """With the fields of an earlier correction as they were stored; as it is where these do not
        fit."""
        if not isinstance(kept, list | tuple) or len(kept) != len(self.fields):
            return self
        return self.mapped(kept) if all(isinstance(field, str) for field in kept) else self

    def fingerprint(self) -> str:
        """What this header is remembered by: the same for every file with the same headers."""
        words = "\n".join([self.kind, *(close(header) for header in self.headers)])
        return sha256(words.encode()).hexdigest()

    def missing(self) -> list[frozenset[str]]:
        """Of which groups of fields none is there, without which no row could be understood."""
        present = set(self.fields)
        return [group for group in REQUIRED[self.kind] if not group & present]


def find_layout(sheet: Sheet, kind: str) -> Layout | None:
    """The layout of a sheet as a ledger of this kind, or None when no header can be found."""
    candidates = [c for c in _candidates(sheet, kind) if not c.missing()]
    return max(candidates, key=lambda c: len(set(c.fields) - {IGNORED}), default=None)


def only_missing(sheet: Sheet, kind: str) -> str:
    """The one field that keeps a row from being a header of this kind; empty where more is."""
    told = ((c.missing(), set(c.fields) - {IGNORED}) for c in _candidates(sheet, kind))
    nearly = (missing for missing, fields in told if len(fields) >= _FEWEST)
    lacking = [groups[0] for groups in nearly if len(groups) == 1]
    return next((field for group in lacking if len(group) == 1 for field in group), "")


def _candidates(sheet: Sheet, kind: str) -> Iterator[Layout]:
    """Every row that may be a header: alone first, then together with the row below it."""
    for index in range(min(LAST_HEADER_ROW, len(sheet.rows))):
        row = sheet.rows[index]
        if sum(not is_blank(cell) for cell in row) < 2 and kind != "categories":
            continue
        yield _layout(kind, index, [], row)
    for index in range(min(LAST_HEADER_ROW, len(sheet.rows)) - 1):
        row = sheet.rows[index]
        if sum(not is_blank(cell) for cell in row) >= 2:
            upper = _spread(sheet, index)
            if _is_second_tier(row, upper, sheet.rows[index + 1]):
                yield _layout(kind, index + 1, upper, sheet.rows[index + 1])


def _layout(kind: str, index: int, upper: Sequence[Cell], lower: Sequence[Cell]) -> Layout:
    width = max(len(upper), len(lower))
    uppers = [_as_written(upper, i) for i in range(width)]
    lowers = [_as_written(lower, i) for i in range(width)]
    headers = tuple(low if text(low) else up for up, low in zip(uppers, lowers, strict=True))
    fields = _distinct(
        [field_of(kind, low, up) for up, low in zip(uppers, lowers, strict=True)],
    )
    return Layout(kind, index + 1, headers, _with_head_fields(fields))


def _as_written(row: Sequence[Cell], index: int) -> str:
    cell = row[index] if index < len(row) else ""
    return cell if isinstance(cell, str) else text(cell)


def _distinct(fields: list[str]) -> tuple[str, ...]:
    """The fields with each that may stand only once kept at its first column."""
    seen: set[str] = set()
    kept = []
    for field in fields:
        kept.append(IGNORED if field in seen and field not in REPEATABLE else field)
        seen.add(field)
    return tuple(kept)


def _with_head_fields(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Where only the head has an id number, the number is that of the row's person."""
    if "head_id_number" in fields and "id_number" not in fields:
        return tuple("id_number" if f == "head_id_number" else f for f in fields)
    return fields


def _spread(sheet: Sheet, index: int) -> list[Cell]:
    """The upper tier with each text reaching over the columns it stands above."""
    row = sheet.rows[index]
    below = sheet.rows[index + 1]
    spread = list(row)
    for column in range(1, len(spread)):
        if is_blank(spread[column]) and not is_blank(below[column]):
            spread[column] = spread[column - 1]
    return spread


def _is_second_tier(row: Sequence[Cell], upper: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether the row below is a header's second tier: only short words, and only where the
    upper tier's text reaches over several columns or is empty."""
    filled = [i for i, cell in enumerate(below) if not is_blank(cell)]
    if not filled or not any(is_blank(row[i]) for i in filled):
        return False
    for i in filled:
        cell = below[i]
        if not isinstance(cell, str) or len(cell) > _LONGEST_HEADER or text(cell).isdecimal():
            return False
        own = not is_blank(row[i])
        if own and not (i + 1 < len(upper) and upper[i + 1] == row[i] and i + 1 in filled):
            return False
    return True


def field_of(kind: str, header: str, above: str = "") -> str:
    """The field a header means, with the upper tier's text above it; empty when none."""
    low, up = _plain(header), _plain(above)
    if len(up) > _LONGEST_TIER:
        up = ""  # a title or a 填报单位 line, not a tier of the header
    up = _HEAD_TIER.sub(r"\1", up)
    if not low:
        low, up = up, ""
    if not low or len(low) > _LONGEST_HEADER:
        return IGNORED
    exact = EXACT[kind]
    for word in (up + low, low):
        if word in exact:
            return exact[word]
    if kind == "households" and is_care_word(care_header(header or above)):
        return "care_flag"
    for word in (low, up + low) if up else (low,):
        for pattern, field in PATTERNS[kind]:
            if pattern.search(word):
                return field
    return IGNORED


def care_header(header: str) -> str:
    """The care tag that a column of marks is about: 是否低保户 → 低保户."""
    match = _CARE_HEADER.fullmatch(_plain(header))
    return match[1] if match else ""


def care_tag_of(header: str) -> str:
    """The tag given to whoever has a mark in the column under this header."""
    return care_tag(care_header(header))


def _plain(header: str) -> str:
    """A header as it is compared: half width, without spaces, brackets, decoration."""
    word = _BRACKETS.sub("", close(header)).upper()
    return _DECORATION.sub("", word)
