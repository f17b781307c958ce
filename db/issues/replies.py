"""The office's own sentences for each move (常用语), kept as one setting."""

from sqlalchemy import select

from db import settings
from db.kept import or_default, same_kind
from db.models import Setting
from db.reading import Reader
from db.session import WriteSession
from domain.errors import KnownError
from domain.replies import FIRST, fault
from domain.workflow import MOVE_WORDS, Move

NAME = "replies"


@or_default(lambda move: FIRST.get(move, ()))
def of_move(connection: Reader, move: Move) -> tuple[str, ...]:
    """The sentences for a move; the first set where the office never changed it."""
    kept = settings.get(connection, NAME)
    if move not in kept:
        return FIRST.get(move, ())
    return tuple(same_kind(one, "") for one in same_kind(kept[move], []))


def add(session: WriteSession, move: Move, text: str) -> None:
    """Keep one more sentence, at the end; a KnownError says why it cannot be."""
    known = _locked(session, move)
    if wrong := fault(text, known):
        raise KnownError(wrong)
    _put(session, move, (*known, text.strip()))
    session.log("settings", "存为常用语", MOVE_WORDS[move], text.strip())


def remove(session: WriteSession, move: Move, text: str) -> None:
    """Take a sentence away; one that is no longer there is none."""
    known = _locked(session, move)
    _put(session, move, tuple(one for one in known if one != text))
    session.log("settings", "移除常用语", MOVE_WORDS[move], text)


def _locked(session: WriteSession, move: Move) -> tuple[str, ...]:
    # Two workstations must not each put back what the other did not yet know.
    session.execute(select(Setting.name).where(Setting.name == NAME).with_for_update())
    return of_move(session.connection, move)


def _put(session: WriteSession, move: Move, sentences: tuple[str, ...]) -> None:
    whole = settings.get(session.connection, NAME) | {move.value: list(sentences)}
    settings.put(session, NAME, whole)
