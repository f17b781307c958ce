"""A general notice being written, on both databases."""

from db.notices import notice_drafts
from domain.disclosure import Affairs
from domain.general_notice import GeneralWords
from tests.conftest import USER

WORDS = GeneralWords(Affairs.FINANCE, "标题", "一、事由\n正文", "甲\t乙")


def test_what_is_being_written_is_each_users_own(database):
    with database.write(USER) as session:
        notice_drafts.keep(session, WORDS)
        assert session.topics == {"notice_drafts"}
    with database.read() as connection:
        assert notice_drafts.words(connection, USER) == WORDS
        assert notice_drafts.words(connection, "别人") == GeneralWords()
