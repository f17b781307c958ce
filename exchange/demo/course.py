"""The course of an invented issue: its moves in order, each with its moment and its words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from domain.colours import raised, rule
from domain.workflow import Move, Rating
from exchange.demo.clock import DAY, day_end
from exchange.demo.words import words

# How often a course leaves the straight way.
SETTLED, DECLINED, RETURNED, ESCALATED = 0.3, 0.03, 0.03, 0.03
EXTENDED, SUSPENDED, LATE = 0.20, 0.11, 0.075
REWORKED = 0.75  # of the unsatisfied
URGENT = 0.3  # of what may be
_RATINGS = {
    Rating.SATISFIED: 68,
    Rating.FAIR: 22,
    Rating.UNSATISFIED: 4,
    Rating.UNREACHED: 6,
}
_REPORTS = {"green": (0, 0, 1), "yellow": (0, 1, 2), "red": (2, 3, 4)}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who deals with an issue: actors by name, and the unit that leads at each colour."""

    front: str
    coordinator: str
    cadres: tuple[str, ...]
    units: dict[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """What is done about an issue; ``builds`` when something is built or repaired, ``quick`` when
    it can be settled on the spot, ``urgent`` is what makes it so when it cannot wait."""

    measure: str
    result: str
    builds: bool
    quick: bool
    urgent: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One move at a moment of office time (minutes, see ``clock``)."""

    move: Move
    moment: int
    actor: str
    note: str = ""
    colour: str | None = None
    unit: str = ""
    rating: Rating | None = None
    urgency: str | None = None


class Course:
    """Lets one issue run from its registration to its end."""

    def __init__(self, rng: Random, desk: Desk, work: Work) -> None:
        self._rng = rng
        self._desk = desk
        self._work = work
        self._notes = words("phrases")["note"]
        self._ratings = words("phrases")["rating"]
        self._now = 0
        self._colour = ""
        self._due = 0

    def run(self, start: int, colour: str, found_by: str, note: str) -> Iterator[Step]:
        """All steps of an issue registered at ``start`` that triage makes ``colour``."""
        self._now = start
        self._colour = colour
        yield Step(Move.REGISTER, start, found_by, note)
        chance = self._rng.random()
        if self._work.quick and colour == "green" and chance < SETTLED:
            yield self._step(Move.SETTLE, 45, self._cadre(), self._work.result)
        elif chance > 1 - DECLINED:
            yield self._step(Move.DECLINE, 200, self._desk.coordinator, self._note("decline"))
            return
        else:
            yield from self._handled()
        yield from self._followed_up()

    def _handled(self) -> Iterator[Step]:
        yield self._triaged()
        yield from self._dispatched()
        if self._rng.random() < ESCALATED and self._colour != "red":
            yield self._escalated()
            yield from self._dispatched()
        yield self._step(Move.MEASURE, 150, self._actor(), self._work.measure)
        if self._rng.random() < EXTENDED and self._colour != "green":
            yield self._step(Move.EXTEND, 60, self._actor(), self._note("extend"))
            self._due += 10 * DAY
        if self._rng.random() < SUSPENDED:
            yield from self._suspended()
        yield from self._finished()

    def _triaged(self) -> Step:
        note = self._rng.choice(self._notes["triage"][self._colour])
        step = self._step(Move.TRIAGE, 120, self._desk.coordinator, note, colour=True)
        self._due = day_end(self._now, rule(self._colour).finish_days)
        urgent = self._work.urgent and self._rng.random() < URGENT
        return replace(step, urgency=self._work.urgent) if urgent else step

    def _dispatched(self) -> Iterator[Step]:
        coordinator = self._desk.coordinator
        yield self._step(Move.DISPATCH, 60, coordinator, self._note("dispatch"), unit=True)
        if self._rng.random() < RETURNED:
            yield self._step(Move.RETURN, 200, self._actor(), self._note("return"))
            yield self._step(Move.DISPATCH, 90, coordinator, self._note("redispatch"), unit=True)
        sign = 700 if self._rng.random() < LATE else 120
        yield self._step(Move.SIGN, sign, self._actor(), self._note("sign"))
        yield self._step(Move.CONTACT, 110, self._actor(), self._note("contact"))

    def _escalated(self) -> Step:
        self._colour = raised(self._colour)
        step = self._step(Move.ESCALATE, 400, self._actor(), self._note("escalate"), colour=True)
        self._due = day_end(self._now, rule(self._colour).finish_days)
        urgent = self._work.urgent and self._rng.random() < URGENT
        return replace(step, urgency=self._work.urgent) if urgent else step

    def _suspended(self) -> Iterator[Step]:
        yield self._step(Move.SUSPEND, 90, self._actor(), self._note("suspend"))
        since = self._now
        yield self._step(Move.RESUME, 25 * DAY, self._actor(), self._note("resume"))
        self._due += self._now - since

    def _finished(self) -> Iterator[Step]:
        """Progress on the way, then the result: in time, or late and raised by one colour."""
        rng = self._rng
        late = rng.random() < LATE
        room = max(60, self._due - self._now)
        done = self._now + int(room * rng.uniform(0.45, 0.98))
        if late:
            done = max(self._now, self._due) + rng.randint(60, 15 * DAY)
        for moment in sorted(rng.sample(range(self._now, done), rng.choice(self._reports()))):
            if moment < self._due:
                self._now = moment
                yield self._step(Move.REPORT, 0, self._actor(), self._note("report"))
        if late and self._colour != "red":
            self._now = max(self._now, self._due)
            note, graver = self._note("overdue"), raised(self._colour)
            yield Step(Move.RAISE, self._now, "系统", note, graver)
        self._now = max(self._now, done)
        yield self._step(Move.RESOLVE, 0, self._actor(), self._work.result)

    def _reports(self) -> tuple[int, ...]:
        return _REPORTS[self._colour]

    def _followed_up(self) -> Iterator[Step]:
        rng = self._rng
        rating = self._rating()
        yield self._call(rating)
        if rating is Rating.UNREACHED:
            rating = rng.choice((Rating.SATISFIED, Rating.FAIR))
            yield self._call(rating)
        if rating is Rating.UNSATISFIED and rng.random() < REWORKED:
            yield self._step(Move.REWORK, 200, self._desk.coordinator, self._note("rework"))
            yield self._step(Move.MEASURE, 300, self._actor(), self._work.measure)
            yield self._step(Move.RESOLVE, 900, self._actor(), self._note("redone"))
            rating = rng.choice((Rating.SATISFIED, Rating.FAIR))
            yield self._call(rating)
        reason = "close_unsatisfied" if rating is Rating.UNSATISFIED else "close"
        self._now += rng.randint(1, 23) * DAY  # struck off at the next meetings
        yield self._step(Move.CLOSE, 60, self._desk.coordinator, self._note(reason))

    def _rating(self) -> Rating:
        return self._rng.choices(list(_RATINGS), list(_RATINGS.values()))[0]

    def _call(self, rating: Rating) -> Step:
        """A follow-up, mostly within five workdays."""
        self._now += self._rng.randint(120, 6 * DAY)
        note = self._rng.choice(self._ratings[rating.value])
        return Step(Move.FOLLOW_UP, self._now, self._desk.front, note, rating=rating)

    def _step(
        self,
        move: Move,
        wait: int,
        actor: str,
        note: str,
        *,
        colour: bool = False,
        unit: bool = False,
    ) -> Step:
        """The next step, after about ``wait`` minutes of office time."""
        if wait:
            self._now += 1 + min(4 * wait, int(self._rng.gammavariate(2, wait / 2)))
        return Step(
            move,
            self._now,
            actor,
            note,
            self._colour if colour else None,
            self._desk.units[self._colour] if unit or move is Move.TRIAGE else "",
        )

    def _note(self, key: str) -> str:
        builds = self._work.builds and f"{key}_works" in self._notes
        return str(self._rng.choice(self._notes[f"{key}_works" if builds else key]))

    def _cadre(self) -> str:
        return self._rng.choice(self._desk.cadres)

    def _actor(self) -> str:
        """A cadre for what the team settles, the leading unit for the rest."""
        return self._cadre() if self._colour == "green" else self._desk.units[self._colour]
