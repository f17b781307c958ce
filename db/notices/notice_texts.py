"""The office's own texts of notices: one setting that keeps only what differs from the shipped."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from db import settings
from db.kept import or_default, same_kind
from db.reading import Reader
from db.session import WriteSession
from domain.disclosure import TEMPLATES
from domain.errors import KnownError
from domain.notice_texts import NoticeTexts, faults

NAME = "notice_texts"
Texts = Mapping[str, NoticeTexts]
"""The texts of every template by its key."""


@or_default(dict)
def current(connection: Reader, shipped: Texts) -> dict[str, NoticeTexts]:
    """The texts as the office has them, on the ground of those that ship with the program."""
    return _over(shipped, settings.get(connection, NAME))


def change(session: WriteSession, shipped: Texts, before: Texts, after: Texts) -> None:
    """Change the texts; a KnownError says what is wrong with them, or that somebody else changed
    them since ``before``."""
    changed = [key for key in after if after[key] != before[key]]
    for key in changed:
        for told in faults(after[key]).values():
            raise KnownError(f"“{TEMPLATES[key].title}”：{told}，没有保存；请改正后再保存。")
    held = _over(shipped, settings.hold(session, NAME))
    if any(held[key] != before[key] for key in changed):
        raise KnownError(
            "公示文字刚被别人改过，没有覆盖对方；您填写的内容都在，请看过现在的文字再保存。"
        )
    now = held | {key: after[key] for key in changed}
    settings.put(session, NAME, {key: _different(shipped[key], now[key]) for key in now})
    titles = "、".join(TEMPLATES[key].title for key in changed)
    session.log("settings", "修改公示文字", titles)


def _different(shipped: NoticeTexts, own: NoticeTexts) -> dict[str, Any]:
    told = asdict(own)
    return {key: told[key] for key, value in asdict(shipped).items() if told[key] != value}


def _over(shipped: Texts, held: Mapping[str, Any]) -> dict[str, NoticeTexts]:
    known = {field.name for field in fields(NoticeTexts)}
    own = {
        key: replace(texts, **{n: v for n, v in held.get(key, {}).items() if n in known})
        for key, texts in shipped.items()
    }
    for key, texts in shipped.items():
        for name in known:
            same_kind(getattr(own[key], name), getattr(texts, name))
    return own
