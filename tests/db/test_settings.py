"""Counters: numbers without gaps, whoever asks, and whenever."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from db import engine, settings
from db.issues import rules
from db.notices import notice_drafts, paper_fonts
from db.projects import project_rules
from db.teams import units
from domain.errors import KnownError
from domain.general_notice import GeneralWords
from domain.paper_fonts import PaperFonts
from domain.projects import Quotas
from domain.rules import STANDARD
from tests.conftest import PASSWORD, USER


def test_a_setting_of_another_version_is_read_as_far_as_it_is_known(database):
    with database.write(USER) as session:
        settings.put(session, "paper_fonts", {"body": "仿宋", "subtitle": "楷体"})
        settings.put(
            session, f"general_notice:{USER}", {"affairs": "环境", "title": "标题", "n": 1}
        )
        settings.put(session, "project_quotas", {"village": 7, "hamlet": 2})
    with database.read() as connection:
        assert paper_fonts.current(connection) == PaperFonts(body="仿宋")
        assert notice_drafts.words(connection, USER) == GeneralWords(title="标题")
        assert project_rules.current(connection) == Quotas(village=7)


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


def test_two_workstations_name_a_unit_at_the_same_moment(database):
    other = engine.open_ledger(database.location, USER, PASSWORD)
    asking = Event()

    def name():
        asking.set()
        with other.write(USER) as session:
            return units.ids_of(session, ["住建局", "水务局"])

    with ThreadPoolExecutor(1) as pool:
        with database.write(USER) as session:
            mine = units.ids_of(session, ["住建局"])
            theirs = pool.submit(name)
            asking.wait(10)
        assert theirs.result(10)["住建局"] == mine["住建局"]
    other.close()


def test_the_rules_are_changed_by_one_at_a_time(database):
    other = engine.open_ledger(database.location, USER, PASSWORD)
    asking = Event()

    def change():
        asking.set()
        with pytest.raises(KnownError, match="刚被别人改过"), other.write(USER) as session:
            rules.change(session, STANDARD, replace(STANDARD, extend_days=6))

    with ThreadPoolExecutor(1) as pool:
        with database.write(USER) as session:
            rules.change(session, STANDARD, replace(STANDARD, extend_days=5))
            theirs = pool.submit(change)
            asking.wait(10)
        theirs.result(10)
    with database.read() as connection:
        assert rules.current(connection).extend_days == 5
    other.close()


def test_numbers_put_back_are_given_again(database):
    with database.write(USER) as session:
        settings.next_number(session, "甲", 3)
        settings.put_back(session, "甲", 1)
        assert list(settings.next_number(session, "甲")) == [2]
        assert settings.hold_counter(session, "甲") == 2
        assert list(settings.next_number(session, "乙")) == [1]
