"""The places, the households on them, and who lives there."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CodePoints


class Place(Base):
    """A place of the tree. ``position`` is its path in walking order and ends with ``/``, so the
    places and households below it are one range of positions. ``key`` is not unique: 城南社区 and
    城南村 may be neighbours."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    level: Mapped[str] = mapped_column(index=True)
    code: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str]
    key: Mapped[str]
    position: Mapped[str] = mapped_column(CodePoints, unique=True)
    valid_to: Mapped[date | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class Household(Base):
    """A household; ``twin`` tells apart two that share a room or number. ``head``, ``people``,
    ``phone`` and ``tags`` repeat what its residents say, so that the big table sorts by them
    without a join; ``met_on``, the last day on which somebody was met, what its visits say."""

    __tablename__ = "household"
    __table_args__ = (
        Index(None, "head_pinyin", "position"),
        Index(None, "people", "position"),
        Index(None, "phone", "position"),
        Index(None, "tags", "position"),
        Index(None, "residence_status", "position"),
        Index(None, "tenure", "position"),
        Index(None, "met_on", "position"),
        UniqueConstraint("place_id", "key"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    key: Mapped[str]
    position: Mapped[str] = mapped_column(CodePoints, unique=True)
    address: Mapped[str]
    room: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    twin: Mapped[str] = mapped_column(default="")
    head: Mapped[str] = mapped_column(default="")
    head_pinyin: Mapped[str] = mapped_column(CodePoints, default="")
    people: Mapped[int] = mapped_column(default=0)
    phone: Mapped[str] = mapped_column(CodePoints, default="")
    tags: Mapped[str] = mapped_column(CodePoints, default="")
    tenure: Mapped[str] = mapped_column(CodePoints, default="")
    residence_status: Mapped[str] = mapped_column(CodePoints, default="")
    remark: Mapped[str] = mapped_column(default="")
    own_phone: Mapped[str] = mapped_column(default="")
    met_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class HouseholdText(Base):
    """Everything a household is found by, lower-case: names, initials, phones, ids, address."""

    __tablename__ = "household_text"
    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]


class Resident(Base):
    """A person of a household, in the order of the household's page."""

    __tablename__ = "resident"
    __table_args__ = (
        Index("ix_resident_id_number", "id_number", sqlite_where=text("id_number <> ''")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), index=True
    )
    seq: Mapped[int]
    name: Mapped[str]
    relation: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    birth: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    id_number: Mapped[str] = mapped_column(default="")
    id_suspect: Mapped[bool] = mapped_column(default=False)
    ethnicity: Mapped[str] = mapped_column(default="")
    political_status: Mapped[str] = mapped_column(default="")
    phones: Mapped[str] = mapped_column(default="")
    employer: Mapped[str] = mapped_column(default="")
    registered_place: Mapped[str] = mapped_column(default="")
    residence_status: Mapped[str] = mapped_column(default="")
    tags: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
