"""Photos, kept in the ledger with everything else."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from db.models import Cadre, Photo
from db.reading import Reader, fetch
from db.session import WriteSession


def of_cadres(connection: Reader, cadre_ids: Sequence[int]) -> dict[int, bytes]:
    """The photos of those who have one, each a JPEG."""
    held = select(Cadre.id, Photo.content).join(Photo, Photo.id == Cadre.photo_id)
    return dict(fetch(connection, held.where(Cadre.id.in_(cadre_ids))))


def contents(connection: Reader, photo_ids: Sequence[int]) -> dict[int, bytes]:
    """These photos by id, each a JPEG."""
    return dict(fetch(connection, select(Photo.id, Photo.content).where(Photo.id.in_(photo_ids))))


def put(session: WriteSession, cadre_id: int, content: bytes | None) -> None:
    """Let a cadre have this photo, or none; the one there was is gone."""
    held = select(Photo.id, Photo.content).join(Cadre, Cadre.photo_id == Photo.id)
    found = session.execute(held.where(Cadre.id == cadre_id)).one_or_none()
    if (found.content if found is not None else None) == content:
        return
    photo_id = add(session, content) if content is not None else None
    session.execute(
        update(Cadre).where(Cadre.id == cadre_id).values(photo_id=photo_id, batch_id=None)
    )
    if found is not None:
        remove(session, found.id)


def add(session: WriteSession, content: bytes) -> int:
    """Store a photo; returns its id."""
    values = {"content": content, "added_at": session.at, "added_by": session.actor}
    made = session.execute(insert(Photo).values(values).returning(Photo.id))
    return int(made.scalar_one())


def remove(session: WriteSession, photo_id: int) -> None:
    """A photo that nothing refers to any more is gone."""
    session.execute(delete(Photo).where(Photo.id == photo_id))
