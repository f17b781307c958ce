"""What every verb needs of what was asked: who, which ledger, and where the answer goes."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db import engine
from db.engine import Database
from db.location import locate
from domain.errors import KnownError
from printing.files import keep_whole
from ui import origin

DEFAULT_USER = "管理员"


def say(text: str) -> None:
    """A line of what a verb found, on stdout."""
    sys.stdout.write(f"{text}\n")


def password_of(chosen: Namespace) -> str:
    """The first line of the password file. Raises `KnownError` without one that can be read."""
    if chosen.password_file is None:
        raise KnownError("需要密码：请用 --password-file 给出密码文件（第一行是密码）。")
    return password_in(chosen.password_file)


def password_in(name: str) -> str:
    """The first line of a password file. Raises `KnownError` when it cannot be read."""
    try:
        with Path(name).open(encoding="utf-8-sig") as file:
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(
            f"密码文件“{name}”读不出来，没有继续；请核对文件名和编码（UTF-8）。"
        ) from error


def user_of(chosen: Namespace) -> str:
    """Who asks; the first administrator where nobody is named."""
    return chosen.user or DEFAULT_USER


@contextmanager
def opened(chosen: Namespace) -> Iterator[Database]:
    """The ledger that was asked for, closed afterwards."""
    words = (locate(chosen.db), user_of(chosen), password_of(chosen))
    database = engine.open_ledger(*words, origin=origin.command_line())
    try:
        yield database
    finally:
        database.close()


def write(file: Path, text: str) -> None:
    """Write a file of text, whole or not at all."""
    keep_whole(f"{text}\n".encode(), file)
