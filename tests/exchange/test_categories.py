from collections.abc import Callable
from pathlib import Path

from exchange.columns import find_layout
from exchange.judging import judge
from exchange.reading import Reading, SheetReading, read
from exchange.workbook import Sheet

Make = Callable[..., Path]


def test_the_real_tree(shared: Path) -> None:
    judged = judge(read(shared / "data" / "appeals" / "三级分类体系.xlsx", "categories"))
    assert len(judged.categories) == 517
    assert judged.categories[0].path == ("城乡建设", "安全生产", "事故处理")


def test_upper_levels_written_once_or_merged(make_xlsx: Make) -> None:
    rows = [
        ["问题分类表"],
        ["序号", "一级分类", "二级分类"],
        [1, "小区管理", "物业"],
        [2, None, "停车"],
        [3, "教育", "入学"],
        [4, "", "入学"],
    ]
    judged = judge(read(make_xlsx("a.xlsx", rows, merges=[(2, 1, 3, 1)]), "categories"))
    paths = [category.path for category in judged.categories]
    assert paths[:3] == [("小区管理", "物业"), ("小区管理", "停车"), ("教育", "入学")]


def test_a_path_in_one_column(make_xlsx: Make) -> None:
    rows = [["类别", "备注"], ["小区管理/物业", ""], ["小区管理 > 停车", ""], ["教育", ""]]
    judged = judge(read(make_xlsx("a.xlsx", rows), "categories"))
    assert [c.path for c in judged.categories] == [
        ("小区管理", "物业"),
        ("小区管理", "停车"),
        ("教育",),
    ]


def test_a_header_with_nothing_below_has_no_categories() -> None:
    sheet = Sheet("", [["一级", "三级"]], ())
    layout = find_layout(sheet, "categories")
    assert layout is not None
    reading = Reading(Path("a.xlsx"), "categories", (SheetReading(sheet, layout),))
    assert judge(reading).categories == ()
