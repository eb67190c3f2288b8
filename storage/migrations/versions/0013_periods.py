"""Time-outs and paid jobs of students, with what became of them."""

import sqlalchemy as sa
from alembic import op

from storage.encryption import SecretJson, SecretText
from storage.tables import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("from_", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("details", SecretJson(), nullable=False),
        sa.Column("wpb_id", sa.Integer(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_period_student_id_student", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wpb_id"], ["person.id"], name="fk_period_wpb_id_person", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_period_made_by_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_period"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_period_student_id", "period", ["student_id", "kind", "from_"])
    for column in ("wpb_id", "made_by"):
        op.create_index(f"ix_period_{column}", "period", [column])
    op.create_table(
        "period_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("change", sa.String(200), nullable=False),
        sa.Column("detail", SecretText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"], ["period.id"], name="fk_period_change_period_id_period", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_period_change_person_id_person", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_period_change"),
    )
    for column in ("period_id", "person_id"):
        op.create_index(f"ix_period_change_{column}", "period_change", [column])


def downgrade() -> None:
    for table in ("period_change", "period"):
        op.drop_table(table)
