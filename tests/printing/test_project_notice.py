"""The year's projects on paper, read back."""

from dataclasses import replace
from datetime import date

from domain.places import Level, PlaceStep
from domain.project_notice import NoticeProject, notice
from domain.projects import ProjectLevel, Standing, State
from printing.batch import print_notice
from tests.printing.samples import imprint, page_texts

GUOYUAN = (PlaceStep(Level.COMMUNITY, "果园社区"),)
ROAD = NoticeProject(
    ProjectLevel.VILLAGE, "新修水泥路", "新修水泥路 140 余米，维修桥涵 3 座", "", 12_500_000,
    "财政奖补和村集体自筹", "果园社区居民委员会", "周维民", "0527-80000001", date(2026, 10, 31),
    Standing(State.CARRIED_OUT, date(2026, 5, 1), 60),
)  # fmt: skip


def printed(tmp_path, projects):
    file = tmp_path / "项目.pdf"
    outcome = print_notice(notice(GUOYUAN, 2026, projects, imprint()), file)
    assert outcome.warning == ""
    return page_texts(file)


def test_ten_projects_of_a_village_stand_on_their_sheets_whole(tmp_path):
    names = [f"第{n}件实事" for n in range(1, 11)]
    pages = printed(tmp_path, [replace(ROAD, name=name) for name in names])
    whole = "".join(pages)
    assert len(pages) <= 2
    assert all(name in whole for name in names)
    for fact in ("140余米", "12.5", "周维民", "0527-80000001", "10月31日", "60%"):
        assert fact in whole
    assert "第12号" in whole


def test_the_header_repeats_on_every_page(tmp_path):
    pages = printed(tmp_path, [ROAD] * 60)
    assert len(pages) > 3
    assert all("计划完成" in page for page in pages)


def test_an_empty_year_says_so(tmp_path):
    (page,) = printed(tmp_path, [])
    assert "本年度没有实事项目" in page
    assert "本期无" in page
