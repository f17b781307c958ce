"""Photos, kept in the ledger with everything else."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from db.models import Cadre, Photo, Posting
from db.reading import Reader, fetch
from db.session import WriteSession


def of_cadres(connection: Reader, cadre_ids: Sequence[int]) -> dict[int, bytes]:
    """The photos of those who have one, each a JPEG."""
    held = select(Cadre.id, Photo.content).join(Photo, Photo.id == Cadre.photo_id)
    return dict(fetch(connection, held.where(Cadre.id.in_(cadre_ids))))


def contents(connection: Reader, photo_ids: Sequence[int]) -> dict[int, bytes]:
    """These photos by id, each a JPEG."""
    return dict(fetch(connection, select(Photo.id, Photo.content).where(Photo.id.in_(photo_ids))))


def put(
    session: WriteSession, holder: type[Cadre | Posting], holder_id: int, content: bytes | None
) -> bytes | None:
    """Let a cadre or a posting have this photo, or none; returns the one there was, which is
    gone."""
    own = holder.id == holder_id
    held = select(Photo.id, Photo.content).join(holder, holder.photo_id == Photo.id)
    found = session.execute(held.where(own)).one_or_none()
    before = found.content if found is not None else None
    if before == content:
        return before
    values = {"photo_id": add(session, content) if content is not None else None}
    if holder is Cadre:
        values["batch_id"] = None  # no longer as it was imported
    session.execute(update(holder).where(own).values(values))
    if found is not None:
        remove(session, found.id)
    return before


def add(session: WriteSession, content: bytes) -> int:
    """Store a photo; returns its id."""
    values = {"content": content, "added_at": session.at, "added_by": session.actor}
    made = session.execute(insert(Photo).values(values).returning(Photo.id))
    return int(made.scalar_one())


def remove(session: WriteSession, photo_id: int) -> None:
    """A photo that nothing refers to any more is gone."""
    session.execute(delete(Photo).where(Photo.id == photo_id))
