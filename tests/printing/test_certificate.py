from datetime import date
from pathlib import Path

from pypdf import PdfReader

from domain.certificate import Certificate, CommunityProof
from printing.certificate import print_certificate
from printing.print_run import places_of

DAY = date(2026, 11, 30)


def test_each_community_has_its_own_sheets_and_is_found_by_name(tmp_path: Path) -> None:
    parts = tuple(CommunityProof(f"虚构{n}社区", 100, 100, 0, 0) for n in "甲乙")
    file = tmp_path / "证明.pdf"
    made = Certificate("虚构街道办事处", "网格线", DAY, DAY, parts)
    assert print_certificate(made, file).pages == 3
    names = ["虚构街道办事处", "虚构甲社区", "虚构乙社区"]
    assert places_of(file.read_bytes()) == list(enumerate(names))


def test_a_community_without_households_stands_in_the_table_and_gets_no_sheet(
    tmp_path: Path,
) -> None:
    whole, bare = CommunityProof("虚构甲社区", 100, 100, 0, 0), CommunityProof("乙村", 0, 0, 0, 0)
    file = tmp_path / "证明.pdf"
    made = Certificate("虚构街道办事处", "网格线", DAY, DAY, (whole, bare))
    printed = print_certificate(made, file)
    assert (printed.notices, printed.pages) == (1, 2)
    told = "".join(PdfReader(file).pages[0].extract_text().split())
    assert "另有1个社区（村）台账里没有住户，按0户列在表里" in told
    assert "乙村0000没有住户" in told
    assert "虚构甲社区10010000全覆盖" in told
    alone = Certificate("虚构街道办事处", "网格线", DAY, DAY, (bare,))
    assert print_certificate(alone, file).pages == 1
    told = "".join(PdfReader(file).pages[0].extract_text().split())
    assert "乙村台账里没有住户（0户）" in told
    assert "无遗漏" not in told
