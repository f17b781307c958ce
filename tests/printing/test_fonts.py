"""The office's own fonts: found by name, used by role, and what happens when they cannot be had."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.paper_fonts import PaperFonts
from printing import fonts
from printing.batch import print_notice
from printing.font_files import font_files
from printing.specimen import specimen
from resources import path
from tests.printing.font_samples import (
    SANS,
    SERIF,
    as_cff,
    broken,
    collected,
    renamed,
    with_rights,
)
from tests.printing.measured import lines
from tests.printing.samples import issues, page_texts, progress


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The office's folder with two fonts that can be used, one of them deep in it."""
    made = tmp_path / "字体"
    (made / "方正").mkdir(parents=True)
    renamed(SANS, made / "simhei.ttf", "虚构黑体", "XuGouHeiTi")
    renamed(SERIF, made / "方正" / "xbs.TTF", "虚构小标宋", "XuGouXiaoBiaoSong")
    (made / "说明.txt").write_text("不是字体", encoding="utf-8")
    (made / "空.ttf").write_bytes(b"")
    fonts.look_again()
    return made


def chosen(folder: Path, **roles: str) -> PaperFonts:
    return PaperFonts(**roles, folder=str(folder))


def test_fonts_are_found_by_their_chinese_names(folder: Path) -> None:
    found = font_files(str(folder))
    assert found["虚构黑体"].file == folder / "simhei.ttf"
    assert found["虚构小标宋"].hindrance == ""
    assert not any(font.file.name == "空.ttf" for font in found.values())


def test_a_role_is_set_in_the_chosen_font_which_is_embedded_as_a_subset(
    folder: Path, tmp_path: Path
) -> None:
    used = fonts.fonts_of(chosen(folder, title="虚构小标宋", body="虚构黑体"))
    assert used.told == ""
    file = tmp_path / "notice.pdf"
    assert print_notice(progress(issues(2)), file, used=used).warning == ""
    shown = {line.text: line.font for line in lines(file)}
    assert "XuGouXiaoBiaoSong" in shown["问题办理情况公示"]
    assert "XuGouHeiTi" in next(font for text, font in shown.items() if text.startswith("根据"))
    assert "NotoSansSC-Regular" in shown["街道物业科"]
    for font in PdfReader(file).pages[0]["/Resources"]["/Font"].values():
        held = font.get_object()["/FontDescriptor"]["/FontFile2"].get_data()
        assert len(held) < SANS.stat().st_size / 10


def test_a_font_in_a_collection_is_used_by_its_own_name(folder: Path, tmp_path: Path) -> None:
    files = [folder / "simhei.ttf", folder / "方正" / "xbs.TTF"]
    collected(files, folder / "both.ttc")
    for file in files:
        file.unlink()
    fonts.look_again()
    used = fonts.fonts_of(chosen(folder, title="虚构小标宋"))
    assert used.told == ""
    file = tmp_path / "notice.pdf"
    print_notice(progress(issues(1)), file, used=used)
    assert "XuGouXiaoBiaoSong" in next(li.font for li in lines(file) if li.size == 36)


def test_a_copy_of_a_bundled_font_is_a_font_like_any_other(folder: Path, tmp_path: Path) -> None:
    copy = path("fonts/NotoSansSC-Regular.ttf")
    (folder / "黑体.ttf").write_bytes(copy.read_bytes())
    fonts.look_again()
    (name,) = {f.name for f in font_files(str(folder)).values() if f.file.name == "黑体.ttf"}
    used = fonts.fonts_of(chosen(folder, title=name, body=name))
    file = tmp_path / "notice.pdf"
    assert print_notice(progress(issues(2)), file, used=used).warning == ""
    shown = {line.text: line.font for line in lines(file)}
    assert shown["问题办理情况公示"] != shown["街道物业科"]


def test_fonts_whose_files_and_own_names_are_alike_are_told_apart(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "楷").mkdir()
    renamed(SERIF, folder / "楷" / "simhei.ttf", "虚构楷体", "XuGouHeiTi")
    renamed(SERIF, folder / "NotoSansSC-Regular.ttf", "虚构仿宋", "XuGouFangSong")
    fonts.look_again()
    used = fonts.fonts_of(chosen(folder, title="虚构楷体", heading="虚构黑体", body="虚构仿宋"))
    file = tmp_path / "notice.pdf"
    assert print_notice(progress(issues(2)), file, used=used).warning == ""
    shown = {line.text: line.font for line in lines(file)}
    assert shown["问题办理情况公示"] != shown["序号"]
    assert "第1处楼道灯不亮" in page_texts(file)[0]


def test_a_font_file_that_was_replaced_is_read_again(folder: Path, tmp_path: Path) -> None:
    used = fonts.fonts_of(chosen(folder, title="虚构黑体"))
    before = used.title.faces[0].font.face.name
    renamed(SERIF, folder / "simhei.ttf", "虚构黑体", "XuGouXinHeiTi")
    fonts.look_again()
    used = fonts.fonts_of(chosen(folder, title="虚构黑体"))
    assert b"XuGouXinHeiTi" in used.title.faces[0].font.face.name
    assert used.title.faces[0].font.face.name != before


def test_characters_the_chosen_font_lacks_come_from_the_bundled(folder: Path) -> None:
    used = fonts.fonts_of(chosen(folder, body="虚构黑体"))
    assert used.body.missing("㛃喆堃垚䶮𬭎") == ""
    assert fonts.missing_warning(["张䶮"], used) == ""
    runs = used.body.runs("张鿃")
    assert [face.file.name for face, _ in runs] == ["simhei.ttf", "NotoSerifSC-Regular.ttf"]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (Path.unlink, "“虚构黑体”在这台电脑上找不到，小标题、表格用程序自带的字体。"),
        (as_cff, "“虚构黑体”是 PostScript 轮廓（CFF），PDF 里嵌不进去，小标题"),
        (lambda file: with_rights(file, 0x0002), "“虚构黑体”的授权不许嵌入 PDF，小标题"),
        (broken, "“虚构黑体”的文件读不出来，小标题"),
    ],
)
def test_a_font_that_cannot_be_had_is_told_and_the_bundled_one_used(
    folder: Path, tmp_path: Path, spoil, reason: str
) -> None:
    spoil(folder / "simhei.ttf")
    fonts.look_again()
    used = fonts.fonts_of(chosen(folder, title="虚构小标宋", heading="虚构黑体", table="虚构黑体"))
    assert used.told.startswith(reason)
    file = tmp_path / "notice.pdf"
    assert print_notice(progress(issues(1)), file, used=used).warning == used.told
    assert "第1处楼道灯不亮" in page_texts(file)[0]
    shown = {line.text: line.font for line in lines(file)}
    assert "XuGouXiaoBiaoSong" in shown["问题办理情况公示"]
    assert "Noto" in shown["街道物业科"]


def test_what_is_chosen_is_what_everything_is_printed_in(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    try:
        fonts.use(chosen(folder, title="虚构小标宋"))
        print_notice(progress(issues(1)), file)
        assert "XuGouXiaoBiaoSong" in next(li.font for li in lines(file) if li.size == 36)
    finally:
        fonts.use(PaperFonts())


def test_the_slip_shows_all_roles(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "slip.pdf"
    file.write_bytes(specimen(fonts.fonts_of(chosen(folder, heading="虚构小标宋"))))
    shown = {line.text: line.font for line in lines(file)}
    assert "XuGouXiaoBiaoSong" in shown["一、本期收支情况"]
    assert {"NotoSerifSC-Bold", "NotoSansSC-Regular"} <= {f[7:] for f in shown.values()}
