"""The demo's word lists, read once from the shipped resources."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import resources


@cache
def words(name: str) -> Mapping[str, Any]:
    """One word list of ``resources/demo`` by its name without ending."""
    return tomllib.loads(resources.path(f"demo/{name}.toml").read_text(encoding="utf-8"))
