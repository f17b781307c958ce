"""What stands on a notice, from when it is drafted: packed as the register keeps it, and read."""

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from db.models import NoticePaper
from db.reading import Reader
from domain import disclosure, notice_text
from domain.disclosure import Notice
from domain.paper_sizes import PaperSize

_BETWEEN = ", "


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft ready for the register: ``hung`` are the places of its sheets in walking order,
    ``place_id`` the one they are all for, None where they are for several; ``digest`` and
    ``packed`` are of the content."""

    template: str
    title: str
    place_id: int | None
    since: date
    until: date
    paper: PaperSize
    posted_from: date
    posted_to: date
    hung: tuple[int | None, ...]
    digest: str
    packed: bytes


def drafted(
    template: str,
    title: str,
    place_id: int | None,
    since: date,
    until: date,
    sheets: Sequence[tuple[int | None, Notice]],
    paper: PaperSize = PaperSize.A4,
) -> Drafted:
    """A draft of these notices, each with the place it hangs at; a batch takes a while."""
    hung, notices = zip(*sheets, strict=True)
    kept = (json.dumps(notice_text.kept(notice), ensure_ascii=False) for notice in notices)
    return Drafted(
        template,
        title,
        place_id,
        since,
        until,
        paper,
        notices[0].imprint.posted_from,
        notices[0].imprint.posted_to,
        hung,
        digest_of(notices),
        zlib.compress(f"[{_BETWEEN.join(kept)}]".encode()),
    )


def digest_of(notices: Sequence[Notice]) -> str:
    """The SHA-256 of the content of one notice, or of the digests of several."""
    digests = [disclosure.content_hash(notice) for notice in notices]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def content(connection: Reader, notice_id: int) -> tuple[Notice, ...]:
    """The notices as they were drafted, in walking order; none for a mere print of old days."""
    return unpacked(packed(connection, notice_id))


def packed(connection: Reader, notice_id: int) -> bytes | None:
    """The notices as they are kept, for `unpacked`: a batch takes a while, elsewhere than here."""
    return connection.scalar(select(NoticePaper.content).where(NoticePaper.notice_id == notice_id))


def unpacked(kept: bytes | None) -> tuple[Notice, ...]:
    """The notices that were kept so."""
    if kept is None:
        return ()
    return tuple(map(notice_text.read, _values(zlib.decompress(kept).decode())))


def _values(text: str) -> Iterator[Any]:
    """A list of JSON, one after the other: read in one go it would hold up every other thread."""
    decoder, at = json.JSONDecoder(), 1
    while at < len(text) - 1:
        value, at = decoder.raw_decode(text, at)
        yield value
        at += len(_BETWEEN)
