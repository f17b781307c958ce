from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from widgets.chips import Chip
from widgets.paged_model import KEPT_ROWS, PAGE, VALUE_ROLE, Column, PagedModel, cell_text

COLUMNS = (Column("a", "甲"), Column("b", "乙"))
Fatal = QAbstractItemModelTester.FailureReportingMode.Fatal


def row(one: int) -> tuple[str, int]:
    return (f"第{one}行", one)


@pytest.fixture
def model(qapp) -> PagedModel:
    made = PagedModel(COLUMNS)
    QAbstractItemModelTester(made, Fatal, made)
    return made


def asked(model: PagedModel) -> list[tuple[int, tuple[int, ...]]]:
    heard: list[tuple[int, tuple[int, ...]]] = []
    model.page_wanted.connect(lambda first, ids: heard.append((first, ids)))
    return heard


orders = st.lists(st.integers(1, 40), unique=True, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(orders, min_size=1, max_size=6))
def test_any_change_of_order_is_told_exactly(model, steps):
    """The tester fails the process on any wrong signal; persistent rows keep their id."""
    for ids in steps:
        kept = {
            model.id_at(r): QPersistentModelIndex(model.index(r, 0))
            for r in range(model.rowCount())
        }
        model.set_order(ids)
        assert list(model.ids()) == ids
        for one, index in kept.items():
            if index.isValid():
                assert model.id_at(index.row()) == one


def test_a_row_in_the_middle_that_goes_leaves_the_others_where_they_are(model):
    model.set_order(range(100))
    last = QPersistentModelIndex(model.index(99, 0))
    model.set_order([one for one in range(100) if one != 50])
    assert last.row() == 98


def test_nothing_is_asked_before_it_is_painted(model, qtbot):
    heard = asked(model)
    model.set_order(range(1000))
    assert model.data(model.index(0, 0)) == ""
    assert heard == []


def test_a_painted_row_asks_for_its_page_once(model, qtbot):
    model.set_order(range(1000))
    with qtbot.waitSignal(model.page_wanted) as heard:
        assert model.row_for_painting(250) is None
    assert heard.args == [200, tuple(range(200, 300))]
    again = asked(model)
    model.row_for_painting(250)
    model.row_for_painting(260)
    with qtbot.waitSignal(model.page_wanted) as other:
        model.row_for_painting(901)
    assert other.args[0] == 900
    assert [first for first, _ in again] == [900]


def test_rows_arrive_and_are_told(model, qtbot):
    model.set_order(range(1000))
    with qtbot.waitSignal(model.dataChanged) as told:
        model.put_rows({one: row(one) for one in range(200, 300)}, range(200, 300))
    assert (told.args[0].row(), told.args[1].row()) == (200, 299)
    assert model.data(model.index(250, 0)) == "第250行"
    assert model.data(model.index(250, 1), VALUE_ROLE) == 250


def test_only_the_last_painted_pages_are_asked_for(qtbot):
    """Whoever drags the scroll bar through a long list does not queue every page."""
    model = PagedModel(COLUMNS)
    model.set_order(range(100_000))
    heard = asked(model)
    with qtbot.waitSignal(model.page_wanted):
        for position in range(0, 100_000, PAGE):
            model.row_for_painting(position)
    assert [first for first, _ in heard] == [99_900, 99_800]


def test_a_row_that_is_gone_is_not_asked_for_again(model, qtbot):
    model.set_order([1, 2, 3])
    model.put_rows({1: row(1), 3: row(3)}, [1, 2, 3])
    assert model.row_for_painting(1) == ()
    assert model.data(model.index(1, 0)) == ""


def test_a_request_that_failed_is_made_again(model, qtbot):
    model.set_order([1, 2, 3])
    for _ in range(2):
        with qtbot.waitSignal(model.page_wanted) as heard:
            model.row_for_painting(0)
        model.page_failed(heard.args[1])


def test_old_values_show_until_the_new_ones_come(model, qtbot):
    model.set_order([1, 2, 3])
    model.put_rows({one: row(one) for one in (1, 2, 3)})
    model.refresh([2])
    with qtbot.waitSignal(model.page_wanted) as heard:
        assert model.row_for_painting(1) == row(2)
    assert heard.args == [0, (2,)]
    model.put_rows({2: ("新的", 9)}, [2])
    assert model.data(model.index(1, 0)) == "新的"


def test_a_known_row_survives_a_new_order(model):
    model.set_order([5, 6], {5: row(5), 6: row(6)})
    model.set_order([6, 5])
    assert model.data(model.index(1, 0)) == "第5行"


def test_rows_painted_long_ago_are_let_go(qapp):
    model = PagedModel(COLUMNS)
    model.set_order(range(KEPT_ROWS * 2))
    model.put_rows({0: row(0), 1: row(1)})
    for first in range(2, KEPT_ROWS + 1, PAGE):
        assert model.row_for_painting(0) == row(0)
        model.put_rows({one: row(one) for one in range(first, first + PAGE)})
    assert model.known_row(0) == row(0)
    assert model.known_row(1) is None


def test_ids_beyond_32_bits(model):
    far = 2**40
    model.set_order([far], {far: row(7)})
    assert model.id_at(0) == far
    assert model.row_of(far) == 0
    assert model.row_of(far + 1) is None


def test_the_header_has_titles(model):
    assert model.headerData(1, Qt.Orientation.Horizontal) == "乙"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("第 12 工作组", "第 12 工作组"),
        (15000, "15,000"),
        (94.2, "94.2"),
        (True, "是"),
        (date(2026, 6, 1), "2026-06-01"),
        (datetime(2026, 6, 1, 8, 5), "2026-06-01 08:05"),
        (Chip("红", "red", "■"), "红"),
        ((Chip("低保"), Chip("残疾")), "低保、残疾"),
    ],
)
def test_values_in_words(value, text):
    assert cell_text(value) == text
