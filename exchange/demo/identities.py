"""What hangs where the invented party members live: who consented, what they promise, and the
branches of their compounds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from domain.check_in import CheckInEntry
from domain.party_notice import Branch
from domain.places import PlaceStep
from exchange.demo.families import Families
from exchange.demo.words import words

CONSENTED = 0.75
PROMISING = 0.85
_COMPOUND = 3  # steps of a path down to the compound or group


def identified(members: Iterable[CheckInEntry], seed: int, today: date) -> tuple[CheckInEntry, ...]:
    """The members with what most of them consented to and promise."""
    rng = Random(f"identities {seed}")
    promises = words("services")["promises"]
    return tuple(_identified(member, rng, promises, today) for member in members)


def _identified(
    member: CheckInEntry, rng: Random, promises: Sequence[str], today: date
) -> CheckInEntry:
    assert member.since is not None, "everybody invented has a first day"
    asked = min(member.since + timedelta(days=rng.randint(0, 30)), today)
    return replace(
        member,
        promise=rng.choice(promises) if rng.random() < PROMISING else "",
        consented_on=asked if rng.random() < CONSENTED else None,
    )


def branches(
    members: Iterable[CheckInEntry], seed: int, today: date
) -> tuple[tuple[tuple[PlaceStep, ...], Branch], ...]:
    """The branch of every compound that somebody reported to, by the compound's path."""
    rng = Random(f"branches {seed}")
    families = Families(rng, today)
    homes = dict.fromkeys(member.place[:_COMPOUND] for member in members)
    return tuple(
        (
            home,
            Branch(
                f"{home[-1].name}党支部",
                families.full_name(rng.choice("男男女"), rng.randint(35, 68)),
                f"0527-8000{rng.randrange(10_000):04}",
            ),
        )
        for home in homes
    )
