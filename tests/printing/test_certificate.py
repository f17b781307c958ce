from datetime import date
from pathlib import Path

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
