"""What the machine did to the database, in the user's words."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from db.location import Location
from domain.errors import KnownError


@contextmanager
def known_errors(
    location: Location, committing: Callable[[], bool] = lambda: False
) -> Iterator[None]:
    """Tell what the machine did in a sentence; what is our bug passes through.

    ``committing`` says whether all that is left is the server's word that it is saved.
    """
    try:
        yield
    except DBAPIError as error:
        if committing() and _is_cut(error):
            raise KnownError(
                f"保存的那一刻和数据库服务器“{location.name}”断开了，不知道有没有保存；"
                "请先看看这一步在不在，不在再做一次。"
            ) from error
        sentence = _sentence(location.name, str(error.orig), error)
        if sentence is None:
            raise
        raise KnownError(sentence) from error
    except _driver_errors() as error:
        sentence = _sentence(location.name, str(error), error)
        if sentence is None:
            raise
        raise KnownError(sentence) from error


def _driver_errors() -> tuple[type[Exception], ...]:
    from sqlcipher3 import dbapi2

    return (dbapi2.DatabaseError, sqlite3.DatabaseError)


_SENTENCES = {
    "file is not a database": "“{name}”不是本程序的台账，或密钥文件与它不配套，没有打开；"
    "请核对文件，或用备份恢复。",
    "disk is full": "磁盘已满，这一步没有保存，之前的内容都在；请腾出空间后再做一次。",
    "disk I/O error": "磁盘读写出错，这一步没有保存，之前的内容都在；请检查磁盘后再做一次。",
    "readonly database": "台账所在的文件夹是只读的，没有保存；请把台账移到可以写入的文件夹。",
    "unable to open database": "台账所在的文件夹不能写入，没有打开、没有改动；请换一个文件夹。",
    "database is locked": "台账正被另一个程序写入，这一步没有保存；请稍候再做一次。",
    "malformed": "台账文件已损坏，没有继续写入；请用最近的备份恢复。",
}


def _is_cut(error: DBAPIError) -> bool:
    """Whether the server is silent: one that refuses says so by a state."""
    return error.connection_invalidated and not getattr(error.orig, "sqlstate", None)


# Deadlock, serialization failure, lock not available.
_MET = frozenset({"40P01", "40001", "55P03"})


def _sentence(name: str, message: str, error: Exception) -> str | None:
    for part, sentence in _SENTENCES.items():
        if part in message:
            return sentence.format(name=name)
    if isinstance(error, OperationalError):
        driver = type(error.orig).__module__.partition(".")[0]
        if driver == "psycopg":
            state = getattr(error.orig, "sqlstate", None) or ""
            if state in _MET:
                return "刚好有人同时在办同一件事，这一步没有保存，之前的内容都在；请再做一次。"
            if state.startswith("53"):
                return _SENTENCES["disk is full"]
            return f"连不上数据库服务器“{name}”，没有改动；请检查网络和地址后再试。"
    return None
