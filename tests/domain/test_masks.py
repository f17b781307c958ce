from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.id_card import check_character
from domain.masks import (
    Secret,
    mask_account,
    mask_address,
    mask_door,
    mask_id_number,
    mask_landline,
    mask_mobile,
    mask_name,
    mask_numbers,
    mask_phone,
    mask_tags,
    mask_text,
    scan,
    to_building,
)

ID = "329999199001011234"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("邹成效", "邹**"),
        ("欧阳锋", "欧阳*"),
        ("欧阳", "欧*"),
        ("诸葛 亮", "诸葛*"),
        ("上官婉儿", "上官**"),
        ("司马光", "司马*"),
        ("买买提·吐尔逊", "买**·***"),
        ("张𬭎", "张*"),
        ("邹", "*"),
        ("", ""),
    ],
)
def test_a_residents_name_keeps_its_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_are_masked_by_their_rules() -> None:
    assert mask_id_number(ID) == "329999********1234"
    assert mask_mobile("138-1234-5678") == "138****5678"
    assert mask_landline("0527-86241234") == "0527-****1234"
    assert mask_landline("8624123") == "***4123"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_account("6222 0212 3456 1234") == "****1234"


@pytest.mark.parametrize(
    ("door", "head", "masked"),
    [
        ("4组欧阳修文户", "欧阳修文", "4组欧阳**户"),
        ("502室（周平）", "周平", "502室（周*）"),
        ("果园3组9号", "周平", "果园3组9号"),
        ("周平", "周平", "周*"),
        ("京公馆（二期）", "", "京公馆（二期）"),
    ],
)
def test_a_door_called_by_a_name_shows_no_name(door: str, head: str, masked: str) -> None:
    assert mask_door(door, head) == masked
    assert mask_door(masked, head) == masked


def test_sensitive_care_tags_are_a_star() -> None:
    assert mask_tags("精障、独居老人、低保") == "独居老人、★"
    assert mask_tags("退役军人、空巢") == "退役军人、空巢"
    assert mask_tags("社区矫正") == "★"
    assert mask_tags("") == ""


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("京公馆3栋1单元502室", "京公馆3栋***"),
        ("3-1-502", "3栋***"),
        ("京公馆三号楼", "京公馆三号楼"),
        ("果园村二组15号", "果园村二组***"),
        ("京公馆小区502", "京公馆小区***"),
        ("人民路12号", "人民路***"),
        ("502室", "***"),
        ("果园村村口", "果园村村口"),
    ],
)
def test_an_address_ends_at_the_building_or_group(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_to_building_keeps_no_stars() -> None:
    assert to_building("京公馆3栋1单元502室") == "京公馆3栋"


_ANY = st.text(alphabet="京公馆3栋1单元502室县村二组-*·欧阳锋 0138xX", max_size=24)


@given(_ANY)
def test_masking_twice_changes_nothing(text: str) -> None:
    for mask in (mask_name, mask_address, mask_text, mask_id_number, mask_mobile, mask_account):
        assert mask(mask(text)) == mask(text), mask


_DIGITS = "0123456789"


@given(
    prefix=st.text(alphabet="王某身份证：，电话 ", max_size=6),
    number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    gap=st.sampled_from(["", " ", "-"]),
    wide=st.booleans(),
    suffix=st.text(alphabet="，联系。 家", max_size=6),
)
def test_a_mobile_is_found_however_it_is_written(
    prefix: str, number: str, gap: str, wide: bool, suffix: str
) -> None:
    written = gap.join((number[:3], number[3:7], number[7:]))
    if wide:
        written = written.translate({ord(d): chr(ord(d) + 0xFEE0) for d in _DIGITS})
    found = scan(prefix + written + suffix)
    assert [(f.kind, f.digits, f.text) for f in found] == [(Secret.MOBILE, number, written)]
    assert number not in mask_text(prefix + written + suffix)


def spaced(number: str, gap: str, *at: int) -> str:
    """A number with something before each of these places in it."""
    return "".join(gap * (place in at) + sign for place, sign in enumerate(number))


_GAPS = st.sampled_from([" ", "-", ".", "·", "_", "　", "．", "—"])


@given(
    number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    gap=_GAPS,
    at=st.sampled_from([(3, 6), (3, 7), (4, 7), (4, 8), (7,), (2,), (5,), (8,), tuple(range(11))]),
    after=st.sampled_from(["", "。", " 13900001111", "号"]),
)
def test_no_gap_in_a_mobile_hides_it(
    number: str, gap: str, at: tuple[int, ...], after: str
) -> None:
    written = spaced(number, gap, *(place for place in at if place))
    told = f"联系{written}{after}"
    assert (Secret.MOBILE, number, written) in [(f.kind, f.digits, f.text) for f in scan(told)]
    assert number not in "".join(c for c in mask_text(told) if c.isdecimal())


@given(
    birth=st.dates(date(1920, 1, 1), date(2025, 12, 31)),
    region=st.from_regex(r"3299[0-9]{2}", fullmatch=True),
    last=st.from_regex(r"[0-9]{3}[0-9X]", fullmatch=True),
    gap=_GAPS,
    at=st.sampled_from([(6, 14), (6, 10, 14), (6, 10, 12, 14), (3, 6, 10, 14), (9,), range(1, 18)]),
)
def test_no_gap_in_an_id_number_hides_it(
    birth: date, region: str, last: str, gap: str, at: Sequence[int]
) -> None:
    number = f"{region}{birth:%Y%m%d}{last}"
    written = spaced(number, gap, *at)
    found = scan(f"证号{written}，")
    assert [(f.kind, f.digits, f.text) for f in found] == [(Secret.ID, number, written)]
    assert mask_text(f"证号{written}，") == f"证号{number[:6]}********{last}，"


_SIGNS = st.sampled_from(
    (*"\u2011\u202f\u2009,，/、:~（…\u200b\t\n", *("--", "——", "()", "  ", " - ", " – ", "\r\n"))
)


@given(
    number=st.from_regex(r"1[3-9][0-9][02-9]{8}", fullmatch=True),
    signs=st.lists(_SIGNS, min_size=11, max_size=11),
    at=st.sampled_from([(3, 7), (3,), (7,), (3, 6), (4, 7), (3, 8), tuple(range(1, 11))]),
    prefix=st.sampled_from(["", "+86", "电话", "5、"]),
)
def test_signs_where_one_divides_a_mobile_do_not_hide_it(
    number: str, signs: list[str], at: tuple[int, ...], prefix: str
) -> None:
    written = "".join((place in at) * signs[place] + sign for place, sign in enumerate(number))
    told = f"{prefix} {written}。"
    assert [(f.kind, f.digits) for f in scan(told)] == [(Secret.MOBILE, number)]
    if "\u200b" not in written:  # which does not divide what is masked
        assert mask_text(told).endswith(f"{number[:3]}****{number[7:]}。")


@given(
    birth=st.dates(date(1920, 1, 1), date(2025, 12, 31)),
    order=st.from_regex(r"[0-9]{3}", fullmatch=True),
    signs=st.lists(_SIGNS, min_size=18, max_size=18),
    at=st.sets(st.integers(1, 17)),
)
def test_no_signs_hide_an_id_number_that_proves_right(
    birth: date, order: str, signs: list[str], at: set[int]
) -> None:
    first = f"329999{birth:%Y%m%d}{order}"
    number = first + check_character(first)
    written = "".join((place in at) * signs[place] + sign for place, sign in enumerate(number))
    assert [(f.kind, f.digits) for f in scan(f"证号{written}。")] == [(Secret.ID, number)]


@pytest.mark.parametrize(
    "listed",
    [
        "13,800,123,456.00",
        "1301、1302、103",
        "8001/8002/8003",
        "1801、1802、1803、1804",
        "1、3、5、7、9、11、13、15号",
        "15:30~17:30、18:30~20:30",
        "18:30~20:30，100",
        "2026/10/01~2026/10/15",
        "2026-10-01 - 2026-10-15",
        "记-2026-10-0013、0014",
        "苏政发〔2026〕13号、15号",
        "12345、678",
        "138001、23456",
        "1500~1800、2000",
        "1380.00、12345.67",
        "15\n302\n401\n1203",
        "329999、19900101、1234",
    ],
)
def test_lists_and_times_are_no_numbers(listed: str) -> None:
    assert scan(listed) == ()
    assert mask_numbers(listed) == listed


class Watched(str):
    """A text that counts how many of its signs are copied out of it."""

    copied = 0

    def __getitem__(self, key):
        part = super().__getitem__(key)
        self.copied += len(part)
        return part


@pytest.mark.parametrize(
    "part", ["1 ", "1,", "138.00 ", "138 0013 8000 ", "329999 ", "1-", "1380 "]
)
def test_a_long_text_takes_as_much_longer_as_it_is_longer(part: str) -> None:
    text = Watched(part * (100_000 // len(part)))
    scan(text)
    assert text.copied < 200 * len(text)


_DAYS = st.dates(date(1950, 1, 1), date(2035, 12, 31))


def written_day(day: date, gap: str, padded: bool) -> str:
    return gap.join(
        f"{part:02}" if padded else str(part) for part in (day.year, day.month, day.day)
    )


@given(_DAYS, _DAYS, st.sampled_from(".-"), st.booleans(), st.sampled_from(["至", " ", "-", "、"]))
def test_days_are_no_numbers(a: date, b: date, gap: str, padded: bool, between: str) -> None:
    told = between.join((written_day(a, gap, padded), written_day(b, gap, padded)))
    for text in (told, f"{told} 100元", f"{told} 1234户"):
        assert scan(text) == ()


@given(st.lists(st.integers(1, 99_999_999_999), min_size=1, max_size=3), st.booleans())
def test_amounts_are_no_numbers(cents: list[int], grouped: bool) -> None:
    amounts = [
        f"{n // 100:,}.{n % 100:02}" if grouped else f"{n // 100}.{n % 100:02}" for n in cents
    ]
    for text in (*amounts, "、".join(amounts), " ".join(amounts).replace(",", " ")):
        assert scan(text) == ()


@given(
    st.lists(st.from_regex(r"0527-8[0-9]{7}", fullmatch=True), min_size=1, max_size=4),
    st.sampled_from(["、", " ", "，", "/", "  "]),
)
def test_a_list_of_landlines_is_no_number(phones: list[str], between: str) -> None:
    assert scan(between.join(phones)) == ()


@given(st.dates(date(2000, 1, 1), date(2035, 12, 31)), st.integers(1, 99_999), st.integers(1, 99))
def test_the_number_of_a_voucher_is_none(day: date, serial: int, month: int) -> None:
    for text in (
        f"记-{day:%Y-%m}-{serial:04}",
        f"记字第{serial:05}号",
        f"{month:02}-{day:%Y}-{serial:05}",
        f"{day:%Y.%m}.{serial:04}",
        f"{day:%Y}-{serial:05}",
    ):
        assert scan(text) == ()


def test_the_scan_says_what_and_where() -> None:
    text = f"王某{ID}，卡号6222021234561234567，15位329999900101123，热线0527-86241234"
    found = {f.text: f.kind for f in scan(text)}
    assert found == {
        ID: Secret.ID,
        "6222021234561234567": Secret.ACCOUNT,
        "329999900101123": Secret.ID,
    }
    assert [text[f.start : f.end] for f in scan(text)] == list(found)


@pytest.mark.parametrize(
    "harmless",
    [
        "2026年10月1日",
        "0527-86241234",
        "052786241234",
        "10:30至11:45",
        "138****5678",
        "140米",
        "第12号",
    ],
)
def test_what_may_be_posted_is_not_reported(harmless: str) -> None:
    assert scan(harmless) == ()
    assert mask_text(harmless) == harmless


def test_free_text_loses_numbers_and_rooms() -> None:
    text = f"3栋1单元502室王某（{ID}，138 1234 5678）称3-1-502漏水"
    assert mask_text(text) == "3栋1单元***王某（329999********1234，138****5678）称3栋***漏水"


def test_a_time_a_day_and_a_time_are_no_id_number():
    """As two columns of a list stand beside each other; its check character fits by chance."""
    assert scan("办结 11:37:00 2026-10-30 23:59") == ()
