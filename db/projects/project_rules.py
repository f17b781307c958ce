"""How many livelihood projects there should be a year, kept as one setting of three numbers."""

from dataclasses import asdict

from db import settings
from db.kept import or_default, same_fields
from db.reading import Reader
from db.session import WriteSession
from domain.errors import KnownError
from domain.projects import Quotas, quota_fault

NAME = "project_quotas"


@or_default(Quotas)
def current(connection: Reader) -> Quotas:
    """The quotas as the office has them."""
    quotas = same_fields(settings.known(Quotas, settings.get(connection, NAME)), Quotas())
    if fault := quota_fault(quotas):
        raise ValueError(fault)
    return quotas


def change(session: WriteSession, before: Quotas, after: Quotas) -> None:
    """Change the quotas; a KnownError says what is wrong with them, or that somebody else changed
    them since ``before``."""
    if fault := quota_fault(after):
        raise KnownError(f"{fault}，没有保存；请改正后再保存。")
    settings.hold(session, NAME)
    if current(session.connection) != before:
        raise KnownError(
            "每年件数刚被别人改过，没有覆盖对方；您填写的内容都在，请看过现在的设置再保存。"
        )
    settings.put(session, NAME, asdict(after))
    told = f"县 {after.county}，街道（镇） {after.township}，村（社区） {after.village}"
    session.log("settings", "修改实事项目件数", "", told)
