"""Every measurement runs, on a ledger so small that its figures mean nothing."""

import json
from pathlib import Path

import pytest

from benchmarks import backlog, charts, importing, lists, printing, process, proposals, stock, table
from benchmarks import figures as figures_of
from benchmarks.figures import Figure, percentile, ratio
from db.location import Location

HOUSEHOLDS = 300


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Location:
    """A ledger of a few hundred households, kept like the large ones."""
    return stock.ledger(HOUSEHOLDS, cache=tmp_path_factory.mktemp("stock"))


def test_a_ledger_is_made_once(small: Location) -> None:
    assert small.file is not None
    made = small.file.stat().st_mtime_ns
    assert stock.ledger(HOUSEHOLDS, cache=small.file.parents[1]) == small
    assert small.file.stat().st_mtime_ns == made


def test_a_bound_is_kept_or_missed() -> None:
    assert ratio("a", "甲", floor=2.0, ours=5.0, most=3).good is True
    assert ratio("a", "甲", floor=2.0, ours=6.1, most=3).good is False
    assert Figure("a", "甲", 7, "ms").good is None
    assert percentile([float(n) for n in range(1, 101)]) == 95


def test_the_table_tells_every_figure() -> None:
    lines = figures_of.table(
        [ratio("a", "启动", 0.2, 0.3, 3, 2), Figure("b", "内存", 217, "MiB", 200)]
    )
    assert [line.split()[-1] for line in lines.splitlines()[2:]] == ["✓", "✗"]
    assert "1.5 ×" in lines


def test_start_and_unlock_run_as_processes_of_their_own(small: Location) -> None:
    assert process.run("bare")[0] > 0
    assert process.run("unlock_page", str(small.file))[0] > 0
    told = process.run("opened", str(small.file))[1]
    assert 0 < told["opened"] < told["rows"]


def test_an_import_stores_every_row() -> None:
    whole, dear = importing.measure(rows=400, times=1)
    assert whole.value > 0
    assert dear.value > 0


@pytest.mark.parametrize(("kind", "orders"), [(lists.HOUSEHOLDS, 15), (lists.ISSUES, 19)])
def test_a_page_is_opened_scrolled_filtered_and_sorted(
    small: Location, kind: lists.Kind, orders: int
) -> None:
    measured = lists.measure(small, kind, looked_for=2)
    assert measured.one
    assert measured.more
    assert len(measured.sort_page) == len(measured.sort_whole) == orders


def test_the_backlog_agrees_with_its_floor(small: Location) -> None:
    (figure,) = backlog.measure(small)
    assert figure.value > 0


def test_a_proposal_leaves_no_gap_and_the_ledger_as_it_was(small: Location) -> None:
    first, second = proposals.measure(small), proposals.measure(small)
    assert [figure.key for figure in first] == ["proposal", "proposal_all", "teams"]
    assert [figure.what for figure in first] == [figure.what for figure in second]


def test_notices_and_the_table_in_memory() -> None:
    assert printing.measure(count=4)["pages"] >= 4
    assert 0 < table.measure()["smooth"] <= 1


def test_a_batch_is_drawn_beside_the_window() -> None:
    told = process.run("batch", "120")[1]
    assert told["seen"] > 0
    assert told["away"] > 0
    assert told["memory"] > 0


def test_every_chart_is_painted() -> None:
    (figure,) = charts.measure()
    assert figure.value > 0


def test_figures_are_plain_json() -> None:
    told = json.loads(json.dumps(ratio("a", "甲", 1.0, 2.0, 3).to_json()))
    assert told["good"] is True
    assert Path(process.environment()["XDG_DATA_HOME"]).name == "data"
