from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import agree, read_date, read_time

FORMS = (
    "{y}-{m:02}-{d:02}",
    "{y}-{m}-{d}",
    "{y}.{m}.{d}",
    "{y}/{m}/{d}",
    "{y}年{m}月{d}日",
    "{y}{m:02}{d:02}",
    "{y} 年 {m} 月 {d} 日",
    "{y}年{m}月{d}号",
    "'{y}-{m}-{d}",
    "{y}、{m}、{d}",
    "{y}-{m:02}-{d:02} 00:00:00",
    "{y}-{m:02}-{d:02}T08:30:00",
)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS), st.booleans())
def test_every_usual_form(day: date, form: str, wide: bool) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    if wide:
        text = text.translate({ord("0") + i: ord("０") + i for i in range(10)})
    assert read_date(text) == day.isoformat()


@given(st.dates(date(1928, 1, 1), date(2099, 12, 31)))
def test_serials_of_excel(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert (
        read_date(serial) == read_date(float(serial)) == read_date(str(serial)) == day.isoformat()
    )


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("1978.2", "1978-02"),
        ("1978年2月", "1978-02"),
        ("1978-02", "1978-02"),
        ("197802", "1978-02"),
        (1978.2, "1978-02"),
        (1978.12, "1978-12"),
        ("1978.10", "1978-10"),
        ("1978.02.00", "1978-02"),
        (20190102, "2019-01-02"),
        (20190102.0, "2019-01-02"),
        (datetime(2019, 1, 2, 8), "2019-01-02"),
        (date(2019, 1, 2), "2019-01-02"),
        ("二〇一九年一月二日", "2019-01-02"),
        ("一九七八年十二月", "1978-12"),
        ("2019年1月2日 星期三", "2019-01-02"),
    ],
)
def test_other_forms(cell: object, read: str) -> None:
    assert read_date(cell) == read  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "不详",
        "无",
        "1978",
        1978,
        1978.1,
        "78.2.3",
        "2019-13-01",
        "2019-02-30",
        "3/4/2019",
        "去年",
        None,
        True,
        "农历八月",
        "2019-1-2-3",
        "99999999",
        "20191301",
    ],
)
def test_what_no_rule_reads(cell: object) -> None:
    assert read_date(cell) == ""  # type: ignore[arg-type]


def test_dates_agree_as_far_as_known() -> None:
    assert agree("1978-02", "1978-02-11")
    assert agree("1978-02-11", "1978-02-11")
    assert not agree("1978-02", "1978-03-11")
    assert not agree("1978-02-11", "1978-02-12")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2019/4/25 9:32:09", datetime(2019, 4, 25, 9, 32, 9)),
        ("2019-04-25 09:32", datetime(2019, 4, 25, 9, 32)),
        ("2019年4月25日9时32分", datetime(2019, 4, 25, 9, 32)),
        ("2019年4月25日 下午3:05", datetime(2019, 4, 25, 15, 5)),
        ("2019年4月25日15点", datetime(2019, 4, 25, 15)),
        ("2019-04-25T09:32:09.123+08:00", datetime(2019, 4, 25, 9, 32, 9)),
        ("20190425093209", datetime(2019, 4, 25, 9, 32, 9)),
        ("2019/4/25", datetime(2019, 4, 25)),
        (date(2019, 4, 25), datetime(2019, 4, 25)),
        (datetime(2019, 4, 25, 9, tzinfo=timezone(timedelta(hours=8))), datetime(2019, 4, 25, 9)),
        (43580.5, datetime(2019, 4, 25, 12)),
        (20190425, datetime(2019, 4, 25)),
    ],
)
def test_times(cell: object, read: datetime) -> None:
    assert read_time(cell) == read  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell", ["", "待定", "4月25日", "2019年4月", "9:30", None, "2019/4/25 25:00", 2019]
)
def test_unreadable_times(cell: object) -> None:
    assert read_time(cell) is None  # type: ignore[arg-type]
