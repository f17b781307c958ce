"""What paper tells: a cadre's consent to a mobile on it, and why a sheet came down early."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has consented yet, and what came down early did so without a word."""
    op.add_column("cadre", sa.Column("consented_on", sa.Date(), nullable=True))
    op.add_column(
        "cadre", sa.Column("consent_by", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    # As one statement on both databases: SQLite adds no constraint to a table that is there.
    op.execute(
        "ALTER TABLE cadre ADD COLUMN consent_batch_id INTEGER"
        " CONSTRAINT fk_cadre_consent_batch_id REFERENCES batch (id)"
    )
    op.add_column(
        "posting",
        sa.Column("down_reason", sa.String(), nullable=False, server_default=sa.text("''")),
    )
