"""Meetings and talks that are planned."""

import sqlalchemy as sa
from alembic import op

from storage.encryption import SecretText
from storage.tables import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", SecretText(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["person.id"], name="fk_meeting_organiser_id_person", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meeting_starts_at", "meeting", ["starts_at"])
    op.create_index("ix_meeting_organiser_id", "meeting", ["organiser_id"])
    op.create_table(
        "meeting_person",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_person_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_meeting_person_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name="pk_meeting_person"),
    )
    op.create_index("ix_meeting_person_person_id", "meeting_person", ["person_id"])
    op.create_table(
        "meeting_student",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_student_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.person_id"], name="fk_meeting_student_student_id_student", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name="fk_meeting_student_report_id_report", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_student"),
    )
    op.create_index("uq_meeting_student_meeting_id", "meeting_student", ["meeting_id", "student_id"], unique=True)
    op.create_index("ix_meeting_student_student_id", "meeting_student", ["student_id"])
    op.create_index("ix_meeting_student_report_id", "meeting_student", ["report_id"])


def downgrade() -> None:
    op.drop_table("meeting_student")
    op.drop_table("meeting_person")
    op.drop_table("meeting")
