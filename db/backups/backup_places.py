"""Where a ledger's backups are kept: a setting, on a server one for each machine."""

import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db import settings
from db.kept import or_default, same_fields
from db.location import Location, default_folder
from db.reading import Reader
from db.session import WriteSession
from domain.errors import KnownError

FOLDER = "备份"
_DAILY = "backup_daily"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders as they were typed, empty for the usual one and for no second one."""

    folder: str = ""
    second: str = ""


def usual(location: Location) -> Path:
    """The folder beside the ledger; for a server the one in the user's data folder."""
    above = location.file.parent if location.file is not None else default_folder()
    return above / FOLDER


@or_default(lambda location: Places())
def current(connection: Reader, location: Location) -> Places:
    """The places as the office chose them."""
    return same_fields(settings.known(Places, settings.get(connection, _name(location))), Places())


def change(session: WriteSession, location: Location, before: Places, after: Places) -> None:
    """Choose other places; a KnownError says that one is no folder, that both are the same, or
    that somebody else changed them since ``before``."""
    for typed in filter(None, (after.folder, after.second)):
        if not Path(typed).is_dir():
            raise KnownError(f"文件夹“{typed}”不存在，没有保存；请插好磁盘，或另选一个文件夹。")
    first = Path(after.folder) if after.folder else usual(location)
    if after.second and Path(after.second).resolve() == first.resolve():
        raise KnownError("两处备份在同一个文件夹，没有保存；第二处请选另一块磁盘。")
    settings.hold(session, _name(location))
    if current(session.connection, location) != before:
        raise KnownError("备份位置刚被别人改过，没有覆盖；请看过现在的设置再保存。")
    settings.put(session, _name(location), {"folder": after.folder, "second": after.second})
    told = "，".join(filter(None, (after.folder, after.second)))
    session.log("settings", "修改备份位置", "", told or "台账旁边")


def last_day(connection: Reader) -> date | None:
    """The day on which some machine last backed up a server by itself."""
    kept = settings.get(connection, _DAILY).get("day", "")
    try:
        return date.fromisoformat(kept)
    except (TypeError, ValueError):
        return None


def note_daily(session: WriteSession, file: Path) -> None:
    """A server is backed up for today, at this machine; no other need do it again."""
    value = {"day": session.at.date().isoformat()}
    settings.put(session, _DAILY, value, "backup")
    session.log("backup", "每日备份", file.name, f"存在 {platform.node()}：{file.parent}")


def _name(location: Location) -> str:
    # A path means something on its own machine only; a server's ledger is open on many.
    return "backup" if location.file is not None else f"backup@{platform.node()}"
