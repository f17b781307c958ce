"""An account knows its last login, its wrong passwords and its earlier ones."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has to change a password that is there."""
    for column in (
        sa.Column("last_login_at", sa.DateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("past_hashes", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
    ):
        op.add_column("account", column)
