"""For any filter, sort and columns the list, its count, the workbook and the print agree."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from PySide6.QtCore import QObject

from db.issues import issue_import, issues
from db.issues.issue_filter import IssueFilter
from db.session import today
from domain import masks
from domain.deadlines import Lamp
from domain.periods import Period, span_of
from domain.rules import STANDARD
from domain.workflow import SOURCE_WORDS, Rating, State
from exchange.workbook import read_sheets
from tests.db import histories
from ui.issues import filter_words
from ui.issues.issues_tab import SOURCE, columns
from ui.papers import shown_list
from ui.papers.shown_list import ShownColumn, ShownList

START, DAYS = datetime(2026, 8, 3, 8), 60
COLUMNS = columns(QObject())
NUMBER = re.compile(r"甲-\d+号")

some_days = st.none() | st.dates(date(2026, 8, 1), date(2026, 10, 1))
wanted = st.builds(
    IssueFilter,
    query=st.sampled_from(["", "", "问题", "甲-1", "没有"]),
    colours=st.lists(st.sampled_from(histories.KEYS), unique=True, max_size=2).map(tuple),
    states=st.lists(st.sampled_from(State), unique=True, max_size=4).map(tuple),
    source=st.sampled_from(["", "", *SOURCE_WORDS]),
    lamp=st.none() | st.none() | st.sampled_from(Lamp),
    since=some_days,
    until=some_days,
    registered=st.none() | st.none() | st.sampled_from(Period),
    unit=st.sampled_from(["", "", "", "物业科"]),
    rating=st.none() | st.none() | st.sampled_from(Rating),
    open_on=st.none() | some_days,
)


@st.composite
def shown_columns(draw):
    """Some columns in any order and width, the number among them."""
    chosen = draw(st.permutations(range(1, len(COLUMNS))))[: draw(st.integers(0, 8))]
    places = draw(st.permutations([0, *chosen]))
    width = st.integers(60, 400)
    return tuple(
        ShownColumn(n, COLUMNS[n].key, COLUMNS[n].title, draw(width), left=True) for n in places
    )


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    histories.issues(START, DAYS, most=12),
    wanted,
    st.sampled_from(sorted(issues.SORTS)),
    st.booleans(),
    shown_columns(),
    st.lists(st.sampled_from(list(SOURCE_WORDS)), min_size=12, max_size=12),
)
def test_all_ways_out_hold_the_same_issues_in_the_same_order(
    database, tmp_path, entries, chosen, sort, descending, places, sources
):
    # Numbers that end: on paper the next cell may begin with a digit.
    sourced = [
        replace(e, source=s, number=f"{e.number}号") for e, s in zip(entries, sources, strict=False)
    ]
    with histories.taken_back(database) as session:
        issue_import.store(session, sourced)
        connection = session.connection

        def ask(query):
            return query(connection)

        def told(reader):
            return filter_words.words(chosen, STANDARD, filter_words.read_names(reader))

        shown = ShownList("问题清单", SOURCE, chosen, sort, descending, places, told, "件")
        ids = issues.order(connection, chosen, sort, descending)
        rows = SOURCE.rows(connection, ids)
        expected = [rows[i][0] for i in ids]
        assert issues.count(connection, chosen) == len(expected)
        assert sum(issues.colour_counts(connection, chosen).values()) >= len(expected)
        assert issues.order(connection, chosen, sort, descending, 3) == ids[:3]
        book, pdf = tmp_path / "清单.xlsx", tmp_path / "清单.pdf"
        assert shown_list.export(ask, shown, book, lambda *_: None) == len(expected)
        listed = shown_list.write_pdf(ask, shown, pdf, lambda *_: None)
        assert listed.rows == len(expected)
    head, *body = read_sheets(book)[0].rows[1:]
    assert head == [column.title for column in places]
    at = [column.key for column in places].index("number")
    assert [row[at] for row in body] == expected
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    table = text.partition("制表")[2]
    assert NUMBER.findall("".join(table.split())) == expected


def within(day, span):
    return span[0] <= day <= span[1]


def naive(row, chosen):
    """Whether an issue fits the parts of the filter that its row tells."""
    day = row.registered_at.date()
    return (
        (not chosen.colours or row.colour in chosen.colours)
        and (not chosen.states or row.state in chosen.states)
        and (not chosen.source or row.source == chosen.source)
        and (chosen.rating is None or row.rating is chosen.rating)
        and (not chosen.unit or row.unit == chosen.unit)
        and (chosen.since is None or day >= chosen.since)
        and (chosen.until is None or day <= chosen.until)
        and (chosen.registered is None or within(day, span_of(chosen.registered, today())))
    )


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories.issues(START, DAYS, most=12), wanted)
def test_the_parts_of_a_filter_say_what_they_let_through(database, entries, chosen):
    chosen = replace(chosen, query="", lamp=None, open_on=None)
    with histories.taken_back(database) as session:
        issue_import.store(session, entries)
        every = issues.order(session.connection, IssueFilter())
        rows = issues.rows(session.connection, every)
        fitting = {i for i in every if naive(rows[i], chosen)}
        assert set(issues.order(session.connection, chosen)) == fitting


@pytest.mark.parametrize("unmasked", [False, True])
def test_what_leaves_the_office_is_masked(database, tmp_path, unmasked):
    entry = histories.IssueEntry(
        "请回电 19900000147",
        (histories.EventEntry(histories.Move.REGISTER, START),),
        place_text="翠湖花园3栋1单元502室",
    )
    with histories.taken_back(database) as session:
        issue_import.store(session, [entry])
        connection = session.connection
        places = tuple(
            ShownColumn(n, c.key, c.title, 100, left=True) for n, c in enumerate(COLUMNS)
        )
        hide = {"title": masks.mask_text, "place": masks.mask_address}
        shown = ShownList(
            "清单", SOURCE, IssueFilter(), "number", False, places, str, "件", hide, unmasked
        )
        file = tmp_path / "清单.xlsx"
        shown_list.export(lambda query: query(connection), shown, file, lambda *_: None)
    row = read_sheets(file)[0].rows[2]
    told = "请回电 19900000147" if unmasked else "请回电 199****0147"
    assert told in row
    assert ("翠湖花园3栋1单元502室" in row) is unmasked
