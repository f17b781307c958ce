"""Teams at work: visits, 双报到, photos, and the household and visit an issue came from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables, and columns that are empty at first."""
    _add_tables()
    op.add_column("household", sa.Column("met_on", sa.Date(), nullable=True))
    op.create_index(
        op.f("ix_household_met_on_position"), "household", ["met_on", "position"], unique=False
    )
    _refer("cadre", "photo_id", "photo (id)")
    _refer("cadre", "home_place_id", "place (id)")
    for column, to in (("household_id", "household (id)"), ("visit_id", "visit (id)")):
        _refer("issue", column, to)
        op.create_index(op.f(f"ix_issue_{column}"), "issue", [column], unique=False)


def _refer(table: str, column: str, to: str) -> None:
    # As one statement on both databases: SQLite adds no constraint to a table that is there.
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
        f" CONSTRAINT fk_{table}_{column} REFERENCES {to}"
    )


def _add_tables() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_check_in_batch_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_check_in_place_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_check_in_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    op.create_index(op.f("ix_check_in_batch_id"), "check_in", ["batch_id"], unique=False)
    op.create_index(op.f("ix_check_in_place_id"), "check_in", ["place_id"], unique=False)
    op.create_index(op.f("ix_check_in_unit_id"), "check_in", ["unit_id"], unique=False)
    op.create_table(
        "check_in_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_check_in_service_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["check_in_id"],
            ["check_in.id"],
            name=op.f("fk_check_in_service_check_in_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_service")),
    )
    op.create_index(
        op.f("ix_check_in_service_batch_id"), "check_in_service", ["batch_id"], unique=False
    )
    op.create_index(
        op.f("ix_check_in_service_check_in_id_day"),
        "check_in_service",
        ["check_in_id", "day"],
        unique=False,
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_visit_batch_id")),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_visit_household_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_visit_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_batch_id"), "visit", ["batch_id"], unique=False)
    op.create_index(
        op.f("ix_visit_day_household_id_outcome"),
        "visit",
        ["day", "household_id", "outcome"],
        unique=False,
    )
    op.create_index(
        op.f("ix_visit_household_id_day"), "visit", ["household_id", "day"], unique=False
    )
    op.create_index(op.f("ix_visit_team_id_day"), "visit", ["team_id", "day"], unique=False)
    op.create_table(
        "visit_cadre",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cadre_id"], ["cadre.id"], name=op.f("fk_visit_cadre_cadre_id")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_cadre_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "cadre_id", name=op.f("pk_visit_cadre")),
    )
    op.create_index(op.f("ix_visit_cadre_cadre_id"), "visit_cadre", ["cadre_id"], unique=False)
