"""A notice knows the size of paper it is made on."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those that are there were made on A4."""
    op.add_column(
        "notice", sa.Column("paper", sa.String(), nullable=False, server_default=sa.text("'a4'"))
    )
