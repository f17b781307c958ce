"""What goes back to the employers, read off the paper."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.check_in import ServiceEntry
from domain.check_in_slip import CheckInSlip, Served
from domain.errors import KnownError
from printing.check_in_slip import print_check_in_slips
from printing.print_run import places_of

FIRST = date(2026, 1, 1)


def member(number: int, services: int = 2) -> Served:
    days = [FIRST + timedelta(days=90 + n) for n in range(services)]
    return Served(
        f"党员{number}",
        "科员",
        "康泰社区居委会",
        "京公馆小区",
        "政策宣传岗",
        date(2026, 3, 5),
        None,
        tuple(ServiceEntry(day, "入户宣传", 1.5) for day in days),
    )


def slip(unit: str, *members: Served, single: bool = False) -> CheckInSlip:
    where = "康泰社区居委会京公馆小区"
    until = date(2026, 11, 27)
    return CheckInSlip(unit, "康泰社区居委会", where, FIRST, until, until, members, single)


def pages(file: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(file).pages]


def test_every_employer_has_sheets_of_its_own(tmp_path: Path) -> None:
    target = tmp_path / "反馈单.pdf"
    told: list[int] = []
    slips = [slip("县司法局", member(1), member(2)), slip("县住建局", member(3))]
    printed = print_check_in_slips(slips, target, progress=lambda done: not told.append(done))
    assert (printed.notices, printed.pages, printed.warning) == (2, 2, "")
    assert told == [1, 2]
    first, second = pages(target)
    for part in (
        "在职党员到社区报到服务情况反馈单",
        "县司法局：",
        "贵单位有2名在职党员到康泰社区居委会京公馆小区报到",
        "2026年1月1日至11月27日",
        "党员1",
        "党员2",
        "入户宣传2次",
        "经办人",
        "负责人",
        "2026年11月27日",
    ):
        assert part in first
    assert "县住建局：" in second
    assert "党员1" not in second
    assert places_of(target.read_bytes()) == [(0, "县司法局"), (1, "县住建局")]


def test_one_member_by_every_service(tmp_path: Path) -> None:
    target = tmp_path / "一.pdf"
    print_check_in_slips([slip("县司法局", member(1, 3), single=True)], target)
    (text,) = pages(target)
    assert "贵单位党员党员1同志（科员）于2026年3月5日到康泰社区居委会京公馆小区报到" in text
    assert text.count("入户宣传") == 3
    assert "4月1日" in text


def test_a_long_list_goes_on_and_is_signed_once(tmp_path: Path) -> None:
    target = tmp_path / "长.pdf"
    many = slip("县第一小学", *(member(n, n % 5) for n in range(60)))
    printed = print_check_in_slips([many], target)
    read = pages(target)
    assert printed.pages == len(read) > 2
    assert all(f"—{number}—" in text for number, text in enumerate(read, 1))
    assert all("序号" in text for text in read[:-1])  # the header is repeated
    assert [n for n, text in enumerate(read) if "经办人" in text] == [len(read) - 1]
    # Who signs never stands alone on a page.
    assert "党员59" in read[-1]
    assert sum(text.count("党员") for text in read) >= 60


def test_the_same_slips_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "1.pdf", tmp_path / "2.pdf"
    for target in (one, two):
        print_check_in_slips([slip("县司法局", member(1))], target)
    assert one.read_bytes() == two.read_bytes()


def test_rare_characters_are_warned_about_and_nothing_is_left_of_what_was_stopped(
    tmp_path: Path,
) -> None:
    target = tmp_path / "停.pdf"
    with pytest.raises(KnownError, match="已按要求停止"):
        print_check_in_slips([slip("县司法局", member(1))], target, progress=lambda _: False)
    with pytest.raises(KnownError, match="没有可以反馈的单位"):
        print_check_in_slips([], target)
    assert list(tmp_path.iterdir()) == []
    odd = replace(member(1), name="张\U0002a6d0\U0010fffd")
    assert "U+10FFFD" in print_check_in_slips([slip("县司法局", odd)], target).warning
