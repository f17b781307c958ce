"""A notice as it is kept: a plain value that says everything, and is read back the same.

The names of classes and fields are part of what is kept: whoever renames one reads the old one too.
"""

from base64 import b64decode, b64encode
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from domain import disclosure
from domain.disclosure import Affairs, Notice

_KINDS = {
    kind.__name__: kind
    for kind in (
        disclosure.Notice,
        disclosure.Imprint,
        disclosure.Paragraph,
        disclosure.Heading,
        disclosure.Table,
        disclosure.Column,
        disclosure.Text,
        disclosure.Colour,
        disclosure.Portrait,
        disclosure.Portraits,
    )
}
_KIND = "is"


def kept(notice: Notice) -> dict[str, Any]:
    """The notice in lists, dictionaries, texts and numbers."""
    value: dict[str, Any] = _plain(notice)
    return value


def read(value: dict[str, Any]) -> Notice:
    """The notice that was kept so."""
    notice = _value(value)
    assert isinstance(notice, Notice), "what was kept is a notice"
    return notice


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        told = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {_KIND: type(value).__name__} | told
    if isinstance(value, Affairs):
        return {_KIND: "Affairs", "value": value.value}
    if isinstance(value, date):
        return {_KIND: "date", "value": value.isoformat()}
    if isinstance(value, bytes):
        return {_KIND: "bytes", "value": b64encode(value).decode()}
    if isinstance(value, frozenset):
        return {_KIND: "set", "value": sorted(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_value(part) for part in plain)
    if not isinstance(plain, dict):
        return plain
    kind = plain[_KIND]
    if kind == "Affairs":
        return Affairs(plain["value"])
    if kind == "date":
        return date.fromisoformat(plain["value"])
    if kind == "bytes":
        return b64decode(plain["value"])
    if kind == "set":
        return frozenset(plain["value"])
    told = {name: _value(part) for name, part in plain.items() if name != _KIND}
    return _KINDS[kind](**told)
