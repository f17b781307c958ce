"""A server's users have key slots too: a backup is sealed to them without a password."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whoever is there gets one when they next unlock."""
    op.add_column("account", sa.Column("slot", sa.JSON(), nullable=True))
