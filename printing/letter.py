"""The letter with which an issue goes to the county, in the letter form of GB/T 9704 (§10.1).

The office's name over a double rule, the number under it at the right, the title in 二号, the text
in 三号 at 22 lines of 28 characters, office and date with room for the seal.
"""

from dataclasses import replace

from domain.paper_words import day_words, on_paper
from domain.slips import SlipPaper, letter_title, number_blank
from printing.closing import signature_strip
from printing.document import Document, Sheet
from printing.fonts import Fonts
from printing.lines import blank, centred_strip, heading_strip, paragraph_strips
from printing.page import BODY, INK, LEADING, MM, OFFICIAL, PITCH, body
from printing.pages import add_pages, paginate
from printing.strip import Strip
from printing.text import Style, break_by_sense, wrap
from resources.tokens import LIGHT

_RULE_WIDTH = 170 * MM
_RED = LIGHT.red.fill
_HEADINGS = "一二三四五六七八九十"
_SIGN_HEIGHT = 30 * MM  # from the sheet's upper edge to the office's name
_HEAD_HEIGHT = 4 * LEADING  # of the first page's text that name, rule and number take


def draw_letter(document: Document, paper: SlipPaper, fonts: Fonts) -> int:
    """Draw a letter on fresh pages of the document; returns how many."""
    pages = paginate(_strips(paper, fonts), OFFICIAL.room)

    def edges(sheet: Sheet, page: int, _: int) -> None:
        if page == 1:
            _draw_head(sheet, paper, fonts)
        else:
            draw_page_number(sheet, page, fonts)

    return add_pages(document, OFFICIAL, pages, edges)


def _draw_head(sheet: Sheet, paper: SlipPaper, fonts: Fonts) -> None:
    """The office's name, the double rules at the page's head and foot, and the number."""
    name = on_paper(paper.office)
    sizes = (36.0, 30.0, 26.0, 22.0)
    styles = [Style(fonts.title, size, size, _RED) for size in sizes]
    style = next((s for s in styles if s.width(name) <= _RULE_WIDTH), styles[-1])
    y = OFFICIAL.height - _SIGN_HEIGHT - style.size * 0.88
    sheet.text((OFFICIAL.width - style.width(name)) / 2, y, name, style)
    _double_rule(sheet, y - 4 * MM - 4, thick_above=True)
    _double_rule(sheet, 20 * MM, thick_above=False)
    number = paper.number or number_blank(paper.kind, paper.day.year)
    own = Style(fonts.body, BODY, LEADING, INK)
    sheet.text(OFFICIAL.right - own.width(number), y - 4 * MM - 4 - 24, number, own)


def _double_rule(sheet: Sheet, y: float, thick_above: bool) -> None:
    left = (OFFICIAL.width - _RULE_WIDTH) / 2
    first, second = (2.2, 0.7) if thick_above else (0.7, 2.2)
    sheet.rule(left, y, left + _RULE_WIDTH, y, first, _RED)
    sheet.rule(left, y - 3.4, left + _RULE_WIDTH, y - 3.4, second, _RED)


def draw_page_number(sheet: Sheet, number: int, fonts: Fonts) -> None:
    """Between short dashes, 7 mm under the text: odd pages at the right, even ones at the left,
    one character from the edge."""
    style = Style(fonts.body, 14, 14, INK)
    text = f"— {number} —"
    right = OFFICIAL.right - 14 - style.width(text)
    x = right if number % 2 else OFFICIAL.left + 14
    sheet.text(x, OFFICIAL.bottom - 7 * MM - 10, text, style)


def _strips(paper: SlipPaper, fonts: Fonts) -> list[Strip]:
    title = Style(fonts.title, 22, LEADING * 1.1, INK)
    heading = letter_title(paper.lines[0].title)
    strips = [blank(_HEAD_HEIGHT, bound=True)]
    strips += [
        centred_strip(line, title, OFFICIAL)
        for line in break_by_sense(heading, title, OFFICIAL.measure)
    ]
    strips.append(blank(LEADING, bound=True))
    strips += addressee_strips(paper.unit, fonts)
    text = [line.strip() for line in paper.text.split("\n") if line.strip()]
    for line in text:
        if line[0] in _HEADINGS and line[1:2] == "、":
            strips.append(heading_strip(on_paper(line), OFFICIAL, fonts, 2 * PITCH))
        else:
            strips += paragraph_strips(on_paper(line), OFFICIAL, fonts)
    if paper.reply_by is not None:
        asked = f"请予支持，并于{day_words(paper.reply_by)}前函复为盼。"
        strips += paragraph_strips(asked, OFFICIAL, fonts)
    contact = f"（联系人：{on_paper(paper.contact)}）" if paper.contact else ""
    signed = [signature_strip(paper.office, paper.day, OFFICIAL, fonts)]
    after = paragraph_strips(contact, OFFICIAL, fonts) if contact else []
    return [*together(strips), *together([*signed, *after])]


def together(strips: list[Strip]) -> list[Strip]:
    """The last two lines stay with what follows: a signature never stands on a page of its own."""
    return [*strips[:-2], *(replace(strip, bound=True) for strip in strips[-2:])]


def addressee_strips(unit: str, fonts: Fonts) -> list[Strip]:
    """To whom it goes, from the left edge, with a colon."""
    style = body(fonts)
    lines = wrap(f"{on_paper(unit)}：", style, OFFICIAL.measure)
    return [_flush_strip(line, style) for line in lines]


def _flush_strip(line: str, style: Style) -> Strip:
    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(OFFICIAL.left, top - LEADING / 2 - 0.38 * style.size, line, style)

    return Strip(LEADING, draw, bound=True)
