"""Why a notice came to nothing, beside why it was an exception."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What stands with a void notice is why it is void: it was written over the other reason."""
    op.add_column("notice", sa.Column("void_reason", sa.String(), nullable=True))
    op.execute("UPDATE notice SET void_reason = exception, exception = NULL WHERE state = 'void'")
