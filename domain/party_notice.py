"""党员亮身份: the party members who reported to where they live, as they hang there (§3, §7).

Whoever has not consented stands there without photo, by the surname alone, without unit and duty
(which may name the unit), the phone masked. The branch's secretary is an official on duty: full
name, a mobile masked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.disclosure import (
    Block,
    Heading,
    Imprint,
    Notice,
    Paragraph,
    Portrait,
    Portraits,
    clean,
    lead,
    notice_of,
)
from domain.masks import mask_name, mask_phone, scan
from domain.paper_words import day_words, on_paper, scope_words
from domain.phones import read_phones
from domain.places import PlaceStep
from domain.team_notice import NoticeMember, duty_phone

TEMPLATE = "party_identity"
LONGEST = 60  # characters of a branch's name, of a secretary's, of a phone
_MEMBER = "在职党员"


@dataclass(frozen=True, slots=True)
class Branch:
    """The 党支部 of a place, its secretary and the duty phone."""

    name: str
    secretary: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A party member; ``post`` is what was taken on at home, ``duty`` the one at the ``unit``,
    ``photo`` a JPEG."""

    name: str
    unit: str = ""
    duty: str = ""
    post: str = ""
    phone: str = ""
    promise: str = ""
    photo: bytes | None = None
    consented: bool = False


def branch_fault(branch: Branch) -> str:
    """Why a branch cannot be so; empty when it can, or when it has no name: then there is none."""
    if not branch.name and (branch.secretary or branch.phone):
        return "还没有写支部名称"
    if max(map(len, (branch.name, branch.secretary, branch.phone))) > LONGEST:
        return f"支部名称、书记和电话每项最多 {LONGEST} 个字"
    if read_phones(branch.phone).unread:
        return "支部电话应为 11 位手机号或带区号的座机"
    return ""


def notice(
    place: Sequence[PlaceStep],
    day: date,
    branch: Branch | None,
    members: Sequence[Member],
    imprint: Imprint,
) -> Notice:
    """Those who live at a place, in the order given; ``place`` is the path down to it."""
    here = scope_words(place[-1:])
    told = lead(imprint, f"居住在{here}的报到党员")
    masked = sum(not one.consented for one in members)
    which = "均" if masked == len(members) > 1 else f"其中{masked}名" if len(members) > 1 else ""
    told_of = f"，{which}按规定不公开全名" if masked else ""
    count = f"共{len(members)}名{told_of}。" if members else f"{here}目前没有党员报到。"
    blocks: list[Block] = [Paragraph(told + count)]
    if branch is not None:
        blocks.append(Heading(_branch_words(branch)))
    blocks.append(Portraits(tuple(map(_portrait, members)), "本期无"))
    consented = frozenset(
        finding.digits for one in members if one.consented for finding in scan(one.phone)
    )
    words = day_words(day)
    return notice_of(TEMPLATE, place, words, tuple(blocks), imprint, consented)


def _branch_words(branch: Branch) -> str:
    secretary = f"书记 {on_paper(branch.secretary)}" if branch.secretary else ""
    phone = duty_phone(NoticeMember("", duty_phone=branch.phone))
    return " · ".join(filter(None, (clean(branch.name), secretary, phone)))


def _portrait(member: Member) -> Portrait:
    post, promise = clean(member.post) or _MEMBER, clean(member.promise)
    if not member.consented:
        phones = "、".join(mask_phone(phone) for phone in member.phone.split("、") if phone)
        shown = tuple(filter(None, (post, phones)))
        return Portrait(mask_name(member.name), shown, promise)
    unit = " ".join(filter(None, (clean(member.unit), clean(member.duty)))) or "—"
    lines = (post, unit, member.phone)
    shown = tuple(line for line in lines if line)
    return Portrait(on_paper(member.name), shown, promise, member.photo, consented=True)
