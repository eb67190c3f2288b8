"""Which day calendars were given last for each deadline, so that one that moves is a later version."""

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("uid", name="pk_calendar_day"),
    )


def downgrade() -> None:
    op.drop_table("calendar_day")
