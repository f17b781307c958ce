"""会议纪要 on its sheets, in the house's typography."""

from domain.disclosure import Table, texts_of
from domain.minutes import Minutes, blocks
from domain.paper_words import day_words, on_paper
from printing.closing import signature_strip
from printing.document import Document, Sheet
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.lines import title_strips
from printing.notice import block_strips
from printing.page import A4, Head, Paper, draw_frame
from printing.pages import draw_strips, paginate
from printing.table import SIZES, Strip


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
        for number, strips in enumerate(pages, 1):
            sheet = Sheet(document, (paper.width, paper.height))
            draw_frame(sheet, paper, used, head, number, len(pages))
            draw_strips(sheet, paper, strips)
            document.add(sheet)
        document.close()
    told = [title, minutes.office, *(t for block in blocks(minutes) for t in texts_of(block))]
    return missing_warning(dict.fromkeys("".join(told)), used)


def _pages(
    minutes: Minutes, title: str, paper: Paper, used: Fonts, reserved: float
) -> list[list[Strip]]:
    """The pages at the largest table size that needs the fewest of them, with room at the end."""
    text = blocks(minutes)
    best: list[list[Strip]] = []
    for size in SIZES:
        strips = [
            *title_strips(title, on_paper(minutes.office), paper, used),
            *block_strips(text, paper, used, size),
        ]
        pages = paginate(strips, paper.room, reserved)
        if not best or len(pages) < len(best):
            best = pages
        if len(best) == 1 or not any(isinstance(block, Table) for block in text):
            break
    return best
