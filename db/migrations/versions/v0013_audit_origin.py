"""The audit knows where one wrote, and is found by time, user and action; requests about personal
data have a register."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of the records that are there it stays unknown: their links in the chain are as they were."""
    op.add_column(
        "audit", sa.Column("origin", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    for columns in (("at", "id"), ("actor", "at", "id"), ("action", "at", "id")):
        op.create_index(f"ix_audit_{'_'.join(columns)}", "audit", list(columns))
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
