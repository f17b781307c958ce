"""Units, cadres, work teams, what they answer for, their visits, and 双报到."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CodePoints


class Unit(Base):
    """A 单位 or 部门."""

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    level: Mapped[str] = mapped_column(default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))


class Cadre(Base):
    """A 干部 with the duty phone that may be posted; ``home_place_id`` is the home compound.

    ``consented_on`` is the day on which somebody (``consent_by``, or an import) recorded that a
    mobile there may be posted in full; it holds for this ``phone`` alone."""

    __tablename__ = "cadre"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    duty: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    consented_on: Mapped[date | None]
    consent_by: Mapped[str] = mapped_column(default="")
    consent_batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))
    party_member: Mapped[bool] = mapped_column(default=False)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    home_place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class Team(Base):
    """A 下沉工作组; ``line`` is which of the 双线 it answers for, ``dissolved_on`` the first day on
    which it was no more."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("name", "line"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[str] = mapped_column(CodePoints)
    line: Mapped[str] = mapped_column(default="unit")
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    dissolved_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class TeamMember(Base):
    """Who belongs to a team, from when until when (a cadre who left stays in the past)."""

    __tablename__ = "team_member"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), index=True)
    since: Mapped[date | None]
    until: Mapped[date | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class Assignment(Base):
    """包联: a team answers for a place or a single household in a period (both days included)."""

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), index=True
    )
    since: Mapped[date | None]
    until: Mapped[date | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class Photo(Base):
    """A photo as a JPEG, shrunk and without what the camera wrote into it."""

    __tablename__ = "photo"
    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]
    added_by: Mapped[str]


class Visit(Base):
    """走访: who of a team was at a household on a day, and whom they met (`domain.visits`)."""

    __tablename__ = "visit"
    __table_args__ = (
        Index(None, "household_id", "day"),
        Index(None, "team_id", "day"),
        Index(None, "day", "household_id", "outcome"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    day: Mapped[date]
    kind: Mapped[str]
    outcome: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class VisitCadre(Base):
    """A cadre who was on a visit."""

    __tablename__ = "visit_cadre"
    visit_id: Mapped[int] = mapped_column(
        ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True
    )
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), primary_key=True, index=True)


class CheckIn(Base):
    """双报到: an employed party member who reported to the compound of residence. ``place_id`` is
    that compound or, where it is known, the building or entrance; ``post`` what was taken on there;
    ``since`` the day of reporting, ``until`` the day of moving away; ``consented_on`` the day of
    consenting to be named with photo, unit and phone where they live, ``promise`` what they say
    there."""

    __tablename__ = "check_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    duty: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    post: Mapped[str] = mapped_column(default="")
    since: Mapped[date | None]
    until: Mapped[date | None]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"))
    promise: Mapped[str] = mapped_column(default="")
    consented_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class PartyBranch(Base):
    """The 党支部 of a compound or of any other place, with its secretary and duty phone."""

    __tablename__ = "party_branch"
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    name: Mapped[str]
    secretary: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")


class CheckInService(Base):
    """What a party member who reported did there on a day; ``hours`` may be unknown."""

    __tablename__ = "check_in_service"
    __table_args__ = (Index(None, "check_in_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_in.id", ondelete="CASCADE"))
    day: Mapped[date]
    what: Mapped[str]
    hours: Mapped[float | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
