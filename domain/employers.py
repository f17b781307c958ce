"""The employer that a list of its party members names once, above the header (DOMAIN.md §2, §4)."""

import re

from domain.cells import half

# 局, 院 … and not the community or the street that only collects the lists.
_OFFICE = (
    r"(?:委员会|委|办公室|局|办|部|院|校|学|小|中|公司|银行|行|中心|站|所|队|园|社|厂"
    r"|集团|会|妇联|残联)"
)
_PARTY = r"(?:机关)?(?:联合)?(?:党委|党组|党总支|党支部|党组织|支部)"
_LINE = re.compile(
    r"(?:(?:填报|报送|上报|填表|派出|工作|所在|报到)单位|(?<!\w)单位名称)(?:\([^)]*\))?:\s*"
    r"(?P<told>[^\s:]{2,30})"
)
_TITLE = re.compile(
    rf"(?:^|[\s年月日度])(?:中共)?([\u4e00-\u9fff]{{1,20}}?{_OFFICE})(?=(?:机关)?(?:{_PARTY})?"
    r"(?:全体|在职|所有)?(?:党员|干部|职工|人员)(?:干部)?(?:到|进|向|回|双|在|报|名|情|登|志|服|参|花|信|统|汇|社|居))"
)
_PLACE = re.compile(r"(?:社区|村|居委会|村委会|街道|办事处|镇|乡|小区|党群服务中心|服务站|网格)$")


def employer_in_title(text: str) -> str:
    """The employer that a title, a 填报单位 line or a file's name tells; empty when none is told.

    县教育局在职党员报到名单 → 县教育局; 填报单位：康泰社区 tells who collected the list, not who
    employs them.
    """
    plain = half(text)
    line = _LINE.search(plain)
    if line is not None:
        told = re.sub(rf"{_PARTY}$", "", re.sub(r"\(.*$", "", line[1])).removeprefix("中共")
        return "" if _PLACE.search(told) or len(told) < 2 else told
    title = _TITLE.search(plain)
    return "" if title is None or _PLACE.search(title[1]) else title[1]
