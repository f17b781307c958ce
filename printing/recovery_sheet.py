"""The recovery key on paper: what it opens, where to keep it, and the key in large signs."""

from datetime import date

from domain.disclosure import Heading, Paragraph
from domain.paper_words import day_words
from printing.fonts import Fonts
from printing.lines import GAP, blank, centred_strip, title_strips
from printing.notice import block_strips
from printing.page import INK, OFFICIAL
from printing.pages import single_page
from printing.text import Style

_TITLE = "台账恢复密钥"
_USE = (
    Heading("一、这是什么"),
    Paragraph(
        "所有人都忘了密码时，用它打开上面写的台账，并重新设一个密码。"
        "在打开台账的页面选“忘了密码？”，照着输入。"
    ),
    Heading("二、放在哪里"),
    Paragraph("放进信封，封口盖章，由单位负责人锁在保险柜里。不要和电脑放在一起，不要拍照。"),
    Heading("三、要当心什么"),
    Paragraph(
        "谁拿到它和台账文件，谁就能看到全部内容。怀疑有人看过，"
        "请管理员在“设置 · 用户和权限”里换一把，这一张就作废。"
    ),
)


def recovery_sheet(ledger: str, key: str, day: date, used: Fonts) -> bytes:
    """One page of A4 with the key, ``XXXXX-XXXXX-…``, in two lines."""
    groups = key.split("-")
    half = len(groups) // 2
    large = Style(used.heading, 26, 44, INK, 1.0)
    strips = [
        *title_strips(_TITLE, f"{ledger} · {day_words(day)}", OFFICIAL, used),
        blank(GAP),
        *(
            centred_strip("  ".join(part), large, OFFICIAL)
            for part in (groups[:half], groups[half:])
        ),
        blank(GAP * 2),
        *block_strips(_USE, OFFICIAL, used, 16.0),
    ]
    return single_page(_TITLE, OFFICIAL, strips)
