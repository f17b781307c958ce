from collections.abc import Callable
from pathlib import Path

from domain.entries import DivisionEntry
from exchange.judging import Judged, judge
from exchange.reading import read

Make = Callable[..., Path]


def codes(judged: Judged) -> list[tuple[int, str | None, str]]:
    return [(f.row, f.column, f.code) for s in judged.report.sheets for f in s.findings]


def test_the_real_list(shared: Path) -> None:
    (path,) = (shared / "data" / "divisions").glob("*.csv")
    judged = judge(read(path, "divisions"))
    assert len(judged.divisions) == 373
    assert codes(judged) == []
    by_code = {d.code: d for d in judged.divisions}
    assert by_code["321324003018"].parent == "321324003"
    assert by_code["321324003"].name == "重岗街道"
    assert by_code["321324"].name == "泗洪县"


def test_other_words_numbers_and_filled_up_codes(make_xlsx: Make) -> None:
    rows = [
        ["统计用区划代码", "名称"],
        [329999000000, "虚构县"],
        ["329999003000", "重岗街道"],
        ["329999003014", "果园居委会"],
        ["329999003014", "果园居委会"],
        ["3299", "短"],
        ["329999003015", ""],
        ["合计", "3"],
    ]
    judged = judge(read(make_xlsx("a.xlsx", rows), "divisions"))
    assert judged.divisions == (
        DivisionEntry("329999", "虚构县", "", 2),
        DivisionEntry("329999003", "重岗街道", "329999", 3),
        DivisionEntry("329999003014", "果园居委会", "329999003", 4),
    )
    assert codes(judged) == [
        (5, None, "duplicate_row"),
        (6, None, "address_missing"),
        (7, "名称", "name_missing"),
        (8, None, "note_row"),
    ]
