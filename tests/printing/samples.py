"""Notices to print, and reading the printed page back."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from domain.disclosure import (
    Imprint,
    Notice,
    NoticeIssue,
    issue_progress_notice,
)
from domain.places import Level, PlaceStep
from domain.team_notice import NoticeMember, NoticeTeam, work_team_notice

MM = 72 / 25.4
RARE = "㛃喆堃垚䶮𬭎"


def place(building: int = 3, entrance: int = 1) -> tuple[PlaceStep, ...]:
    return (
        PlaceStep(Level.COMMUNITY, "康泰社区"),
        PlaceStep(Level.COMPOUND, "京公馆"),
        PlaceStep(Level.BUILDING, f"{building}栋"),
        PlaceStep(Level.ENTRANCE, f"{entrance}单元"),
    )


def imprint(number: str | None = "康公示〔2026〕第12号", **changes: Any) -> Imprint:
    values: dict[str, Any] = {
        "office": "康泰社区居民委员会",
        "reviewer": "居务监督委员会",
        "published": date(2026, 11, 1),
        "posted_from": date(2026, 11, 1),
        "posted_to": date(2026, 11, 8),
        "objection": "康泰社区一楼大厅意见箱",
        "supervision_phone": "0527-0000000",
        "legal_basis": "村（居）务公开有关规定",
    }
    return Imprint(**(values | changes), number=number)


def issues(count: int) -> list[NoticeIssue]:
    colours = ("red", "yellow", "green")
    return [
        NoticeIssue(
            "小区管理",
            f"京公馆{n % 9 + 1}栋",
            f"第{n + 1}处楼道灯不亮",
            colours[n % 3],
            "街道物业科",
        )
        for n in range(count)
    ]


def progress(rows: Iterable[NoticeIssue] = (), number: str | None = "第12号") -> Notice:
    period = (date(2026, 10, 1), date(2026, 10, 31))
    return issue_progress_notice(place(), period, list(rows), imprint(number))


def team(names: Iterable[str]) -> Notice:
    members = tuple(NoticeMember(name, "县司法局", "科员", "0527-0000001") for name in names)
    work_team = NoticeTeam("第12下沉工作组", members[0].name, members, "京公馆", ("走访住户",))
    return work_team_notice(place(), date(2026, 11, 1), [work_team], imprint())


def page_texts(file: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(file).pages]


def positions(file: Path, page: int = 0) -> list[tuple[str, float, float]]:
    """Each shown line of a page with the point in mm where it begins, from the lower left."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            found.append((text.strip(), tm[4] / MM, tm[5] / MM))

    PdfReader(file).pages[page].extract_text(visitor_text=visit)
    return found
