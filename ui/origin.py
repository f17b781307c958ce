"""Where one works: what the audit says of the machine and the way (GB/T 22239, 安全审计)."""

import getpass
import platform

_LONGEST = 80


def window() -> str:
    """The machine and its user, in the window."""
    return _told("窗口")


def command_line() -> str:
    """The machine and its user, on the command line."""
    return _told("命令行")


def _told(way: str) -> str:
    names = "/".join(filter(None, (platform.node(), _user())))
    plain = "".join(c for c in names if c.isprintable())[:_LONGEST]
    return f"{plain} · {way}" if plain else way


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a machine that does not say who is at it
        return ""
