"""Counters: numbers without gaps, whoever asks, and whenever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from db import engine, settings
from tests.conftest import PASSWORD, USER


def test_two_workstations_begin_a_counter_at_the_same_moment(database):
    other = engine.open_ledger(database.location, USER, PASSWORD)
    asking = Event()

    def draw():
        asking.set()
        with other.write(USER) as session:
            return list(settings.next_number(session, "甲"))

    with ThreadPoolExecutor(1) as pool:
        with database.write(USER) as session:
            first = list(settings.next_number(session, "甲", 2))
            second = pool.submit(draw)
            asking.wait(10)
        assert (first, second.result(10)) == ([1, 2], [3])
    other.close()


def test_numbers_put_back_are_given_again(database):
    with database.write(USER) as session:
        settings.next_number(session, "甲", 3)
        settings.put_back(session, "甲", 2)
        assert list(settings.next_number(session, "甲")) == [2]
        assert list(settings.next_number(session, "乙")) == [1]
