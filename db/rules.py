"""The office's rules of its issue work, kept as one setting."""

from dataclasses import asdict
from datetime import date
from typing import Any

from db import settings
from db.reading import Reader
from db.session import WriteSession
from domain import colours
from domain.colours import ColourRule
from domain.deadlines import OfficeDays
from domain.errors import KnownError
from domain.rules import Rules

NAME = "rules"


def current(connection: Reader) -> Rules:
    """The rules as the office has them; the campaign's where it never changed them."""
    value = settings.get(connection, NAME)
    return _rules(value) if value else Rules()


def put(session: WriteSession, rules: Rules) -> None:
    """Change the rules; a KnownError says what is wrong with them."""
    if fault := colours.fault(rules.colours):
        raise KnownError(fault)
    settings.put(session, NAME, _value(rules))
    session.log("settings", "修改办理规则", "", "、".join(r.word for r in rules.colours))


def _value(rules: Rules) -> dict[str, Any]:
    value = asdict(rules)
    value["office"] = {
        "closed": sorted(day.isoformat() for day in rules.office.closed),
        "worked": sorted(day.isoformat() for day in rules.office.worked),
    }
    return value


def _rules(value: dict[str, Any]) -> Rules:
    days = {
        name: frozenset(map(date.fromisoformat, listed)) for name, listed in value["office"].items()
    }
    whole = value | {
        "colours": tuple(ColourRule(**rule) for rule in value["colours"]),
        "office": OfficeDays(**days),
        "urgencies": tuple(value["urgencies"]),
    }
    return Rules(**whole)
