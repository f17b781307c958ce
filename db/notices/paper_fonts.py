"""The fonts the office prints in, kept as one setting of names."""

from dataclasses import asdict

from db import settings
from db.kept import or_default, same_fields
from db.reading import Reader
from db.session import WriteSession
from domain.errors import KnownError
from domain.paper_fonts import ROLE_WORDS, PaperFonts

NAME = "paper_fonts"


@or_default(PaperFonts)
def current(connection: Reader) -> PaperFonts:
    """The fonts as the office chose them."""
    return same_fields(settings.known(PaperFonts, settings.get(connection, NAME)), PaperFonts())


def change(session: WriteSession, before: PaperFonts, after: PaperFonts) -> None:
    """Choose other fonts; a KnownError says that somebody else did so since ``before``."""
    settings.hold(session, NAME)
    if current(session.connection) != before:
        raise KnownError("打印字体刚被别人改过，没有覆盖对方；您选的都在，请看过现在的设置再保存。")
    settings.put(session, NAME, asdict(after))
    told = "，".join(f"{ROLE_WORDS[role]} {name}" for role, name in after.chosen())
    session.log("settings", "修改打印字体", "", told or "随程序")
