"""Finding by any part of a text: one index of grams a subject, on either database.

A text is cut into grams: one and two neighbouring characters of Chinese, three of letters, digits
and hyphens, and two where both meet. SQLite keeps them in FTS5, PostgreSQL in an array under GIN. A
search that matches few rows goes through the index; one that matches many is answered by walking
the table in its order, which meets the first page at once. FTS5's own trigrams would miss the
two-character names.
"""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Table,
    and_,
    bindparam,
    column,
    not_,
    or_,
    select,
    text,
)
from sqlalchemy import table as sql_table

from db.models import HouseholdText, IssueText
from db.reading import Reader
from db.session import WriteSession

_TEXTS: Mapping[str, Table] = {
    "household": HouseholdText.__table__,  # type: ignore[dict-item]
    "issue": IssueText.__table__,  # type: ignore[dict-item]
}
SUBJECTS = {"household": "住户", "issue": "问题"}
# Above this many matches walking in order meets a page sooner than sorting all of them.
FEW = 3_000
_CHUNK = 10_000

_LATIN, _CHINESE = "[0-9a-z]", r"[^\W0-9a-z_]"
# Looking ahead, so that they overlap. 6组60号 has 6组, 组6 and 0号, which tell more than 组;
# 3-1-502 has 1-5 and -50, which tell more than 502.
_LONG = re.compile(f"(?=([0-9a-z-]{{3}}|{_CHINESE}{{2}}|{_LATIN}{_CHINESE}|{_CHINESE}{_LATIN}))")
_SINGLE = re.compile(_CHINESE)


def grams(of: str) -> list[str]:
    """The grams of a lower-case text, some of them more than once."""
    return _LONG.findall(of) + _SINGLE.findall(of)


def terms(query: str) -> list[str]:
    """The words of a query, all of which must be met."""
    return query.lower().split()


def _query_grams(query: str) -> list[str]:
    """The grams that narrow a query: of each word the long ones, which say what single ones do."""
    needed: set[str] = set()
    for term in terms(query):
        needed.update(_LONG.findall(term) or _SINGLE.findall(term))
    return sorted(needed)


def create(connection: Reader, subject: str) -> None:
    """Create the index of a subject (``household`` or ``issue``)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {subject}_text ADD COLUMN grams text[]"))
        connection.execute(
            text(f"CREATE INDEX ix_{subject}_text_grams ON {subject}_text USING gin (grams)")
        )
    else:
        connection.execute(
            text(
                f"CREATE VIRTUAL TABLE {subject}_gram USING fts5(grams, content='', "
                "contentless_delete=1, detail=none, "
                """tokenize="unicode61 remove_diacritics 0 tokenchars '-'")"""
            )
        )


def rebuild(connection: Reader, subject: str) -> None:
    """Create the index of a subject anew from the texts that are there."""
    key = f"{subject}_id"
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {subject}_text DROP COLUMN grams"))
        fill = text(f"UPDATE {subject}_text SET grams = :grams WHERE {key} = :id")
    else:
        connection.execute(text(f"DROP TABLE {subject}_gram"))
        fill = text(f"INSERT INTO {subject}_gram (rowid, grams) VALUES (:id, :grams)")
    create(connection, subject)
    after = text(
        f"SELECT {key}, text FROM {subject}_text WHERE {key} > :last ORDER BY {key} LIMIT {_CHUNK}"
    )
    last = -1
    while rows := connection.execute(after, {"last": last}).all():
        last = rows[-1][0]
        connection.execute(fill, [{"id": id_, "grams": _kept(connection, of)} for id_, of in rows])


def _kept(connection: Reader, of: str) -> list[str] | str:
    """The grams of a stored text as the index keeps them."""
    if connection.dialect.name == "postgresql":
        return sorted(set(grams(of)))
    return " ".join(grams(of))


def put(
    session: WriteSession, subject: str, texts: Sequence[tuple[int, str]], fresh: bool = False
) -> None:
    """Store the texts by which these ids are found; ``fresh`` when none of them has one yet."""
    if not texts:
        return
    # Every word has a space before it, so that a word's beginning can be asked for.
    lowered = [(id_, f" {of.lower()}") for id_, of in texts]
    if not fresh:
        drop(session, subject, [id_ for id_, _ in lowered])
    columns = (f"{subject}_id", "text")
    if session.connection.dialect.name == "postgresql":
        rows = [(id_, of, _kept(session.connection, of)) for id_, of in lowered]
        session.insert_rows(f"{subject}_text", (*columns, "grams"), rows)
        return
    session.insert_rows(f"{subject}_text", columns, lowered)
    cut = [(id_, _kept(session.connection, of)) for id_, of in lowered]
    session.insert_rows(f"{subject}_gram", ("rowid", "grams"), cut)


def drop(session: WriteSession, subject: str, ids: Sequence[int]) -> None:
    """Forget these ids, those unknown included."""
    if session.connection.dialect.name != "postgresql":
        known = (
            session.execute(
                text(
                    f"SELECT {subject}_id FROM {subject}_text WHERE {subject}_id IN :ids"
                ).bindparams(bindparam("ids", expanding=True)),
                {"ids": list(ids)},
            )
            .scalars()
            .all()
        )
        if known:
            session.execute(
                text(f"DELETE FROM {subject}_gram WHERE rowid = :id"), [{"id": i} for i in known]
            )
    session.execute(
        text(f"DELETE FROM {subject}_text WHERE {subject}_id IN :ids").bindparams(
            bindparam("ids", expanding=True)
        ),
        {"ids": list(ids)},
    )


def coverage_of(connection: Reader, subject: str) -> tuple[int, int]:
    """How many rows the subject has, and how many of them are in its index."""
    rows = connection.scalar(text(f"SELECT count(*) FROM {subject}")) or 0
    index = f"{subject}_text" if connection.dialect.name == "postgresql" else f"{subject}_gram"
    return rows, connection.scalar(text(f"SELECT count(*) FROM {index}")) or 0


def condition(
    connection: Reader, subject: str, id_column: SQLColumnExpression[int], query: str
) -> ColumnElement[bool]:
    """The condition a statement over the subject's table needs for the query."""
    texts = _TEXTS[subject]
    text_id = texts.c[f"{subject}_id"]
    met = and_(*(_met(texts, term) for term in terms(query)))
    candidates = _candidates(connection, subject, query)
    if candidates is None:
        return select(1).where(text_id == id_column, met).correlate_except(texts).exists()
    return id_column.in_(select(text_id).where(text_id.in_(candidates), met))


def _met(texts: Table, term: str) -> ColumnElement[bool]:
    """Whether the text has the term: 3-1-502 is a whole address, and not the end of 13-1-502."""

    def has(part: str) -> ColumnElement[bool]:
        return texts.c.text.contains(part, autoescape=True)

    if "-" not in term or not term[0].isdecimal():
        return has(term)
    longer = or_(*(has(f"{sign}{term}") for sign in "0123456789-"))
    return or_(has(f" {term}"), and_(has(term), not_(longer)))


def newest(connection: Reader, subject: str, word: str, limit: int) -> list[int]:
    """The highest ids whose text holds all of a word's grams, the highest first."""
    needed = _query_grams(word)
    if not needed:
        return []
    if connection.dialect.name == "postgresql":
        fits = f"SELECT {subject}_id FROM {subject}_text WHERE grams @> :grams"
        ordered = text(f"{fits} ORDER BY {subject}_id DESC LIMIT {limit}")
        return list(connection.scalars(ordered, {"grams": needed}))
    fits = f"SELECT rowid FROM {subject}_gram WHERE {subject}_gram MATCH :match"
    ordered = text(f"{fits} ORDER BY rowid DESC LIMIT {limit}")
    return list(connection.scalars(ordered, {"match": _match(needed)}))


def _match(needed: Sequence[str]) -> str:
    return " AND ".join(f'"{gram}"' for gram in needed)


def _candidates(connection: Reader, subject: str, query: str) -> list[int] | None:
    """The few ids whose grams fit, or None when they are many or the query has no grams."""
    needed = _query_grams(query)
    if not needed:
        return None
    if connection.dialect.name == "postgresql":
        found = connection.execute(
            text(f"SELECT {subject}_id FROM {subject}_text WHERE grams @> :grams LIMIT {FEW + 1}"),
            {"grams": needed},
        )
    else:
        index = sql_table(f"{subject}_gram", column("rowid"))
        found = connection.execute(
            select(index.c.rowid)
            .where(text(f"{subject}_gram MATCH :match").bindparams(match=_match(needed)))
            .limit(FEW + 1)
        )
    ids = list(found.scalars())
    return ids if len(ids) <= FEW else None
