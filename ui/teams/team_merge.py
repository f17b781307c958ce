"""Two who changed the same team at once: what each of them did, together."""

from dataclasses import fields, replace

from db.teams.teams import MemberRow, TeamPage
from ui.teams.team_form import TeamWords

_CONSENT = ("consented_on", "consent_by")
_FACTS = [f.name for f in fields(MemberRow) if f.name not in ("cadre_id", "since", *_CONSENT)]


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
    both = replace(theirs, **changed)
    # A consent goes with its number, and with who gave or took it.
    told = [tuple(getattr(one, name) for name in _CONSENT) for one in (before, mine, theirs)]
    is_mine = both.phone == mine.phone and (told[1] != told[0] or both.phone != theirs.phone)
    return replace(both, **dict(zip(_CONSENT, told[1 if is_mine else 2], strict=True)))
