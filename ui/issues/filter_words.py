"""A filter of issues in words: for the chips of the list, for the head of a print."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from PySide6.QtCore import QCoreApplication

from db import places
from db.issues import categories
from db.issues.categories import CategoryRow
from db.issues.issue_filter import IssueFilter, Todo
from db.reading import Reader
from db.teams import teams, units
from domain import colours
from domain.deadlines import LAMP_WORDS
from domain.periods import PERIOD_WORDS
from domain.rules import Rules
from domain.workflow import OPEN, RATING_WORDS, SOURCE_WORDS, STATE_WORDS, State

TODO_WORDS = {Todo.OVERDUE: "超期", Todo.SOON: "临期", Todo.FOLLOW_UP: "待回访"}


def tr(text: str) -> str:
    """A sentence of this module in the user's language."""
    return QCoreApplication.translate("filter_words", text)


@dataclass(frozen=True, slots=True)
class Names:
    """What a filter can name: categories in the office's order, units, teams, and communities by
    their positions. Until they are ``known`` nothing counts as gone."""

    known: bool = False

    categories: tuple[CategoryRow, ...] = ()
    units: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    communities: tuple[tuple[str, str], ...] = ()


def read_names(connection: Reader) -> Names:
    """What a filter can name now."""
    return Names(
        True,
        tuple(categories.all_categories(connection)),
        tuple(row.name for row in units.all_units(connection)),
        tuple(teams.names(connection)),
        tuple((row.position, name) for row, name in places.named_communities(connection)),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a filter in words; ``keys`` are its fields, and ``gone`` says that what it names
    is no longer there, so that nothing can fit it."""

    keys: tuple[str, ...]
    words: str
    gone: bool = False


def parts(wanted: IssueFilter, office: Rules, names: Names) -> tuple[Part, ...]:
    """Every part of a filter that narrows it, in words."""
    found = (told(wanted, office, names) for told in _TOLD)
    return tuple(_marked(part, names) for part in found if part is not None)


def _marked(part: Part, names: Names) -> Part:
    if not part.gone or not names.known:
        return replace(part, gone=False)
    return replace(part, words=tr("{0}（已不在台账里）").format(part.words))


def words(wanted: IssueFilter, office: Rules, names: Names) -> str:
    """The whole filter in one line."""
    told = [part.words for part in parts(wanted, office, names)]
    return "；".join(told) or tr("全部问题")


def without(wanted: IssueFilter, keys: tuple[str, ...]) -> IssueFilter:
    """The filter without these parts."""
    empty = {f.name: getattr(IssueFilter(), f.name) for f in fields(IssueFilter)}
    return replace(wanted, **{key: empty[key] for key in keys})


Told = Callable[[IssueFilter, Rules, Names], Part | None]


def _query(wanted: IssueFilter, _office: Rules, _names: Names) -> Part | None:
    return Part(("query",), tr("含“{0}”").format(wanted.query)) if wanted.query else None


def _open_on(wanted: IssueFilter, _office: Rules, _names: Names) -> Part | None:
    if wanted.open_on is None:
        return None
    return Part(("open_on",), tr("{0} 当日未销号").format(wanted.open_on.isoformat()))


def _todo(wanted: IssueFilter, _office: Rules, _names: Names) -> Part | None:
    return Part(("todo",), tr(TODO_WORDS[wanted.todo])) if wanted.todo else None


def _colours(wanted: IssueFilter, office: Rules, _names: Names) -> Part | None:
    if not wanted.colours:
        return None
    told = "、".join(colours.word(key, office.colours) for key in wanted.colours)
    gone = not {rule.key for rule in office.colours} & set(wanted.colours)
    return Part(("colours",), tr("颜色 {0}").format(told), gone)


def _states(wanted: IssueFilter, _office: Rules, _names: Names) -> Part | None:
    if not wanted.states:
        return None
    whole = tuple(wanted.states) == OPEN
    told = tr("未销号") if whole else "、".join(STATE_WORDS[State(s)] for s in wanted.states)
    return Part(("states",), told)


def _category(wanted: IssueFilter, _office: Rules, names: Names) -> Part | None:
    if not wanted.category:
        return None
    gone = wanted.category not in {row.path for row in names.categories}
    return Part(("category",), tr("类别 {0}").format(wanted.category), gone)


def _position(wanted: IssueFilter, _office: Rules, names: Names) -> Part | None:
    if not wanted.position:
        return None
    name = dict(names.communities).get(wanted.position, "")
    return Part(("position",), name or tr("社区（村）"), not name)


def _source(wanted: IssueFilter, _office: Rules, _names: Names) -> Part | None:
    return Part(("source",), SOURCE_WORDS[wanted.source]) if wanted.source else None


def _urgencies(wanted: IssueFilter, office: Rules, _names: Names) -> Part | None:
    if not wanted.urgencies:
        return None
    every = tuple(wanted.urgencies) == office.urgencies
    told = tr("紧急") if every else tr("紧急 {0}").format("、".join(wanted.urgencies))
    return Part(("urgencies",), told)


def _lamp(wanted: IssueFilter, _office: Rules, _names: Names) -> Part | None:
    return Part(("lamp",), tr("时限 {0}").format(LAMP_WORDS[wanted.lamp])) if wanted.lamp else None


def _registered(wanted: IssueFilter, _office: Rules, _names: Names) -> Part | None:
    since, until = wanted.since, wanted.until
    if wanted.registered is not None:
        return Part(("registered",), tr("{0}登记").format(PERIOD_WORDS[wanted.registered]))
    if since is None and until is None:
        return None
    if since == until:
        told = tr("{0} 登记").format(since)
    elif until is None:
        told = tr("{0} 起登记").format(since)
    else:
        told = tr("{0} 至 {1} 登记").format(since or "…", until)
    return Part(("since", "until"), told)


def _unit(wanted: IssueFilter, _office: Rules, names: Names) -> Part | None:
    if not wanted.unit:
        return None
    return Part(("unit",), tr("主办 {0}").format(wanted.unit), wanted.unit not in names.units)


def _team(wanted: IssueFilter, _office: Rules, names: Names) -> Part | None:
    if not wanted.team:
        return None
    return Part(("team",), tr("包联 {0}").format(wanted.team), wanted.team not in names.teams)


def _rating(wanted: IssueFilter, _office: Rules, _names: Names) -> Part | None:
    if wanted.rating is None:
        return None
    return Part(("rating",), tr("评价 {0}").format(RATING_WORDS[wanted.rating]))


_TOLD: tuple[Told, ...] = (
    _query,
    _open_on,
    _todo,
    _colours,
    _states,
    _category,
    _position,
    _lamp,
    _source,
    _urgencies,
    _registered,
    _unit,
    _team,
    _rating,
)
