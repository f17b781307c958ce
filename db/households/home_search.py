"""Which households a typed text means: what is told of them, and the village it may begin with.

The text of a household has its address from the compound or the group down. 朱圩3组 and 朱圩村 9号
name the village as well, in whichever of its spellings (DOMAIN.md §1).
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from sqlalchemy import ColumnElement, SQLColumnExpression, literal, or_, select

from db import search
from db.models import Household, Place
from db.places import within
from db.reading import Reader, fetch
from domain.addresses import door_words
from domain.places import Level, begins_with_community, compact


def condition(
    connection: Reader, id_column: SQLColumnExpression[int], query: str
) -> ColumnElement[bool]:
    """The condition that the household of ``id_column`` is meant by the text, which has words."""
    meant = dict.fromkeys((" ".join(search.terms(query)), *door_words(query)))
    met = [search.condition(connection, "household", id_column, words) for words in meant]
    spoken = [search.terms(words) for words in meant]
    for position, name in _communities(connection, chain.from_iterable(spoken)):
        for rest in (rest for terms in spoken for rest in _rests(terms, name)):
            inside = select(Household.id).where(within(Household.position, position))
            if rest:
                inside = inside.where(search.condition(connection, "household", Household.id, rest))
            met.append(id_column.in_(inside))
    return or_(*met)


def _communities(connection: Reader, terms: Iterable[str]) -> Sequence[tuple[str, str]]:
    """Position and name of those with which one of the words may begin."""
    begun = or_(*(literal(compact(term).upper()).startswith(Place.key) for term in set(terms)))
    communities = select(Place.position, Place.name).where(Place.level == Level.COMMUNITY, begun)
    return [(row.position, row.name) for row in fetch(connection, communities)]


def _rests(terms: list[str], community: str) -> list[str]:
    """What is left of the words once one of them has named the community."""
    found = []
    for place, term in enumerate(terms):
        rest = begins_with_community(term, community)
        if rest is not None:
            found.append(" ".join(filter(None, (*terms[:place], rest, *terms[place + 1 :]))))
    return found[:1]
