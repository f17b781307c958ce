"""打印字体: choosing, looking, saving, and a font that is gone."""

import pytest
from PySide6.QtCore import Qt

from db.notices import paper_fonts
from domain.paper_fonts import PaperFonts
from printing import fonts
from tests.printing.font_samples import SANS, renamed
from ui import actions
from ui.settings.fonts_section import FontsSection

WAIT = 30_000


@pytest.fixture
def folder(tmp_path):
    renamed(SANS, tmp_path / "simhei.ttf", "虚构黑体", "XuGouHeiTi")
    yield tmp_path
    fonts.use(PaperFonts())


@pytest.fixture
def section(qtbot, bench):
    made = FontsSection(bench)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    settle(qtbot, bench, made)
    return made


def settle(qtbot, bench, section):
    qtbot.waitUntil(
        lambda: (
            bench.tasks.idle
            and not section._waiting.isActive()
            and not section.slip.pixmap().isNull()
        ),
        timeout=WAIT,
    )


def offered(section):
    field = section.form.field("body")
    return [field.itemText(n) for n in range(field.count())]


def test_at_first_everything_is_in_the_bundled_fonts(section):
    assert section.form.field("title").currentText() == "随程序"
    assert not section.is_dirty()
    assert not section.saving.isEnabled()
    assert section.slip.pixmap().width() > 300


def test_a_font_of_the_folder_is_chosen_saved_and_taken_back(
    qtbot, bench, section, folder, read, said
):
    before = section.slip.pixmap().toImage()
    section.form.field("folder").set_value(str(folder / "没有"))
    qtbot.waitUntil(lambda: "打不开文件夹" in section.lost.text(), timeout=WAIT)
    assert "虚构黑体" not in offered(section)
    section.form.field("folder").set_value(str(folder))
    qtbot.waitUntil(lambda: "虚构黑体" in offered(section), timeout=WAIT)
    section.form.field("body").set_value("虚构黑体")
    settle(qtbot, bench, section)
    assert section.slip.pixmap().toImage() != before
    assert not section.lost.isVisible()
    qtbot.keyClick(section, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    wanted = PaperFonts(body="虚构黑体", folder=str(folder))
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert read(paper_fonts.current) == wanted
    assert not section.is_dirty()
    qtbot.waitUntil(lambda: "XuGouHeiTi" in str(fonts.fonts().body.faces[0].font.face.name))
    said[-1][3]()
    qtbot.waitUntil(lambda: read(paper_fonts.current) == PaperFonts(), timeout=WAIT)
    settle(qtbot, bench, section)
    assert section.form.field("body").currentText() == "随程序"


def test_a_font_that_is_gone_is_told(qtbot, bench, section, write):
    write(actions.change_paper_fonts, PaperFonts(), PaperFonts(title="从前的字体"))
    qtbot.waitUntil(lambda: section.lost.isVisible(), timeout=WAIT)
    assert section.lost.text() == "“从前的字体”在这台电脑上找不到，标题用程序自带的字体。"
    assert section.form.field("title").currentText() == "从前的字体"
    assert not section.is_dirty()
    settle(qtbot, bench, section)
    fonts.use(PaperFonts())
