"""The texts of notices as they ship, under what the office made of them."""

from db.notices import notice_texts
from db.reading import Reader
from domain.disclosure import TEMPLATES
from domain.notice_texts import NoticeTexts
from resources.notices import defaults


def shipped() -> dict[str, NoticeTexts]:
    """The texts of every template as they ship, by the template's key."""
    texts = defaults()
    return {key: NoticeTexts(title=t.title, **texts[key]) for key, t in TEMPLATES.items()}


def current(reader: Reader) -> dict[str, NoticeTexts]:
    """The texts as the office has them."""
    return notice_texts.current(reader, shipped())
