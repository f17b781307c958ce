"""The invented livelihood projects: as many as there should be, each a life by the rules."""

from collections import Counter
from datetime import date

from domain.projects import (
    ProjectLevel,
    Standing,
    State,
    after,
    entry_fault,
    fault,
)
from exchange.demo import build
from exchange.demo.projects import born


def test_projects_of_every_level_live_as_the_rules_want():
    made = build(15_000, seed=1, today=date(2026, 10, 9), issues=0)
    this_year = [p for p in made.projects if p.year == 2026]
    levels = Counter(p.level for p in this_year)
    assert levels[ProjectLevel.COUNTY] == 2
    assert levels[ProjectLevel.TOWNSHIP] == 3
    assert 40 <= levels[ProjectLevel.VILLAGE] <= 100
    states = {p.steps[-1].to for p in made.projects}
    assert {State.CARRIED_OUT, State.ACCEPTED, State.APPRAISED, State.ENDED} <= states
    for project in made.projects:
        assert entry_fault(project, project.place[-1].level) == ""
        standing = Standing()
        assert project.steps[0].to is State.COLLECTED
        for step in project.steps[1:]:
            assert fault(standing, step, made.today) == ""
            standing = after(standing, step)
    assert made.projects == build(15_000, seed=1, today=date(2026, 10, 9), issues=0).projects


def test_the_county_has_all_its_projects():
    made = build(60_000, seed=1, today=date(2026, 3, 1), issues=0)
    this_year = Counter(p.level for p in made.projects if p.year == 2026)
    assert this_year[ProjectLevel.COUNTY] == 8
    assert this_year[ProjectLevel.TOWNSHIP] % 3 == 0
    assert {p.place[-1].name for p in made.projects if p.level is ProjectLevel.COUNTY} == {"泗洪县"}


def test_a_project_is_born_of_what_people_complained_of_there():
    made = build(3_000, seed=1, today=date(2026, 10, 9))
    road = next(p for p in made.projects if p.name == "新修水泥路")
    told = born([road], {(road.place[1].name, "道路桥涵"): "2025-0001"})
    assert told[0].issues == ("2025-0001",)
    assert born([road], {}) == [road]
