"""The invented households with all their facts, one after the other in walking order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import NamedTuple

from domain.entries import HouseholdEntry, ResidentEntry
from domain.id_card import check_character
from exchange.demo.care import head_tags, household_tags, personal_tags
from exchange.demo.families import MALE, Families, Family, Member
from exchange.demo.land import Land
from exchange.demo.words import words

REGION = "329999"  # assigned to no place: an invented number belongs to nobody
CHILD, RETIRED = 16, 60
REMARKS, MINORITY, LANDLINES = 0.03, 0.008, 0.3

# Tenures and residence statuses, each with its share added to those before it.
_TENURES = {
    False: (("空置", 0.05), ("租住", 0.17), ("拆迁", 0.173), ("自有", 1.0)),
    True: (("空置", 0.08), ("租住", 0.09), ("拆迁", 0.095), ("自有", 1.0)),
}
_STATUSES = {
    "自有": (("人户一致", 0.80), ("人在户不在", 0.89), ("户在人不在", 0.98), ("空挂", 1.0)),
    "租住": (("流动", 0.75), ("人在户不在", 1.0)),
    "拆迁": (("户在人不在", 0.7), ("空挂", 1.0)),
}
_REMARKS = (
    "双职工，晚上在家",
    "在苏州务工，春节返乡",
    "上门前先联系子女",
    "听力不好，说话要慢",
    "白天看店，晚上在家",
)
_MINORITIES = ("回族", "回族", "满族", "苗族", "土家族", "壮族")


class IdNumbers:
    """Id numbers that are right in every digit, and never the same twice in one run."""

    def __init__(self) -> None:
        self._given: dict[tuple[int, str], int] = {}

    def next(self, birth: int, sex: str) -> str:
        """The next number for a day of birth (``date.toordinal()``) and a sex.

        An odd sequence number is a man's, an even one a woman's (GB 11643); a day has 500 of each.
        """
        given = self._given.get((birth, sex), 0)
        self._given[birth, sex] = given + 1
        sequence = (birth * 137 + given * 187) % 500 * 2 + (sex == MALE)
        first17 = f"{REGION}{_iso(birth).replace('-', '')}{sequence:03d}"
        return first17 + check_character(first17)


@cache
def _iso(birth: int) -> str:
    return date.fromordinal(birth).isoformat()


class Contact(NamedTuple):
    """Who answers for a household, as an appeal names them."""

    name: str
    phone: str


class _Draft(NamedTuple):
    """What is decided of a household before its people get their facts."""

    tenure: str
    phone: str
    family: Family | None


@dataclass(frozen=True, slots=True)
class Households:
    """All households of a land, made while they are walked, the same on every walk."""

    land: Land
    seed: int
    today: date

    def __len__(self) -> int:
        return self.land.households

    def __iter__(self) -> Iterator[HouseholdEntry]:
        maker = HouseholdMaker(self.land, self.seed, self.today)
        ids = IdNumbers()
        return (maker.household(index, ids) for index in range(len(self)))


class HouseholdMaker:
    """Makes any household by its index, without those before it."""

    def __init__(self, land: Land, seed: int, today: date) -> None:
        self._land = land
        self._seed = seed
        self._rng = Random()
        self._random = self._rng.random
        self._families = Families(self._rng, today)
        self._employers: list[str] = words("units")["residents"]["employers"]
        self._elsewhere: list[str] = words("places")["words"]["from_elsewhere"]

    def contact(self, index: int) -> Contact | None:
        """Who answers for the household; None for a vacant one."""
        block = self._land.blocks[self._land.block_index(index)]
        draft = self._draft(index, block.rural)
        if draft.family is None:
            return None
        return Contact(draft.family.members[0].name, draft.phone)

    def household(self, index: int, ids: IdNumbers) -> HouseholdEntry:
        """The whole household, its people's id numbers taken from ``ids``."""
        r = self._random
        path, room, number = self._land.dwelling(index)
        rural = not room
        tenure, phone, family = self._draft(index, rural)
        if family is None:
            return HouseholdEntry(path, room, number, tenure=tenure)
        return HouseholdEntry(
            path,
            room,
            number,
            family.members[0].name,
            tenure,
            _pick(_STATUSES[tenure], r()),
            phone,
            _REMARKS[int(r() * len(_REMARKS))] if r() < REMARKS else "",
            self._residents(family, rural, tenure == "租住", phone, ids),
        )

    def _draft(self, index: int, rural: bool) -> _Draft:
        r = self._random
        self._rng.seed(self._seed * 1_000_003 + index)
        tenure = _pick(_TENURES[rural], r())
        if tenure == "空置":
            return _Draft(tenure, "", None)
        phone = self._phone()
        family = self._families.make(rural)
        if rural and family.kind == "alone_old" and r() < LANDLINES:
            phone = f"0527-0000{int(r() * 1000):03d}"
        return _Draft(tenure, phone, family)

    def _phone(self) -> str:
        return f"1990000{int(self._random() * 10_000):04d}"

    def _residents(
        self, family: Family, rural: bool, tenant: bool, phone: str, ids: IdNumbers
    ) -> tuple[ResidentEntry, ...]:
        r = self._random
        nation = _MINORITIES[int(r() * len(_MINORITIES))] if r() < MINORITY else "汉族"
        home = self._elsewhere[int(r() * len(self._elsewhere))] if tenant else ""
        shared = household_tags(family, rural, r)
        residents = []
        for member in family.members:
            head = member.relation == "户主"
            tags = shared + (head_tags(rural, r) if head else ())
            residents.append(
                ResidentEntry(
                    member.name,
                    member.relation,
                    member.sex,
                    _iso(member.birth),
                    "居民身份证",
                    ids.next(member.birth, member.sex),
                    False,
                    nation,
                    self._political_status(member.age),
                    (phone,) if head else self._phones(member.age),
                    self._employer(member, rural),
                    home,
                    tags + personal_tags(member, family, r),
                )
            )
        return tuple(residents)

    def _phones(self, age: int) -> tuple[str, ...]:
        if age < CHILD or (age > 75 and self._random() < 0.5):
            return ()
        return (self._phone(),)

    def _political_status(self, age: int) -> str:
        u = self._random()
        if age < 14:
            return "群众"
        if age < 28 and u < 0.4:
            return "共青团员"
        if age >= 20 and u > 0.92:
            return "中共预备党员" if u > 0.998 and age < 40 else "中共党员"
        return "群众"

    def _employer(self, member: Member, rural: bool) -> str:
        r = self._random
        u = r()
        if member.age < 22:
            return ""
        if member.age >= RETIRED:
            return ("务农" if rural else "退休") if u < 0.7 else ""
        if u < 0.12:
            return ""
        if rural and u < 0.65:
            return "务农" if u < 0.37 else "在外务工"
        return self._employers[int(r() * r() * len(self._employers))]


def _pick(shares: tuple[tuple[str, float], ...], chance: float) -> str:
    for word, edge in shares:
        if chance < edge:
            return word
    raise ValueError(chance)
