"""民生实事项目: the projects of a year as they are posted (DOMAIN.md §6, §7).

Who answers for a project is an official on duty: full name and duty phone, a mobile masked. All
other text is free and masked as in every notice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.disclosure import (
    Block,
    Cell,
    Column,
    Imprint,
    Notice,
    Paragraph,
    Table,
    Text,
    clean,
    lead,
    notice_of,
)
from domain.money import wan, wan_figure
from domain.paper_words import day_words, on_paper
from domain.places import RANK, Level, PlaceStep
from domain.projects import LEVEL_WORDS, STATE_WORDS, ProjectLevel, Standing, State
from domain.team_notice import NoticeMember, duty_phone

TEMPLATE = "projects"
_COLUMNS = (
    Column("序号"),
    Column("项目", "内容规模", wide=True),
    Column("总投资（万元）", "资金来源"),
    Column("责任单位", "责任人 电话", wide=True),
    Column("计划完成"),
    Column("进度"),
    Column("验收"),
)


@dataclass(frozen=True, slots=True)
class NoticeProject:
    """A project as far as it may be posted; ``place`` is its name where the sheet hangs above it,
    ``invested`` in 分."""

    level: ProjectLevel
    name: str
    content: str
    place: str
    invested: int | None
    funding: str
    unit: str
    person: str
    phone: str
    planned_by: date | None
    standing: Standing


def is_posted(standing: Standing) -> bool:
    """Whether a project is told of: whatever is under way, and what was ended after the people had
    voted for it. A rule of ours: what was dropped before was nobody's promise."""
    return standing.state is not State.ENDED or standing.ballot is not None


def notice(
    place: Sequence[PlaceStep], year: int, projects: Sequence[NoticeProject], imprint: Imprint
) -> Notice:
    """The projects of a year in the order given; ``place`` is the path to where the notice hangs,
    whose community (or whatever is above it) they belong to."""
    whole = next((s.name for s in reversed(place) if RANK[s.level] <= RANK[Level.COMMUNITY]), "")
    told = lead(imprint, f"{on_paper(whole) or '本辖区'}{year}年民生实事项目")
    rows = tuple(_row(n, p, year) for n, p in enumerate(projects, 1))
    blocks: tuple[Block, ...] = (Paragraph(f"{told}{counted(projects)}"), Table(_COLUMNS, rows))
    return notice_of(TEMPLATE, place, f"{year}年", blocks, imprint)


def counted(projects: Sequence[NoticeProject]) -> str:
    """How many there are, how far they are, and what they cost, in one sentence."""
    if not projects:
        return "本年度没有实事项目。"
    states = [project.standing.state for project in projects]
    parts = {
        "已完成验收": sum(s in (State.ACCEPTED, State.APPRAISED) for s in states),
        "正在实施": states.count(State.CARRIED_OUT),
        "终止": states.count(State.ENDED),
    }
    parts["尚未开工"] = len(states) - sum(parts.values())
    told = "，".join(f"{word}{count}件" for word, count in parts.items() if count)
    invested = sum(p.invested or 0 for p in projects)
    money = f"，计划总投资{wan(invested)}" if invested else ""
    return f"共{len(projects)}件，其中{told}{money}。"


def _row(number: int, project: NoticeProject, year: int) -> tuple[Cell, ...]:
    # A village's own needs no word: its place stands there, or over the whole sheet.
    level = "" if project.level is ProjectLevel.VILLAGE else f"{LEVEL_WORDS[project.level]}级"
    content = clean(project.content)
    where = clean(project.place)
    note = "；".join(
        filter(None, (level, where, content if content != clean(project.name) else ""))
    )
    who = " ".join(filter(None, (on_paper(project.person), _phone(project.phone))))
    standing = project.standing
    planned, accepted = project.planned_by, standing.accepted_on
    begun = standing.state is State.CARRIED_OUT
    return (
        Text(str(number)),
        Text(clean(project.name), note),
        Text(wan_figure(project.invested) if project.invested else "—", clean(project.funding)),
        Text(clean(project.unit) or "—", who),
        Text(day_words(planned, year) if planned else "—"),
        Text(STATE_WORDS[standing.state], f"{standing.percent}%" if begun else ""),
        Text(day_words(accepted, year) if accepted else "—"),
    )


def _phone(phone: str) -> str:
    return duty_phone(NoticeMember("", duty_phone=phone))
