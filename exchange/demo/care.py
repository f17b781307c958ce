"""Which invented people need care, as often as a county knows it."""

from collections.abc import Callable

from exchange.demo.families import FEMALE, MALE, Family, Member

Chance = Callable[[], float]

# Chances of a tag, for whoever it can concern.
VETERAN, DISABLED, DISABLED_OLD = 0.035, 0.018, 0.05
GRAVELY_ILL, MENTALLY_ILL, ON_PROBATION, EXPECTING = 0.007, 0.003, 0.0012, 0.05
ALLOWANCE = {"alone_old": 0.09, "single_parent": 0.07, "grandparents": 0.06}
ALLOWANCE_ELSE = {False: 0.008, True: 0.025}


def household_tags(family: Family, rural: bool, chance: Chance) -> tuple[str, ...]:
    """The tags all of a household share."""
    tags: tuple[str, ...] = ()
    if family.kind == "alone_old":
        tags = ("独居老人",)
        if rural and chance() < 0.05:
            return (*tags, "特困")
    elif family.kind == "couple_old" and chance() < 0.4:
        tags = ("空巢",)
    if chance() < ALLOWANCE.get(family.kind, ALLOWANCE_ELSE[rural]):
        return (*tags, "低保")
    if family.kind in ("couple_old", "couple_middle") and chance() < 0.005:
        return (*tags, "失独")
    return tags


def head_tags(rural: bool, chance: Chance) -> tuple[str, ...]:
    """The tags a village household carries on its head alone."""
    if not rural or (u := chance()) >= 0.045:
        return ()
    return ("脱贫户",) if u < 0.04 else ("监测户",)


def personal_tags(member: Member, family: Family, chance: Chance) -> tuple[str, ...]:
    """The tags one person carries; most carry none."""
    tags = []
    if member.relation in ("孙子", "孙女") and family.kind == "grandparents" and member.age < 16:
        tags.append("留守儿童")
    u = chance()
    if u < EXPECTING and 23 <= member.age <= 38 and _is_wife(member):
        tags.append("孕产")
    if u < VETERAN and member.sex == MALE and member.age >= 22:
        tags.append("退役军人")
    u = chance()
    if u < (DISABLED_OLD if member.age >= 60 else DISABLED):
        tags.append("残疾")
    elif u > 1 - GRAVELY_ILL and member.age >= 30:
        tags.append("大病")
    elif u > 1 - GRAVELY_ILL - MENTALLY_ILL and member.age >= 18:
        tags.append("精障")
    elif u > 1 - GRAVELY_ILL - MENTALLY_ILL - ON_PROBATION and 18 <= member.age <= 65:
        tags.append("社区矫正")
    return tuple(tags)


def _is_wife(member: Member) -> bool:
    return member.sex == FEMALE and member.relation in ("配偶", "儿媳")
