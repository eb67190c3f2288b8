"""Where the Slack app was installed over OAuth."""

import sqlalchemy as sa
from alembic import op

from storage.encryption import SecretText
from storage.tables import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slack_installation",
        *(
            sa.Column(name, sa.String(200), nullable=False)
            for name in ("team", "name", "enterprise", "bot_id", "bot_user")
        ),
        sa.Column("token", SecretText(), nullable=False),
        sa.Column("installed_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team", name="pk_slack_installation"),
    )
    op.create_table(
        "slack_state",
        sa.Column("digest", sa.String(200), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_slack_state"),
    )
    op.create_index("ix_slack_state_expires_at", "slack_state", ["expires_at"])


def downgrade() -> None:
    for table in ("slack_state", "slack_installation"):
        op.drop_table(table)
