"""What a user is writing for a general notice, kept until it is written anew."""

from dataclasses import asdict, replace

from db import settings
from db.kept import or_default, same_fields
from db.reading import Reader
from db.session import WriteSession
from domain.disclosure import Affairs
from domain.general_notice import GeneralWords


@or_default(lambda user: GeneralWords())
def words(connection: Reader, user: str) -> GeneralWords:
    """What the user was writing; empty words when nothing."""
    held = settings.known(GeneralWords, settings.get(connection, _name(user)))
    is_known = held.affairs in tuple(Affairs)
    affairs = Affairs(held.affairs) if is_known else GeneralWords().affairs
    return same_fields(replace(held, affairs=affairs), GeneralWords())


def keep(session: WriteSession, typed: GeneralWords) -> None:
    """Keep what the user is writing."""
    settings.put(session, _name(session.actor), asdict(typed), "notice_drafts")


def _name(user: str) -> str:
    return f"general_notice:{user}"
