"""Reading the messages of a period for the analysis of issues."""

import re
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db import places
from db.models import Category, Issue
from db.reading import Reader, fetch
from domain.messages import Message
from domain.places import RANK, Level
from domain.workflow import State

# An address that leads to one door; a building's is shared by many households.
_DOOR = re.compile(r"\d\s*[室户]|\d+-\d+-\d+|\d+栋\d+$")


def messages(
    connection: Reader, since: date | None, until: date | None, before: int = 0
) -> tuple[Message, ...]:
    """What was registered in a period, both days included, in order of time.

    ``before`` adds as many that came last before it, to tell the analysis how people write. What
    belongs to a common issue already, and what the analysis itself brought, is left out.
    """
    within = _told()
    if since is not None:
        within = within.where(Issue.opened_day >= since.toordinal())
    if until is not None:
        within = within.where(Issue.opened_day <= until.toordinal())
    rows = list(fetch(connection, within))
    if before and since is not None:
        older = _told().where(Issue.opened_day < since.toordinal())
        older = older.order_by(Issue.registered_at.desc(), Issue.id.desc()).limit(before)
        rows += fetch(connection, older)
    below = _names(connection)
    found = [_message(row, below) for row in rows]
    return tuple(sorted(found, key=lambda m: (m.at, m.number)))


def _told() -> Any:
    """Issues that somebody told, and that stand by themselves."""
    part = aliased(Issue)
    parents = select(part.common_id).where(part.common_id.is_not(None))
    columns = (
        Issue.number,
        Issue.title,
        Issue.description,
        Issue.registered_at,
        Issue.person,
        Issue.phone,
        Issue.place_text,
        Issue.place_id,
        Category.path,
    )
    return (
        select(*columns)
        .outerjoin(Category, Category.id == Issue.category_id)
        .where(Issue.source != "analysis", Issue.state != State.MERGED)
        .where(Issue.common_id.is_(None), Issue.id.not_in(parents))
    )


def _names(connection: Reader) -> dict[int, tuple[str, ...]]:
    """The names of each place from its community down."""
    rows = places.all_places(connection)
    by_id = {row.id: row for row in rows}
    return {
        row.id: tuple(
            step.name
            for step in places.steps(row, by_id)
            if RANK[step.level] >= RANK[Level.COMMUNITY]
        )
        for row in rows
    }


def _message(row: Any, below: dict[int, tuple[str, ...]]) -> Message:
    number, title, text, at, person, phone, address, place_id, category = row
    door = address if _DOOR.search(address) else ""
    return Message(
        number=number,
        title=title,
        text=text,
        at=at,
        person=person,
        household=phone.split("、")[0] or door,
        place=below.get(place_id, ()),
        category=category or "",
    )
