"""Invented households for the tests of `db/`, short to write down."""

from domain.entries import HouseholdEntry, ResidentEntry
from domain.places import Level, PlaceStep

COMMUNITY, COMPOUND = "康泰社区", "京公馆小区"


def block(building: str, entrance: str, community: str = COMMUNITY) -> tuple[PlaceStep, ...]:
    """The path of a stairwell."""
    return (
        PlaceStep(Level.COMMUNITY, community),
        PlaceStep(Level.COMPOUND, COMPOUND),
        PlaceStep(Level.BUILDING, building),
        PlaceStep(Level.ENTRANCE, entrance),
    )


def home(address: str, *people: ResidentEntry, **facts: str) -> HouseholdEntry:
    """A household at 3-1-502 of the one compound; the first person is its head."""
    building, entrance, room = address.split("-")
    head = facts.pop("head", people[0].name if people else "")
    place = block(f"{building}栋", f"{entrance}单元")
    return HouseholdEntry(place, room=room, head=head, residents=people, **facts)
