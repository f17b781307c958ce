"""The office's own texts, on both databases."""

from dataclasses import replace

import pytest

from db import settings
from db.notices import notice_texts
from domain.errors import KnownError
from domain.notice_texts import Every
from tests.conftest import USER
from tests.domain.test_notice_texts import TEXTS

SHIPPED = {"finance": TEXTS, "projects": replace(TEXTS, every=Every.QUARTER)}


def change(database, before, after):
    with database.write(USER) as session:
        notice_texts.change(session, SHIPPED, before, after)


def current(database, shipped=SHIPPED):
    with database.read() as connection:
        return notice_texts.current(connection, shipped)


def test_only_what_differs_is_kept_and_the_rest_follows_the_program(database):
    assert current(database) == SHIPPED
    after = SHIPPED | {"finance": replace(TEXTS, title="财务公开", every=Every.QUARTER)}
    change(database, SHIPPED, after)
    assert current(database) == after
    with database.read() as connection:
        held = settings.get(connection, notice_texts.NAME)
    assert held == {"finance": {"title": "财务公开", "every": "quarter"}, "projects": {}}
    newer = {key: replace(texts, objection="新的渠道") for key, texts in SHIPPED.items()}
    assert current(database, newer)["finance"] == replace(after["finance"], objection="新的渠道")
    change(database, after, SHIPPED)
    assert current(database) == SHIPPED


def test_texts_that_cannot_be_posted_are_refused(database):
    hostile = SHIPPED | {"projects": replace(TEXTS, promise="诺" * 5000)}
    with pytest.raises(KnownError, match=r"民生实事项目公示.*最多 300 个字"):
        change(database, SHIPPED, hostile)
    assert current(database) == SHIPPED


def test_the_loser_of_a_race_changes_nothing_but_other_templates_go_on(database):
    mine = SHIPPED | {"finance": replace(TEXTS, title="我的")}
    theirs = SHIPPED | {"finance": replace(TEXTS, title="别人的")}
    change(database, SHIPPED, theirs)
    with pytest.raises(KnownError, match="刚被别人改过"):
        change(database, SHIPPED, mine)
    change(database, SHIPPED, SHIPPED | {"projects": replace(TEXTS, title="项目")})
    assert {key: texts.title for key, texts in current(database).items()} == {
        "finance": "别人的",
        "projects": "项目",
    }
