"""Whose calls wait, in one index: SQLite else walks through those that wait for anybody."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_call_asked_id", "call")
    op.create_index("ix_call_asked_id", "call", ["asked_id", "state", "asked_at"])


def downgrade() -> None:
    op.drop_index("ix_call_asked_id", "call")
    op.create_index("ix_call_asked_id", "call", ["asked_id"])
