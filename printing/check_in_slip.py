"""在职党员到社区报到服务情况反馈单 on its sheets, one employer after the other (GB/T 9704).

The title in 二号, the employer from the left edge, text in 三号, who signed, and room for the seal.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.check_in_slip import TITLE, CheckInSlip, blocks
from domain.disclosure import texts_of
from domain.errors import KnownError
from domain.paper_words import on_paper
from printing.batch import Printed
from printing.closing import signature_strip
from printing.document import Document, Sheet
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.form_grid import Box, grid_strips
from printing.letter import addressee_strips, draw_page_number, together
from printing.lines import GAP, blank, centred_strip
from printing.notice import block_strips
from printing.page import INK, LEADING, OFFICIAL
from printing.pages import add_pages, fewest_pages, paginate
from printing.strip import Strip
from printing.text import Style, break_by_sense

_SIZES = (12.0, 10.5)  # 小四, 五号: seven columns stand side by side
_TO_SIGN = ((Box("经办人", "", 1.0, 2), Box("负责人", "", 1.0, 2)),)


def print_check_in_slips(
    slips: Sequence[CheckInSlip],
    target: Target,
    used: Fonts | None = None,
    progress: Callable[[int], bool] = lambda _: True,
) -> Printed:
    """Write the slips, each from a fresh sheet, whole or not at all; the same ones give the same
    bytes.

    ``progress`` is told how many are done and answers whether to go on. KnownError when it says no,
    when there is none, or the file cannot be written.
    """
    if not slips:
        raise KnownError("这段时间没有可以反馈的单位，没有生成文件；请换一段时间。")
    chosen = used or fonts()
    characters: dict[str, None] = {}
    with whole_file(target) as file:
        document = Document(file, TITLE, slips[0].office)
        for done, slip in enumerate(slips, 1):
            _draw(document, slip, chosen)
            told = (slip.unit, slip.office, *(t for b in blocks(slip) for t in texts_of(b)))
            characters.update(dict.fromkeys("".join(told)))
            if not progress(done):
                raise KnownError(f"已按要求停止排版，没有生成文件“{target.name}”。")
        document.close()
    return Printed(len(slips), document.pages, 0, missing_warning(characters, chosen))


def _draw(document: Document, slip: CheckInSlip, fonts: Fonts) -> None:
    def pages_at(size: float) -> list[list[Strip]]:
        return paginate(_strips(slip, fonts, size), OFFICIAL.room)

    def edges(sheet: Sheet, page: int, pages: int) -> None:
        if pages > 1:
            draw_page_number(sheet, page, fonts)

    document.mark(on_paper(slip.unit))
    add_pages(document, OFFICIAL, fewest_pages(pages_at, _SIZES), edges)


def _strips(slip: CheckInSlip, fonts: Fonts, size: float) -> list[Strip]:
    title = Style(fonts.title, 22, LEADING * 1.1, INK)
    lines = break_by_sense(TITLE, title, OFFICIAL.measure)
    text = [
        *(centred_strip(line, title, OFFICIAL) for line in lines),
        blank(LEADING * 0.6, bound=True),
        *addressee_strips(slip.unit, fonts),
        *block_strips(blocks(slip), OFFICIAL, fonts, size),
    ]
    grid = grid_strips(_TO_SIGN, fonts, OFFICIAL.left, OFFICIAL.measure)
    # Who signs and seals never stands on a page without anything to sign for.
    signed = [replace(strip, bound=True) for strip in (blank(GAP), *grid)]
    seal = signature_strip(slip.office, slip.made, OFFICIAL, fonts)
    return [*together(text), *signed, seal]
