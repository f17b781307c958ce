"""The office's rules of its issue work, kept as one setting."""

from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from db import settings
from db.kept import or_default
from db.reading import Reader
from db.session import WriteSession
from domain import rules as office_rules
from domain.colours import ColourRule
from domain.deadlines import OfficeDays
from domain.errors import KnownError
from domain.rules import Rules

NAME = "rules"


@or_default(Rules)
def current(connection: Reader) -> Rules:
    """The rules as the office has them; the campaign's where it never changed them."""
    value = settings.get(connection, NAME)
    rules = _rules(value) if value else Rules()
    office_rules.fault(rules)  # what is no rule cannot even be judged
    return rules


def put(session: WriteSession, rules: Rules) -> None:
    """Change the rules; a KnownError says what is wrong with them."""
    if fault := office_rules.fault(rules):
        raise KnownError(fault)
    settings.put(session, NAME, _value(rules))
    session.log("settings", "修改办理规则", "", "、".join(r.word for r in rules.colours))


def change(session: WriteSession, before: Rules, after: Rules) -> Rules:
    """Change what differs between the two and leave the rest as it is by now; returns the rules
    that hold then. Nobody's change of the same thing since ``before`` is overwritten."""
    settings.hold(session, NAME)
    now = current(session.connection)
    names = [f.name for f in fields(Rules) if getattr(before, f.name) != getattr(after, f.name)]
    if any(getattr(now, name) != getattr(before, name) for name in names):
        raise KnownError(
            "办理规则刚被别人改过，没有覆盖对方；您填写的内容都在，请看过现在的规则再保存。"
        )
    changed = replace(now, **{name: getattr(after, name) for name in names})
    put(session, changed)
    return changed


def _value(rules: Rules) -> dict[str, Any]:
    value = asdict(rules)
    value["office"] = {
        "closed": sorted(day.isoformat() for day in rules.office.closed),
        "worked": sorted(day.isoformat() for day in rules.office.worked),
    }
    value["day_words"] = [(day.isoformat(), word) for day, word in rules.day_words]
    return value


def _rules(value: dict[str, Any]) -> Rules:
    days = {
        name: frozenset(map(date.fromisoformat, listed)) for name, listed in value["office"].items()
    }
    words = value.get("day_words", ())
    whole = value | {
        "colours": tuple(ColourRule(**rule) for rule in value["colours"]),
        "office": OfficeDays(**days),
        "urgencies": tuple(value["urgencies"]),
        "day_words": tuple((date.fromisoformat(day), word) for day, word in words),
    }
    return Rules(**whole)
