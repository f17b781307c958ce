"""党员亮身份: a photo, a promise and a consent of who reported, and the branch of a place."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table, and columns that are empty at first: nobody has consented yet."""
    # As one statement on both databases: SQLite adds no constraint to a table that is there.
    op.execute(
        "ALTER TABLE check_in ADD COLUMN photo_id INTEGER"
        " CONSTRAINT fk_check_in_photo_id REFERENCES photo (id)"
    )
    op.add_column(
        "check_in", sa.Column("promise", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("check_in", sa.Column("consented_on", sa.Date(), nullable=True))
    op.create_table(
        "party_branch",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secretary", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_party_branch_place_id")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_party_branch")),
    )
