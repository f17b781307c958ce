"""包联覆盖证明 on its sheets: a summary, then a page of each community, signed below."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain import certificate
from domain.certificate import TITLE, Certificate
from domain.disclosure import Block
from domain.errors import KnownError
from domain.order_paper import INTERNAL
from domain.paper_words import day_words, on_paper
from printing.batch import Printed
from printing.closing import signature_strip
from printing.document import Document
from printing.files import Target, whole_file
from printing.fonts import Fonts, fonts, missing_warning
from printing.form_grid import Box, grid_strips
from printing.lines import GAP, blank, title_strips
from printing.notice import block_strips
from printing.page import A4, Head
from printing.pages import add_pages, framed, paginate
from printing.strip import Strip

_SIZE = 10.5  # 五号: lists of doors
_TO_SIGN = (
    (Box("负责人", "", 1.0, 2), Box("日　期", "", 0.7, 2)),
    (Box("工作组", "", 1.0, 2), Box("日　期", "", 0.7, 2)),
)


def print_certificate(
    made: Certificate,
    target: Target,
    used: Fonts | None = None,
    progress: Callable[[int], bool] = lambda _: True,
) -> Printed:
    """Write the certificate, whole or not at all; the same one gives the same bytes.

    ``progress`` is told how many communities are done and answers whether to go on. KnownError
    when it says no or the file cannot be written.
    """
    chosen = used or fonts()
    with whole_file(target) as file:
        document = Document(file, f"{made.office}{TITLE}", made.office)
        if len(made.parts) > 1:
            _draw(document, made, made.office, certificate.summary(made), (), chosen)
        signed = certificate.to_sign(made)
        for done, part in enumerate(signed, 1):
            told = certificate.blocks(made, part)
            _draw(document, made, part.name, told, _TO_SIGN, chosen)
            if not progress(done):
                raise KnownError(f"已按要求停止排版，没有生成文件“{target.name}”。")
        document.close()
    words = dict.fromkeys(str(made))
    return Printed(len(signed), document.pages, 0, missing_warning(words, chosen))


def _draw(
    document: Document,
    made: Certificate,
    whose: str,
    told: Sequence[Block],
    to_sign: Sequence[Sequence[Box]],
    fonts: Fonts,
) -> None:
    """A certificate of its own, from a fresh sheet."""
    day = day_words(made.day)
    strips = [
        *title_strips(TITLE, f"{on_paper(whose)} · {day}", A4, fonts),
        *block_strips(told, A4, fonts, _SIZE),
        *_signed(to_sign, fonts),
        signature_strip(whose, made.made, A4, fonts),
    ]
    head = Head(INTERNAL, day, f"{TITLE} · {on_paper(whose)}（续）", draft=False)
    document.mark(on_paper(whose))
    add_pages(document, A4, paginate(strips, A4.room), framed(A4, fonts, head))


def _signed(rows: Sequence[Sequence[Box]], fonts: Fonts) -> list[Strip]:
    if not rows:
        return []
    grid = grid_strips(rows, fonts, A4.left, A4.measure)
    return [blank(GAP, bound=True), *(replace(strip, bound=True) for strip in grid[:-1]), grid[-1]]
