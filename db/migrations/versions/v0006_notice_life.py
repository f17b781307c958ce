"""Notices with a life: what was approved is kept as it is, and where each sheet hangs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables; a notice knows who reviewed and approved it. Those that are there are mere
    prints of drafts: they were never approved."""
    op.execute("UPDATE notice SET state = 'void'")
    for name, kind in (
        ("posted_from", sa.Date()),
        ("posted_to", sa.Date()),
        ("reviewer", sa.String()),
        ("reviewed_on", sa.Date()),
        ("approved_at", sa.DateTime()),
        ("approved_by", sa.String()),
        ("exception", sa.String()),
        ("pdf_digest", sa.String()),
    ):
        op.add_column("notice", sa.Column(name, kind, nullable=True))
    op.add_column(
        "notice", sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.drop_column("notice", "pdf")
    op.create_table(
        "notice_paper",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_notice_paper_notice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice_paper")),
    )
    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_by", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("taken_down_on", sa.Date(), nullable=True),
        sa.Column("taken_down_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_posting_notice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_posting_photo_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_posting_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("notice_id", "seq", name=op.f("uq_posting_notice_id_seq")),
    )
    op.create_index(op.f("ix_posting_place_id"), "posting", ["place_id"], unique=False)
