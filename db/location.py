"""Where a ledger lies: a file on this machine, or a PostgreSQL server's address."""

import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from domain.errors import KnownError

LEDGER_SUFFIX = ".xcd"


@dataclass(frozen=True, slots=True)
class Location:
    """Exactly one of the two is set."""

    file: Path | None = None
    address: str = ""

    @property
    def name(self) -> str:
        """What the user knows the ledger by: the file's name, or the database on its server."""
        if self.file is not None:
            return self.file.stem
        return server_name(self.address)

    @property
    def keys(self) -> Path:
        """The file of wrapped keys that belongs to a ledger file."""
        assert self.file is not None
        return self.file.with_name(self.file.name + ".keys")


def server_name(address: str) -> str:
    """A server's ledger as a user may see it: host and database, never the password."""
    parts = urlsplit(address)
    return f"{parts.hostname or '本机'}{parts.path}"


def default_folder() -> Path:
    """The user's data folder of the program."""
    from platformdirs import user_data_path

    return user_data_path("xiachen-desk", appauthor=False)


def locate(text: str | None) -> Location:
    """Read what ``--db`` says; None is the default ledger in the user's data folder."""
    if text is None:
        return Location(default_folder() / f"ledger{LEDGER_SUFFIX}")
    if text.startswith(("postgresql://", "postgresql+psycopg://")):
        return Location(address="postgresql+psycopg://" + text.split("://", 1)[1])
    if "://" in text:
        raise KnownError(f"不认识的台账位置“{text}”；请给出文件名或 postgresql:// 地址。")
    file = Path(text).expanduser().absolute()
    if is_network_share(file):
        raise KnownError(
            f"“{file.name}”在网络共享文件夹里，多台电脑同时写会损坏台账，没有打开；"
            "请放到本机硬盘，多人共用请改用 PostgreSQL 服务器。"
        )
    return Location(file)


_SHARED = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "9p",
    "fuse.sshfs",
    "davfs",
    "fuse.davfs2",
}


def is_network_share(file: Path) -> bool:
    """Whether the file lies, or would lie, on a folder of another machine."""
    if sys.platform == "win32":
        import ctypes

        remote_drive = 4  # DRIVE_REMOTE of the Windows API
        root = file.anchor
        return root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == remote_drive
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return False
    best = ("", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, where, kind, *_ = line.split()
        inside = where == "/" or f"{file}/".startswith(where.rstrip("/") + "/")
        if inside and len(where) >= len(best[0]):
            best = (where, kind)
    return best[1] in _SHARED
