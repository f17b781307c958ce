from dataclasses import replace
from datetime import date

import pytest

from domain.disclosure import Table, leftovers
from domain.places import Level, PlaceStep
from domain.project_notice import NoticeProject, counted, is_posted, notice
from domain.projects import Ballot, ProjectLevel, Standing, State
from tests.printing.samples import imprint

WON = Ballot(31, 4, 1, 2)
GUOYUAN = (PlaceStep(Level.COMMUNITY, "果园社区"),)
ROAD = NoticeProject(
    ProjectLevel.VILLAGE, "新修水泥路", "新修水泥路 140 余米,维修桥涵 3 座", "", 12_500_000,
    "村集体经济", "果园社区", "周维民", "0527-80000001", date(2026, 10, 31),
    Standing(State.CARRIED_OUT, date(2026, 5, 1), 60, 0, WON),
)  # fmt: skip
DONE = replace(
    ROAD, name="装路灯", content="", invested=None, funding="", person="", phone="",
    planned_by=date(2025, 12, 1),
    standing=Standing(State.ACCEPTED, date(2026, 1, 4), 100, 0, WON, date(2026, 1, 4)),
)  # fmt: skip


def cells(projects, place=GUOYUAN):
    made = notice(place, 2026, projects, imprint(None))
    (table,) = (block for block in made.blocks if isinstance(block, Table))
    return made, [[(cell.main, cell.note) for cell in row] for row in table.rows]


def test_every_fact_of_a_project_stands_there():
    made, rows = cells([ROAD, DONE])
    assert made.title == "民生实事项目公示"
    assert (made.place, made.period) == ("果园社区", "2026年")
    assert rows[0] == [
        ("1", ""),
        ("新修水泥路", "新修水泥路 140 余米，维修桥涵 3 座"),
        ("12.5", "村集体经济"),
        ("果园社区", "周维民 0527-80000001"),
        ("10月31日", ""),
        ("实施", "60%"),
        ("—", ""),
    ]
    assert rows[1][2:] == [
        ("—", ""), ("果园社区", ""), ("2025年12月1日", ""), ("验收", ""), ("1月4日", ""),
    ]  # fmt: skip
    assert "现将果园社区2026年民生实事项目公示如下。共2件，其中已完成验收1件，正在实施1件" in (
        made.blocks[0].text
    )


def test_a_sheet_in_a_stairwell_tells_of_the_community():
    place = (*GUOYUAN, PlaceStep(Level.COMPOUND, "京公馆"), PlaceStep(Level.BUILDING, "3栋"))
    made, _ = cells([ROAD], place)
    assert "果园社区2026年民生实事项目" in made.blocks[0].text
    assert made.place == "京公馆3栋"


def test_the_level_is_told_of_what_is_not_the_villages_own():
    county = replace(ROAD, level=ProjectLevel.COUNTY, place="重岗街道", content="")
    _, rows = cells([county, ROAD])
    assert rows[0][1][1] == "县级；重岗街道"
    assert rows[1][1][1].startswith("新修水泥路")


def test_nothing_personal_is_posted():
    phones = replace(
        ROAD,
        phone="13812345678",
        content="邻近3栋2单元502室，电话 13812345678",
        name="帮扶 329999195504280428",
    )
    made, rows = cells([phones])
    assert leftovers(made) == ()
    assert rows[0][3][1] == "周维民 138****5678"
    assert "502" not in rows[0][1][1]


def test_a_year_without_projects_says_so():
    made, rows = cells([])
    assert rows == []
    assert "本年度没有实事项目" in made.blocks[0].text


@pytest.mark.parametrize(
    ("standing", "posted"),
    [
        (Standing(State.COLLECTED), True),
        (Standing(State.ENDED), False),
        (Standing(State.ENDED, ballot=WON), True),
    ],
)
def test_what_was_dropped_before_the_vote_is_not_told(standing, posted):
    assert is_posted(standing) is posted


def test_all_are_counted_once():
    projects = [ROAD, DONE, replace(ROAD, standing=Standing(State.ENDED, ballot=WON))]
    told = "共3件，其中已完成验收1件，正在实施1件，终止1件，计划总投资25万元。"
    assert counted(projects) == told
    assert "尚未开工1件" in counted([replace(ROAD, standing=Standing())])
