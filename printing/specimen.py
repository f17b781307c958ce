"""A slip of paper that shows the fonts: a title, a heading, running text and a table."""

from domain.disclosure import Column, Heading, Paragraph, Table, Text
from printing.fonts import Fonts
from printing.lines import title_strips
from printing.notice import block_strips
from printing.page import MM, PITCH, Paper
from printing.pages import single_page

_MARGIN = 9 * MM
_CHARACTERS = 23
_PAPER = Paper(
    _CHARACTERS * PITCH + 2 * _MARGIN, 106 * MM, _CHARACTERS, _MARGIN, _MARGIN, titles=(26.0,)
)
_TITLE = "果园社区财务收支公示"
_BLOCKS = (
    Heading("一、本期收支情况"),
    Paragraph("本期收入125,000元，支出48,600.50元；如有异议，请于2026年6月8日前反映。"),
    Table(
        (Column("日期"), Column("摘要", wide=True), Column("金额", right=True)),
        ((Text("6月1日"), Text("维修桥涵3座"), Text("48,600.50")),),
    ),
)


def specimen(used: Fonts) -> bytes:
    """The slip as a PDF."""
    strips = title_strips(_TITLE, "2026年6月", _PAPER, used)
    return single_page(_TITLE, _PAPER, [*strips, *block_strips(_BLOCKS, _PAPER, used, 14.0)])
