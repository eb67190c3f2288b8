"""Every turn had to write it, and only forgetting, once a night, looked anything up in it."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_conversation_heard_at", table_name="conversation")


def downgrade() -> None:
    op.create_index("ix_conversation_heard_at", "conversation", ["heard_at"])
