"""公开栏: boards, and which of them a sheet hangs on."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of boards; a posting may be on one."""
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_board_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("place_id", "name", name=op.f("uq_board_place_id_name")),
    )
    # As one statement on both databases: SQLite adds no constraint to a table that is there.
    op.execute(
        "ALTER TABLE posting ADD COLUMN board_id INTEGER"
        " CONSTRAINT fk_posting_board_id REFERENCES board (id)"
    )
    op.create_index(op.f("ix_posting_board_id"), "posting", ["board_id"], unique=False)
