"""What all tables share: the names of constraints, and text that sorts by code point."""

from typing import Any

from sqlalchemy import JSON, MetaData, Text
from sqlalchemy.orm import DeclarativeBase

# Positions sort by code point on both databases, whatever the server's language.
CodePoints = Text().with_variant(Text(collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Names every constraint, so that a later migration can speak of it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012
