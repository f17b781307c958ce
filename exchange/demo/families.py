"""Invented families: who lives together, how old they are and what they are called."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any, NamedTuple

from exchange.demo.words import words

MALE, FEMALE = "男", "女"
_OTHER = {MALE: FEMALE, FEMALE: MALE}

RARE_NAMES = 0.003
COMPOUND_SURNAMES = 0.002
SHORT_NAMES = 0.12
OLDEST = 110
MOTHERS_SURNAME = 0.08


class Member(NamedTuple):
    """One of a family. ``birth`` is ``date.toordinal()``, ``age`` in whole years today."""

    relation: str
    sex: str
    age: int
    birth: int
    surname: str
    name: str


class Family(NamedTuple):
    """The people of a household, the head first, and what kind of family they are."""

    kind: str
    members: tuple[Member, ...]


# The kind of family and its share in percent: in the town, in the villages.
_SHARES = {
    "alone_young": (8, 3),
    "alone_old": (5, 9),
    "couple_young": (7, 3),
    "couple_middle": (8, 11),
    "couple_old": (9, 16),
    "parents": (44, 25),
    "single_parent": (4, 3),
    "grown_child": (7, 8),
    "three_generations": (6, 14),
    "grandparents": (2, 8),
}


def _generation(year: int) -> dict[str, dict[str, str]]:
    """The characters of the names given in a year, by sex."""
    generations: list[dict[str, Any]] = words("names")["generation"]
    return [g for g in generations if g["since"] <= year][-1]


class Families:
    """Makes families by the chance it is given, as of one day."""

    def __init__(self, rng: Random, today: date) -> None:
        self._random = rng.random
        self._today = today.toordinal()
        lists = words("names")
        self._surnames: str = lists["surnames"]
        self._compound_surnames: list[str] = lists["compound_surnames"]
        self._rare: dict[str, str] = lists["rare"]
        self._given_names = [_generation(today.year - age) for age in range(OLDEST)]
        self._town, self._village = (
            [getattr(self, f"_{kind}") for kind, both in _SHARES.items() for _ in range(both[side])]
            for side in (0, 1)
        )

    def make(self, rural: bool) -> Family:
        """A family of one to six people."""
        kinds: list[Callable[[], list[Member]]] = self._village if rural else self._town
        maker = kinds[int(self._random() * len(kinds))]
        return Family(maker.__name__[1:], tuple(maker()))

    def full_name(self, sex: str, age: int) -> str:
        """A name as people of that sex and age bear it."""
        return self._member("", sex, age).name

    def _between(self, low: int, high: int) -> int:
        return low + int(self._random() * (high - low + 1))

    def _member(self, relation: str, sex: str, age: int, surname: str = "") -> Member:
        r = self._random
        # Two days more than the years, one year less a week at most: the age holds on any day.
        birth = self._today - 2 - int(age * 365.25 + r() * 358)
        surname = surname or self._surname()
        return Member(relation, sex, age, birth, surname, surname + self._given(sex, age))

    def _surname(self) -> str:
        r = self._random
        if r() < COMPOUND_SURNAMES:
            return self._compound_surnames[int(r() * len(self._compound_surnames))]
        # The product of two chances favours the front of the list, where the common ones stand.
        return self._surnames[int(r() * r() * len(self._surnames))]

    def _given(self, sex: str, age: int) -> str:
        r = self._random
        chars = self._given_names[age][sex]
        first, last = chars["first"], chars["last"]
        if (u := r()) < RARE_NAMES:
            last = self._rare[sex]
        elif u < SHORT_NAMES:
            return last[int(r() * len(last))]
        return first[int(r() * len(first))] + last[int(r() * len(last))]

    def _sex(self, male: float = 0.5) -> str:
        return MALE if self._random() < male else FEMALE

    def _couple(self, low: int, high: int) -> list[Member]:
        sex = self._sex(0.78)
        head = self._member("户主", sex, self._between(low, high))
        age = max(low, head.age + self._between(-5, 2) * (1 if sex == MALE else -1))
        return [head, self._member("配偶", _OTHER[sex], age)]

    def _child(self, parents: list[Member], age: int) -> Member:
        father = next((p for p in parents if p.sex == MALE), parents[0])
        mother = next((p for p in parents if p.sex == FEMALE), parents[0])
        named = mother if self._random() < MOTHERS_SURNAME else father
        sex = self._sex(0.52)
        return self._member("儿子" if sex == MALE else "女儿", sex, age, named.surname)

    def _children(self, parents: list[Member], most: int) -> list[Member]:
        """One to ``most`` children as old as the younger parent's age allows, 24 at most."""
        oldest = max(0, min(24, min(p.age for p in parents) - self._between(22, 30)))
        children = [self._child(parents, oldest)]
        for _ in range(self._between(1, most) - 1):
            younger = children[-1].age - self._between(2, 6)
            if younger < 0:
                break
            children.append(self._child(parents, younger))
        return children

    # The kinds of family; a method's name is the kind's.

    def _alone_young(self) -> list[Member]:
        return [self._member("户主", self._sex(0.6), self._between(24, 48))]

    def _alone_old(self) -> list[Member]:
        return [self._member("户主", self._sex(0.38), self._between(62, 90))]

    def _couple_young(self) -> list[Member]:
        return self._couple(24, 35)

    def _couple_middle(self) -> list[Member]:
        return self._couple(48, 59)

    def _couple_old(self) -> list[Member]:
        return self._couple(61, 86)

    def _parents(self) -> list[Member]:
        couple = self._couple(25, 46)
        return couple + self._children(couple, 3 if self._random() < 0.1 else 2)

    def _single_parent(self) -> list[Member]:
        parent = [self._member("户主", self._sex(0.35), self._between(27, 46))]
        return parent + self._children(parent, 2)

    def _grown_child(self) -> list[Member]:
        couple = self._couple(50, 64)
        return [*couple, self._child(couple, self._between(22, 27))]

    def _three_generations(self) -> list[Member]:
        return self._with_parents() if self._random() < 0.5 else self._with_grandchildren()

    def _with_parents(self) -> list[Member]:
        couple = self._couple(32, 48)
        head = couple[0]
        family = couple + self._children(couple, 2)
        older = head.age + self._between(22, 28)
        which = self._random()
        if which < 0.65:
            family.append(self._member("父亲", MALE, older, head.surname))
        if which > 0.35:
            family.append(self._member("母亲", FEMALE, max(head.age + 20, older - 2)))
        return family

    def _with_grandchildren(self) -> list[Member]:
        couple = self._couple(56, 72)
        father = next(p for p in couple if p.sex == MALE)
        son_age = min(p.age for p in couple) - self._between(22, 27)
        son = self._member("儿子", MALE, son_age, father.surname)
        wife = self._member("儿媳", FEMALE, max(22, son_age - self._between(-1, 3)))
        children = self._children([son, wife], 2)
        return [*couple, son, wife, *(_as_grandchild(c) for c in children)]

    def _grandparents(self) -> list[Member]:
        couple = self._couple(55, 72)
        children = [self._child(couple[:1], self._between(4, 14))]
        if self._random() < 0.35:
            children.append(self._child(couple[:1], max(1, children[0].age - 3)))
        return couple + [_as_grandchild(c) for c in children]


def _as_grandchild(child: Member) -> Member:
    return child._replace(relation="孙子" if child.sex == MALE else "孙女")
