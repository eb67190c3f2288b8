"""What was reminded of, what somebody does not want to hear of, and which mornings have been planned."""

import sqlalchemy as sa
from alembic import op

from storage.encryption import SecretJson
from storage.tables import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("later", sa.Date(), nullable=True),
        sa.Column("hears", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reader", sa.Integer(), nullable=True),
        sa.Column("waiting", SecretJson(), nullable=True),
        sa.Column("told_to", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_reminder_person_id_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["hears"], ["person.id"], name="fk_reminder_hears_person", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["reader"], ["person.id"], name="fk_reminder_reader_person", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["told_to"], ["person.id"], name="fk_reminder_told_to_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_reminder_person_id_key", "reminder", ["person_id", "key"], unique=True)
    for column in ("hears", "at", "reader", "told_to"):
        op.create_index(f"ix_reminder_{column}", "reminder", [column])
    op.create_table(
        "reminder_opt_out",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_reminder_opt_out_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", name="pk_reminder_opt_out"),
    )
    op.create_table(
        "planned_morning",
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("at", name="pk_planned_morning"),
    )


def downgrade() -> None:
    for table in ("planned_morning", "reminder_opt_out", "reminder"):
        op.drop_table(table)
