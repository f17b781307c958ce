"""Notices made from the ledger, for the window and the command line alike."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from db import (
    finance_notices,
    notices,
    places,
    project_notices,
    report,
    rules,
    settings,
)
from db.notices import Spot
from db.places import PlaceRow
from db.reading import Reader
from domain import finance_notice, project_notice
from domain import happy_bill as bill
from domain.disclosure import (
    TEMPLATES,
    Imprint,
    Notice,
    issue_progress_notice,
    work_team_notice,
)
from domain.errors import KnownError
from domain.places import Level
from resources.notices import defaults

if TYPE_CHECKING:
    from printing.batch import Printed

IMPRINT_SETTING = "imprint"
_BESIDE_THE_WINDOW = 50  # more notices than a thread draws without anybody feeling it


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be printed: a template, a period, and the places it hangs at."""

    template: str
    place_id: int | None
    per: Level | None
    since: date
    until: date
    today: date


@dataclass(frozen=True, slots=True)
class Standing:
    """The office's own lines on every notice, kept as a setting. An empty ``office`` stands for
    the committee of the community where the notice hangs. Legal basis and where to object belong
    to the template."""

    office: str = ""
    reviewer: str = "居（村）务监督委员会"
    supervision_phone: str = ""


def standing(reader: Reader) -> Standing:
    """The lines as the office set them."""
    return Standing(**settings.get(reader, IMPRINT_SETTING))


def standing_values(lines: Standing) -> dict[str, object]:
    """The lines as the setting keeps them."""
    return asdict(lines)


def template_key(word: str) -> str:
    """The template of a key or of (the beginning of) a title; a KnownError when there is none."""
    for key, template in TEMPLATES.items():
        if word == key or (word and template.title.startswith(word)):
            return key
    titles = "、".join(f"{t.title}（{key}）" for key, t in TEMPLATES.items())
    raise KnownError(f"没有名为“{word}”的公示模板，没有打印；现有模板：{titles}。")


def this_month(today: date) -> tuple[date, date]:
    """The first and last day of the month, the default period."""
    first = today.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def period_of(template: str, today: date) -> tuple[date, date]:
    """The period a template is for unless somebody says otherwise: projects have a year."""
    if template == project_notice.TEMPLATE:
        return today.replace(month=1, day=1), today.replace(month=12, day=31)
    return this_month(today)


def committee(community: str) -> str:
    """The committee of a community by its full name: 果园居委会 → 果园居民委员会."""
    name = community.replace("居委会", "居民委员会").replace("村委会", "村民委员会")
    return f"{name}居民委员会" if name.endswith("社区") else name


def build(reader: Reader, wish: Wish) -> list[Notice]:
    """The notices of a wish in walking order, all drafts: a few set-based queries."""
    return _made(reader, wish, hung_at(reader, wish))


def first(reader: Reader, wish: Wish) -> tuple[Notice, int]:
    """The first notice of a wish, and how many there are."""
    hung = hung_at(reader, wish)
    return _made(reader, wish, hung[:1])[0], len(hung)


def _made(reader: Reader, wish: Wish, hung: Sequence[Spot]) -> list[Notice]:
    top = _top(reader, wish)
    return _OF_TEMPLATE[wish.template](reader, wish, hung, standing(reader), top)


def hung_at(reader: Reader, wish: Wish) -> list[Spot]:
    """Where the notices of a wish hang, in walking order."""
    top = _top(reader, wish)
    if wish.per is None:
        return [notices.spot(reader, top.id)]
    hung = notices.spots(reader, top, wish.per)
    if not hung:
        raise KnownError(f"“{top.name}”下面没有单元，没有打印；请换一个地点，或选“整个地点一张”。")
    return hung


def _top(reader: Reader, wish: Wish) -> PlaceRow:
    return places.place(reader, wish.place_id) if wish.place_id else places.root(reader)


def _issue_notices(
    reader: Reader, wish: Wish, hung: Sequence[Spot], lines: Standing, top: PlaceRow
) -> list[Notice]:
    told = notices.issues_at(reader, hung, wish.since, wish.until)
    period, shown = (wish.since, wish.until), rules.current(reader).colours
    return [
        issue_progress_notice(
            spot.path, period, told[spot.place_id], _imprint(wish, spot, lines, top), shown
        )
        for spot in hung
    ]


def _team_notices(
    reader: Reader, wish: Wish, hung: Sequence[Spot], lines: Standing, top: PlaceRow
) -> list[Notice]:
    told = notices.teams_at(reader, hung, wish.until)
    return [
        work_team_notice(
            spot.path, wish.today, told[spot.place_id], _imprint(wish, spot, lines, top)
        )
        for spot in hung
    ]


def _project_notices(
    reader: Reader, wish: Wish, hung: Sequence[Spot], lines: Standing, top: PlaceRow
) -> list[Notice]:
    """The projects of the year in which the period ends."""
    year = wish.until.year
    told = project_notices.projects_at(reader, hung, year)
    return [
        project_notice.notice(
            spot.path, year, told[spot.place_id], _imprint(wish, spot, lines, top)
        )
        for spot in hung
    ]


def _finance_notices(
    reader: Reader, wish: Wish, hung: Sequence[Spot], lines: Standing, top: PlaceRow
) -> list[Notice]:
    communities = places.community_of(reader)
    if any(spot.place_id not in communities for spot in hung):
        raise KnownError(
            f"财务按社区、村公开，“{top.name}”不在哪一个社区、村里，没有打印；请选一个社区或村。"
        )
    wanted = {communities[spot.place_id].id: communities[spot.place_id].name for spot in hung}
    period = (wish.since, wish.until)
    accounts = {
        id_: finance_notices.posted(reader, id_, name, *period) for id_, name in wanted.items()
    }
    return [
        finance_notice.notice(
            spot.path, accounts[communities[spot.place_id].id], _imprint(wish, spot, lines, top)
        )
        for spot in hung
    ]


_OF_TEMPLATE = {
    "issue_progress": _issue_notices,
    "work_team": _team_notices,
    project_notice.TEMPLATE: _project_notices,
    finance_notice.TEMPLATE: _finance_notices,
}


def happy_bill(
    reader: Reader, place_id: int | None, since: date, until: date, today: date
) -> Notice:
    """The 幸福账单 of a place and a period as a notice, a draft."""
    top = places.place(reader, place_id) if place_id else places.root(reader)
    spot = notices.spot(reader, top.id)
    wish = Wish(bill.TEMPLATE, place_id, None, since, until, today)
    # The whole office has also what was settled at no place it knows.
    settled = report.settled(reader, since, until, top.position if place_id else "")
    imprint = _imprint(wish, spot, standing(reader), top)
    return bill.notice(spot.path, (since, until), settled, imprint)


def _imprint(wish: Wish, spot: Spot, lines: Standing, top: PlaceRow) -> Imprint:
    texts = defaults()[wish.template]
    return Imprint(
        office=lines.office or committee(spot.community) or top.name,
        reviewer=lines.reviewer,
        published=wish.today,
        posted_from=wish.today,
        posted_to=wish.today + timedelta(days=texts.posted_days),
        objection=texts.objection,
        supervision_phone=lines.supervision_phone,
        legal_basis=texts.legal_basis,
    )


def write(
    made: Sequence[Notice],
    out: Path | BytesIO,
    progress: Callable[[int], bool] = lambda done: True,
) -> "Printed":
    """Write one notice, or a batch with its distribution list."""
    from printing.batch import print_batch, print_notice

    return (
        print_notice(made[0], out) if len(made) == 1 else print_batch(made, out, progress=progress)
    )


def with_number(made: Sequence[Notice], number: str) -> list[Notice]:
    """The notices as they are approved: with their number instead of 稿样."""
    return [replace(n, imprint=replace(n.imprint, number=number)) for n in made]


def pdf_of(
    made: Sequence[Notice], progress: Callable[[int], bool] = lambda done: True
) -> "tuple[bytes, Printed]":
    """The PDF of one notice, or of a batch with its distribution list; a large one is drawn in a
    process of its own. ``progress`` may raise to stop it."""
    if len(made) > _BESIDE_THE_WINDOW:
        from printing.apart import draw_apart

        return draw_apart(made, progress)
    out = BytesIO()
    printed = write(made, out, progress)
    return out.getvalue(), printed
