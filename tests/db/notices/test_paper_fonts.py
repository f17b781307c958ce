"""The fonts the office prints in, on both databases."""

import pytest

from db.notices import paper_fonts
from domain.errors import KnownError
from domain.paper_fonts import PaperFonts
from tests.conftest import USER


def test_fonts_are_kept_and_nobodys_choice_is_lost(database):
    mine = PaperFonts(title="方正小标宋", body="仿宋", folder="D:\\字体")
    with database.read() as connection:
        assert paper_fonts.current(connection) == PaperFonts()
    with database.write(USER) as session:
        paper_fonts.change(session, PaperFonts(), mine)
    with database.read() as connection:
        assert paper_fonts.current(connection) == mine
    with pytest.raises(KnownError, match="刚被别人改过"), database.write(USER) as session:
        paper_fonts.change(session, PaperFonts(), PaperFonts(body="楷体"))
    with database.read() as connection:
        assert paper_fonts.current(connection) == mine
