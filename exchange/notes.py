"""Telling the rows that are no data: totals, signatures, remarks, repeated headers."""

import re
from collections.abc import Sequence

from domain.cells import Cell, close, half, is_blank
from exchange.columns import Layout

_TOTAL = re.compile(r".{0,14}?(?:小计|合计|总计|共计|累计|总合计)(?:[:(].*|[\d.]+[户人条件]?.*)?")
_SIGNATURE = re.compile(
    r"(?:填表|填报|审核|审批|制表|经办|复核|统计|核对|登记|采集|录入|调查|负责|分管|主管|包保|走访"
    r"|单位|社区|村|街道|主要|责任|联系|报送|上报|党组织|签字|盖章|领导|书记|主任|网格)"
    r"(?:人|员|单位|负责|领导|书记|主任|日期|时间|签字|盖章|签名|电话|长){1,4}(?:\(.*?\))?[:_].*"
    r"|(?:填表|填报|制表|审核|复核|审批|经办|统计|核对|录入|调查|登记|采集|负责|报送)[:_].*"
    r"|(?:签字|签名|盖章|填表人|审核人|制表人|填报人|经办人|负责人|填表日期|填报日期)[:(_]?.*"
)
_REMARK = re.compile(r"(?:备注|注释?|附注|说明|填表说明|注意事项?|备)(?:[:.、\d一(].*)?")


_TITLE = re.compile(r".{2,}(?:台账|花名册|名册|登记表|统计表|汇总表|明细表|情况表|一览表|信息表)$")


def is_note(row: Sequence[Cell]) -> bool:
    """Whether the first words of a row are those of a total, a signature, a remark or a
    title over the next page."""
    words = [close(cell) for cell in row if isinstance(cell, str) and not is_blank(cell)]
    return bool(words) and (
        any(_TOTAL.fullmatch(word) for word in words[:3])
        or bool(_SIGNATURE.fullmatch(words[0]))
        or bool(_REMARK.fullmatch(words[0]))
        or (sole(row) is not None and bool(_TITLE.fullmatch(words[0])))
    )


def is_header_again(row: Sequence[Cell], layout: Layout) -> bool:
    """Whether a row repeats the header, as on every printed page."""
    known = [i for i, field in enumerate(layout.fields) if field]
    same = [i for i in known if not is_blank(row[i]) and half(row[i]) == half(layout.headers[i])]
    return len(same) >= 2 and len(same) * 2 > sum(not is_blank(row[i]) for i in known)


def sole(row: Sequence[Cell]) -> int | None:
    """The column (0-based) of the only cell of a row that holds anything; None when several do."""
    found = None
    for column, cell in enumerate(row):
        if cell is not None and not is_blank(cell):
            if found is not None:
                return None
            found = column
    return found


def filled(row: Sequence[Cell]) -> list[int]:
    """The columns (0-based) of a row that hold anything."""
    return [i for i, cell in enumerate(row) if not is_blank(cell)]
