"""An invented report of a month."""

from dataclasses import replace
from datetime import date

from domain.happy_bill import Settled
from domain.indicators import Counts
from domain.report import Breakdown, Late, Line, Loud, Report, Stock
from domain.workflow import Rating

COUNTS = Counts(71, 60, 50, 48, 45, 2, 40, 36, 30, 29, 28, 55, 1, 275, 27)
SETTLED = Settled(
    "2026-0001",
    "小区管理",
    "京公馆3栋1单元502室",
    "张堃19900000147反映楼道灯不亮",
    "green",
    "物业科",
    "已换灯，回访19900000148满意",
    date(2026, 10, 9),
    Rating.SATISFIED,
)


def report(names: int = 3, late: int = 2, settled: int = 2, days: int = 31) -> Report:
    lines = tuple(Line(f"第{n}工作组", COUNTS, Counts()) for n in range(names))
    stock = tuple(
        Stock(key, word, 10, tuple(range(10, 10 + days)))
        for key, word in (("red", "红"), ("yellow", "黄"), ("green", "绿"))
    )
    overdue = Late(
        "2026-0002", "电梯停运", "京公馆3栋1单元", "住建办", "red", "红", date(2026, 10, 20), 11
    )
    loud = Loud("2026-0003", "雨天积水", "水利站", "办理中", 12, 5)
    return Report(
        "重岗街道办事处",
        date(2026, 10, 1),
        date(2026, 10, 31),
        date(2026, 10, 31),
        (date(2026, 9, 1), date(2026, 9, 30)),
        COUNTS,
        replace(COUNTS, registered=80, satisfied=20),
        stock,
        (Breakdown("工作组", lines), Breakdown("类别", lines[:1])),
        (loud,),
        tuple(replace(overdue, number=f"2026-1{n:03d}") for n in range(late)),
        tuple(replace(SETTLED, number=f"2026-2{n:03d}") for n in range(settled)),
    )
