"""Replies that a platform has not accepted yet."""

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "owed_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(200), nullable=False),
        *(
            sa.Column(name, sa.String(200), nullable=False)
            for name in ("event_id", "channel", "talk", "account", "language", "kind")
        ),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_owed_reply_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_owed_reply"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_owed_reply_channel", "owed_reply", ["channel", "due_at"])
    op.create_index("ix_owed_reply_talk", "owed_reply", ["channel", "talk"])
    op.create_index("ix_owed_reply_turn", "owed_reply", ["conversation_id", "event_id"], unique=True)


def downgrade() -> None:
    op.drop_table("owed_reply")
