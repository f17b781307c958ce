"""A user may work for some places only."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whoever is there goes on working for the whole ledger."""
    op.add_column(
        "account", sa.Column("scoped", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "account_place",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_place_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["place.id"],
            name=op.f("fk_account_place_place_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "place_id", name=op.f("pk_account_place")),
    )
    op.create_index(op.f("ix_account_place_place_id"), "account_place", ["place_id"])
