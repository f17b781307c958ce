"""What papers about issues say, read set by set: drafts of slips, letters, dispatch orders."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from db import places
from db.issues import rules, standing
from db.issues.standing import last_note
from db.models import Category, CoUnit, DispatchOrder, Issue, IssueEvent, Slip, Unit
from db.papers.slips import CHUNK, SlipDraft
from db.reading import Reader, fetch
from domain import colours, slips
from domain.history import Standing
from domain.masks import mask_text
from domain.order_paper import OrderPaper
from domain.paper_words import office_words, on_paper
from domain.rules import Rules
from domain.slips import Reported, SlipKind, SlipLine, SlipPaper
from domain.workflow import MOVE_WORDS, SOURCE_WORDS, STATE_WORDS, Move, State

_DOING = (Move.CONTACT, Move.MEASURE, Move.REPORT, Move.EXTEND, Move.RESUME)
_STATES = 10_000  # issues of which one query reads the state
_TOLD = (*_DOING, Move.DISPATCH, Move.RETURN, Move.ESCALATE, Move.SUSPEND)


@dataclass(frozen=True, slots=True)
class Drafted:
    """Drafts, a paper a unit, and the issues about which none may be written: number and why."""

    drafts: tuple[SlipDraft, ...]
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    unit: str
    line: SlipLine


def per_unit(
    connection: Reader,
    kind: SlipKind,
    ids: Sequence[int],
    at: datetime,
    contact: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Drafted:
    """A slip for each lead unit of these issues, by the unit's name; its issues by deadline.

    ``contact`` is whom the unit may ask; ``progress`` may raise to stop.
    """
    office = rules.current(connection)
    by_unit: dict[str, list[tuple[int, SlipLine]]] = defaultdict(list)
    with_unit, refused = _by_state(connection, kind, ids)
    for start in range(0, len(with_unit), CHUNK):
        part = with_unit[start : start + CHUNK]
        found, not_now = _lines(connection, kind, part, at, office)
        refused += not_now
        for id_, one in found.items():
            by_unit[one.unit].append((id_, one.line))
        progress(min(start + CHUNK, len(with_unit)), len(with_unit))
    own = office_words(places.root(connection).name)
    answer = slips.reply_by(kind, at.date(), office)
    drafts = []
    for unit in sorted(by_unit):
        listed = sorted(by_unit[unit], key=lambda pair: (pair[1].due or date.max, pair[1].number))
        lines = tuple(line for _, line in listed)
        text = slips.default_text(kind)
        paper = SlipPaper(kind, "", own, unit, at.date(), text, answer, lines, contact)
        drafts.append(SlipDraft(paper, tuple(id_ for id_, _ in listed)))
    return Drafted(tuple(drafts), tuple(refused))


def _by_state(
    connection: Reader, kind: SlipKind, ids: Sequence[int]
) -> tuple[list[int], list[tuple[str, str]]]:
    """The issues in a state that fits, and the others: of a whole filter these are the most, and
    nothing more is read of them."""
    fit, refused = list[int](), list[tuple[str, str]]()
    for start in range(0, len(ids), _STATES):
        some = Issue.id.in_(ids[start : start + _STATES])
        for id_, number, state in fetch(
            connection, select(Issue.id, Issue.number, Issue.state).where(some)
        ):
            if why := slips.state_refusal(kind, State(state)):
                refused.append((number, why))
            else:
                fit.append(id_)
    return fit, refused


def _lines(
    connection: Reader, kind: SlipKind, ids: Sequence[int], at: datetime, office: Rules
) -> tuple[dict[int, _Found], list[tuple[str, str]]]:
    """The issues of one chunk as they stand on a slip, and those that may not."""
    now = standing.read(connection, ids)
    columns = (
        Issue.id,
        Issue.number,
        Issue.title,
        Issue.place_text,
        Issue.colour,
        Issue.urgency,
        func.coalesce(Unit.name, ""),
    )
    rows = fetch(
        connection,
        select(*columns).outerjoin(Unit, Unit.id == Issue.lead_unit_id).where(Issue.id.in_(ids)),
    )
    why = {r.id: slips.refusal(kind, now[r.id], r[6], at, office) for r in rows}
    fit = [row for row in rows if not why[row.id]]
    fit_ids = [row.id for row in fit]
    orders, done = _order_numbers(connection, fit_ids), _last_words(connection, fit_ids)
    found = {}
    for id_, number, title, place, colour, urgency, unit in fit:
        line = SlipLine(
            number=number,
            # A slip may go to a unit outside the office: numbers of people stay here.
            title=on_paper(mask_text(title)),
            place=on_paper(place),
            colour=colour,
            colour_word=colours.word(colour, office.colours),
            urgency=urgency,
            order=orders.get(id_, ""),
            due=_day(now[id_]),
            left=slips.time_words(now[id_], at, office),
            state=STATE_WORDS[now[id_].state],
            progress=on_paper(mask_text(done.get(id_, ""))),
        )
        found[id_] = _Found(unit, line)
    return found, [(row.number, why[row.id]) for row in rows if why[row.id]]


def _day(now: Standing) -> date | None:
    return now.due_at.date() if now.due_at is not None else None


def _order_numbers(connection: Reader, ids: Sequence[int]) -> dict[int, str]:
    numbered = select(DispatchOrder.issue_id, DispatchOrder.number)
    here = numbered.where(DispatchOrder.issue_id.in_(ids)).order_by(DispatchOrder.id)
    return dict(fetch(connection, here))


def _last_words(connection: Reader, ids: Sequence[int]) -> dict[int, str]:
    """What was done last about each issue, in the handler's words."""
    told = select(Issue.id, last_note(_DOING)).where(Issue.id.in_(ids))
    return {id_: words or "" for id_, words in fetch(connection, told)}


# --- the letter to the county -----------------------------------------------------------------


def letter(connection: Reader, issue_id: int, at: datetime, contact: str) -> SlipDraft:
    """The draft of a letter about an issue, to whom the last letter went; whether it may be
    written is `slips.refusal`'s to say."""
    office = rules.current(connection)
    told, line = _reported(connection, issue_id, office)
    root = places.root(connection)
    paper = SlipPaper(
        SlipKind.LETTER,
        "",
        office_words(root.name),
        _addressee(connection, root.id),
        at.date(),
        slips.letter_text(told, line.colour, office),
        slips.reply_by(SlipKind.LETTER, at.date(), office),
        (line,),
        contact,
    )
    return SlipDraft(paper, (issue_id,))


def _reported(connection: Reader, issue_id: int, office: Rules) -> tuple[Reported, SlipLine]:
    """An issue as a letter tells it, and as it stands in the letter's table."""
    row = fetch(
        connection,
        select(
            Issue.number,
            Issue.title,
            Issue.description,
            Issue.place_text,
            Issue.registered_at,
            Issue.source,
            Issue.colour,
            Issue.urgency,
            func.coalesce(Unit.name, ""),
        )
        .outerjoin(Unit, Unit.id == Issue.lead_unit_id)
        .where(Issue.id == issue_id),
    )[0]
    number, title, description, place, registered, source, colour, urgency, unit = row
    told = Reported(
        number=number,
        title=on_paper(mask_text(title)),
        description=on_paper(mask_text(description)),
        place=on_paper(place),
        registered=registered.date(),
        source=SOURCE_WORDS[source],
        units=tuple(filter(None, (unit, *_co_units(connection, issue_id)))),
        done=_steps(connection, issue_id),
    )
    line = SlipLine(
        number, told.title, told.place, colour, colours.word(colour, office.colours), urgency,
        "", None, "", "", "",
    )  # fmt: skip
    return told, line


def _addressee(connection: Reader, root_id: int) -> str:
    """To whom the last letter went, else the county above the office."""
    last = select(Unit.name).join(Slip, Slip.unit_id == Unit.id).where(Slip.kind == SlipKind.LETTER)
    known = connection.scalar(last.order_by(Slip.id.desc()).limit(1))
    return known or office_words(places.path(connection, root_id)[0].name)


def _co_units(connection: Reader, issue_id: int) -> tuple[str, ...]:
    helping = select(Unit.name).join(CoUnit, CoUnit.unit_id == Unit.id)
    return tuple(connection.scalars(helping.where(CoUnit.issue_id == issue_id).order_by(Unit.name)))


def _steps(connection: Reader, issue_id: int) -> tuple[tuple[date, str], ...]:
    """What was done about an issue so far, by day."""
    told = select(
        IssueEvent.occurred_at, IssueEvent.move, IssueEvent.note, func.coalesce(Unit.name, "")
    ).outerjoin(Unit, Unit.id == IssueEvent.unit_id)
    here = told.where(IssueEvent.issue_id == issue_id, IssueEvent.move.in_(_TOLD))
    steps = []
    for at, move, note, unit in fetch(connection, here.order_by(IssueEvent.seq)):
        words = on_paper(mask_text(note))
        done = f"派单给{unit}" if move == Move.DISPATCH and unit else MOVE_WORDS[Move(move)]
        steps.append((at.date(), f"{done}：{words}" if words else done))
    return tuple(steps)


# --- dispatch orders --------------------------------------------------------------------------


_ORDER = (
    DispatchOrder.number,
    func.coalesce(Unit.name, "").label("unit"),
    DispatchOrder.dispatched_at,
    DispatchOrder.sign_by,
    DispatchOrder.measure_by,
    Issue.number.label("issue"),
    Issue.title,
    Issue.description,
    Issue.source,
    Issue.person,
    Issue.phone,
    Issue.place_text,
    Issue.urgency,
    func.coalesce(Category.path, "").label("category"),
)


def orders(connection: Reader, issue_id: int) -> tuple[OrderPaper, ...]:
    """The dispatch orders of an issue as they are printed, the oldest first.

    An order's number, unit, limits and words are those of its day; the issue it names is told as it
    is now, and so are the units that help, which only the newest order names.
    """
    office = rules.current(connection)
    own = office_words(places.root(connection).name)
    helping = _co_units(connection, issue_id)
    events = _dispatches(connection, issue_id)
    found = connection.execute(
        select(*_ORDER)
        .join(Issue, Issue.id == DispatchOrder.issue_id)
        .outerjoin(Unit, Unit.id == DispatchOrder.unit_id)
        .outerjoin(Category, Category.id == Issue.category_id)
        .where(DispatchOrder.issue_id == issue_id)
        .order_by(DispatchOrder.id)
    ).all()
    unknown = (colours.UNTRIAGED, None, "")
    last = len(found) - 1
    return tuple(
        _order(
            row,
            own,
            helping if place == last else (),
            events.get(row.dispatched_at, unknown),
            office,
        )
        for place, row in enumerate(found)
    )


def _order(
    row: Any,
    own: str,
    helping: tuple[str, ...],
    event: tuple[str, datetime | None, str],
    office: Rules,
) -> OrderPaper:
    colour, finish_by, note = event
    rule = colours.rule(colour, office.colours)
    urgent = row.measure_by is not None
    return OrderPaper(
        number=row.number,
        office=own,
        dispatched_at=row.dispatched_at,
        unit=row.unit,
        co_units=helping,
        issue=row.issue,
        title=on_paper(row.title),
        description=on_paper(row.description),
        category=row.category.replace("/", " / "),
        source=SOURCE_WORDS[row.source],
        place=on_paper(row.place_text),
        person=row.person,
        phone=row.phone,
        colour=colour,
        colour_word=colours.word(colour, office.colours),
        level=rule.level,
        urgency=row.urgency if urgent else "",
        urgent=urgent,
        note=on_paper(note),
        sign_by=row.sign_by,
        contact_by=office.urgent_contact_by(row.dispatched_at) if urgent else None,
        contact_days=rule.contact_days,
        measure_by=row.measure_by,
        finish_by=finish_by,
        return_days=office.return_days,
    )


def _dispatches(
    connection: Reader, issue_id: int
) -> dict[datetime, tuple[str, datetime | None, str]]:
    """The colour, deadline and words of each dispatch, by its time."""
    told = select(
        IssueEvent.occurred_at, IssueEvent.colour, IssueEvent.due_at, IssueEvent.note
    ).where(IssueEvent.issue_id == issue_id, IssueEvent.move == Move.DISPATCH)
    return {at: (colour, due, note) for at, colour, due, note in fetch(connection, told)}
