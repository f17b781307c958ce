"""The program's log: where something went wrong, and never what was typed.

The text of an error may hold a name, a number, a line of a spreadsheet, the values of a statement.
A log is read by whoever mends the program, so it says the kind of error and the way to it alone.
"""

import logging
import traceback
from logging.handlers import RotatingFileHandler
from types import TracebackType
from typing import TypeAlias

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_MOST_BYTES, _OLDER = 1_000_000, 3
# Their texts speak of the program's own names.
_OF_CODE = (AttributeError, NameError, TypeError, ImportError)

_Info: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Discreet(logging.Formatter):
    """Writes errors without what they say of the data."""

    def formatException(self, info: _Info) -> str:
        return told(info[1]) if info[1] is not None else ""


def told(error: BaseException) -> str:
    """The way to an error and to those that led to it, the first one first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    earlier = f"{told(before)}\n" if before is not None else ""
    way = "".join(traceback.format_tb(error.__traceback__))
    kind = type(error)
    text = f": {error}" if isinstance(error, _OF_CODE) else ""
    elsewhere = "".join(getattr(error, "__notes__", ()))
    return f"{earlier}{way}{elsewhere}{kind.__module__}.{kind.__qualname__}{text}"


def to_stderr() -> None:
    """Tell warnings and errors where the program was started."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def to_file() -> None:
    """Keep them in the user's folder of logs, as far as that can be written."""
    from platformdirs import user_log_path

    try:
        folder = user_log_path("xiachen-desk", appauthor=False, ensure_exists=True)
        handler = RotatingFileHandler(
            folder / "xiachen-desk.log", maxBytes=_MOST_BYTES, backupCount=_OLDER, encoding="utf-8"
        )
    except OSError:
        return  # a machine that cannot keep a log still opens its ledger
    handler.setFormatter(Discreet(_FORMAT))
    logging.getLogger().addHandler(handler)
