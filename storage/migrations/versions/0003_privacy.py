"""What erasing leaves, and the indexes that erasing, exporting and forgetting in time walk."""

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXED = (
    ("agreement", "made_by"),
    ("agreement_change", "at"),
    ("agreement_change", "person_id"),
    ("audit", "at"),
    ("conversation", "heard_at"),
    ("feedback", "at"),
    ("notice", "made_at"),
    ("person", "left_on"),
    ("report", "written_by"),
    ("situation", "walked_by"),
    ("turn", "at"),
)


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in reversed(INDEXED):
        op.drop_index(f"ix_{table}_{column}", table)
    op.drop_table("erasure")
