"""会议纪要 on its sheets, in the house's typography."""

from domain.disclosure import Table, texts_of
from domain.minutes import Minutes, blocks
from domain.paper_words import day_words, on_paper
from printing.closing import signature_strip
from printing.document import Document
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.lines import title_strips
from printing.notice import block_strips
from printing.page import A4, Head, Paper
from printing.pages import add_pages, fewest_pages, framed, paginate
from printing.strip import Strip
from printing.table import SIZES


def print_minutes(
    minutes: Minutes, target: Target, paper: Paper = A4, used: Fonts | None = None
) -> str:
    """Write the minutes, whole or not at all; returns a warning that names lost characters. The
    same minutes give the same bytes. KnownError when the file cannot be written."""
    used = used or fonts()
    title = f"{on_paper(minutes.title)}会议纪要"
    signed = signature_strip(minutes.office, minutes.issued, paper, used)
    pages = _pages(minutes, title, paper, used, signed.height)
    pages[-1].append(signed)
    head = Head("会议纪要", day_words(minutes.held_at.date()), f"{title}（续）", draft=False)
    with whole_file(target) as file:
        document = Document(file, title, minutes.office)
        add_pages(document, paper, pages, framed(paper, used, head))
        document.close()
    told = [title, minutes.office, *(t for block in blocks(minutes) for t in texts_of(block))]
    return missing_warning(dict.fromkeys("".join(told)), used)


def _pages(
    minutes: Minutes, title: str, paper: Paper, used: Fonts, reserved: float
) -> list[list[Strip]]:
    """The pages with their tables as large as may be, with room at the end."""
    text = blocks(minutes)

    def pages_at(size: float) -> list[list[Strip]]:
        strips = [
            *title_strips(title, on_paper(minutes.office), paper, used),
            *block_strips(text, paper, used, size),
        ]
        return paginate(strips, paper.room, reserved)

    tables = any(isinstance(block, Table) for block in text)
    return fewest_pages(pages_at, SIZES if tables else SIZES[:1])
