"""Two who changed the same team at once: what each of them did, together."""

from dataclasses import fields, replace

from db.teams.teams import MemberRow, TeamPage
from ui.teams.team_form import TeamWords

_FACTS = [f.name for f in fields(MemberRow) if f.name not in ("cadre_id", "since")]


def merged(before: TeamWords, mine: TeamWords, theirs: TeamPage) -> TeamWords:
    """What stands in a form that began with ``before``, over what somebody else stored meanwhile:
    where both changed the same, the form has it."""
    began = {p.cadre_id: p for p in before.people}
    typed = {p.cadre_id: p for p in mine.people if p.cadre_id}
    people = [
        _over(began.get(p.cadre_id), typed.get(p.cadre_id), p)
        for p in theirs.members
        if p.cadre_id in typed or p.cadre_id not in began
    ]
    people += [p for p in mine.people if not p.cadre_id]
    name = mine.name if mine.name != before.name else theirs.name
    return TeamWords(name, tuple(people))


def _over(before: MemberRow | None, mine: MemberRow | None, theirs: MemberRow) -> MemberRow:
    if before is None or mine is None:
        return theirs
    changed = {
        fact: getattr(mine, fact) for fact in _FACTS if getattr(mine, fact) != getattr(before, fact)
    }
    return replace(theirs, **changed)
