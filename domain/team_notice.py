"""下沉工作组: who answers for a place and how to reach them, as it is posted (DOMAIN.md §3, §7).

Cadres on duty stand there by their full name; a personal mobile is masked without consent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat

from domain.disclosure import (
    Block,
    Cell,
    Column,
    Heading,
    Imprint,
    Notice,
    Paragraph,
    Table,
    Text,
    clean,
    lead,
    notice_of,
)
from domain.masks import Secret, mask_mobile, scan
from domain.paper_words import day_words, on_paper, scope_words
from domain.places import PlaceStep


@dataclass(frozen=True, slots=True)
class NoticeMember:
    """A cadre on duty; a personal mobile is posted in full only with consent on record."""

    name: str
    unit: str = ""
    duty: str = ""
    duty_phone: str = ""
    mobile_consented: bool = False


@dataclass(frozen=True, slots=True)
class NoticeTeam:
    """A work team as it is posted; ``leader`` is the name of one of its members, or empty."""

    name: str
    leader: str
    members: tuple[NoticeMember, ...]
    covers: str = ""
    duties: tuple[str, ...] = ()
    line: str = ""


TEMPLATE = "work_team"
_MEMBER_COLUMNS = (
    Column("姓名"),
    Column("单位", wide=True),
    Column("职务", wide=True),
    Column("联系电话"),
)
_FACT_COLUMNS = (Column(""), Column("", wide=True))
_NUMERALS = "一二三四五六七八九十"


def work_team_notice(
    place: Sequence[PlaceStep],
    day: date,
    teams: Sequence[NoticeTeam],
    imprint: Imprint,
) -> Notice:
    """The teams responsible for a place on a day; none is said as plainly as one."""
    told = lead(imprint, f"负责联系{scope_words(place[-1:])}的下沉工作组")
    numerals = chain((f"{n}、" for n in _NUMERALS if len(teams) > 1), repeat(""))
    blocks: list[Block] = [Paragraph(told)]
    for numeral, team in zip(numerals, teams, strict=False):
        blocks += _team_blocks(team, numeral)
    if not teams:
        blocks.append(Table(_MEMBER_COLUMNS, (), "本期无负责的下沉工作组"))
    consented = frozenset(
        finding.digits
        for team in teams
        for member in team.members
        if member.mobile_consented
        for finding in scan(member.duty_phone)
        if finding.kind is Secret.MOBILE
    )
    return notice_of(TEMPLATE, place, day_words(day), tuple(blocks), imprint, consented)


def _team_blocks(team: NoticeTeam, numeral: str) -> list[Block]:
    name = clean(f"{team.name}（{team.line}）" if team.line else team.name)
    ordered = sorted(team.members, key=lambda member: member.name != team.leader)
    rows = tuple(_member_row(member, team.leader) for member in ordered)
    facts = {
        "包联范围": clean(team.covers),
        "工作职责": "；".join(clean(duty).rstrip("。；") for duty in team.duties),
    }
    told = tuple((Text(label), Text(f"{fact}。")) for label, fact in facts.items() if fact)
    blocks: list[Block] = [Heading(numeral + name), Table(_MEMBER_COLUMNS, rows, "暂无成员")]
    return [*blocks, Table(_FACT_COLUMNS, told)] if told else blocks


def masked_phones(notices: Iterable[Notice]) -> int:
    """Of how many cadres the mobile stands masked in notices of work teams."""
    rows = (
        tuple(cell.main for cell in row if isinstance(cell, Text))
        for notice in notices
        if notice.template == TEMPLATE
        for block in notice.blocks
        if isinstance(block, Table) and block.columns == _MEMBER_COLUMNS
        for row in block.rows
    )
    return len({row for row in rows if "*" in row[-1]})


def _member_row(member: NoticeMember, leader: str) -> tuple[Cell, ...]:
    return (
        Text(on_paper(member.name), "组长" if member.name == leader else ""),
        Text(clean(member.unit) or "—"),
        Text(clean(member.duty) or "—"),
        Text(duty_phone(member) or "—"),
    )


def duty_phone(member: NoticeMember) -> str:
    """The phone as it is posted: a mobile masked, unless its owner consented."""
    phone = member.duty_phone.strip()
    if member.mobile_consented:
        return phone
    mobiles = [f for f in scan(phone) if f.kind is Secret.MOBILE]
    for finding in reversed(mobiles):
        phone = phone[: finding.start] + mask_mobile(finding.digits) + phone[finding.end :]
    return phone
