"""Whether the machine's clock can be believed."""

from datetime import datetime

from sqlalchemy import select

from db.models import IssueEvent
from db.reading import Reader


def set_back(connection: Reader, at: datetime) -> str:
    """What is wrong when a new event would come days before the latest one, in one sentence; empty
    when nothing is.

    The latest is what was written last, not what carries the highest date: one event written while
    a clock ran ahead does not stop the office for longer than until the next one.
    """
    latest = connection.scalar(
        select(IssueEvent.recorded_at).order_by(IssueEvent.id.desc()).limit(1)
    )
    if latest is None or at.date() >= latest.date():
        return ""
    return (
        f"电脑的日期 {at:%Y-%m-%d} 比台账里最近一步 {latest:%Y-%m-%d} 还早，没有保存；"
        "请校准电脑时间后再做一次；如果电脑时间没有错（那一步是时间走快时记的），"
        "先办理任意一件别的问题，就能继续。"
    )
