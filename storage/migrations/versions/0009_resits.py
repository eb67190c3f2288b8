"""Placements that were not passed, and from when they may be resat."""

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("chance", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("earliest_on", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_resit_student_id_student", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_resit_made_by_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_resit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_resit_student_id", "resit", ["student_id", "made_at"])
    op.create_index("ix_resit_made_by", "resit", ["made_by"])


def downgrade() -> None:
    op.drop_table("resit")
