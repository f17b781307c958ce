"""The notice texts that ship with the program; what the office changes is kept in its settings."""

import tomllib
from functools import cache
from typing import Any

from resources import path


@cache
def defaults() -> dict[str, dict[str, Any]]:
    """The texts of every template as shipped, by the template's key and the text's name."""
    with path("notices/texts.toml").open("rb") as file:
        return tomllib.load(file)
