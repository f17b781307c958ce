"""What no sheet was drawn for: it stays on the paper, nothing stands on anything else, and nothing
is lost."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtPdf import QPdfDocument

from domain.disclosure import Colour, Column, Notice, NoticeIssue, Paragraph, Table, Text
from printing.batch import print_notice
from printing.page import A3_LANDSCAPE, A4, Paper
from tests.printing.measured import MM, Line, lines
from tests.printing.samples import imprint, issues, page_texts, progress

_LONG = "泗洪县人力资源和社会保障局劳动就业管理服务中心综合科党支部委员会"
_TITLE = "关于重岗街道康泰社区居务监督委员会2026年第三季度民生实事项目完成情况的公示"
_SENTENCES = "".join(f"第{n}句说明情况较为复杂；" for n in range(250))  # 3,000 characters
_TELLING = NoticeIssue(
    "其他", "京公馆", _SENTENCES, "red", "县住建局", "已办妥。" * 60, date(2026, 11, 3), "正在办理"
)
_NUMBER = "重岗街道康泰社区居民委员会公示〔2026〕第12号"
# So that each of the marks ends a line or two.
_MARKED = ["".join("字" * n + mark for n in range(5, 21)) for mark in "％℃…—·～，。”"]
_HALF_BLANK = "。，、；：？！）》”’」』】〕〉"
CASES: dict[str, Notice] = {
    "title": replace(progress(issues(4)), title=(_TITLE * 6)[:200]),
    "cell": progress([_TELLING, *issues(3)]),
    "rows": progress(issues(500)),
    "empty": replace(progress(), blocks=()),
    "nothing": progress(),
    "office": replace(
        progress(issues(4)),
        imprint=imprint(office=_LONG * 2, reviewer=_LONG * 2, objection=_LONG * 3),
    ),
    "place": replace(progress(issues(30)), place="泗洪县重岗街道康泰社区居民委员会" * 4),
    "number": replace(progress(issues(4)), imprint=imprint(_NUMBER * 2)),
    "text": replace(progress(), blocks=(Paragraph(_SENTENCES), Paragraph("a" * 300))),
    "marks": replace(progress(), blocks=tuple(map(Paragraph, _MARKED))),
}


def _box(line: Line) -> tuple[float, float, float, float]:
    size = line.size / MM
    return line.x, line.y - 0.08 * size, line.end, line.y + 0.78 * size


def _touching(one: Line, other: Line) -> bool:
    left, bottom, right, top = _box(one)
    x, y, end, high = _box(other)
    apart = right <= x + 0.1 or end <= left + 0.1 or top <= y + 0.1 or high <= bottom + 0.1
    return not apart


@pytest.mark.parametrize("paper", [A4, A3_LANDSCAPE], ids=["a4", "a3"])
@pytest.mark.parametrize("case", CASES)
def test_it_stays_on_the_paper_and_nothing_stands_on_anything(
    tmp_path: Path, case: str, paper: Paper
) -> None:
    file = tmp_path / "notice.pdf"
    pages = print_notice(CASES[case], file, paper).pages
    for page in {0, 1, pages - 2, pages - 1} & set(range(pages)):
        shown = lines(file, page)
        for line in shown:
            assert paper.left / MM - 0.1 <= line.x, line.text
            hanging = line.size / 2 / MM if line.text[-1] in _HALF_BLANK else 0.0
            assert line.end <= paper.right / MM + hanging + 0.1, line.text
            assert 10 < line.y < paper.height / MM - 10, line.text
        touching = [(a.text, b.text) for a, b in combinations(shown, 2) if _touching(a, b)]
        assert touching == []


@pytest.mark.parametrize("paper", [A4, A3_LANDSCAPE], ids=["a4", "a3"])
def test_nothing_is_lost(tmp_path: Path, paper: Paper) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(CASES["rows"], file, paper)
    texts = page_texts(file)
    whole = "".join(texts)
    assert all(whole.count(f"第{n}处楼道灯不亮") == 1 for n in range(1, 501))
    assert all("序号颜色" in text for text in texts)
    print_notice(CASES["cell"], file, paper)
    whole = "".join(page_texts(file))
    assert all(f"第{n}句" in whole for n in range(250))
    assert whole.count("妥") == 60
    assert all(f"第{n}处楼道灯不亮" in whole for n in range(1, 4))


def test_a_row_longer_than_a_page_begins_under_what_stands_there(tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    print_notice(CASES["cell"], file)
    first, second = page_texts(file)[:2]
    assert "第30句" in first
    assert "本期共办理问题4件" in first
    assert "序号颜色" in second


def _grey(file: Path) -> Image.Image:
    document = QPdfDocument()
    document.load(str(file))
    size = document.pagePointSize(0)
    image = document.render(0, QSize(round(size.width() * 3), round(size.height() * 3)))
    image = image.convertToFormat(image.Format.Format_RGBA8888)
    raw = Image.frombytes("RGBA", (image.width(), image.height()), bytes(image.constBits()))
    white = Image.new("RGBA", raw.size, "white")
    return Image.alpha_composite(white, raw).convert("L")


def test_colours_are_told_apart_without_colour(tmp_path: Path, qapp: object) -> None:
    """Mark and word are seen on a black-and-white printer; every mark has a shape of its own."""
    keys = ("red", "orange", "yellow", "green", "blue", "grey")
    rows = tuple((Text(str(n)), Colour(key, "红黄绿橙蓝灰"[n])) for n, key in enumerate(keys))
    table = Table((Column("序号", wide=True), Column("颜色")), rows)
    file = tmp_path / "notice.pdf"
    print_notice(replace(progress(), blocks=(table,)), file)
    picture = _grey(file)
    seen: list[bytes] = []
    for line in (line for line in lines(file) if line.text in "红黄绿橙蓝灰"):
        size = 0.74 * line.size
        left, middle = line.x * MM - size * 1.42, line.y * MM + 0.38 * line.size
        top = A4.height - middle - size / 2
        box = [round(3 * side) for side in (left, top, left + size, top + size)]
        mark = picture.crop((*box,))
        assert min(mark.get_flattened_data()) < 200
        seen.append(mark.point(lambda tone: 255 * (tone > 225)).resize((8, 8)).tobytes())
    assert len(seen) == len(keys)
    assert len(set(seen)) == len(keys)
