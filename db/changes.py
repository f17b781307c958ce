"""Which topics each write touched, so that every workstation can follow."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, insert, select

from db.models import Change
from db.reading import Reader


def append(connection: Reader, at: datetime, actor: str, topics: Collection[str]) -> int:
    """Record the topics of one unit of work; returns the change's number, 0 without topics."""
    if not topics:
        return 0
    values = {"at": at, "actor": actor, "topics": " ".join(sorted(topics))}
    return int(connection.execute(insert(Change).values(values).returning(Change.id)).scalar_one())


def last(connection: Reader) -> int:
    """The number of the newest change, 0 when there is none."""
    return connection.scalar(select(func.max(Change.id))) or 0


def since(connection: Reader, number: int) -> tuple[int, frozenset[str]]:
    """The newest change's number and all topics touched after ``number``."""
    rows = connection.execute(
        select(Change.id, Change.topics).where(Change.id > number).order_by(Change.id)
    ).all()
    topics = frozenset(topic for row in rows for topic in row.topics.split())
    return (rows[-1].id if rows else number), topics
