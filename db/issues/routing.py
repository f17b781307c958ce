"""派单规则 as they are stored, and the route that they suggest for an issue."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, literal, or_, select, true

from db import places
from db.models import Category, Issue, Place, RoutingRule, Unit
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import units
from domain import routing
from domain.errors import KnownError
from domain.routing import Route
from domain.workflow import OPEN

SEPARATOR = "、"


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule by the ids of its category and place; None means any."""

    category_id: int | None
    place_id: int | None
    unit: str
    co_units: tuple[str, ...] = ()


def all_rules(connection: Reader) -> list[RuleRow]:
    """The rules in the order in which they are asked."""
    columns = (RoutingRule.category_id, RoutingRule.place_id, Unit.name, RoutingRule.co_units)
    joined = select(*columns).join(Unit, Unit.id == RoutingRule.unit_id)
    rows = fetch(connection, joined.order_by(RoutingRule.seq))
    return [RuleRow(c, p, unit, _names(helping)) for c, p, unit, helping in rows]


def put(session: WriteSession, before: Sequence[RuleRow], after: Sequence[RuleRow]) -> None:
    """Replace all rules; a KnownError when they are no longer those of ``before``."""
    if all_rules(session.connection) != list(before):
        raise KnownError(
            "派单规则刚被别人改过，没有覆盖对方；您填写的内容都在，请看过现在的规则再保存。"
        )
    if fault := fault_of(after):
        raise KnownError(fault)
    unit_ids = units.ids_of(session, (rule.unit.strip() for rule in after))
    session.execute(delete(RoutingRule))
    rows = [
        {
            "seq": seq,
            "category_id": rule.category_id,
            "place_id": rule.place_id,
            "unit_id": unit_ids[rule.unit.strip()],
            "co_units": SEPARATOR.join(rule.co_units),
        }
        for seq, rule in enumerate(after, 1)
    ]
    if rows:
        session.execute(insert(RoutingRule), rows)
    session.log("routing", "修改派单规则", f"{len(rows)} 条")


def fault_of(rules: Sequence[RuleRow]) -> str:
    """What is wrong with the rules, in one sentence; empty when nothing is."""
    seen: dict[tuple[int | None, int | None], int] = {}
    for number, rule in enumerate(rules, 1):
        if not rule.unit.strip():
            return f"第 {number} 条规则没有写主办单位，没有保存；请补上或删掉这一条。"
        if rule.unit.strip() in rule.co_units:
            return f"第 {number} 条规则的主办单位又写成了协办，没有保存；请去掉一处。"
        first = seen.setdefault((rule.category_id, rule.place_id), number)
        if first != number:
            return (
                f"第 {number} 条和第 {first} 条的类别、地点都一样，永远轮不到它，没有保存；"
                "请改一条或删一条。"
            )
    return ""


def suggestion(
    connection: Reader, issue_id: int, category: tuple[str, ...] | None = None
) -> Route | None:
    """The route of the first rule that an issue meets; None when it meets none.

    ``category`` (names from the top) stands for the issue's own while another is being chosen.
    """
    asked = (
        select(func.coalesce(Category.path, ""), func.coalesce(Place.position, ""))
        .select_from(Issue)
        .outerjoin(Category, Category.id == Issue.category_id)
        .outerjoin(Place, Place.id == Issue.place_id)
    )
    found = fetch(connection, asked.where(Issue.id == issue_id))
    if not found:
        return None
    path, position = found[0]
    steps = _steps(path) if category is None else category
    return routing.suggest(_rules(connection), steps, position)


def met(connection: Reader, rules: Sequence[RuleRow]) -> list[int]:
    """How many open issues each of these rules, stored or not, would meet first; the last number
    is how many meet none."""
    which = case(
        *((_fits(connection, rule), literal(n)) for n, rule in enumerate(rules)),
        else_=literal(len(rules)),
    )
    if not rules:
        which = literal(0)  # type: ignore[assignment]
    counted = select(which.label("rule")).where(Issue.state.in_(OPEN)).subquery()
    rows = fetch(connection, select(counted.c.rule, func.count()).group_by(counted.c.rule))
    numbers = dict(rows)
    return [int(numbers.get(n, 0)) for n in range(len(rules) + 1)]


def _fits(connection: Reader, rule: RuleRow) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if rule.category_id is not None:
        path = connection.scalar(select(Category.path).where(Category.id == rule.category_id))
        below = Category.path.startswith(f"{path}/", autoescape=True)
        inside = select(Category.id).where(or_(Category.id == rule.category_id, below))
        conditions.append(Issue.category_id.in_(inside))
    if rule.place_id is not None:
        top = places.place(connection, rule.place_id).position
        conditions.append(
            Issue.place_id.in_(select(Place.id).where(places.within(Place.position, top)))
        )
    return and_(*conditions)


def _rules(connection: Reader) -> list[routing.RoutingRule]:
    columns = (Category.path, Place.position, Unit.name, RoutingRule.co_units)
    joined = (
        select(*columns)
        .select_from(RoutingRule)
        .join(Unit, Unit.id == RoutingRule.unit_id)
        .outerjoin(Category, Category.id == RoutingRule.category_id)
        .outerjoin(Place, Place.id == RoutingRule.place_id)
    )
    rows = fetch(connection, joined.order_by(RoutingRule.seq))
    return [
        routing.RoutingRule(Route(unit, _names(helping)), _steps(path or ""), position or "")
        for path, position, unit, helping in rows
    ]


def _steps(path: str) -> tuple[str, ...]:
    return tuple(filter(None, path.split("/")))


def _names(helping: str) -> tuple[str, ...]:
    return tuple(filter(None, helping.split(SEPARATOR)))
