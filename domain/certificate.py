"""包联覆盖证明: that every household has exactly one team, or stands in a list (DOMAIN.md §4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.disclosure import Block, Column, Heading, Paragraph, Table, Text
from domain.paper_words import day_words, on_paper

TITLE = "包联覆盖证明"
MOST_DOORS = 600  # of a list on paper; whoever wants the rest has the list on screen


@dataclass(frozen=True, slots=True)
class Doors:
    """The households of one place that stand in a list: each as its door is called, and for double
    cover the teams that claim it."""

    place: str
    doors: tuple[str, ...]
    teams: str = ""


@dataclass(frozen=True, slots=True)
class CommunityProof:
    """The proof of one community; covered + gaps + double = households. One without any household
    is told as well: nothing is left out."""

    name: str
    households: int
    covered: int
    gaps: int
    double: int
    without: tuple[Doors, ...] = ()
    several: tuple[Doors, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether each of its households has exactly one team."""
        return self.covered == self.households

    @property
    def bare(self) -> bool:
        """Whether there is nobody of whom anything could be proved."""
        return not self.households


@dataclass(frozen=True, slots=True)
class Certificate:
    """The proofs of an office's communities on a day, on one line; ``made`` is the day it was
    computed, from the households that are there then."""

    office: str
    line: str
    day: date
    made: date
    parts: tuple[CommunityProof, ...]


def headline(certificate: Certificate, part: CommunityProof, listed: str = "列在下面") -> str:
    """What is certified of one community, in one paragraph; ``listed`` says where the rest is."""
    whose = on_paper(part.name)
    told = f"按{certificate.line}逐户核对，截至{day_words(certificate.day)}，{whose}"
    if part.bare:
        return f"{told}台账里没有住户（0户），没有可以核对的；确有住户的，录入以后另出证明。"
    told += f"有住户{part.households:,}户，其中{part.covered:,}户恰有一个下沉工作组负责"
    if part.whole:
        told += "，每户都有人管，也只有一组管，无遗漏、无重复。"
    else:
        told += f"，空白{part.gaps:,}户，重复{part.double:,}户，{listed}。"
    if certificate.day != certificate.made:
        told += f"住户以{day_words(certificate.made)}的台账为准。"
    return told


def blocks(certificate: Certificate, part: CommunityProof) -> tuple[Block, ...]:
    """The page of one community."""
    made: list[Block] = [Paragraph(headline(certificate, part))]
    if part.gaps:
        made.append(Heading(f"空白（{part.gaps:,}户）"))
        made += _listed(part.without, part.gaps, "都还没有下沉工作组。", False)
    if part.double:
        made.append(Heading(f"重复（{part.double:,}户）"))
        made += _listed(part.several, part.double, "都有几个下沉工作组。", True)
    return tuple(made)


def _listed(places: Sequence[Doors], count: int, all_of_them: str, teams: bool) -> Iterable[Block]:
    if not places:
        yield Paragraph(f"全部{count:,}户{all_of_them}")
        return
    heads = (Column("位置"), Column("户数"), Column("住户", wide=True))
    columns = (*heads, Column("工作组", wide=True)) if teams else heads
    rows = []
    for one in places:
        row = (Text(on_paper(one.place)), Text(f"{len(one.doors):,}"), Text("、".join(one.doors)))
        rows.append((*row, Text(on_paper(one.teams))) if teams else row)
    yield Table(columns, tuple(rows))
    left_out = count - sum(len(one.doors) for one in places)
    if left_out > 0:
        yield Paragraph(f"另有{left_out:,}户，见系统中的清单。")


def summary(certificate: Certificate) -> tuple[Block, ...]:
    """The first page, when there are several communities: all of them in a table."""
    parts = certificate.parts
    whole = CommunityProof(
        "合计",
        *(
            sum(getattr(p, key) for p in parts)
            for key in ("households", "covered", "gaps", "double")
        ),
    )
    rows = [_figures(part) for part in (*parts, whole)]
    columns = (
        Column("社区（村）", wide=True),
        Column("户数"),
        Column("恰有一组"),
        Column("空白"),
        Column("重复"),
        Column("结论"),
    )
    told = CommunityProof(certificate.office, *_sums(whole))
    told_where = headline(certificate, told, "见各社区（村）的证明")
    bare = sum(part.bare for part in parts)
    if bare:
        told_where += (
            f"另有{bare:,}个社区（村）台账里没有住户，按0户列在表里；确有住户的，录入以后另出证明。"
        )
    return Paragraph(told_where), Table(columns, tuple(rows))


def to_sign(certificate: Certificate) -> tuple[CommunityProof, ...]:
    """The communities that get a sheet of their own: those with households, or the only one."""
    parts = certificate.parts
    return tuple(part for part in parts if not part.bare or len(parts) == 1)


def _sums(part: CommunityProof) -> tuple[int, int, int, int]:
    return part.households, part.covered, part.gaps, part.double


def _figures(part: CommunityProof) -> tuple[Text, ...]:
    conclusion = "没有住户" if part.bare else "全覆盖" if part.whole else "未全覆盖"
    return (
        Text(on_paper(part.name)),
        *(Text(f"{number:,}") for number in _sums(part)),
        Text(conclusion),
    )
