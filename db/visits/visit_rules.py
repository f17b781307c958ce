"""The office's settings of visits and lines, kept as one setting."""

from dataclasses import asdict
from typing import Any

from db import settings
from db.kept import or_default
from db.reading import Reader
from db.session import WriteSession
from domain import visits
from domain.errors import KnownError
from domain.visits import Every, Target, VisitRules

NAME = "visits"


@or_default(VisitRules)
def current(connection: Reader) -> VisitRules:
    """The settings as the office has them."""
    rules = _rules(settings.get(connection, NAME))
    visits.fault(rules)  # what is no rule cannot even be judged
    return rules


def change(session: WriteSession, before: VisitRules, after: VisitRules) -> None:
    """Change the settings; a KnownError says what is wrong with them, or that somebody else changed
    them since ``before``."""
    if fault := visits.fault(after):
        raise KnownError(fault)
    settings.hold(session, NAME)
    if current(session.connection) != before:
        raise KnownError(
            "走访设置刚被别人改过，没有覆盖对方；您填写的内容都在，请看过现在的设置再保存。"
        )
    settings.put(session, NAME, asdict(after))
    session.log("settings", "修改走访设置", "", "；".join(str(t) for t in after.targets))


def _rules(value: dict[str, Any]) -> VisitRules:
    if not value:
        return VisitRules()
    targets = tuple(Target(t["tag"], Every(t["every"]), int(t["times"])) for t in value["targets"])
    return VisitRules(targets, bool(value["on_demand"]), bool(value["two_lines"]))
