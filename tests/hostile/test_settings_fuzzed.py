"""Whatever stands in a setting, the program reads it, or goes on by its own and says so."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import engine, settings
from db.backups import backup_places
from db.backups.backup_places import Places
from db.engine import Database
from db.issues import replies, rules
from db.location import locate
from db.notices import notice_drafts, notice_texts, paper_fonts
from db.projects import project_rules
from db.reading import Reader
from db.users import access
from db.visits import visit_rules
from domain import rules as office_rules
from domain import visits
from domain.general_notice import GeneralWords
from domain.notice_texts import faults
from domain.notice_texts import opened as opened_by
from domain.paper_fonts import PaperFonts
from domain.projects import Quotas, quota_fault
from domain.rules import Rules
from domain.visits import VisitRules
from domain.workflow import Move
from exchange.columns import find_layout
from exchange.judging import judge
from exchange.reading import read
from exchange.workbook import Sheet
from tests import samples
from tests.conftest import PASSWORD, USER
from tests.hostile.mutations import JSON, examples, spoilt
from ui.notices import publishing, texts


@pytest.fixture(autouse=True)
def no_stray_logs() -> None:
    """What is said of a setting that cannot be read is what is asked for here."""


@pytest.fixture(scope="module")
def opened(template_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("settings")
    for file in template_ledger.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    database = engine.open_ledger(locate(str(folder / "ledger.xcd")), USER, PASSWORD)
    yield database
    database.close()


SHIPPED = texts.shipped()
OWN_TEXTS = {key: {"opening": "现公示【内容】。", "posted_days": 9} for key in list(SHIPPED)[:2]}
# By the setting's name: what is like something stored, how it is read, and whether it can be used.
READERS: dict[str, tuple[Any, Callable[[Reader], Any], Callable[[Any], object]]] = {
    rules.NAME: (rules._value(Rules()), rules.current, office_rules.fault),
    visit_rules.NAME: (asdict(VisitRules()), visit_rules.current, visits.fault),
    replies.NAME: (
        {"resolve": ["已办好。"], "decline": []},
        lambda reader: replies.of_move(reader, Move.RESOLVE),
        lambda kept: [one.strip() for one in kept],
    ),
    notice_texts.NAME: (
        OWN_TEXTS,
        texts.current,
        lambda now: [(faults(one), opened_by(one.opening, "", "甲")) for one in now.values()],
    ),
    paper_fonts.NAME: (asdict(PaperFonts()), paper_fonts.current, lambda now: list(now.chosen())),
    project_rules.NAME: (asdict(Quotas()), project_rules.current, quota_fault),
    access.NAME: (
        {"录入": {"批准公示": True}, "只读": {"导出": False}},
        lambda reader: access.rights_of(reader, USER),
        frozenset,
    ),
    "idle_lock": ({"minutes": 5}, access.idle_minutes, lambda minutes: range(minutes * 60)),
    f"general_notice:{USER}": (
        asdict(GeneralWords(title="停水通知")),
        lambda reader: notice_drafts.words(reader, USER),
        lambda words: words.affairs.value + words.title + words.body + words.table,
    ),
    "backup": (
        asdict(Places("/甲", "/乙")),
        lambda reader: backup_places.current(reader, locate("/甲/ledger.xcd")),
        lambda places: places.folder + places.second,
    ),
    publishing.IMPRINT_SETTING: (
        asdict(publishing.Standing()),
        publishing.standing,
        lambda lines: lines.office.strip() + lines.reviewer + lines.supervision_phone,
    ),
}


@examples(60)
@given(st.sampled_from(sorted(READERS)), st.data())
def test_a_setting_of_anything(opened: Database, name: str, data: st.DataObject) -> None:
    like, read, use = READERS[name]
    value = data.draw(st.one_of(spoilt(json.loads(json.dumps(like))), JSON))
    with opened.write(USER) as session:
        settings.put(session, name, value)
    with opened.read() as connection:
        use(read(connection))


def test_rules_that_are_none_are_those_of_the_campaign_and_the_log_says_so(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.write(USER) as session:
        settings.put(session, rules.NAME, {"colours": "红"})
    with database.read() as connection:
        assert rules.current(connection) == Rules()
    assert [r.getMessage() for r in caplog.records] == ["a setting cannot be read: db.issues.rules"]


def test_what_cannot_be_read_can_be_set_again(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for spoiled in ("字体", {"title": 7}):
        with database.write(USER) as session:
            settings.put(session, paper_fonts.NAME, spoiled)
        with database.write(USER) as session:
            paper_fonts.change(session, PaperFonts(), PaperFonts(body="仿宋"))
        with database.read() as connection:
            assert paper_fonts.current(connection) == PaperFonts(body="仿宋")
    assert {r.getMessage() for r in caplog.records} == {
        "a setting is none: paper_fonts",
        "a setting cannot be read: db.notices.paper_fonts",
    }


@examples(30)
@given(st.data())
def test_remembered_columns_of_anything(data: st.DataObject) -> None:
    sheet = Sheet("S", [["姓名", "住址", "身份证号"], ["张三", "3栋101", ""]])
    layout = find_layout(sheet, "households")
    assert layout is not None
    kept = data.draw(st.one_of(spoilt(list(layout.fields)), JSON))
    with TemporaryDirectory() as folder:
        path = samples.table(Path(folder) / "a.csv", sheet.rows)
        judge(read(path, "households", layouts={layout.fingerprint(): kept}))
