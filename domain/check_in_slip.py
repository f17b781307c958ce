"""在职党员到社区报到服务情况反馈单: what goes back to the employer, in words (DOMAIN.md §4).

It names the party member and the compound, never a phone or a door: free text is masked.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.check_in import ServiceEntry, hours_words
from domain.disclosure import Block, Column, Paragraph, Table, Text
from domain.masks import mask_text
from domain.paper_words import day_words, on_paper, period_words

TITLE = "在职党员到社区报到服务情况反馈单"
_MOST_KINDS = 6  # of what one member did; the rest is 等

_MEMBERS = (
    Column("序号"),
    Column("姓名", "职务"),
    Column("报到小区", "报到日期", wide=True),
    Column("认领岗位"),
    Column("服务", "时长"),
    Column("服务内容", wide=True),
)
_SERVICES = (Column("序号"), Column("日期"), Column("服务内容", wide=True), Column("时长", "小时"))


@dataclass(frozen=True, slots=True)
class Served:
    """A party member of the employer's, and the services of the period in order of days;
    ``home`` is the compound, ``community`` the one it lies in, empty where its name says it."""

    name: str
    duty: str
    community: str
    home: str
    post: str
    since: date | None
    until: date | None
    services: tuple[ServiceEntry, ...]

    @property
    def where(self) -> str:
        """The compound with its community: 康泰社区居委会京公馆小区."""
        return self.community + self.home

    @property
    def hours(self) -> float:
        """The hours of the services for which they are known."""
        return sum(service.hours or 0.0 for service in self.services)


@dataclass(frozen=True, slots=True)
class CheckInSlip:
    """What an employer is told: ``office`` signs on ``made`` for the period from ``since`` to
    ``until``; ``where`` are the places reported to, as the text names them."""

    unit: str
    office: str
    where: str
    since: date
    until: date
    made: date
    members: tuple[Served, ...]
    single: bool = False
    """Of one member alone, each service by itself."""


def blocks(slip: CheckInSlip) -> tuple[Block, ...]:
    """The text under the addressee."""
    if slip.single:
        return _of_one(slip, slip.members[0])
    period = period_words(slip.since, slip.until)
    services = sum(len(member.services) for member in slip.members)
    posts = sum(bool(member.post) for member in slip.members)
    told = (
        f"贵单位有{len(slip.members):,}名在职党员到{on_paper(slip.where)}报到"
        + (f"，{posts:,}人认领岗位" if posts else "")
        + f"。{period}"
        + _sum_words("共参加服务", services, sum(member.hours for member in slip.members))
        + "现将有关情况反馈如下。"
    )
    return Paragraph(told), Table(_MEMBERS, _member_rows(slip.members))


def _of_one(slip: CheckInSlip, member: Served) -> tuple[Block, ...]:
    duty = f"（{on_paper(member.duty)}）" if member.duty else ""
    reported = f"于{day_words(member.since)}到" if member.since else "已到"
    moved = f"，{day_words(member.until)}迁出" if member.until else ""
    post = f"，认领{on_paper(member.post)}" if member.post else ""
    told = (
        f"贵单位党员{on_paper(member.name)}同志{duty}{reported}{on_paper(member.where)}报到"
        f"{post}{moved}。{period_words(slip.since, slip.until)}"
        + _sum_words("参加服务", len(member.services), member.hours)
        + ("现反馈如下。" if member.services else "特此反馈。")
    )
    if not member.services:
        return (Paragraph(told),)
    known = slip.since.year if slip.since.year == slip.until.year else None
    rows = tuple(
        (Text(str(n)), Text(day_words(s.day, known)), Text(_told(s.what)), _hours(s.hours))
        for n, s in enumerate(member.services, 1)
    )
    return Paragraph(told), Table(_SERVICES, rows)


def _sum_words(lead: str, services: int, hours: float) -> str:
    if not services:
        return "没有服务记录。"
    return f"{lead}{services:,}次" + (f"、{hours_words(hours)}小时。" if hours else "。")


def _member_rows(members: Sequence[Served]) -> tuple[tuple[Text, ...], ...]:
    several = len({member.community for member in members}) > 1
    return tuple(
        (
            Text(str(n)),
            Text(on_paper(m.name), on_paper(m.duty)),
            Text(on_paper(m.home), _stay(m, several)),
            Text(on_paper(m.post) or "—"),
            Text(f"{len(m.services):,}次", f"{hours_words(m.hours)}小时" if m.hours else ""),
            Text(_kinds(m.services) or "本期无"),
        )
        for n, m in enumerate(members, 1)
    )


def _stay(member: Served, several: bool) -> str:
    parts = (
        on_paper(member.community) if several else "",
        day_words(member.since) if member.since else "",
        f"{day_words(member.until)}迁出" if member.until else "",
    )
    return "，".join(filter(None, parts))


def _hours(hours: float | None) -> Text:
    return Text(hours_words(hours) if hours is not None else "—")


def _told(what: str) -> str:
    return on_paper(mask_text(what))


def _kinds(services: Sequence[ServiceEntry]) -> str:
    """What was done, the most frequent first: 政策宣传4次，环境整治."""
    counted = Counter(_told(service.what) for service in services).most_common()
    told = [f"{what}{n}次" if n > 1 else what for what, n in counted[:_MOST_KINDS]]
    return "，".join(told) + ("等" if len(counted) > _MOST_KINDS else "")
