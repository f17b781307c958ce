"""Whatever is wrong with a spreadsheet, reading and judging it ends in a result or a KnownError."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import given
from hypothesis import strategies as st

from exchange.columns import find_layout, only_missing
from exchange.judging import judge
from exchange.reading import KINDS, Reading, SheetReading, id_numbers, people_named, read
from exchange.synonyms import EXACT
from exchange.workbook import Sheet, read_sheets
from tests import samples
from tests.hostile import zoo
from tests.hostile.mutations import TEXT, examples, mutated, one_sentence


@cache
def _workbook() -> bytes:
    with TemporaryDirectory() as folder:
        return samples.households(Path(folder)).read_bytes()


@cache
def _parts() -> dict[str, bytes]:
    with TemporaryDirectory() as folder, ZipFile(samples.households(Path(folder))) as package:
        return {name: package.read(name) for name in package.namelist()}


def _reads(content: bytes, name: str) -> None:
    """It is read, or refused in one sentence."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with one_sentence():
            judge(read(path, "households"))


@examples(40)
@given(st.data())
def test_a_workbook_with_wrong_bytes(data: st.DataObject) -> None:
    _reads(data.draw(mutated(_workbook())), "户.xlsx")


@examples(40)
@given(st.data())
def test_a_workbook_with_wrong_xml(data: st.DataObject) -> None:
    parts = dict(_parts())
    sheets = [n for n in parts if n.endswith((".xml", ".rels")) and not n.startswith("docProps")]
    for name in data.draw(st.lists(st.sampled_from(sheets), min_size=1, max_size=2)):
        parts[name] = data.draw(mutated(parts[name]))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        with ZipFile(path, "w", ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)
        _reads(path.read_bytes(), "户.xlsx")


CELLS = '姓名,住址,电话,备注\n张三,3栋101,19900000147,\n李四,3栋102,,"甲\n乙"\n'


@examples(50)
@given(st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")), st.data())
def test_a_text_with_wrong_bytes(encoding: str, data: st.DataObject) -> None:
    _reads(data.draw(mutated(CELLS.encode(encoding))), "户.csv")


PAGE = (
    "<html><body><!-- x --><table border='1'><tr><th rowspan=2>姓名</th><th colspan='2'>住址</th>"
    "</tr><tr><td>楼栋<td>室号</tr><tr><td>张三<td>3栋<td>101&nbsp;<br>甲</tr></table></body></html>"
)


@examples(50)
@given(st.data())
def test_a_page_with_wrong_bytes(data: st.DataObject) -> None:
    _reads(data.draw(mutated(PAGE.encode())), "户.xls")


ODS = (
    '<table:table table:name="甲"><table:table-row table:number-rows-repeated="2"><table:table-cell'
    ' office:value-type="string"><text:p>姓名</text:p></table:table-cell><table:table-cell'
    ' office:value-type="date" office:date-value="2020-01-02"/><table:table-cell'
    ' table:number-columns-repeated="3" office:value-type="float" office:value="1"/>'
    "</table:table-row></table:table>"
)
XLS = zoo.compound(zoo.biff(zoo.number(0, 0) + zoo.number(2, 3), 2))


@examples(4, 2_000)
@given(st.sampled_from(("xls", "ods")), st.data())
def test_an_older_workbook_with_wrong_bytes(kind: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"户.{kind}"
        if kind == "xls":
            path.write_bytes(data.draw(mutated(XLS)))
        else:
            body = data.draw(mutated(ODS.encode())).decode("utf-8", "replace")
            zoo._ods(path, body)
        with one_sentence():
            assert read_sheets(path)


WORDS = st.sampled_from(sorted({word for words in EXACT.values() for word in words}))
VALUES = st.sampled_from((
    "张三", "户主", "配偶", "329999199410071894", "32999919941007189",
    "3栋", "2单元", "同上", "〃", "小计",
    "合计", "无", "是", "否",
    "2020.1.2", "1978年2月", "19900000147", "0527-80000001", "例行", "无人",
    "电梯停运",
    "翠湖花园1-3栋，5栋除2单元外", "全村", "第1工作组", "绿", "办结", "100.50", "-3.2", "收入",
))  # fmt: skip
CELL = st.one_of(
    st.just(""),
    VALUES,
    TEXT,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A few rows of anything, most with a header of words that mean something."""
    width = draw(st.integers(1, 9))
    above = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=2))
    header = draw(st.lists(st.one_of(WORDS, WORDS, WORDS, CELL), min_size=width, max_size=width))
    below = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=5))
    merged = draw(st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=3))
    return Sheet(draw(TEXT), [*above, header, *below], tuple(merged))


@examples(30)
@given(st.sampled_from(KINDS), sheets(), TEXT)
def test_sheets_of_anything(kind: str, sheet: Sheet, name: str) -> None:
    layout = find_layout(sheet, kind)
    only_missing(sheet, kind)
    if layout is None:
        return
    reading = Reading(Path(f"{name}.xlsx"), kind, (SheetReading(sheet, layout),))
    id_numbers(reading)
    people_named(reading)
    with one_sentence():
        judge(reading)
