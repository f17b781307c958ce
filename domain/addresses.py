"""Addresses written in one piece: 康泰社区京公馆3号楼2单元502室, 果园居委会四组12号, 3-2-502.

Read from its end, the address gives room, entrance, building or group; what is left in front is
split at its 县, 街道, 社区 and 小区. A province and a prefecture stand above the tree and go.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from domain.cells import says_nothing
from domain.places import Level, PlaceStep, compact, place_key


class Address(NamedTuple):
    """The places an address names, from the top, and its room or household number."""

    steps: tuple[PlaceStep, ...]
    room: str
    number: str


_NUMBER = r"[0-9一二三四五六七八九十百]+"
_BUILDING = r"(?:[A-Z]?[0-9]+[A-Z]?|[A-Z]|[一二三四五六七八九十百]+)"
_GROUP_UNIT = r"(?:号?村民小组|号?居民小组|村民组|居民组|小组|组|队)"
_BUILDING_UNIT = r"(?:号楼栋?|栋楼?|幢楼?|#楼?|座|号(?=[0-9一二三四五六七八九十]+(?:单元|-))|楼)"
_TAIL = re.compile(
    rf"(?P<head>.*?)"
    rf"(?P<group>第?{_NUMBER}{_GROUP_UNIT})?"
    rf"(?P<building>第?{_BUILDING}{_BUILDING_UNIT})?"
    rf"(?P<entrance>第?(?:{_NUMBER}|[A-Z])(?:号?单元|门洞|门(?=[0-9])))?"
    rf"(?:[0-9]+[楼层])?"
    rf"(?:-?(?P<room>[0-9]{{1,5}}[A-Z]?)(?P<unit>室|房|号房|号|户|铺)?)?"
)
_DASHED = re.compile(
    rf"(?P<head>.*?)(?P<building>{_BUILDING}(?:{_BUILDING_UNIT}-?|-))"
    rf"(?P<entrance>[0-9]{{1,2}}(?:单元)?-)?(?P<room>[0-9]{{1,5}}[A-Z]?)室?"
)
_ABOVE = re.compile(r"^(?:[^省市区县]{2,8}(?:省|自治区))?(?:[^省市区县]{2,8}市(?!场))?")
_COUNTY = re.compile(r"[^县区镇乡]{1,8}?(?:县|(?<![小社园院片地])区)")
_TOWNSHIP = re.compile(r".{1,8}?(?:街道(?:办事处)?|镇|乡)")
_COMMUNITY = re.compile(
    r"[^县镇]{1,12}?(?:社区(?:居民?委员?会)?|居民委员会|居委会|村民委员会|村委会|(?<![新小农度])村(?!民|组))"
)
_COMPOUND_WORD = re.compile(r".+(?:小区|花园|家园|公寓|新村|[苑府庭湾邸城里园坊])$")


@lru_cache(maxsize=1 << 14)
def read_address(text: str) -> Address | None:
    """The places, room and number in an address; None for an empty one.

    What stands before a building and is neither county, township nor community is taken as the
    compound's name, before anything else only where its name says so. A part that is no place,
    such as a road, stays in the number, so that nothing is lost.
    """
    plain = compact(text).upper().translate(_DASHES)
    dashed = _DASHED.fullmatch(plain) if "-" in plain else None
    match = dashed or _TAIL.fullmatch(plain)
    if match is None or says_nothing(plain):
        return None
    found = match.groupdict()
    building, room, unit = found["building"], found["room"] or "", found.get("unit") or ""
    steps, rest = _upper_steps(match["head"], bool(building))
    group = found.get("group")
    if group:
        steps.append(PlaceStep(Level.GROUP, rest + group))
        rest = ""
    if building:
        steps.append(PlaceStep(Level.BUILDING, _with_unit(building, "栋")))
    if found["entrance"]:
        steps.append(PlaceStep(Level.ENTRANCE, _with_unit(found["entrance"], "单元")))
    if rest:
        return Address(tuple(steps), "", f"{rest}{room}{unit}")
    if building or found["entrance"] or unit in ("室", "房"):
        return Address(tuple(steps), room, "")
    return Address(tuple(steps), "", room)


_DOOR_OF_A_GROUP = re.compile(r"([0-9]{1,2})-([0-9]{1,3})")


def door_words(typed: str) -> tuple[str, ...]:
    """The words by which a door is found, however it is typed: 翠湖花园3幢1单元502室 is
    翠湖花园 3-1-502, and 8-1 may be 8组1号; none when the text names no door (DOMAIN.md §1)."""
    plain = compact(typed).translate(_DASHES)
    if group := _DOOR_OF_A_GROUP.fullmatch(plain):
        return (f"{group[1]}组{group[2]}号",)
    found = read_address(typed)
    numbered = (Level.BUILDING, Level.ENTRANCE)
    if found is None or not found.room or not any(s.level in numbered for s in found.steps):
        return ()
    names = [s.name.removesuffix("小区") for s in found.steps if s.level not in numbered]
    keys = [place_key(s.level, s.name) for s in found.steps if s.level in numbered]
    numbers = ["".join(c for c in key if c.isascii()) for key in keys]
    return (" ".join([*names, "-".join([*numbers, found.room])]).lower(),)


def _with_unit(written: str, unit: str) -> str:
    """The name as written; a bare number of 3-2-502 gets its unit."""
    bare = written.removesuffix("-")
    return f"{bare}{unit}" if bare.isalnum() and bare.isascii() else bare


_DASHES = str.maketrans(dict.fromkeys("—–－―~～_", "-"))


def _upper_steps(head: str, has_building: bool) -> tuple[list[PlaceStep], str]:
    """The places above building and group, and what of the text is none."""
    rest = _ABOVE.sub("", head)
    steps: list[PlaceStep] = []
    rest = _take(_COUNTY, Level.COUNTY, rest, steps)
    before_township = rest
    rest = _take(_TOWNSHIP, Level.TOWNSHIP, rest, steps)
    after_township = len(steps)
    rest = _take(_COMMUNITY, Level.COMMUNITY, rest, steps)
    if not steps or (len(steps) == 1 and after_township == 1 and not _is_sure_township(steps[0])):
        # 水乡人家 is no 乡: alone, the word proves nothing.
        steps, rest = [], before_township
    if rest and (has_building or _COMPOUND_WORD.fullmatch(rest)):
        return [*steps, PlaceStep(Level.COMPOUND, rest)], ""
    return steps, rest


def _is_sure_township(step: PlaceStep) -> bool:
    return step.level is not Level.TOWNSHIP or "街道" in step.name


def _take(pattern: re.Pattern[str], level: Level, rest: str, steps: list[PlaceStep]) -> str:
    """Take a place of this level off the front of a text; what is left of the text."""
    match = pattern.match(rest)
    if match is None:
        return rest
    steps.append(PlaceStep(level, match[0]))
    return rest[match.end() :]


_TITLE_BREAKS = re.compile(r"[\s\-—_·、，,。()（）\[\]【】《》:：+&]+")
# 在职党员到社区报到 names no community.
_TITLE_TALK = re.compile(
    r"(?:党员|干部|职工|人员)(?:到|进|回|向|在)(?:居住地?|所在)?(?:社区|小区|村)(?=报到|服务|开展)"
)
_TITLE_DATE = re.compile(r"\d{4}年?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:度|版)?")
# Where the place ends and the kind of the list begins.
_LIST_WORDS = (
    r"(?:住户|入户|居民|家庭|常住|人员|人口|户籍|业主|干部|下沉|走访|网格|摸底|排查|基础|基本|信息|情况"
    r"|登记|统计|台账|花名册|名册|名单|明细|汇总|总表|表$)"
)
_TITLE_COMPOUND = (
    r"(?:(?!居民|住户|业主|社区|家庭)[\u4e00-\u9fff]){2,8}?(?:花园|家园|公寓|公馆|新村|(?<!家)[苑府庭湾邸城里园坊])"
    rf"(?:[一二三四五六七八九十]期)?(?=$|{_LIST_WORDS}|第?[0-9一二三四五六七八九十]+(?:栋|幢|号楼))"
)
_TITLE_PLACE = re.compile(
    r"(?!各|全|本|该|所有|居民|村民)"
    r"(?:(?P<community>[\u4e00-\u9fff]{2,8}?(?:社区居委会|社区|居委会|村民委员会|村委会"
    r"|(?<![新小农])村(?!民|组|居|务|庄)))"
    rf"|(?P<compound>[\u4e00-\u9fff]{{2,10}}?小区|{_TITLE_COMPOUND}))"
)


def places_in_title(text: str) -> tuple[PlaceStep, ...]:
    """The places a title, a file name or a 填报单位 line names, from the top.

    Two places of one level, as in 康泰社区、果园社区名册, are no answer: that level is left out.
    """
    found: dict[Level, dict[str, str]] = {}
    plain = _TITLE_TALK.sub(" ", _TITLE_DATE.sub(" ", text))
    for token in filter(None, _TITLE_BREAKS.split(plain)):
        for step in _title_steps(token):
            names = found.setdefault(step.level, {})
            names.setdefault(place_key(step.level, step.name), step.name)
    order = (Level.COUNTY, Level.TOWNSHIP, Level.COMMUNITY, Level.COMPOUND)
    numbered = (Level.GROUP, Level.BUILDING, Level.ENTRANCE)
    return tuple(
        PlaceStep(level, next(iter(found[level].values())))
        for level in (*order, *numbered)
        if len(found.get(level, ())) == 1
    )


def _title_steps(token: str) -> tuple[PlaceStep, ...]:
    rest = _ABOVE.sub("", token)
    steps: list[PlaceStep] = []
    rest = _take(_COUNTY, Level.COUNTY, rest, steps)
    rest = _take(_TOWNSHIP, Level.TOWNSHIP, rest, steps)
    if steps and not any("街道" in s.name or s.level is Level.COUNTY for s in steps):
        township = steps[0].name
        if not 2 <= len(township) <= 5:
            steps, rest = [], token
    while match := _TITLE_PLACE.match(rest):
        level = Level.COMMUNITY if match["community"] else Level.COMPOUND
        steps.append(PlaceStep(level, match[0]))
        rest = rest[match.end() :]
    rest = re.split(_LIST_WORDS, rest, maxsplit=1)[0]
    whole = read_address(rest) if rest and re.search(r"(?:栋|幢|号楼|单元|组)$", rest) else None
    if whole is not None and not (whole.room or whole.number):
        steps += whole.steps
    return tuple(steps)
