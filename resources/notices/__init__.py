"""The notice texts that ship with the program; what the office changes is kept in its settings."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from resources import path


@dataclass(frozen=True, slots=True)
class NoticeTexts:
    """The editable texts of one template; ``publication_day`` is a day of the month, 1–28."""

    legal_basis: str
    objection: str
    publication_day: int
    posted_days: int


@cache
def defaults() -> Mapping[str, NoticeTexts]:
    """The texts of every template as shipped, by the template's key."""
    with path("notices/texts.toml").open("rb") as file:
        return {key: NoticeTexts(**texts) for key, texts in tomllib.load(file).items()}
